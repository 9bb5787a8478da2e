"""What is sent, played on the stand-in, which holds every field against MYOB's contracts: each kind
arrives with the amounts that were booked, is found again, and proved by our mark alone.
"""

import json
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import Address, text_line
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS
from odoo.addons.acct_link_batch.lib.matching import CODE, NAME, REMOTE_ID
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_myob.lib import answers, contacts, lists, look_up, taxes, translate
from odoo.addons.acct_link_myob.lib.door import Door
from odoo.addons.acct_link_myob.lib.query import read, select
from odoo.addons.acct_link_myob.lib.sending import send
from odoo.addons.acct_link_myob.lib.wire import ROUTES, cents, join_item
from odoo.addons.acct_link_myob.tests.lib_common import (
    CUSTOMER_PARTY,
    SUPPLIER_PARTY,
    bill,
    credit_note,
    document,
    line,
    vendor_credit,
)

from sandbox.myob import API_KEY, BUSINESS_FILE, OWN_USERS_FILE, RIGHT_FILE, start

CALM = {"second_limit": 10**6}
USER = "Administrator:open sesame"


class Live:
    """The stand-in, and a company file that is signed in to."""

    def __init__(self, server, file=RIGHT_FILE, user=""):
        self.server, self.file = server, file
        tokens = server.stand_in.control._tokens({"tenant": file})
        self.door = Door(server.url, file, API_KEY, tokens["access_token"], 5, user)
        self.tax = self.uid("GeneralLedger/TaxCode", "Code", "GST")
        self.free = self.uid("GeneralLedger/TaxCode", "Code", "FRE")
        self.account = self.uid("GeneralLedger/Account", "DisplayID", "4-1100")
        self.customer = self.uid("Contact/Customer", "DisplayID", "CUS001")
        self.supplier = self.uid("Contact/Supplier", "DisplayID", "SUP001")
        card = contacts.CardStyle(tax_id=self.tax, currency="AUD")
        self.style = translate.Style(card=card)

    def ask(self, path, params=()):
        return self.door.send("GET", path, params)

    def uid(self, route, field, value):
        [row] = select(self.ask, route, f"{field} eq '{value}'")
        return row["UID"]

    def line(self, **changes):
        return line(**{"tax_id": self.tax, "account_id": self.account, **changes})

    def make(self, make, *lines, **changes):
        """A document with a mark of its own."""
        purchase = make in (bill, vendor_credit)
        party = self.supplier if purchase else self.customer
        values = {"marker": uuid.uuid4().hex, "contact": party, **changes}
        return replace(make(*(lines or (self.line(),))), **values)

    def put(self, item, style=None):
        operation = CREATE_DOCUMENTS if hasattr(item, "kind") else CREATE_CONTACTS
        kind = getattr(item, "kind", "")
        request = translate.prepare(operation, kind, item, style or self.style)
        return answers.read(request, send(self.door, request, "key"), item)

    def look_up(self, *documents):
        return look_up.look_up(self.ask, list(documents))

    def find(self, *keys, rule=NAME, role="customer"):
        found = {}
        for portion in contacts.find_contacts(self.ask, keys, rule, role, "AUD"):
            found |= portion
        return {key: [each.remote_id for each in some] for key, some in found.items()}

    def row(self, made, outcome):
        return read(self.ask, ROUTES[made.kind], outcome.remote_id)

    def act(self, **wish):
        self.server.stand_in.act({"tenant": self.file, **wish})


@pytest.fixture(scope="module")
def server():
    server = start(**CALM)
    yield server
    server.stop()


@pytest.fixture
def live(server):
    server.stand_in.reset()
    server.stand_in.settings.update(CALM)
    return Live(server)


MAKERS = {
    "invoice": document,
    "credit_note": credit_note,
    "bill": bill,
    "vendor_credit": vendor_credit,
}
each_kind = pytest.mark.parametrize("kind", MAKERS)


@each_kind
def test_every_kind_arrives_and_is_found(live, kind):
    job = live.uid("GeneralLedger/Job", "Number", "J100")
    category = live.uid("GeneralLedger/Category", "DisplayID", "NTH")
    made = live.make(
        MAKERS[kind],
        text_line("Phase 1"),
        live.line(tracking=(("job", job),), description="Design " + "of many words " * 40),
        live.line(net=Decimal("-0.05"), tax=Decimal("-0.01"), quantity=Decimal(1)),
        tracking=(("category", category),),
    )
    assert live.look_up(made) == [NotThere()]
    outcome = live.put(made)
    assert outcome == Uploaded(outcome.remote_id, made.number, made.total, made.contact)
    assert live.look_up(made) == [outcome]
    row = live.row(made, outcome)
    sign = -1 if kind in ("credit_note", "vendor_credit") else 1
    assert Decimal(str(row["TotalTax"])) == sign * made.tax
    assert row["Category"]["UID"] == category
    assert row["Lines"][1]["Job"]["UID"] == job
    status = {"credit_note": "Credit", "vendor_credit": "Debit"}.get(kind, "Open")
    assert row["Status"] == status


def test_sale_is_neither_printed_nor_paid_by_a_button(live):
    made = live.make(document)
    row = live.row(made, live.put(made))
    assert row["InvoiceDeliveryStatus"] == "Nothing"
    assert row["OnlinePaymentMethod"] == "None"
    assert row["CustomerPurchaseOrderNumber"] == "PO 77"
    assert row["Terms"]["DueDate"] == "2026-12-20T00:00:00"
    books = live.server.stand_in.books({"tenant": live.file})[live.file]
    assert (books["print_queue"], books["pay_buttons"]) == ([], [])


AMOUNTS = st.decimals("0", "5000", places=2)


@each_kind
@given(st.lists(st.tuples(AMOUNTS, st.integers(-1, 1)), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_amounts_are_those_that_were_booked_or_stop(live, kind, lines):
    made = []
    for net, off in lines:
        tax = cents(net / 10) + Decimal(off) / 100
        made.append(live.line(net=net, tax=tax, quantity=Decimal(3), price=net))
    number = uuid.uuid4().hex[:12]
    item = live.make(MAKERS[kind], *made, number=number)
    if item.total <= 0 or taxes.difference(item):
        return  # which the connector keeps back
    outcome = live.put(item)
    assert isinstance(outcome, Uploaded)
    assert outcome.total == item.total
    sign = -1 if kind in ("credit_note", "vendor_credit") else 1
    assert Decimal(str(live.row(item, outcome)["TotalTax"])) == sign * item.tax


@pytest.mark.parametrize("kind", ["invoice", "credit_note"])
@given(
    st.lists(st.tuples(AMOUNTS, st.sampled_from(["0", "1", "2.5", "3"])), min_size=1, max_size=4)
)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_items_come_to_what_was_booked(live, kind, lines):
    item = join_item(live.uid("Inventory/Item", "Number", "DESIGN"))
    made = [
        live.line(account_id=item, net=net, tax=cents(net / 10), quantity=Decimal(count), price=net)
        for net, count in lines
    ]
    document = live.make(MAKERS[kind], *made, number=uuid.uuid4().hex[:12])
    outcome = live.put(document)
    assert isinstance(outcome, Uploaded)
    assert outcome.total == document.total
    assert live.look_up(document) == [outcome]


def test_clerk_may_convert_renumber_and_edit_the_memo(live):
    made = live.make(document)
    outcome = live.put(made)
    live.act(action="convert", id=outcome.remote_id, layout="Professional")
    live.act(action="edit", id=outcome.remote_id, values={"Number": "77"})
    [found] = live.look_up(made)
    assert (found.remote_id, found.number) == (outcome.remote_id, "77")
    live.act(
        action="edit", id=outcome.remote_id, values={"JournalMemo": "gone", "Number": made.number}
    )
    [found] = live.look_up(made)
    assert [problem.code for problem in found.problems] == ["myob_unmarked"]


def test_double_is_found_and_number_of_another_is_left(live):
    made = live.make(document)
    assert isinstance(live.put(made), Uploaded)
    other = live.make(document, total=Decimal(1), net=Decimal(1))
    [found] = live.look_up(other)
    assert [problem.code for problem in found.problems] == ["number_taken"]
    live.put(made)  # which MYOB takes without a word
    [found] = live.look_up(made)
    assert [problem.code for problem in found.problems] == ["found_twice"]


def test_number_of_a_bill_is_alone_for_its_supplier(live):
    assert isinstance(live.put(live.make(bill)), Uploaded)
    refused = live.put(live.make(bill))
    assert isinstance(refused, Rejected)
    assert refused.taken


@pytest.mark.parametrize(
    ("prefer", "changes", "code"),
    [
        ({"System": {"LockPeriodPriorTo": "2026-11-30T00:00:00"}}, {}, "myob_closed"),
        ({"System": {"CategoryTracking": "OnAndRequired"}}, {}, "refused"),
        ({}, {"contact": "c0000000-0000-4000-8000-000000000009"}, "contact_left_out"),
        ({}, {"number": "INV/2026/00001"}, "refused"),
    ],
)
def test_refusals_say_what_is_wrong(live, prefer, changes, code):
    if prefer:
        live.act(action="prefer", values=prefer)
    refused = live.put(live.make(document, **changes))
    assert [problem.code for problem in refused.problems] == [code]


def test_header_account_and_wrong_tax_code_are_named(live):
    header = live.uid("GeneralLedger/Account", "DisplayID", "4-0000")
    refused = live.put(live.make(document, live.line(account_id=header)))
    assert [problem.code for problem in refused.problems] == ["myob_header"]
    input_taxed = live.uid("GeneralLedger/TaxCode", "Code", "ITS")
    refused = live.put(live.make(document, live.line(tax_id=input_taxed, tax_rate=Decimal(0))))
    assert [problem.code for problem in refused.problems] == ["tax_refused"]


def test_answer_without_body_and_address_is_unknown(live):
    live.server.stand_in.control.routes()[("POST", "faults")](
        {"kind": "bare", "method": "POST", "path": ".*Sale/Invoice/Service$"}
    )
    made = live.make(document)
    assert isinstance(live.put(made), Unknown)
    [found] = live.look_up(made)
    assert isinstance(found, Uploaded)


# === BOTH PRODUCTS === #


def test_credit_is_refused_by_myob_business(server):
    server.stand_in.reset()
    server.stand_in.settings.update(CALM)
    live = Live(server, BUSINESS_FILE)
    assert lists.company(live.ask).product == lists.BUSINESS
    refused = live.put(live.make(credit_note))
    assert [problem.code for problem in refused.problems] == ["myob_no_negatives"]
    assert isinstance(live.put(live.make(document)), Uploaded)


def test_file_with_users_of_its_own_is_entered_with_one(server):
    server.stand_in.reset()
    server.stand_in.settings.update(CALM)
    live = Live(server, OWN_USERS_FILE, USER)
    assert lists.company(live.ask).name == "MYOB Own Users Pty Ltd"


# === LISTS AND CARDS === #


def test_lists_offer_what_lines_may_name(live):
    known = lists.company(live.ask)
    assert (known.product, known.currency) == (lists.ACCOUNT_RIGHT, "AUD")
    assert known.card_taxes[0] == live.tax
    accounts = {code.code: code.usable for code in lists.accounts(live.ask)}
    assert "4-0000" not in accounts
    assert (accounts["4-1100"], accounts["1-1200"], accounts["4-1900"]) == (True, False, False)
    usable = {code.code for code in lists.taxes(live.ask) if code.usable}
    assert usable == {"GST", "FRE", "N-T", "CAP", "ITS"}
    tracking = [code.code for code in lists.tracking(live.ask, known, ("Job", "Category"))]
    assert tracking == ["", "J100", "J900", "", "NTH", "STH"]
    assert set(lists.scopes(live.ask)) >= {"sme-sales", "sme-purchases"}


@pytest.mark.parametrize(
    ("party", "role"), [(CUSTOMER_PARTY, "customer"), (SUPPLIER_PARTY, "supplier")]
)
def test_new_card_is_found_by_name_id_and_card_id(live, party, role):
    address = Address(("1 Quay St",), "Sydney", "NSW", "2000", "Australia")
    said = {"phone": "02 5550 1234", "email": "a@example.com", "tax_number": "51 824 753 556"}
    party = replace(party, name="O'Neil & Sons", key="C-9", rule=CODE, address=address, **said)
    uid = live.put(party).remote_id
    assert live.find("o'neil & sons", role=role) == {"o'neil & sons": [uid]}
    assert live.find("c-9", rule=CODE, role=role) == {"c-9": [uid]}
    assert live.find(uid, rule=REMOTE_ID) == {uid: [uid]}
    row = read(live.ask, f"Contact/{role.capitalize()}", uid)
    [place] = row["Addresses"]
    assert (place["Phone1"], place["Email"], place["PostCode"]) == (
        "02 5550 1234", "a@example.com", "2000"
    )  # fmt: skip
    refused = live.put(party)
    assert isinstance(refused, Rejected)
    assert refused.taken


def test_individual_is_added_and_found_by_both_names(live):
    party = replace(CUSTOMER_PARTY, name="Ana de la Vega")
    style = replace(live.style, card=replace(live.style.card, is_individual=True))
    uid = live.put(party, style).remote_id
    assert live.find("ana de la vega", "zoe park")["ana de la vega"] == [uid]
    assert json.loads(live.ask(f"Contact/Customer/{uid}").text)["IsIndividual"] is True


def test_cards_of_one_name_are_all_told_and_sleeping_ones_too(live):
    found = {}
    for some in contacts.find_contacts(live.ask, ["twin ltd", "sleeping ltd"], NAME, "customer"):
        found |= some
    assert len(found["twin ltd"]) == 2
    assert [each.archived for each in found["sleeping ltd"]] == [True]
