from odoo import api, fields, models


class AcctLinkCodeMixin(models.AbstractModel):
    """An entry of a code list of the accounting system, as last pulled. What is gone there is
    archived here and no longer offered: documents of the past still name it.
    """

    _name = "acct.link.code.mixin"
    _description = "Code of the Accounting System"
    _inherit = ["acct.link.engine.mixin"]
    _order = "code, name, id"
    _rec_names_search = ["code", "name"]

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True)

    def _get_label(self):
        """:return: str, what a sentence calls it: its code, or its name where it has none"""
        self.ensure_one()
        return self.code or self.name or ""

    @api.model
    def _prepare_code_vals(self, code):
        """:param code: `outcome.Code`; :return: field values"""
        return {"code": code.code or False, "name": code.name, "active": code.usable}
