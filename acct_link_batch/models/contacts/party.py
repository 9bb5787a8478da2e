from typing import Any, NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ...lib import matching
from ...lib.document import CUSTOMER, SUPPLIER, Address, Party
from ...lib.matching import normalise, trim
from ...lib.move_type import PURCHASE_TYPES
from ...lib.problem import Problem
from ..base.alike import alike

# All that a party is found by; the other columns of thousands of documents take memory.
FIELDS = ("commercial_partner_id", "partner_id", "company_id", "move_type")


class ContactRequest(NamedTuple):
    """A party that needs a contact: its key as it is compared and as it is printed, whose it is
    (res.partner, commercial), and where the document goes (res.partner). `person` (res.partner):
    whose name and e-mail go along. `role` and `currency` as those of a Party.
    """

    key: str
    label: str
    customer: Any
    recipient: Any
    person: Any = None
    role: str = ""
    currency: str = ""

    @property
    def slot(self):
        """What tells it from the others of a run: two customers may have one key, and under some
        rules a customer has several; a firm may be customer and supplier.

        :return: (customer id, key, role)
        """
        return self.customer.id, self.key, self.role

    def get_named(self):
        """Whose name the key is, so that a rename does not lose the contact.

        :return: res.partner, empty where the key was chosen, or is no name
        """
        partners = self.recipient | self.customer | self.customer.child_ids
        return partners.filtered(lambda partner: normalise(partner.name) == self.key)[:1]


def by_role(wanted):
    """Each list of the accounting system is asked by itself; most have one, of the role "".

    :param wanted: {any id: ContactRequest}; :return: {role: {that id: ContactRequest}}
    """
    some = {}
    for id_, each in wanted.items():
        some.setdefault(each.role, {})[id_] = each
    return dict(sorted(some.items()))


class AcctLinkParty(models.AbstractModel):
    """res.partner -> Party: the one place where a customer is put into neutral words."""

    _name = "acct.link.party"
    _description = "Parties as they are sent"

    # === KEYS === #

    @api.model
    def _get_key(self, interface, move):
        """What the match rule compares, as it is printed. :return: str, may be empty"""
        if interface.match_rule == matching.INVOICE_NAME:
            return trim(move.acct_link_name)
        return self._get_customer_key(interface, move.commercial_partner_id)

    @api.model
    def _get_customer_key(self, interface, partner):
        """The key of a customer apart from any document. :return: str, may be empty"""
        match interface.match_rule:
            case matching.CODE:
                key = partner.ref
            case matching.INVOICE_NAME:
                key = partner.acct_link_invoice_name or partner.name
            case _:
                key = partner.name
        return trim(key)

    @api.model
    def _get_job_name(self, _job):
        """:return: the name on invoices of this job (account.analytic.account), where it has one"""
        return ""

    @api.model
    def _get_wanted(self, interface, moves):
        """:return: {move id: ContactRequest} of the documents whose key is sound"""
        keys, problems = self._get_keys(interface, moves)
        capabilities = interface._connector()._capabilities(interface)
        if capabilities.contact_currency:
            moves.fetch(["currency_id"])
        wanted = {}
        for move in moves:
            if move.id not in problems:
                label = keys[move.id]
                wanted[move.id] = ContactRequest(
                    normalise(label),
                    label,
                    move.commercial_partner_id,
                    move.partner_id,
                    role=self._get_role(capabilities, move),
                    currency=self._get_currency(capabilities, move),
                )
        return wanted

    @api.model
    def _get_role(self, capabilities, move):
        """:return: role of a Party, what the customer of this document is in the books"""
        if not capabilities.contact_roles:
            return ""
        return SUPPLIER if move.move_type in PURCHASE_TYPES else CUSTOMER

    @api.model
    def _get_currency(self, capabilities, move):
        """:return: currency of a Party, which the contact of this document has to have"""
        return move.currency_id.name if capabilities.contact_currency else ""

    @api.model
    def _get_keys(self, interface, moves):
        """:return: ({move id: key}, as of `_get_key`, {move id: Problem} of the documents that have
        no key, none that can stand for their customer, or a customer that is never sent)
        """
        check = self._get_move_check(interface, moves)
        problems = self.env["acct.link.exclusion"]._get_problems(moves)
        keys = {move.id: self._get_key(interface, move) for move in moves}
        for move in moves.filtered(lambda move: move.id not in problems):
            if problem := check(keys[move.id], move):
                values = {**problem.values, "number": move.name or ""}
                problems[move.id] = Problem(problem.code, values, problem.record)
        return keys, problems

    @api.model
    def _get_move_check(self, interface, moves):
        """:return: check(key, move) -> Problem or None"""
        check = self._get_key_check(interface, moves.commercial_partner_id)
        return lambda key, move: check(key, move.commercial_partner_id)

    @api.model
    def _get_key_check(self, interface, customers, rule=None):
        """What is the same for all of these customers is read once.

        :param rule: another one than the interface's
        :return: check(key, customer) -> Problem or None
        """
        rule = rule or interface.match_rule
        longest = interface._connector()._capabilities(interface).key_length
        twice = self._get_codes_twice(interface, customers) if rule == matching.CODE else {}

        def check(key, customer):
            record = ("res.partner", customer.id)
            values = {"customer": customer.name or "", "key": key}
            if not normalise(key):
                if rule == matching.CODE:
                    return Problem("customer_code_missing", values, record)
                return Problem("customer_nameless", values, record)
            if rule in (matching.CODE, matching.JOB) and longest and len(key) > longest:
                values["limit"] = str(longest)
                return Problem(
                    "contact_key_long", values, record if rule == matching.CODE else None
                )
            if normalise(key) in twice:
                values["customers"] = ", ".join(twice[normalise(key)])
                return Problem("customer_code_twice", values, record)
            return None

        return check

    @api.model
    def _get_codes_twice(self, interface, customers):
        """Which of these customers' codes others have, too, as far as they are customers of the
        interface's offices.

        :return: {normalised code: [name of a customer]}
        """
        codes = {trim(customer.ref) for customer in customers} - {""}
        offices = interface._get_offices().parent_ids.ids
        owners = {normalise(code): set() for code in codes}
        for partner in self.env["res.partner"].search_fetch(
            alike("ref", codes) & Domain("company_id", "in", [False, *offices]),
            ["ref", "commercial_partner_id"],
        ):
            if partner.ref and normalise(partner.ref) in owners:
                owners[normalise(partner.ref)].add(partner.commercial_partner_id)
        return {
            code: sorted(owner.display_name for owner in some)
            for code, some in owners.items()
            if len(some) > 1
        }

    # === WHAT IS SAID === #

    @api.model
    def _prepare_parties(self, rule, wanted):
        """A commit may have emptied the cache: read for all of them at once.

        :param wanted: [ContactRequest]; :return: [Party]
        """
        customers = [each.customer.id for each in wanted]
        recipients = [each.recipient.id for each in wanted]
        return [
            self._prepare_party(
                rule,
                each._replace(
                    customer=each.customer.with_prefetch(customers),
                    recipient=each.recipient.with_prefetch(recipients),
                ),
            )
            for each in wanted
        ]

    @api.model
    def _prepare_party(self, rule, wanted):
        """The Party of a customer. What it says under which rule is the seed's table: the customer
        with its billing data, or under Name on Invoice what is on the invoice.

        :param rule: one of `matching`; :param wanted: ContactRequest
        """
        customer, person = wanted.customer, wanted.person
        if rule == matching.INVOICE_NAME:
            name, billing = wanted.label, wanted.recipient
        else:
            name = trim(customer.name)
            billing = customer.browse(customer.address_get(["invoice"])["invoice"])
        first_name, last_name = matching.split_name(person and person.name)
        return Party(
            key=wanted.label,
            name=name,
            partner_id=customer.id,
            email=trim((person and person.email) or billing.email or customer.email),
            phone=trim(billing.phone or customer.phone),
            tax_number=trim((billing.vat if rule == matching.INVOICE_NAME else "") or customer.vat),
            address=Address(
                lines=tuple(
                    filter(None, (billing.street, billing.street2, billing.acct_link_street3))
                ),
                city=billing.city or "",
                region=billing.state_id.name or "",
                postcode=billing.zip or "",
                country=billing.country_id.name or "",
                region_code=billing.state_id.code or "",
            ),
            rule=rule,
            first_name=first_name,
            last_name=last_name,
            role=wanted.role,
            currency=wanted.currency,
        )
