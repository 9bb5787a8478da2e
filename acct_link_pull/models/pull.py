from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_datetime

from odoo.addons.acct_link_batch.lib.errors import Misconfigured
from odoo.addons.acct_link_batch.models.upload.run import RESULTS

from .interface import PULL

RESOURCES = [
    ("documents", "Payments and changes of documents"),
    ("recheck", "Documents that are still open, read again"),
    ("bills", "Bills of suppliers"),
    ("files", "Files of bills"),
    ("codes", "Code lists"),
]
INTERVALS = [
    ("15", "Every 15 minutes"),
    ("60", "Every hour"),
    ("240", "Every 4 hours"),
    ("1440", "Every day"),
]
BILL_RESOURCES = ("bills", "files")
HINT_SECONDS = 60  # between two runs that the accounting system asks for


class AcctLinkPull(models.Model):
    """What an interface reads from its accounts file on schedule. Only people write here; what a
    run finds out is kept in `acct.link.pull.run`, so the loop never waits for somebody who edits.
    """

    _name = "acct.link.pull"
    _description = "What an Interface Pulls"
    _inherit = ["acct.link.setting.mixin"]
    _order = "interface_id, id"
    _rec_name = "resource"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    resource = fields.Selection(RESOURCES, string="What", required=True, readonly=True)
    enabled = fields.Boolean(string="On Schedule")
    interval = fields.Selection(INTERVALS, required=True, default="60")
    requested_at = fields.Datetime(readonly=True, copy=False)
    requested_by = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Empty: the accounting system itself."
    )
    requests = fields.Integer(readonly=True, copy=False, help="How many times it was asked for.")
    run_ids = fields.One2many("acct.link.pull.run", "pull_id", readonly=True)
    last_run_id = fields.Many2one(
        "acct.link.pull.run", string="Record of the Last Run", compute="_compute_last_run"
    )
    last_result = fields.Selection(RESULTS, string="Result", compute="_compute_last_run")
    last_at = fields.Datetime(string="Last Run", compute="_compute_last_run")
    last_seen = fields.Integer(string="Read", compute="_compute_last_run")
    last_changed = fields.Integer(string="Changed", compute="_compute_last_run")
    last_failed = fields.Integer(string="Failed", compute="_compute_last_run")
    last_advice = fields.Text(string="Problem and Cure", compute="_compute_last_run")

    _resource_uniq = models.UniqueIndex("(interface_id, resource)", "This is pulled already.")

    def write(self, vals):
        """Users say when it runs; everything else is for buttons and the loop."""
        if not self.env.su and set(vals) - {"enabled", "interval"}:
            raise AccessError(self.env._("This is not for people to change."))
        return super().write(vals)

    @api.depends("run_ids")
    def _compute_last_run(self):
        for pull in self:
            run = self.env["acct.link.pull.run"].search([("pull_id", "=", pull.id)], limit=1)
            pull.last_run_id = run
            pull.last_result = run.result
            pull.last_at = run.ended_at
            pull.last_seen = run.seen
            pull.last_changed = run.changed
            pull.last_failed = run.failed
            pull.last_advice = run.problem_advice

    @api.model
    def _ensure(self, interfaces):
        """A row for everything that the connectors of these interfaces can pull."""
        daily = {"interval": "1440"}
        defaults = {"codes": {"enabled": True, **daily}, "recheck": daily}
        for interface in interfaces:
            known = set(self.search([("interface_id", "=", interface.id)]).mapped("resource"))
            offered = set(interface._connector()._capabilities(interface).pulls)
            if "accounts" in offered:
                offered.add("codes")
            self.create(
                [
                    {
                        "interface_id": interface.id,
                        "resource": resource,
                        **defaults.get(resource, {}),
                    }
                    for resource, _label in self._fields["resource"].selection
                    if resource in offered - known
                ]
            )

    @api.constrains("enabled")
    def _check_bill_settings(self):
        for pull in self.filtered(lambda pull: pull.enabled and pull.resource in BILL_RESOURCES):
            try:
                pull.interface_id._check_bill_settings()
            except Misconfigured as error:
                raise ValidationError(
                    self.env._(
                        "Bills are pulled once it is said what they become: choose their office "
                        "and journal on the page “Pull”."
                    )
                ) from error

    def action_pull_now(self):
        """Let the scheduled action do it at once."""
        self.check_access("read")
        self.interface_id._check_manager()
        return self._request(self.env.user)

    @api.model
    def _ask(self, resource, interfaces, user):
        """A person asks for it who may not set the pulls up. :return: the action to show then"""
        self._ensure(interfaces)
        pulls = self.search([("resource", "=", resource), ("interface_id", "in", interfaces.ids)])
        return pulls._request(user)

    def _request(self, user):
        self.interface_id._end_wait()
        for pull in self:
            pull._note_request(fields.Datetime.now(), user)
        self.env["acct.link.puller"]._wake()
        hindrances = list(dict.fromkeys(filter(None, (pull._get_hindrance() for pull in self))))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if hindrances else "info",
                "message": " ".join(hindrances)
                or self.env._("It is being read. Look again in a moment."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_hindrance(self):
        """:return: str, why nothing is read now though it was asked for; empty: it is"""
        self.ensure_one()
        interface, last = self.interface_id.sudo(), self.last_run_id.sudo()
        if not self.env.ref(PULL).sudo().active:
            return self.env._(
                "Nothing is read: the scheduled action “Accounting Link: Pull” is switched off."
            )
        if interface.paused or not interface.active:
            return self.env._(
                "It is read once the interface “%(name)s” is not paused any more.",
                name=interface.name,
            )
        if not interface._is_signed_in():
            return self.env._(
                "It is read once somebody signs in on the interface “%(name)s”.",
                name=interface.name,
            )
        waits = [interface.wait_until]
        if not last._leaves_calls_to_people():
            waits.append(last.wait_until)
        until = max((each for each in waits if each and each > fields.Datetime.now()), default=None)
        if until:
            return self.env._(
                "%(system)s takes no more calls for now. It is read after %(until)s.",
                system=interface._get_system_name(),
                until=format_datetime(self.env, until),
            )
        return ""

    def _note_request(self, at, user=None):
        """:param at: datetime, not before it; :param user: None is the accounting system itself"""
        self.ensure_one()
        by = user.id if user else False
        self.sudo().write({"requested_at": at, "requested_by": by, "requests": self.requests + 1})

    @api.model
    def _hint(self, interfaces, resource):
        """The accounting system says that something changed: read it soon. However many hints come,
        a pull is asked for once, and runs once in HINT_SECONDS at most.

        :param resource: value of `resource`
        """
        now = fields.Datetime.now()
        for pull in self.search(
            [("interface_id", "in", interfaces.ids), ("resource", "=", resource)]
        ):
            if pull._is_requested():
                continue
            last = pull.last_run_id.started_at
            # Who holds the row is about to say the same.
            if pull.try_lock_for_update(allow_referencing=True):
                soonest = last and fields.Datetime.add(last, seconds=HINT_SECONDS)
                at = max(now, soonest) if soonest else now
                pull._note_request(at)
                self.env["acct.link.puller"]._wake(pull.requested_at)

    def action_view_runs(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_pull.acct_link_pull_run_action"
        )
        return {**action, "domain": [("pull_id", "=", self.id)]}

    def _is_due(self):
        """Whether it may run now: asked for, unfinished, or its interval is over."""
        self.ensure_one()
        last = self.last_run_id
        now = fields.Datetime.now()
        if last.wait_until and last.wait_until > now:
            return self._is_asked() and last._leaves_calls_to_people()
        if last.result == "running" or last._goes_on():
            return True
        if self._is_requested() and self.requested_at <= now:
            return True
        if not self.enabled:
            return False
        return not last or fields.Datetime.add(last.started_at, minutes=int(self.interval)) <= now

    def _is_requested(self):
        """Whether somebody asked, and no run has begun for it."""
        return bool(self.requested_at and self.requests != self.last_run_id.answers)

    def _is_asked(self):
        """Whether a person did."""
        return self._is_requested() and bool(self.requested_by)
