from odoo import api, fields, models
from odoo.fields import Domain


class AcctLinkInterface(models.Model):
    """What documents hold beyond numbers, dates and amounts."""

    _inherit = "acct.link.interface"

    send_text_lines = fields.Boolean(
        string="Notes and Sections",
        default=True,
        tracking=True,
        help="Notes and headings of sections are sent as lines without an amount.",
        by_manager=True,
    )
    rate_source = fields.Selection(
        [("ours", "The rate of the document"), ("theirs", "The accounting system's rate")],
        string="Exchange Rate",
        required=True,
        default="ours",
        tracking=True,
        help="With which rate documents in a foreign currency enter the books.",
        by_manager=True,
    )
    rounding_account_id = fields.Many2one(
        "acct.link.account",
        domain="[('interface_id', '=', id)]",
        copy=False,
        tracking=True,
        help="For the line that rounds a document to cash, unless its account is linked.",
        by_manager=True,
    )
    currency_ids = fields.One2many("acct.link.currency", "interface_id")
    product_map_ids = fields.One2many("acct.link.product.map", "interface_id", by_manager=True)
    theme_map_ids = fields.One2many("acct.link.theme.map", "interface_id", by_manager=True)
    takes_foreign_currency = fields.Boolean(compute="_compute_takes")
    takes_text_lines = fields.Boolean(compute="_compute_takes")
    takes_themes = fields.Boolean(compute="_compute_takes")

    @api.depends("connector")
    def _compute_takes(self):
        """What the accounting system takes; settings it has no use for are not shown."""
        for interface in self:
            capabilities = interface._connector()._capabilities(interface)
            interface.takes_foreign_currency = capabilities.foreign_currency
            interface.takes_text_lines = capabilities.text_lines
            interface.takes_themes = "themes" in capabilities.pulls

    def _get_line_domain(self):
        """:return: Domain of the lines with amounts of documents that are or will be on offer"""
        return Domain(
            [
                ("move_id", "any", self._get_available_domain()),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
            ]
        )

    def _get_number(self, kind, move):
        """:return: the number that a document has, or is to have, in the books; it may be empty"""
        self.ensure_one()
        number = move._acct_link_number()
        return number and self._connector()._get_number(self, kind, number)

    def action_suggest_mappings(self):
        for interface in self:
            interface._check_manager()
            if not interface.rounding_account_id:
                connector = interface._connector()
                interface.rounding_account_id = connector._get_rounding_account(interface)
            # Offices may be among them that this manager does not see.
            env = self.env(su=True)
            if interface.takes_themes:
                env["acct.link.theme.map"]._suggest(interface)
        return super().action_suggest_mappings()
