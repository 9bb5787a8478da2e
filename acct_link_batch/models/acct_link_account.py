from odoo import api, fields, models


class AcctLinkAccount(models.Model):
    """An account of the accounting system, as last pulled. Archived ones are kept, as old
    documents name them, but no longer offered.
    """

    _name = "acct.link.account"
    _description = "Account in the Accounting System"
    _order = "code, name, id"
    _rec_names_search = ["code", "name"]

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True, readonly=True)
    use = fields.Char(readonly=True, help="What the accounting system uses the account for.")
    tax_code = fields.Char(readonly=True, help="The tax code this account takes by default.")
    active = fields.Boolean(default=True)

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The account exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.code or ''} {account.name}".strip()

    @api.model
    def _prepare_code_vals(self, code):
        """:param code: `outcome.Code`; :return: field values"""
        return {
            "code": code.code,
            "name": code.name,
            "use": code.use,
            "tax_code": code.tax_code,
            "active": code.usable,
        }
