from odoo import fields, models

TROUBLED = ("misconfigured", "failed")  # that a sign-in lapsed is told on its own
PULLS = "acct_link_pull.mail_activity_type_pull"
DIFFERENCES = "acct_link_pull.mail_activity_type_difference"
PAYMENTS = "acct_link_pull.mail_activity_type_payment"


class AcctLinkInterface(models.Model):
    """What the dashboard tells of what comes back: differences, and pulls that fail."""

    _inherit = "acct.link.interface"

    difference_count = fields.Integer(string="Differences", compute="_compute_difference_count")
    failed_pull_count = fields.Integer(
        string="Pulls that failed", compute="_compute_failed_pull_count", compute_sudo=True
    )

    def _compute_difference_count(self):
        """Of the reader's offices."""
        counts = self._count_rows("acct.link.remote.document", [("is_open", "=", True)])
        for interface in self:
            interface.difference_count = counts[interface]

    def _compute_failed_pull_count(self):
        for interface in self:
            interface.failed_pull_count = len(interface._get_failed_pulls())

    def _get_failed_pulls(self):
        """:return: acct.link.pull, on schedule, whose last run needs a person"""
        return self.pull_ids.filtered(lambda pull: pull.enabled and pull.last_result in TROUBLED)

    def _get_health(self):
        interface = self.sudo()
        failed = interface._get_failed_pulls()
        labels = dict(failed._fields["resource"]._description_selection(self.env))
        pulls = "\n".join(
            f"{labels[pull.resource]}: {pull.last_advice or ''}".strip() for pull in failed
        )
        differences = (
            self.env["acct.link.remote.document"]
            .sudo()
            .search_count([("interface_id", "=", self.id), ("is_open", "=", True)])
        )
        payments = interface.register_payments and interface.open_payment_count
        return {
            **super()._get_health(),
            PULLS: pulls,
            DIFFERENCES: differences
            and self.env._(
                "Documents that differ in the books: %(count)s. See Differences.",
                count=differences,
            ),
            PAYMENTS: payments
            and self.env._(
                "Payments of the books that could not be registered: %(count)s. See Payments.",
                count=payments,
            ),
        }

    def action_view_differences(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_pull.acct_link_remote_document_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
