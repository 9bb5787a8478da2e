from odoo import api, fields, models


class AcctLinkCsvSetting(models.Model):
    """A value that the format of an interface asks for once, for instance the name of the
    receivables account.
    """

    _name = "acct.link.csv.setting"
    _description = "Setting of an Import File"
    _inherit = ["acct.link.setting.mixin"]
    _order = "sequence, id"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    sequence = fields.Integer()
    key = fields.Char(required=True, readonly=True)
    label = fields.Char(required=True, readonly=True, help="As the format has it.")
    hint = fields.Char(readonly=True, help="As the format has it.")
    label_text = fields.Char(string="Setting", compute="_compute_words")
    hint_text = fields.Char(string="What it is for", compute="_compute_words")
    required = fields.Boolean(readonly=True)
    value = fields.Char()

    @api.depends("label", "hint")
    @api.depends_context("lang")
    def _compute_words(self):
        Term = self.env["acct.link.csv.term"]
        for row in self:
            row.label_text = row.label and Term._format_text(row.label)
            row.hint_text = row.hint and Term._format_text(row.hint)
