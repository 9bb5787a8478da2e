from odoo import api, fields, models

from .account_move_line import GROUP


class AccountMove(models.Model):
    # In several files, as each is long enough.
    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    acct_link_interface_id = fields.Many2one(
        "acct.link.interface",
        string="Interface",
        compute="_compute_acct_link_interface_id",
        groups=GROUP,
        help="Empty for kinds of documents that are not uploaded.",
    )

    @api.depends("company_id", "move_type")
    def _compute_acct_link_interface_id(self):
        for move in self:
            interface = move.company_id._get_acct_link_interface()
            is_sent = bool(interface) and move.move_type in interface._get_move_types()
            move.acct_link_interface_id = interface if is_sent else False
