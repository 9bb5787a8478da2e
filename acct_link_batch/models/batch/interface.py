from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...lib.schedule import next_moment
from .batch_line_state import OPEN_STATES


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

    open_line_count = fields.Integer(compute="_compute_line_counts", compute_sudo=True)
    batch_count = fields.Integer(compute="_compute_line_counts", compute_sudo=True)

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

    def _compute_line_counts(self):
        counts = {
            (interface.id, state): count
            for interface, state, count in self.env["acct.link.batch.line"]._read_group(
                [("interface_id", "in", self.ids)], ["interface_id", "state"], ["__count"]
            )
        }
        batches = dict(
            self.env["acct.link.batch"]._read_group(
                [("interface_id", "in", self.ids)], ["interface_id"], ["__count"]
            )
        )
        for interface in self:
            interface.open_line_count = sum(
                counts.get((interface.id, state), 0) for state in OPEN_STATES
            )
            interface.batch_count = batches.get(interface, 0)

    def _has_documents(self):
        """Whether documents went to the accounts file of this interface, or are meant for it."""
        self.ensure_one()
        ours = Domain("interface_id", "=", self.id)
        env = self.env(su=True)
        return bool(
            env["acct.link.request"].search_count(ours, limit=1)
            or env["acct.link.batch.line"].search_count(
                ours & Domain("state", "!=", "removed"), limit=1
            )
        )

    def _get_available_domain(self):
        """:return: Domain of the documents of these interfaces' offices from the start date on, of
        customers that are not kept back
        """
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        offices = companies.grouped(lambda company: company._get_acct_link_interface())
        ours = companies.browse().union(*(offices.get(each, companies[:0]) for each in self))
        return Domain.OR(
            Domain("company_id", "in", offices.get(interface, companies[:0]).ids)
            & Domain("invoice_date", ">=", interface.start_date)
            & self.env["account.move"]._get_acct_link_types_domain(interface._get_move_types())
            for interface in self
        ) & self.env["acct.link.exclusion"]._get_moves_domain(ours)

    def action_view_batches(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_batch_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
