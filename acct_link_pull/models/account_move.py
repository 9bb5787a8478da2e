from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    acct_link_bill_ids = fields.One2many(
        "acct.link.bill", "move_id", groups="acct_link_batch.group_acct_link_user"
    )

    @api.model
    def _get_acct_link_entered_domain(self):
        pulled = self._acct_link_having("acct.link.bill", [], no=True)
        return super()._get_acct_link_entered_domain() & pulled

    @api.depends("acct_link_bill_ids")
    def _compute_acct_link_state(self):
        return super()._compute_acct_link_state()

    def _acct_link_is_from_books(self):
        return super()._acct_link_is_from_books() or bool(self.acct_link_bill_ids)
