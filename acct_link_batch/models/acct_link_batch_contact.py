from odoo import api, fields, models

from .acct_link_match import WAITING_STATES
from .acct_link_party import FIELDS


class AcctLinkBatch(models.Model):
    """Whether all customers of a batch have a contact, told before the upload."""

    # In several files, as each is long enough.
    _inherit = "acct.link.batch"  # pylint: disable=consider-merging-classes-inherited

    unmatched_count = fields.Integer(
        string="Customers without a contact", compute="_compute_unmatched_count", compute_sudo=True
    )
    contact_policy = fields.Selection(related="interface_id.contact_policy")

    @api.depends("line_ids.state")
    def _compute_unmatched_count(self):
        """From what is known, without a call."""
        for batch in self:
            lines = batch.live_line_ids.filtered(lambda line: line.state in WAITING_STATES)
            batch.unmatched_count = lines and len(batch._get_unmatched(lines))

    def _get_unmatched(self, lines):
        """:return: {(customer id, key)} of these lines that surely have no contact"""
        self.ensure_one()
        interface = self.interface_id
        # What is still to come is read at once.
        lines.move_id.fetch(FIELDS)
        wanted = self.env["acct.link.upload"]._get_wanted_of_lines(interface, lines)
        wanted = {line.id: wanted[line.id] for line in lines if line.id in wanted}
        wanted = {id_: each for id_, each in wanted.items() if not lines.browse(id_).chosen_contact}
        Match = self.env["acct.link.match"]
        return Match._get_surely_missing(interface, wanted)

    def action_match_customers(self):
        """The customers of this batch among those to match."""
        self.ensure_one()
        self._check_user(self)
        action = self.env["acct.link.match"].action_open()
        window = action.get("params", {}).get("next", action)
        window["domain"] = [
            ("partner_id", "in", self.live_line_ids.move_id.commercial_partner_id.ids)
        ]
        return action
