from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.outcome import ON_DOCUMENT


class AcctLinkInterface(models.Model):
    """The categories of the books, and which of them stands for an analytic plan."""

    _inherit = "acct.link.interface"

    tracking_ids = fields.One2many("acct.link.tracking", "interface_id")
    tracking_option_ids = fields.One2many("acct.link.tracking.option", "interface_id")
    plan_map_ids = fields.One2many("acct.link.plan.map", "interface_id", by_manager=True)
    analytic_map_ids = fields.One2many("acct.link.analytic.map", "interface_id", by_manager=True)
    takes_tracking = fields.Boolean(compute="_compute_takes_tracking")
    has_document_tracking = fields.Boolean(compute="_compute_has_document_tracking")

    @api.depends("connector")
    def _compute_takes_tracking(self):
        for interface in self:
            interface.takes_tracking = "tracking" in interface._get_pulls()

    @api.depends("tracking_ids.place")
    def _compute_has_document_tracking(self):
        """Whether a category stands on whole documents."""
        for interface in self:
            places = interface.tracking_ids.mapped("place")
            interface.has_document_tracking = ON_DOCUMENT in places

    def action_suggest_mappings(self):
        result = super().action_suggest_mappings()
        for interface in self.filtered("takes_tracking"):
            # Offices may be among them that this manager does not see.
            for model in ("acct.link.plan.map", "acct.link.analytic.map"):
                self.env[model].sudo()._suggest(interface.sudo())
        return result
