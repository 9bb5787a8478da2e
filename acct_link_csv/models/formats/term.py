import hashlib
from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import ormcache

from ...lib import catalogue


class AcctLinkCsvTerm(models.Model):
    """A text of the shipped formats that users see: formats are data, so Odoo's export of terms
    finds their texts here, and its import of translations puts them here.
    """

    _name = "acct.link.csv.term"
    _description = "Text of the Import File Formats"
    _inherit = ["acct.link.engine.mixin"]
    _order = "id"
    _rec_name = "text"

    source = fields.Char(required=True, readonly=True, index=True, help="As the format has it.")
    text = fields.Char(required=True, translate=True)

    _source_uniq = models.UniqueIndex("(source)", "This text is there already.")

    @api.model
    def _load_shipped(self):
        """Have a row, with an external id, for each text of the shipped formats; those that are no
        longer used go with the update of the add-on.
        """
        known = {term.source: term for term in self.search_fetch([], ["source"])}  # pylint: disable=no-search-all
        wanted = dict.fromkeys(
            text for format_ in catalogue.load().values() for text in self._get_texts(format_)
        )
        new = [source for source in wanted if source not in known]
        terms = self.create([{"source": source, "text": source} for source in new])
        known.update(zip(new, terms, strict=True))
        self.env["ir.model.data"].sudo()._update_xmlids(
            [{"xml_id": self._get_xml_id(source), "record": known[source]} for source in wanted]
        )

    @api.model
    def _get_xml_id(self, source):
        return f"acct_link_csv.term_{hashlib.sha256(source.encode()).hexdigest()[:16]}"

    @api.model
    def _get_texts(self, format_):
        """:return: iterator of the texts of a lib.format.Format that are for users"""
        yield format_.name
        yield from format_.questions
        for setting in format_.settings:
            yield setting.label
            if setting.help:
                yield setting.help

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.model
    def _format_text(self, text):
        """:return: the text of a format in the user's language; one of a firm's own as it is"""
        return self._get_said(self.env.lang or "en_US").get(text, text)

    @api.model
    def _translate(self, problem):
        """:return: the Problem with what it says of a format in the user's language"""
        if "setting" not in problem.values:
            return problem
        said = self._format_text(problem.values["setting"])
        return replace(problem, values={**problem.values, "setting": said})

    @api.model
    @ormcache("lang")
    def _get_said(self, lang):
        terms = self.sudo().with_context(lang=lang).search_fetch([], ["source", "text"])  # pylint: disable=no-search-all
        return {term.source: term.text for term in terms}
