from odoo import api, fields, models

UPLOAD, PUSH, PULL, SIGN_IN, REMIND = (
    f"acct_link_batch.ir_cron_{name}" for name in ("upload", "push", "pull", "sign_in", "remind")
)
CRONS = (UPLOAD, PUSH, PULL, SIGN_IN, REMIND)


class AcctLinkInterface(models.Model):
    """Which of Odoo's scheduled actions an interface needs and somebody has switched off."""

    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    cron_notice = fields.Text(compute="_compute_cron_notice", compute_sudo=True)

    @api.depends("connector", "push_on_post", "push_on_schedule")
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
        return {name: self.env.ref(name).sudo() for name in CRONS}

    def _get_cron_effects(self):
        """:return: {XML id of a scheduled action this interface needs: what is not done without}"""
        self.ensure_one()
        capabilities = self._connector()._capabilities(self)
        effects = {UPLOAD: self.env._("nothing is sent.")}
        if self.push_on_post or self.push_on_schedule:
            effects[PUSH] = self.env._("nothing is batched by itself.")
        if capabilities.pulls:
            effects[PULL] = self.env._("nothing is read from the books, nor with “Now”.")
        if capabilities.sign_in_days:
            effects[SIGN_IN] = self.env._("a sign-in that nobody uses lapses without a word.")
        if capabilities.exports:
            effects[REMIND] = self.env._("nobody is reminded of files to confirm.")
        return effects

    def action_view_crons(self):
        """The scheduled actions of the link, those that are switched off included."""
        self.check_access("read")
        ids = [cron.id for cron in self._get_crons().values()]
        action = self.env["ir.actions.act_window"]._for_xml_id("base.ir_cron_act")
        return {**action, "domain": [("id", "in", ids)], "context": {"active_test": False}}
