from odoo import api, fields, models
from odoo.fields import Domain


class AcctLinkPaymentTermMap(models.Model):
    """Which terms of the accounting system documents with Odoo's carry there; without a link they
    have their due date and no more.
    """

    _name = "acct.link.payment.term.map"
    _description = "Link of Payment Terms"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("payment_term_id",)
    _code_fields = ("remote_term_id",)
    _order = "payment_term_id, id"

    payment_term_id = fields.Many2one(
        "account.payment.term", string="Payment Terms", required=True, ondelete="cascade"
    )
    remote_term_id = fields.Many2one(
        "acct.link.payment.term",
        string="Terms in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    _term_uniq = models.UniqueIndex(
        "(interface_id, payment_term_id)", "These payment terms are linked already."
    )

    @api.model
    def _suggest(self, interface):
        """Add a row for the terms that documents on offer have. Those named alike are not linked by
        themselves: that would change what is sent.
        """
        rows = self.search([("interface_id", "=", interface.id)])
        on_offer = interface._get_available_domain()
        used = self.env["account.move"]._read_group(
            on_offer & Domain("invoice_payment_term_id", "!=", False), ["invoice_payment_term_id"]
        )
        terms = self.env["account.payment.term"].union(*(term for (term,) in used))
        self.create(
            [
                {"interface_id": interface.id, "payment_term_id": term.id}
                for term in terms - rows.payment_term_id
            ]
        )
