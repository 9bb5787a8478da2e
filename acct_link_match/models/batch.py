from odoo import api, fields, models

from odoo.addons.acct_link_batch.models.contacts.party import FIELDS

from .match import WAITING_STATES


class AcctLinkBatch(models.Model):
    """Which customers of a batch have no contact, and who is asked about them."""

    _inherit = "acct.link.batch"

    unmatched_count = fields.Integer(
        string="Customers without a contact", compute="_compute_unmatched_count", compute_sudo=True
    )

    asked_count = fields.Integer(
        string="Customers to Ask for",
        compute="_compute_unmatched_count",
        compute_sudo=True,
        help="Their contact stands for another customer, as far as is known.",
    )

    is_to_match = fields.Boolean(
        compute="_compute_is_to_match",
        help="Whoever uploaded it is asked for the contacts that its documents failed for.",
    )

    contact_policy = fields.Selection(related="interface_id.contact_policy")

    @api.depends("line_ids.state")
    def _compute_unmatched_count(self):
        """From what is known, without a call."""
        for batch in self:
            unmatched, asked = batch._get_to_match()
            batch.unmatched_count = len(set(unmatched.values()))
            batch.asked_count = len(set(asked.values()))

    @api.depends("unmatched_count", "asked_count", "failed_count", "upload_user_id")
    @api.depends_context("uid")
    def _compute_is_to_match(self):
        for batch in self:
            waits = batch.failed_count and (batch.unmatched_count or batch.asked_count)
            batch.is_to_match = bool(waits) and batch.upload_user_id == self.env.user

    def _get_to_match(self):
        """Documents that wait and whose customers surely have no contact that takes them, and those
        whose contact stands for another customer.

        :return: ({line id: slot of its ContactRequest}, the same of the others)
        """
        self.ensure_one()
        lines = self.live_line_ids.filtered(lambda line: line.state in WAITING_STATES)
        wanted = self._get_wanted(lines) if lines else {}
        if not wanted:
            return {}, {}
        interface = self.interface_id
        Match, Share = self.env["acct.link.match"], self.env["acct.link.contact.share"]
        known = self.env["acct.link.contact"]._get_known(interface, wanted)
        asked = {id_: wanted[id_].slot for id_ in Share._foresee(interface, wanted, known)}
        rest = {id_: each for id_, each in wanted.items() if id_ not in asked}
        missing = Match._get_surely_missing(interface, rest)
        missing |= {
            rest[line.id].slot
            for line in lines
            if line.id in rest and line._lacks_contact(line.id in known)
        }
        return {id_: each.slot for id_, each in rest.items() if each.slot in missing}, asked

    def _get_wanted(self, lines):
        """:return: {line id: ContactRequest} of these lines, but for those whose contact was
        chosen for them alone, and can be used as far as is known
        """
        # What is still to come is read at once.
        lines.move_id.fetch(FIELDS)
        lines = lines.filtered(
            lambda line: not line.chosen_contact or line.chosen_contact == line.refused_contact
        )
        return self.env["acct.link.upload.contact"]._get_wanted_of_lines(self.interface_id, lines)

    def _get_matches(self):
        """The customers of this batch to match, made anew, and their documents in it, as far as the
        user sees them.

        :return: {acct.link.match that waits for a person: acct.link.batch.line}
        """
        self.ensure_one()
        interface = self.interface_id
        Match, lines = self.env["acct.link.match"], self.env["acct.link.batch.line"]
        Match.sudo()._refresh(interface.sudo())
        found, asked = self.sudo()._get_to_match()
        lines = lines.browse([*found, *asked])._filtered_access("read")
        rows = Match._take_up(interface, lines.move_id).filtered(lambda row: row.state == "open")
        rows._suggest()
        waiting = rows._get_lines()
        return {row.sudo(False): waiting[row.id].sudo(False) & lines for row in rows.sorted()}

    def action_match_customers(self):
        """Ask what to do about the customers of this batch that have no contact."""
        self.ensure_one()
        self._check_user(self)
        return self.env["acct.link.match.batch"]._open(self)
