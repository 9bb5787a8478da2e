from odoo import api, fields, models

UPLOAD = "acct_link_batch.ir_cron_upload"


class AcctLinkInterface(models.Model):
    """Which of the scheduled actions that an interface needs are switched off."""

    _inherit = "acct.link.interface"

    cron_notice = fields.Text(compute="_compute_cron_notice", compute_sudo=True)

    @api.depends("connector")
    @api.depends_context("lang")
    def _compute_cron_notice(self):
        stopped = {name: cron for name, cron in self._get_crons().items() if not cron.active}
        for interface in self:
            effects = interface._get_cron_effects() if stopped else {}
            interface.cron_notice = "\n".join(
                f"“{cron.name}”: {effects[name]}"
                for name, cron in stopped.items()
                if name in effects
            )

    @api.model
    def _get_crons(self):
        """:return: {XML id: ir.cron, as superuser}"""
        names = self._get_cron_names()
        return {name: self.env.ref(name).sudo() for name in names}

    @api.model
    def _get_cron_names(self):
        """:return: [XML id] of the scheduled actions of the link"""
        return [UPLOAD]

    def _get_cron_effects(self):
        """:return: {XML id of a scheduled action this interface needs: what is not done without}"""
        self.ensure_one()
        return {UPLOAD: self.env._("nothing is sent.")}

    def action_view_crons(self):
        """The scheduled actions of the link, those that are switched off included."""
        self.check_access("read")
        ids = [cron.id for cron in self._get_crons().values()]
        action = self.env["ir.actions.act_window"]._for_xml_id("base.ir_cron_act")
        return {**action, "domain": [("id", "in", ids)], "context": {"active_test": False}}
