from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """Who may change the settings, and whom everybody else has to ask."""

    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    may_edit = fields.Boolean(
        compute="_compute_may_edit",
        help="The reader is an administrator of the link in the company of the interface.",
    )
    administrator_names = fields.Char(
        string="Administrators", compute="_compute_administrator_names", compute_sudo=True
    )

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may_edit(self):
        for interface in self:
            interface.may_edit = interface.has_access("write")

    @api.depends("company_id")
    def _compute_administrator_names(self):
        for interface in self:
            names = interface._get_administrators().sorted("name").mapped("name")
            interface.administrator_names = ", ".join(names)

    def _log_office(self, text):
        for interface in self:
            interface._message_log(body=text)
