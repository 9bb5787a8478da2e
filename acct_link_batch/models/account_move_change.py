from odoo import api, fields, models

from ..lib.step import UPDATE
from .acct_link_step import OPEN_STEP_STATES

GROUP = "acct_link_batch.group_acct_link_user"


class AccountMove(models.Model):
    """An uploaded document that was changed here: its copy in the books is as it was."""

    # In several files, as each is long enough.
    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    acct_link_changed_since = fields.Boolean(
        string="Changed since the Upload", compute="_compute_acct_link_changed", groups=GROUP
    )
    acct_link_can_update = fields.Boolean(compute="_compute_acct_link_changed", groups=GROUP)
    acct_link_is_updating = fields.Boolean(
        compute="_compute_acct_link_changed",
        groups=GROUP,
        help="An update of its copy in the books is on its way.",
    )
    acct_link_update_advice = fields.Text(
        compute="_compute_acct_link_changed",
        groups=GROUP,
        help="Why the last update of its copy in the books failed, and what to do.",
    )

    @api.depends("acct_link_state", "state", "amount_total")
    @api.depends_context("lang")
    def _compute_acct_link_changed(self):
        """For forms: a document takes queries of its own."""
        for move in self:
            line = move.acct_link_line_id
            steps = line.step_ids.filtered(lambda step: step.operation == UPDATE)
            last = steps.sorted("id")[-1:]
            move.acct_link_changed_since = line.changed_since
            move.acct_link_is_updating = last.state in OPEN_STEP_STATES
            move.acct_link_can_update = line.can_update and not move.acct_link_is_updating
            move.acct_link_update_advice = last.problem_advice if last.state == "failed" else False

    def action_acct_link_update(self):
        """Make their copies in the books what these documents are here now."""
        return self.acct_link_line_id.action_update_remote()
