"""What is sent, played on the stand-in, which holds every field against Intuit's XML schema: each
kind arrives with the amounts that were booked, is found again, and proved by our mark alone.
"""

import json
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CARD, EXPENSE_REFUND, Address, text_line
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS
from odoo.addons.acct_link_batch.lib.matching import NAME, REMOTE_ID
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Uploaded
from odoo.addons.acct_link_qbo.lib import answers, contacts, lists, look_up, translate
from odoo.addons.acct_link_qbo.lib.door import STATEMENT, Door
from odoo.addons.acct_link_qbo.lib.sending import send
from odoo.addons.acct_link_qbo.lib.translate import Style
from odoo.addons.acct_link_qbo.lib.wire import cents
from odoo.addons.acct_link_qbo.tests.lib_common import (
    CUSTOMER_PARTY,
    VENDOR_PARTY,
    bill,
    bought,
    credit_note,
    document,
    expense,
    line,
    vendor_credit,
)

from sandbox.qbo import NZ_REALM, US_REALM, start

SUFFIXES = contacts.Suffixes("(Customer)", "(Supplier)")
REFUND = {"kind": EXPENSE_REFUND, "paid_by": CARD, "paid_from": "account:8"}


class Live:
    """The stand-in, and a company that is signed in to."""

    def __init__(self, server, realm=NZ_REALM, style=None):
        self.server, self.realm, self.style = server, realm, style or Style(suffixes=SUFFIXES)
        tokens = server.stand_in.control._tokens({"tenant": realm})
        self.door = Door(server.url, realm, tokens["access_token"], 5)

    def ask(self, path, params=(), statement=None):
        if statement is None:
            return self.door.send("GET", path, params)
        return self.door.send("POST", path, params, statement, content_type=STATEMENT)

    def put(self, item, key="", **values):
        operation = CREATE_DOCUMENTS if hasattr(item, "kind") else CREATE_CONTACTS
        kind = getattr(item, "kind", "")
        request = translate.prepare(operation, kind, item, self.style, **values)
        answer = send(self.door, request, key or str(uuid.uuid4()))
        return answers.read(request, answer, item)

    def look_up(self, *documents):
        return look_up.look_up(self.ask, list(documents), self.style.mark)

    def find(self, *keys, rule=NAME, role="customer"):
        found = {}
        for portion in contacts.find_contacts(self.ask, keys, rule, role, SUFFIXES):
            found |= portion
        return found

    def row(self, remote_id):
        entity, id_ = remote_id.split(":")
        return json.loads(self.door.send("GET", f"{entity.lower()}/{id_}").text)[entity]

    def act(self, **wish):
        self.server.stand_in.act({"tenant": self.realm, **wish})


@pytest.fixture(scope="module")
def server():
    server = start(second_limit=10**6, minute_limit=10**6)
    yield server
    server.stop()


@pytest.fixture
def live(server):
    server.stand_in.reset()
    server.stand_in.settings.update({"second_limit": 10**6, "minute_limit": 10**6})
    return Live(server)


def marked(made, **changes):
    return replace(made, marker=uuid.uuid4().hex, **changes)


MAKERS = {
    "invoice": (document, line),
    "credit_note": (credit_note, line),
    "bill": (bill, bought),
    "vendor_credit": (vendor_credit, bought),
    "expense": (expense, bought),
    "expense_refund": (lambda *lines, **changes: expense(*lines, **{**REFUND, **changes}), bought),
}
each_kind = pytest.mark.parametrize("kind", MAKERS)


@each_kind
def test_every_kind_arrives_and_is_found(live, kind):
    make, line_of = MAKERS[kind]
    words = text_line("Phase 1")
    tracking = (("class", "Class:1"), ("customer", "Customer:5"))
    made = marked(
        make(
            words,
            line_of(tracking=tracking),
            line_of(net=Decimal("-0.05"), tax=Decimal("-0.01"), quantity=Decimal(1)),
            tracking=(("location", "Department:2"),),
        )
    )
    assert live.look_up(made) == [NotThere()]
    outcome = live.put(made)
    assert outcome == Uploaded(outcome.remote_id, made.number, made.total, made.contact)
    assert live.look_up(made) == [outcome]
    row = live.row(outcome.remote_id)
    assert Decimal(str(row["TxnTaxDetail"]["TotalTax"])) == made.tax
    assert row["DepartmentRef"]["value"] == "2"
    assert row.get("Credit", False) is (kind == "expense_refund")


AMOUNTS = st.decimals("0", "5000", places=2)


@each_kind
@given(st.lists(st.tuples(AMOUNTS, st.integers(-2, 2)), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_amounts_are_those_that_were_booked(live, kind, lines):
    make, line_of = MAKERS[kind]
    made = []
    for net, off in lines:
        tax = max(cents(net * 15 / 100) + Decimal(off) / 100, Decimal())
        made.append(line_of(net=net, tax=tax, price=net, quantity=Decimal(1)))
    whole = marked(make(*made), number=uuid.uuid4().hex[:21])
    outcome = live.put(whole)
    assert (outcome.total, outcome.number) == (whole.total, whole.number)
    row = live.row(outcome.remote_id)
    assert Decimal(str(row["TxnTaxDetail"]["TotalTax"])) == whole.tax


@each_kind
def test_number_may_be_lost_or_changed_there(live, kind):
    made = marked(MAKERS[kind][0]())
    outcome = live.put(made)
    entity, id_ = outcome.remote_id.split(":")
    live.act(action="edit", entity=entity, id=id_, values={"DocNumber": "CLERK-1"})
    [found] = live.look_up(made)
    assert (found.remote_id, found.number) == (outcome.remote_id, "CLERK-1")


@pytest.mark.parametrize("kind", ["vendor_credit", "expense"])
def test_company_that_numbers_by_itself(live, kind):
    name = "VendorAndPurchasesPrefs.UseCustomTxnNumbers"
    live.act(action="prefer", values={"OtherPrefs": {name: "false"}})
    made = marked(MAKERS[kind][0]())
    outcome = live.put(made)
    assert outcome.number == "1001"
    assert live.look_up(made) == [outcome]


def test_copy_is_refused_and_known_as_ours(live):
    made = marked(document())
    first = live.put(made)
    again = live.put(made)
    assert isinstance(again, Rejected)
    assert again.taken
    assert live.look_up(made) == [first]


def test_memory_answers_for_another_document_and_is_not_believed(live):
    key = str(uuid.uuid4())
    live.put(marked(document()), key)
    assert type(live.put(marked(document(number="N-2")), key)).__name__ == "Unknown"
    assert live.server.stand_in.api.misuse
    live.server.stand_in.api.misuse.clear()


def test_voided_one_is_ours(live):
    made = marked(document())
    outcome = live.put(made)
    live.act(action="void", entity="Invoice", id=outcome.remote_id.split(":")[1])
    [found] = live.look_up(made)
    assert [each.code for each in found.warnings] == ["voided_there"]


def test_foreign_document_has_the_currency_and_rate_of_its_party(live):
    contact = live.find("Euro Kunde GmbH")["Euro Kunde GmbH"][0]
    assert contact.currency == "EUR"
    made = marked(document(contact=contact.remote_id, currency="EUR", rate=Decimal("0.5555555556")))
    row = live.row(live.put(made).remote_id)
    assert (row["CurrencyRef"]["value"], row["ExchangeRate"]) == ("EUR", pytest.approx(1.8))


@pytest.mark.parametrize(
    ("style", "tax"),
    [
        (Style(automated=True, currencies=False), Decimal("30.00")),
        (Style(automated=True, currencies=False, us_tax=translate.THEIR_TAX), Decimal("14.50")),
    ],
)
def test_sales_tax_in_the_us_is_ours_or_theirs(live, style, tax):
    us = Live(live.server, US_REALM, style)
    made = marked(document(line(tax_id="TAX", tax_parts=()), text_line("Thanks"), currency="USD"))
    outcome = us.put(made)
    assert outcome.total == Decimal("200.00") + tax
    purchase = marked(bill(bought(tax=Decimal(), tax_id="NON", tax_parts=()), currency="USD"))
    assert us.put(purchase).total == Decimal("200.00")


def test_company_without_sales_tax(live):
    live.act(action="prefer", values={"TaxPrefs": {"UsingSalesTax": False}})
    live.style = replace(live.style, taxed=False)
    for make, line_of in MAKERS.values():
        made = marked(make(line_of(tax=Decimal(), tax_parts=())), number=uuid.uuid4().hex[:21])
        assert live.put(made).total == Decimal("200.00")


# === PARTIES === #

ADDRESS = Address(("1 Main St", "Floor 2"), "Auckland", "AKL", "1010", "New Zealand")


@pytest.mark.parametrize("party", [CUSTOMER_PARTY, VENDOR_PARTY], ids=lambda party: party.role)
def test_party_is_added_and_found(live, party):
    full = replace(
        party,
        key="Kōwhai: Office",
        name="Kōwhai: Office",
        email="a@b.example",
        phone="+64 9 123",
        tax_number="12-345",
        address=ADDRESS,
        first_name="Ann",
        last_name="Lee",
        currency="EUR",
    )
    outcome = live.put(full)
    [contact] = live.find(full.key, role=party.role)[full.key]
    assert (contact.remote_id, contact.currency) == (outcome.remote_id, "EUR")
    assert live.find(outcome.remote_id, rule=REMOTE_ID)[outcome.remote_id] == [contact]
    again = live.put(full)
    assert again.taken
    assert isinstance(again, Rejected)


def test_who_is_both_is_on_both_lists(live):
    supplier = replace(VENDOR_PARTY, key="Acme Builders", name="Acme Builders")
    assert live.put(supplier).taken
    outcome = live.put(replace(supplier, name=contacts.with_suffix(supplier.name, "(Supplier)")))
    [vendor] = live.find("Acme Builders", role="supplier")["Acme Builders"]
    [customer] = live.find("Acme Builders")["Acme Builders"]
    assert vendor.remote_id == outcome.remote_id
    assert customer.remote_id == "Customer:1"


def test_names_with_quotes_and_accents_are_found(live):
    names = ("O'Hara & Sons", "Bluebird Café", "back\\slash", "Nobody")
    found = live.find(*names)
    assert [len(found[name]) for name in names] == [1, 1, 0, 0]


def test_who_is_not_in_use_is_told(live):
    [contact] = live.find("Sleeping Supplies", role="supplier")["Sleeping Supplies"]
    assert contact.archived


# === LISTS === #


def test_lists_are_read(live):
    known = lists.company(live.ask, NZ_REALM)
    assert (known.name, known.currency, known.numbers) == ("QBO NZ Ltd", "NZD", True)
    codes = {code.name: code for code in lists.accounts(live.ask)}
    assert codes["Design"].parent == "account:1"
    assert codes["Company Visa"].role == CARD
    assert "Old sales" not in codes
    taxes = {code.name: code for code in lists.taxes(live.ask, known)}
    assert taxes["GST and levy"].rate == Decimal("16.5")
    words = ("Class", "Location", "Customer")
    options = [code.name for code in lists.tracking(live.ask, known, words) if code.parent]
    assert {"North", "Town", "Acme Builders:P12 Harbour"} <= set(options)
    assert len(list(lists.currencies(live.ask, known))) == 4
    listed = list(contacts.list_contacts(live.ask))
    assert len({each.remote_id for each in listed}) == len(listed) == 10
