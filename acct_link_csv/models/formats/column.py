from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyGettext

from ...lib import catalogue
from ...lib import format as fmt
from ...lib.sources import SOURCES

# As in lib/format.py, Column.
TYPES = [
    ("text", "Text"), ("key", "Key (never cut)"), ("enum", "One of the values"),
    ("number", "Amount"), ("percent", "Percent"), ("integer", "Whole number"), ("date", "Date"),
    ("flag", "Yes or no"), ("phone", "Telephone"), ("raw", "As it stands"),
]  # fmt: skip
SIGNS = [
    ("document", "As on the document"), ("credit_negative", "Credits are negative"),
    ("debit", "Debit of receivables"), ("credit", "Credit of receivables"),
    ("absolute", "Never negative"),
]  # fmt: skip
PLAIN = ("header", "source", "fixed", "fallback", "type", "required", "decimals", "sign")


class AcctLinkCsvColumn(models.Model):
    """A column of an import file: a source of the fixed catalogue, or a fixed text."""

    _name = "acct.link.csv.column"
    _description = "Column of an Import File"
    _inherit = ["acct.link.engine.mixin"]
    _order = "sequence, id"
    _rec_name = "header"

    profile_id = fields.Many2one(
        "acct.link.csv.profile", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=1000)
    record = fields.Selection(
        selection="_select_record", string="Row", required=True, help="Which row it stands in."
    )
    record_name = fields.Char(string="Row of the File", readonly=True)
    header = fields.Char(help="As the accounting system wants it; empty where it has none.")
    source = fields.Selection(selection="_select_source", string="Holds", help="Empty: fixed text.")
    fixed = fields.Char(string="Fixed Text")
    fallback = fields.Selection(selection="_select_source", string="If Empty")
    type = fields.Selection(TYPES, default="text", required=True)
    max_length = fields.Integer(
        help="Characters; 0: any. A longer key or amount stops the document."
    )
    required = fields.Boolean()
    decimals = fields.Integer(default=2)
    sign = fields.Selection(SIGNS, default="document", required=True)
    mapping = fields.Char(
        string="Values", help="Odoo's value and the file's, as in: invoice=SI; credit_note=SC"
    )
    extra = fields.Json(readonly=True, help="What the form does not show.")

    @api.model
    def _select_source(self):
        Term = self.env["acct.link.csv.term"]
        settings = {
            f"setting.{setting.key}": setting.label
            for format_ in catalogue.load().values()
            for setting in format_.settings
        }
        said = [
            (name, self.env._(LazyGettext(source.label, _module="acct_link_csv")))
            for name, source in SOURCES.items()
        ]
        return said + [
            (name, self.env._("Setting: %(label)s", label=Term._format_text(label)))
            for name, label in settings.items()
        ]

    @api.model
    def _select_record(self):
        """Paths of the records of all formats; the form shows those of its own only."""
        paths = {
            f"{role}/records/{index}"
            for role in (*(f"files/{number}" for number in range(4)), "customers", "suppliers")
            for index in range(12)
        }
        return [(path, path) for path in sorted(paths)]

    @api.model
    def _prepare_vals(self, data):
        """:param data: description of a column; :return: field values"""
        rest = {
            name: data[name]
            for name in ("by_kind", "allowed", "keep", "taxed", "at")
            if name in data
        }
        vals = {name: data[name] for name in PLAIN if name in data}
        mapping = "; ".join(f"{key}={value}" for key, value in data.get("mapping", {}).items())
        return {
            **vals,
            "max_length": data.get("length", 0),
            "mapping": mapping,
            "extra": rest or False,
        }

    def _prepare_description(self):
        """:return: description of a column, as `lib.format_data` reads it"""
        self.ensure_one()
        data = {name: self[name] or type(getattr(fmt.Column(), name))() for name in PLAIN}
        return {
            **data,
            "length": self.max_length,
            "mapping": self._parse_mapping(),
            **(self.extra or {}),
        }

    def _parse_mapping(self):
        """:raises ValidationError: it is not made of pairs"""
        mapping = {}
        for pair in filter(str.strip, (self.mapping or "").split(";")):
            key, equals, value = pair.partition("=")
            if not equals or not key.strip():
                raise ValidationError(
                    self.env._(
                        "Column “%(header)s”: “%(pair)s” is no pair of values, as in: invoice=SI",
                        header=self.header or "",
                        pair=pair.strip(),
                    )
                )
            mapping[key.strip()] = value.strip()
        return mapping

    # === CREATE AND WRITE: the profile as a whole has to stay a format === #

    @api.model
    def _takes_preset(self, field):
        return self._may_type(field)

    @api.model_create_multi
    def create(self, vals_list):
        columns = super().create(vals_list)
        for profile, some in columns.grouped("profile_id").items():
            known = {
                column.record: column.record_name
                for column in profile.column_ids
                if column.record_name
            }
            for column in some.filtered(lambda column: not column.record_name):
                column.record_name = known.get(column.record)
        columns._store()
        return columns

    def write(self, vals):
        result = super().write(vals)
        self._store()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        self.profile_id._check_own()

    def _store(self):
        self.profile_id._check_own()
        if not self.env.context.get("acct_link_csv_form"):
            self.profile_id._store_description()
