from odoo import models


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    def _forget_contacts(self):
        """Nobody has looked for these customers in the other accounts file."""
        theirs = [("interface_id", "in", self.ids)]
        self.env["acct.link.match"].sudo().search(theirs).missed_at = False
        return super()._forget_contacts()
