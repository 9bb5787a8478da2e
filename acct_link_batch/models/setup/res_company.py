from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    acct_link_interface_id = fields.Many2one(
        "acct.link.interface",
        string="Accounting Link Interface",
        ondelete="set null",
        groups="acct_link_batch.group_acct_link_user",
        help="Set on the interface. A branch that has none uses the one of its parent.",
    )

    def write(self, vals):
        """Where documents go is told on both interfaces, whichever form it was changed in."""
        if "acct_link_interface_id" not in vals:
            return super().write(vals)
        before = {company: company.sudo().acct_link_interface_id for company in self}
        result = super().write(vals)
        for company, old in before.items():
            new = company.sudo().acct_link_interface_id
            if old != new:
                old._log_office(self.env._("%(office)s uses it no more", office=company.name))
                new._log_office(self.env._("%(office)s uses it now", office=company.name))
        return result

    def _get_acct_link_interface(self):
        """The interface this office uses: its own, else its nearest parent's."""
        self.ensure_one()
        company = self.sudo()
        while company and not company.acct_link_interface_id:
            company = company.parent_id
        return company.acct_link_interface_id.filtered("active")
