from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Documents that are looked at before they are sent."""

    _inherit = "account.move"

    def action_acct_link_check(self):
        """Show what would be sent where, without batching or sending anything."""
        if not self:
            raise UserError(self.env._("Select one document at least."))
        return self.env["acct.link.check"]._check_moves(self)._get_action()

    def _get_acct_link_claims_twice(self):
        """The claim numbers of these documents that others of the same job or customer have.

        :return: {move id: [number of another document]}
        """
        claims = self.filtered(lambda move: move.acct_link_claim_number > 0)
        claims = claims.filtered(lambda move: move.move_type != "out_refund")
        if not claims:
            return {}
        others = self.sudo().search_fetch(
            [
                ("company_id", "in", claims.company_id.ids),
                ("acct_link_claim_number", "in", claims.mapped("acct_link_claim_number")),
                ("move_type", "!=", "out_refund"),
            ],
            ["company_id", "commercial_partner_id", "acct_link_claim_number", "name"],
        )
        by_customer = {
            company: company._get_acct_link_interface().claim_scope == "customer"
            for company in claims.company_id
        }

        def counted(move):
            job = not by_customer[move.company_id] and move.acct_link_job_id.id
            customer = move.commercial_partner_id.id
            return move.company_id.id, move.acct_link_claim_number, job or -customer

        groups = others.grouped(counted)
        return {
            move.id: (group - move).mapped("display_name")
            for move in claims.sudo()
            if len(group := groups.get(counted(move), others.browse())) > 1
        }
