from odoo import api, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.models.base.alike import alike

from ..lib.incoming import VOID


class AcctLinkPaper(models.AbstractModel):
    """Papers that were read of the books, and documents that somebody voided there."""

    _inherit = "acct.link.paper"

    @api.model
    def _get_pulled(self, interface, documents, numbers):
        """:return: [(acct.link.bill, [(kind, contact or supplier's id, number)])]"""
        contacts = [document.contact for document in documents if document.contact]
        suppliers = [document.party.partner_id for document in documents]
        bills = self.env["acct.link.bill"].search_fetch(
            Domain("remote_org_id", "=", interface.remote_org_id)
            & (Domain("contact", "in", contacts) | Domain("partner_id", "in", suppliers))
            & alike("number", numbers)
            & Domain("state", "in", ("open", "taken", "settled")),
            ["kind", "number", "contact", "partner_id"],
        )
        pulled = [
            (
                bill,
                [(bill.kind, holder, bill.number) for holder in (bill.contact, bill.partner_id.id)],
            )
            for bill in bills
        ]
        return [*super()._get_pulled(interface, documents, numbers), *pulled]

    @api.model
    def _get_voided_there_domain(self):
        voided = Domain("remote_document_ids", "any", [("status", "=", VOID)])
        return super()._get_voided_there_domain() | voided
