from odoo import api, fields, models

from ..models.match import CONTACT_PROBLEMS

CREATE, MAP, LATER = "create", "map", "later"
CERTAIN = 90  # percent alike: shown in green, and chosen at first
# A customer of whom nothing else is known: a new contact, or one that is alike, will do.
PLAIN = {"contact_not_found", "contacts_unread"}


class AcctLinkMatchChoice(models.TransientModel):
    """A customer of a batch, and what is to be done about its contact."""

    _name = "acct.link.match.choice"
    _description = "Contact of a Customer"
    _inherit = ["acct.link.wizard.mixin"]

    wizard_id = fields.Many2one("acct.link.match.batch", required=True, ondelete="cascade")
    match_id = fields.Many2one("acct.link.match", readonly=True, ondelete="cascade")
    # Read as the user, who may name any row.
    interface_id = fields.Many2one(related="match_id.interface_id", related_sudo=False)
    role = fields.Selection(related="match_id.role", related_sudo=False)
    partner_id = fields.Many2one(related="match_id.partner_id", related_sudo=False)
    document_count = fields.Integer(string="Documents", readonly=True, help="In this batch.")
    reason = fields.Text(string="Why", readonly=True)
    choice = fields.Selection("_selection_choice", required=True, default=LATER)
    remote_contact_id = fields.Many2one(
        "acct.link.remote.contact",
        string="Contact in the Books",
        domain="[('interface_id', '=', interface_id), ('role', '=', role),"
        " ('archived', '=', False)]",
        ondelete="set null",
    )
    likeness = fields.Integer(string="Match %", compute="_compute_likeness")
    person_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
        ondelete="set null",
        help="Name and e-mail address go along with a new contact.",
    )
    save_mapping = fields.Boolean(
        string="Save the Mapping",
        default=True,
        help="Remember the contact for this customer's next documents. Else it holds only for "
        "those of this batch. A new contact is always remembered.",
    )

    @api.model
    def _selection_choice(self):
        system = self.env["acct.link.interface"]._get_own_system_name()
        create = (
            self.env._("Create in %(system)s", system=system)
            if system
            else self.env._("Create in the books")
        )
        return [
            (CREATE, create),
            (MAP, self.env._("Map to a contact")),
            (LATER, self.env._("Not now")),
        ]

    @api.depends("match_id", "remote_contact_id")
    def _compute_likeness(self):
        for row in self:
            match, contact = row._in_sight(row.match_id), row._in_sight(row.remote_contact_id)
            row.likeness = match._get_likeness(contact) if match and contact else 0

    @api.onchange("remote_contact_id")
    def _onchange_remote_contact_id(self):
        """To choose a contact is enough."""
        if self.remote_contact_id:
            self.choice = MAP
        elif self.choice == MAP:
            self.choice = LATER

    @api.onchange("choice")
    def _onchange_choice(self):
        if self.choice != MAP:
            self.save_mapping = True
        if self.choice == CREATE:
            self.remote_contact_id = False
        elif self.choice == MAP and not self.remote_contact_id:
            self.remote_contact_id = self._in_sight(self.match_id).suggestion_id

    @api.model
    def _prepare_vals_list(self, batch, waiting):
        """What is chosen at first: nothing that is not plain.

        :param waiting: {acct.link.match: acct.link.batch.line}; :return: [vals]
        """
        vals_list = []
        for match, lines in waiting.items():
            failed = lines.filtered(lambda line: line.state == "failed")
            asked = match._get_asked()
            contact = match.suggestion_id
            if asked:
                contact = match._get_listed_contact(asked.values["remote"]) or contact
            vals_list.append(
                {
                    "match_id": match.id,
                    "document_count": len(lines),
                    "reason": match.problem_text or failed[:1].problem_text,
                    "choice": self._get_first_choice(match, failed),
                    "remote_contact_id": contact.id,
                    "person_id": match.person_id.id,
                }
            )
        return vals_list

    @api.model
    def _get_first_choice(self, match, failed):
        """:param failed: acct.link.batch.line; :return: value of `choice`"""
        problems = [*match._get_problems(), *(p for line in failed for p in line._get_problems())]
        if {problem.code for problem in problems}.intersection(CONTACT_PROBLEMS) - PLAIN:
            return LATER
        contact = match.suggestion_id
        if not contact:
            # Nobody is alike, as far as the contacts there were read.
            return CREATE if match.suggested_at else LATER
        remote = contact.remote_id, contact.role or ""
        owners = self.env["acct.link.contact.share"]._get_owners(match.interface_id, {remote})
        is_free = owners[remote] <= {match.partner_id.id}
        return MAP if is_free and match.likeness >= CERTAIN else LATER

    def _prepare_match_vals(self):
        """:return: what of the choice is kept on the customer to match"""
        self.ensure_one()
        if self.choice == CREATE:
            return {"person_id": self.person_id.id, "save_mapping": True}
        return {
            "remote_contact_id": self.remote_contact_id.id,
            "save_mapping": self.save_mapping,
        }
