from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """What documents hold beyond numbers, dates and amounts."""

    # In several files, as each is long enough.
    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    send_text_lines = fields.Boolean(
        string="Notes and Sections",
        default=True,
        tracking=True,
        help="Notes and headings of sections are sent as lines without an amount.",
    )
    rate_source = fields.Selection(
        [("ours", "The rate of the document"), ("theirs", "The accounting system's rate")],
        string="Exchange Rate",
        required=True,
        default="ours",
        tracking=True,
        help="With which rate documents in a foreign currency enter the books.",
    )
    rounding_account_id = fields.Many2one(
        "acct.link.account",
        domain="[('interface_id', '=', id)]",
        tracking=True,
        help="For the line that rounds a document to cash, unless its account is linked.",
    )
    currency_ids = fields.One2many("acct.link.currency", "interface_id")
    takes_foreign_currency = fields.Boolean(compute="_compute_takes")
    takes_text_lines = fields.Boolean(compute="_compute_takes")

    @api.depends("connector")
    def _compute_takes(self):
        """What the accounting system takes; settings it has no use for are not shown."""
        for interface in self:
            capabilities = interface._connector()._capabilities(interface)
            interface.takes_foreign_currency = capabilities.foreign_currency
            interface.takes_text_lines = capabilities.text_lines

    @api.constrains("rounding_account_id")
    def _check_rounding_account(self):
        for interface in self:
            interface._check_codes(interface.rounding_account_id)

    def action_suggest_mappings(self):
        for interface in self:
            interface._check_administrator()
            if not interface.rounding_account_id:
                connector = interface._connector()
                interface.rounding_account_id = connector._get_rounding_account(interface)
        return super().action_suggest_mappings()
