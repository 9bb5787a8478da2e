from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """The terms of the books, and those of Odoo that they stand for."""

    _inherit = "acct.link.interface"

    payment_term_ids = fields.One2many("acct.link.payment.term", "interface_id")
    payment_term_map_ids = fields.One2many(
        "acct.link.payment.term.map", "interface_id", by_manager=True
    )
    takes_payment_terms = fields.Boolean(compute="_compute_takes_payment_terms")

    @api.depends("connector")
    def _compute_takes_payment_terms(self):
        for interface in self:
            interface.takes_payment_terms = "payment_terms" in interface._get_pulls()

    def action_suggest_mappings(self):
        result = super().action_suggest_mappings()
        for interface in self.filtered("takes_payment_terms"):
            # Offices may be among them that this manager does not see.
            self.env["acct.link.payment.term.map"].sudo()._suggest(interface.sudo())
        return result
