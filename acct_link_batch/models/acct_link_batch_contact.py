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
    asked_count = fields.Integer(
        string="Customers to Ask for",
        compute="_compute_unmatched_count",
        compute_sudo=True,
        help="Their contact stands for another customer, as far as is known.",
    )
    contact_policy = fields.Selection(related="interface_id.contact_policy")

    @api.depends("line_ids.state")
    def _compute_unmatched_count(self):
        """From what is known, without a call."""
        for batch in self:
            lines = batch.live_line_ids.filtered(lambda line: line.state in WAITING_STATES)
            wanted = batch._get_wanted(lines) if lines else {}
            unmatched, asked = batch._get_unmatched(wanted) if wanted else ((), ())
            batch.unmatched_count, batch.asked_count = len(unmatched), len(asked)

    def _get_wanted(self, lines):
        """:return: {line id: Wanted} of these lines, but for those whose contact was chosen for
        them alone
        """
        # What is still to come is read at once.
        lines.move_id.fetch(FIELDS)
        lines = lines.filtered(lambda line: not line.chosen_contact)
        return self.env["acct.link.upload"]._get_wanted_of_lines(self.interface_id, lines)

    def _get_unmatched(self, wanted):
        """:return: ({(customer id, key)} of these that surely have no contact, and of those whose
        contact stands for another customer)
        """
        interface = self.interface_id
        Contact, Share = self.env["acct.link.contact"], self.env["acct.link.contact.share"]
        asked = Share._foresee(interface, wanted, Contact._get_known(interface, wanted))
        rest = {id_: each for id_, each in wanted.items() if id_ not in asked}
        unmatched = self.env["acct.link.match"]._get_surely_missing(interface, rest)
        return unmatched, {wanted[id_].slot for id_ in asked}

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
