from odoo import api, models

from ..lib import reference

# Of an account.move, each read only where a template asks for it.
PARTS = {
    "job_code": lambda move: move.acct_link_job_id.code,
    "job_name": lambda move: move.acct_link_job_id.name,
    "reference": lambda move: move.acct_link_reference,
    "claim": lambda move: move.acct_link_claim_number,
    "heading": lambda move: move.acct_link_heading,
    "po": lambda move: move.ref,
    "origin": lambda move: move.invoice_origin,
    "number": lambda move: move.name,
    "customer": lambda move: move.commercial_partner_id.name,
    "name": lambda move: move.acct_link_name,
}
JOB_PARTS = {"job_code", "job_name"}


class AcctLinkDocument(models.AbstractModel):
    """account.move -> Reference: what is said in the reference of a document."""

    _inherit = "acct.link.document"

    @api.model
    def _read_ahead(self, interface, moves):
        """Also find the jobs of the documents at once, if their references say them."""
        result = super()._read_ahead(interface, moves)
        names = reference.get_names(interface._get_reference_template())
        if JOB_PARTS.intersection(names):
            moves._fields["acct_link_job_id"].compute_value(moves)
        return result

    @api.model
    def _prepare_reference(self, interface, move, mappings):
        values = super()._prepare_reference(interface, move, mappings)
        built = self._build_reference(interface, move, mappings.capabilities.reference_length)
        full = built.full if built.is_cut else ""
        return {**values, "reference": built.text, "reference_full": full}

    @api.model
    def _build_reference(self, interface, move, limit=None):
        """:param limit: of the accounting system, where it is known already
        :return: reference.Reference, which also knows what was cut
        """
        if limit is None:
            limit = interface._connector()._capabilities(interface).reference_length
        template = interface._get_reference_template()
        parts = self._get_reference_parts(move, reference.get_names(template))
        return reference.build(template, parts, limit)

    @api.model
    def _get_reference_parts(self, move, names):
        """:param names: the parts that are wanted; :return: reference.Parts"""
        return reference.Parts(**{name: str(PARTS[name](move) or "") for name in names})
