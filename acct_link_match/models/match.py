from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.matching import CUSTOMER_RULES, normalise
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.contacts.party import ContactRequest
from odoo.addons.acct_link_batch.models.contacts.role_mixin import ROLES

# The states of a customer to match:
#
#   open    -> queued     a new contact is wanted: the loop finds one or adds it
#   queued  -> matched    it has one now
#   queued  -> open       it could not be added; the Problems say why
#   open    -> matched    somebody says which contact of the accounts file it is
#   matched -> open       a document needs a contact again, and none is known
#
# A row that is open and that no document needs any more goes when the list is made anew.
STATES = [("open", "To match"), ("queued", "Being added"), ("matched", "Matched")]
# Why a document failed that a match may help.
CONTACT_PROBLEMS = (
    "contact_not_found",
    "contact_ambiguous",
    "contact_archived",
    "contact_of_another",
    "contact_of_its_own",
    "contact_similar",
    "contacts_unread",
    "contact_taken",
    "contact_taken_by_role",
    "contact_currency",
    "contact_refused",
    "contact_unclear",
    "contact_no_answer",
)
WAITING_STATES = ("ready", "failed")


class AcctLinkMatch(models.Model):
    """A customer that an accounts file has no contact for, as far as is known, and what somebody
    wants to be done about it (`match_actions`). Also how a customer is sent without any
    document. `acct_link_match_list` makes the list anew.
    """

    _name = "acct.link.match"
    _description = "Customer to Match"
    _inherit = [
        "acct.link.engine.mixin",
        "acct.link.problem.mixin",
        "acct.link.merge.mixin",
        "acct.link.role.mixin",
    ]
    _order = "state, likeness desc, label, id"
    _rec_name = "label"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    match_rule = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Looked for", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    email = fields.Char(related="partner_id.email", string="E-mail")
    customer_code = fields.Char(related="partner_id.ref", string="Number")
    recipient_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    role = fields.Selection(ROLES, readonly=True)
    currency = fields.Char(readonly=True, help="Of the documents it is wanted for.")
    state = fields.Selection(STATES, required=True, readonly=True, default="open")
    alone = fields.Boolean(readonly=True, help="Asked for without a document.")
    asked_at = fields.Datetime(readonly=True)
    requested_by = fields.Many2one("res.users", readonly=True)
    next_try = fields.Datetime(readonly=True)
    missed_at = fields.Datetime(
        string="Looked for on", readonly=True, help="When it was looked for, and was not there."
    )
    suggestion_id = fields.Many2one("acct.link.remote.contact", readonly=True, ondelete="set null")
    suggested_at = fields.Datetime(readonly=True)
    likeness = fields.Integer(string="Match %", readonly=True, aggregator=False)
    remote_contact_id = fields.Many2one(
        "acct.link.remote.contact",
        string="Contact in the Books",
        domain="[('interface_id', '=', interface_id), ('role', '=', role)]",
        ondelete="set null",
    )
    person_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
        ondelete="set null",
        help="Name and e-mail address go along with a new contact.",
    )
    save_mapping = fields.Boolean(
        default=True,
        help="Remember the contact for this customer's next documents. Else it holds only for "
        "those that are in a batch now.",
    )
    document_count = fields.Integer(string="Documents", compute="_compute_document_count")
    failed_count = fields.Integer(string="To retry", compute="_compute_document_count")

    _key_uniq = models.UniqueIndex(
        "(interface_id, match_rule, partner_id, key, COALESCE(role, ''))",
        "This customer is in the list already.",
    )
    _loop_idx = models.Index("(interface_id, next_try, id) WHERE state = 'queued'")

    @api.model
    def _get_choices(self):
        """:return: names of the fields that people may write"""
        return ("remote_contact_id", "person_id", "save_mapping")

    def write(self, vals):
        """People choose; everything else is for buttons and the loop."""
        if not self.env.su and set(vals) - set(self._get_choices()):
            raise AccessError(self.env._("This is not for people to change."))
        return super().write(vals)

    @api.constrains("remote_contact_id", "person_id")
    def _check_choices(self):
        """What the screen offers is all there is to choose from."""
        for match in self.sudo():
            if (
                match.remote_contact_id
                and match.remote_contact_id.interface_id != match.interface_id
            ):
                raise ValidationError(
                    self.env._("That contact is in the accounts file of another interface.")
                )
            if match.remote_contact_id and match.remote_contact_id.role != match.role:
                raise ValidationError(
                    self.env._("That contact is on the other list: of customers, or of suppliers.")
                )
            if match.person_id and match.person_id.commercial_partner_id != match.partner_id:
                raise ValidationError(
                    self.env._(
                        "That person does not belong to %(customer)s.",
                        customer=match.partner_id.display_name,
                    )
                )

    def _settle_merge(self, field_name, target, sources):
        """Of two rows with one key that stays which the loop is about to carry out."""
        if field_name != "partner_id":
            return
        # What was asked named those that go.
        self.filtered(lambda row: row.question == "second").problems = False
        order = ("queued", "open", "matched")
        rows = self.sorted(lambda row: (order.index(row.state), row.partner_id != target, row.id))
        for same in rows.grouped(
            lambda row: (row.interface_id, row.match_rule, row.key, row.role)
        ).values():
            same[1:].unlink()

    @api.autovacuum
    def _gc_matched(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        self.search([("state", "=", "matched"), ("write_date", "<", limit)]).unlink()

    # === FIELDS === #

    def _compute_document_count(self):
        for match in self:
            match.document_count = match.failed_count = 0
        for interface, matches in self.grouped("interface_id").items():
            lines = matches._get_lines()
            offered = matches._get_offered_counts(interface)
            for match in matches:
                mine = lines.get(match.id, self.env["acct.link.batch.line"])
                match.document_count = len(mine) + offered.get(match.id, 0)
                match.failed_count = len(mine.filtered(lambda line: line.state == "failed"))

    def _get_slot(self):
        """What of a document decides that it is this row's."""
        self.ensure_one()
        key = "" if self.match_rule in CUSTOMER_RULES else self.key
        return self.partner_id.id, key, self.role or ""

    def _get_request_slot(self):
        """:return: that of its ContactRequest"""
        self.ensure_one()
        return self.partner_id.id, self.key, self.role or ""

    def _get_lines(self):
        """:return: {row id: acct.link.batch.line} of documents in batches that wait for a person:
        those that failed for want of a contact, and those not sent yet
        """
        result = {}
        for interface, matches in self.grouped("interface_id").items():
            lines = (
                self.env["acct.link.batch.line"]
                .sudo()
                .search(
                    [
                        ("interface_id", "=", interface.id),
                        ("state", "in", WAITING_STATES),
                        ("move_id.commercial_partner_id", "in", matches.partner_id.ids),
                    ]
                )
            )
            lines = lines.filtered(
                lambda line: line.state == "ready" or line._failed_for_want_of_contact()
            )
            slots = {}
            for line in lines:
                slot = self._get_slot_of_move(interface, line.move_id)
                slots.setdefault(slot, []).append(line.id)
            for match in matches:
                if match.match_rule == interface.match_rule:
                    result[match.id] = lines.browse(slots.get(match._get_slot(), []))
        return result

    @api.model
    def _get_slot_of_move(self, interface, move):
        """:return: as `_get_slot`"""
        Parties, settings = self.env["acct.link.party"].sudo(), interface.sudo()
        is_one = interface.match_rule in CUSTOMER_RULES
        key = "" if is_one else normalise(Parties._get_key(settings, move))
        role = Parties._get_role(settings._connector()._capabilities(settings), move)
        return move.commercial_partner_id.id, key, role

    def _get_offered_counts(self, interface):
        """:return: {row id: number of documents that are offered and in no batch}"""
        domain = self._get_offered_domain(interface) & Domain(
            "commercial_partner_id", "in", self.partner_id.ids
        )
        Move = self.env["account.move"].sudo()
        if interface.match_rule in CUSTOMER_RULES and not interface.sudo()._has_contact_roles():
            counts = {
                (partner.id, "", ""): count
                for partner, count in Move._read_group(
                    domain, ["commercial_partner_id"], ["__count"]
                )
            }
        else:
            counts = Counter(
                self._get_slot_of_move(interface, move) for move in Move.search(domain)
            )
        return {match.id: counts.get(match._get_slot(), 0) for match in self}

    @api.model
    def _get_offered_domain(self, interface):
        return interface.sudo()._get_available_domain() & Domain(
            "acct_link_state", "=", "available"
        )

    @api.onchange("remote_contact_id")
    def _onchange_remote_contact_id(self):
        if self.remote_contact_id.archived:
            return {
                "warning": {
                    "title": self.env._("Archived"),
                    "message": self.env._(
                        "“%(name)s” is archived in %(system)s, which takes no documents for it. "
                        "Restore it there first, or choose another one.",
                        name=self.remote_contact_id.name,
                        system=self._get_system_name(),
                    ),
                }
            }
        return None

    def _get_wanted(self):
        """:return: acct_link_party.ContactRequest"""
        self.ensure_one()
        return ContactRequest(
            *(self.key, self.label, self.partner_id, self.recipient_id, self.person_id),
            *(self.role or "", self.currency or ""),
        )

    @api.model
    def _prepare_vals(self, interface, wanted):
        return {
            "interface_id": interface.id,
            "match_rule": interface.match_rule,
            "key": wanted.key,
            "label": wanted.label,
            "partner_id": wanted.customer.id,
            "recipient_id": wanted.recipient.id,
            "role": wanted.role or False,
            "currency": wanted.currency or False,
        }

    @api.model
    def _find_or_create(self, interface, wanted, **vals):
        """:param wanted: ContactRequest; :param vals: of a row that is made
        :return: the row of what is wanted
        """
        known = self._prepare_vals(interface, wanted)
        names = ("interface_id", "match_rule", "partner_id", "key", "role")
        row = self.search([(name, "=", known[name]) for name in names])
        return row or self.create({**known, **vals})

    # === WHAT THE LOOP KNOWS === #

    @api.model
    def _note_missing(self, interface, missing, problems):
        """Keep what a look-up said, so that it need not be asked again after a break.

        :param missing: {slot: ContactRequest}; :param problems: {slot: Problem}
        """
        now = fields.Datetime.now()
        rows = self._search_slots(interface, missing)
        known = {row._get_request_slot(): row for row in rows}
        for slot, each in missing.items():
            vals = {"missed_at": now, "problems": self._prepare_problems([problems[slot]])}
            row = known.get(slot)
            if row and row.state != "queued":
                row.write({**vals, "state": "open"})
            elif not row:
                self.create({**self._prepare_vals(interface, each), **vals})

    @api.model
    def _search_slots(self, interface, slots):
        """:param slots: {slot}; :return: rows with these keys, and more customers"""
        return self.search(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", interface.match_rule),
                ("key", "in", list({slot[1] for slot in slots})),
            ]
        )

    @api.model
    def _recall_missing(self, interface, slots, since):
        """:return: {slot: Problem} of those that were looked for since then and were not there"""
        rows = self._search_slots(interface, slots).filtered(
            lambda row: (
                row.state == "open" and row.problems and row.missed_at and row.missed_at >= since
            )
        )
        found = {row._get_request_slot(): row._get_problems()[0] for row in rows}
        return {slot: problem for slot, problem in found.items() if slot in slots}

    # === PROBLEMS === #

    @api.model
    def _is_about_contact(self, problems):
        return any(problem.code in CONTACT_PROBLEMS for problem in problems)

    def _set_open(self, problem):
        """queued -> open, with why."""
        self.write(
            {
                "state": "open",
                "missed_at": fields.Datetime.now(),
                "problems": self._prepare_problems([problem]),
            }
        )

    def _wait(self, problem: Problem, until):
        self.write({"next_try": until, "problems": self._prepare_problems([problem])})
