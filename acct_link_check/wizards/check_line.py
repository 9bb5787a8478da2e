from odoo import api, fields, models

from ..models.preflight import ADD, KNOWN, MATCH, NONE

LEVELS = [("stopped", "Stopped"), ("warning", "Warning"), ("fine", "Will go")]
CONTACTS = [
    (KNOWN, "Known"),
    (ADD, "Find or add"),
    (MATCH, "Find"),
    (NONE, "None"),
]


class AcctLinkCheckLine(models.TransientModel):
    _name = "acct.link.check.line"
    _description = "Document in a Check"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    # What needs a person comes first: "stopped", "warning", "fine".
    _order = "urgency, id"

    check_id = fields.Many2one("acct.link.check", required=True, ondelete="cascade", index=True)
    interface_id = fields.Many2one("acct.link.interface", readonly=True)
    company_id = fields.Many2one("res.company", string="Office", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    number = fields.Char(related="move_id.name", related_sudo=False)
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", related_sudo=False, string="Customer"
    )
    level = fields.Selection(LEVELS, string="Result", required=True, readonly=True)
    urgency = fields.Integer(compute="_compute_urgency", store=True)
    contact = fields.Selection(
        CONTACTS,
        string="How the Contact Is Found",
        readonly=True,
        help="Known: found or chosen before. Find: looked for by the upload. Find or add: added if "
        "it is not there.",
    )
    contact_name = fields.Char(string="Contact", readonly=True)
    reference = fields.Char(readonly=True)
    booking = fields.Text(
        string="Account, Tax, Amounts",
        readonly=True,
        help="Line by line: the account and the tax code in the books, net amount + tax.",
    )
    amount_untaxed = fields.Monetary(string="Amount excl. Tax", readonly=True)
    amount_total = fields.Monetary(string="Amount incl. Tax", readonly=True)
    amount_signed = fields.Monetary(
        string="Amount", readonly=True, help="Credit notes are deducted."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)

    @api.depends("level")
    def _compute_urgency(self):
        levels = [level for level, _label in LEVELS]
        for line in self:
            line.urgency = levels.index(line.level)

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()
