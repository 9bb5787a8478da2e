from odoo import api, fields, models


class AcctLinkAccount(models.Model):
    """An account of the accounting system."""

    _name = "acct.link.account"
    _description = "Account in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    use = fields.Char(readonly=True, help="What the accounting system uses the account for.")

    role = fields.Char(readonly=True, help="What the accounting system itself uses it for.")

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The account exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.code or ''} {account.name}".strip()

    @api.model
    def _prepare_code_vals(self, code):
        vals = super()._prepare_code_vals(code)
        return {**vals, "use": code.use, "role": code.role}
