from odoo import fields, models

TROUBLED = ("sign_in", "misconfigured", "failed")


class AcctLinkInterface(models.Model):
    """What the dashboard tells of what comes back: differences, and pulls that fail."""

    _inherit = "acct.link.interface"

    difference_count = fields.Integer(string="Differences", compute="_compute_difference_count")
    failed_pull_count = fields.Integer(
        string="Pulls that failed", compute="_compute_failed_pull_count", compute_sudo=True
    )

    def _compute_difference_count(self):
        """Of the reader's offices."""
        counts = dict(
            self.env["acct.link.remote.document"]._read_group(
                [("interface_id", "in", self.ids), ("is_open", "=", True)],
                ["interface_id"],
                ["__count"],
            )
        )
        for interface in self:
            interface.difference_count = counts.get(interface, 0)

    def _compute_failed_pull_count(self):
        counts = dict(
            self.env["acct.link.pull"]._read_group(
                [
                    ("interface_id", "in", self.ids),
                    ("enabled", "=", True),
                    ("last_result", "in", TROUBLED),
                ],
                ["interface_id"],
                ["__count"],
            )
        )
        for interface in self:
            interface.failed_pull_count = counts.get(interface, 0)

    def action_view_differences(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_pull.acct_link_remote_document_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
