from odoo import api, models

from ..lib import reference


class AcctLinkReference(models.AbstractModel):
    """account.move -> Reference: what is said in the reference of a document."""

    _name = "acct.link.reference"
    _description = "Reference of a Document"

    @api.model
    def _get_reference(self, interface, move):
        """:return: str, by the interface's rule, cut at the accounting system's limit"""
        return self._build_reference(interface, move).text

    @api.model
    def _build_reference(self, interface, move):
        """:return: reference.Reference, which also knows what was cut"""
        limit = interface._connector()._capabilities(interface).reference_length
        return reference.build(interface._get_reference_template(), self._get_parts(move), limit)

    @api.model
    def _get_parts(self, move):
        """:return: reference.Parts"""
        job = move.acct_link_job_id
        return reference.Parts(
            job_code=job.code or "",
            job_name=job.name or "",
            reference=move.acct_link_reference or "",
            claim=str(move.acct_link_claim_number or ""),
            heading=move.acct_link_heading or "",
            po=move.ref or "",
            origin=move.invoice_origin or "",
            number=move.name or "",
            customer=move.commercial_partner_id.name or "",
            name=move.acct_link_name or "",
        )
