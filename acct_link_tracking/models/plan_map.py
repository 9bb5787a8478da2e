from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.outcome import ON_LINE


class AcctLinkPlanMap(models.Model):
    """Which tracking category of the accounting system stands for an analytic plan; plans without
    one stay in Odoo.
    """

    _name = "acct.link.plan.map"
    _description = "Link of an Analytic Plan"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("plan_id",)
    _code_fields = ("remote_tracking_id",)
    _order = "remote_tracking_id NULLS LAST, plan_id, id"

    plan_id = fields.Many2one(
        "account.analytic.plan",
        string="Analytic Plan",
        required=True,
        domain="[('parent_id', '=', False)]",
        ondelete="cascade",
    )
    remote_tracking_id = fields.Many2one(
        "acct.link.tracking",
        string="Tracking Category in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    place = fields.Selection(related="remote_tracking_id.place")
    is_required = fields.Boolean(
        string="Required",
        help="Documents with a line that is not wholly in analytic accounts of this plan are not "
        "sent.",
    )

    _plan_uniq = models.UniqueIndex("(interface_id, plan_id)", "This plan is linked already.")
    _tracking_uniq = models.UniqueIndex(
        "(interface_id, remote_tracking_id)", "This tracking category stands for another plan."
    )

    @api.constrains("remote_tracking_id", "is_required")
    def _check_required(self):
        if any(row.is_required and not row.remote_tracking_id for row in self):
            raise ValidationError(
                self.env._("Choose the tracking category of each plan that is required.")
            )

    @api.constrains("interface_id", "plan_id", "remote_tracking_id")
    def _check_link(self):
        for interface in self.interface_id:
            limit = interface._connector()._capabilities(interface).tracking_categories
            linked = self.search_count(
                [("interface_id", "=", interface.id), ("place", "=", ON_LINE)]
            )
            if linked > limit:
                raise ValidationError(
                    self.env._(
                        "%(system)s takes %(limit)s tracking categories on a line, no more.",
                        system=interface._get_system_name(),
                        limit=limit,
                    )
                )

    @api.model
    def _suggest(self, interface):
        """Add a row for every plan, and link those named like a tracking category."""
        rows = self.search([("interface_id", "=", interface.id)])
        plans = self.env["account.analytic.plan"].sudo().search([("parent_id", "=", False)])
        rows += self.create(
            [
                {"interface_id": interface.id, "plan_id": plan.id}
                for plan in plans.sudo(False) - rows.plan_id
            ]
        )
        free = interface.tracking_ids - rows.remote_tracking_id
        by_name = {normalise(category.name): category for category in free}
        for row in rows.filtered(lambda row: not row.remote_tracking_id):
            row.remote_tracking_id = by_name.pop(normalise(row.plan_id.name), False)
