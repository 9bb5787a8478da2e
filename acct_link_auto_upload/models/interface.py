from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.schedule import next_moment

PUSH = "acct_link_auto_upload.ir_cron_push"


class AcctLinkInterface(models.Model):
    """Documents that are uploaded without anybody: when they are posted, or once a day."""

    _inherit = "acct.link.interface"

    push_on_post = fields.Boolean(
        string="Upload on Posting",
        tracking=True,
        help="Every document posted from now on is put in the batch of its day and uploaded. "
        "Whoever posts does not wait for it.",
    )
    push_on_schedule = fields.Boolean(
        string="Upload Once a Day",
        tracking=True,
        help="What is on offer at that time is put in a batch and uploaded.",
    )
    push_hour = fields.Float(string="Time of Day", default=18.0, tracking=True)
    push_user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        help="Is told when one of these documents fails; the time of day is that of this user.",
    )
    # Written once a day by the scheduled action, apart from the settings it follows from.
    push_next = fields.Datetime(string="Next Time", compute="_compute_push_next", store=True)

    _push_hour_range = models.Constraint(
        "CHECK (push_hour >= 0 AND push_hour < 24)", "A day has the hours from 0:00 to 23:59."
    )

    def _check_named(self, names):
        super()._check_named(names)
        if "push_user_id" not in names:
            return
        for user in self.sudo().push_user_id:
            if not user.has_group("acct_link_batch.group_acct_link_user"):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no user of the accounting link and would not see it.",
                        user=user.name,
                    )
                )

    @api.depends("push_on_schedule", "push_hour", "push_user_id.tz")
    def _compute_push_next(self):
        for interface in self:
            interface.push_next = interface.push_on_schedule and interface._get_push_next()

    def _get_push_next(self):
        self.ensure_one()
        zone = self.push_user_id.sudo().tz
        hour = min(max(self.push_hour, 0), 23.99)
        return next_moment(fields.Datetime.now(), hour, zone)

    @api.model_create_multi
    def create(self, vals_list):
        interfaces = super().create(vals_list)
        interfaces._wake_push()
        return interfaces

    def write(self, vals):
        result = super().write(vals)
        if {"push_on_schedule", "push_hour", "push_user_id"} & set(vals):
            self._wake_push()
        return result

    def _wake_push(self):
        """Let the scheduled action run at these interfaces' time."""
        for moment in {each.push_next for each in self if each.push_next}:
            self.env["acct.link.auto.upload"]._wake(moment)

    def _may_push(self):
        """Whether it is known which accounts file documents go to. Paused or lapsed interfaces take
        documents, too: they wait in the batch.
        """
        self.ensure_one()
        needed = self._connector()._capabilities(self).needs_sign_in
        return self.active and bool(self.remote_org_id or not needed)

    @api.depends("push_on_post", "push_on_schedule")
    def _compute_cron_notice(self):
        return super()._compute_cron_notice()

    @api.model
    def _get_cron_names(self):
        return [*super()._get_cron_names(), PUSH]

    def _get_cron_effects(self):
        effects = super()._get_cron_effects()
        if self.push_on_post or self.push_on_schedule:
            effects[PUSH] = self.env._("nothing is batched by itself.")
        return effects
