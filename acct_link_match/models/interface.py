from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """Whether somebody is asked before a contact is added that may be there under another name."""

    _inherit = "acct.link.interface"

    ask_similar = fields.Boolean(
        string="Ask Before Adding Similar Contacts",
        tracking=True,
        help="A customer who is not there, and whose name is much like that of a contact that is, "
        "or whose e-mail address is that of one, waits until somebody says whether they are the "
        "same. Goes by the contacts as they were last read; “Read Contacts” under Customers to "
        "Match reads them.",
        by_manager=True,
    )
    can_ask_similar = fields.Boolean(compute="_compute_can_ask_similar")

    @api.depends("connector")
    def _compute_can_ask_similar(self):
        for interface in self:
            interface.can_ask_similar = "contacts" in interface._get_pulls()

    def _asks_similar(self):
        """:return: whether it asks; where contacts cannot be read there is nothing to compare"""
        self.ensure_one()
        return self.ask_similar and self.can_ask_similar

    def _forget_contacts(self):
        """Nobody has looked for these customers in the other accounts file."""
        theirs = [("interface_id", "in", self.ids)]
        self.env["acct.link.match"].sudo().search(theirs).missed_at = False
        return super()._forget_contacts()
