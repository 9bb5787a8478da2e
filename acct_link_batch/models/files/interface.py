from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """What an interface shows of documents that go into files."""

    _inherit = "acct.link.interface"

    exports = fields.Boolean(
        compute="_compute_exports", help="Documents go into a file that a person imports."
    )
    exported_count = fields.Integer(string="To be confirmed", compute="_compute_exported_count")
    last_run_exported = fields.Integer(compute="_compute_last_run_result", compute_sudo=True)

    @api.depends("connector")
    def _compute_exports(self):
        for interface in self:
            interface.exports = interface._connector()._capabilities(interface).exports

    def _compute_exported_count(self):
        groups = self.env["acct.link.batch.line"]._read_group(
            [("interface_id", "in", self.ids), ("state", "=", "exported")],
            ["interface_id"],
            ["__count"],
        )
        counts = {interface.id: count for interface, count in groups}
        for interface in self:
            interface.exported_count = counts.get(interface.id, 0)

    @api.depends("last_run_id")
    def _compute_last_run_result(self):
        result = super()._compute_last_run_result()
        for interface in self:
            interface.last_run_exported = interface.last_run_id.exported
        return result
