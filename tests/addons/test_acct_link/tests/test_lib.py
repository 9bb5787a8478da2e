"""The pure part: what is sent, and what an answer or a look-up means."""

import json
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib.errors import Misconfigured, Postponed, RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Answer
from odoo.addons.acct_link_batch.lib.matching import NAME
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded

from ..lib import look_up, translate
from ..lib.door import Door, Misunderstood

PARTY = doc.Party("Ann", "Ann  Lee", 7, email=" ann@example.com ")
LINE = doc.Line(
    "Work", Decimal(1), Decimal("10.05"), Decimal(), Decimal("10.05"), Decimal("1.51"), "200",
    "GST", Decimal(15),
)  # fmt: skip
INVOICE = doc.Document(
    doc.INVOICE, "N-1", "mark", "J1", date(2026, 1, 31), date(2026, 2, 28), "NZD", "c1", PARTY,
    (LINE,), Decimal("10.05"), Decimal("1.51"), Decimal("11.56"),
)  # fmt: skip
ROW = {"id": "d1", "number": "N-1", "contact": "c1", "memo": "mark", "total": Decimal("11.56")}


def test_document_is_sent_to_the_digit_with_our_mark():
    request = translate.prepare(CREATE_DOCUMENTS, doc.INVOICE, INVOICE)
    sent = json.loads(request.text)
    assert (sent["number"], sent["memo"], sent["contact"]) == ("N-1", "mark", "c1")
    assert [(line["amount"], line["tax"]) for line in sent["lines"]] == [("10.05", "1.51")]
    assert translate.route(request) == ("invoices", request.text)
    assert translate.contact_payload(PARTY) == {"name": "Ann Lee", "email": "ann@example.com"}


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (201, '{"id": "d1", "number": "N-1", "total": 11.56}', Uploaded),
        (201, '{"id": ""}', Unknown),
        (201, "[]", Unknown),
        (200, "not json", Unknown),
        (409, '{"error": "number_taken"}', Rejected),
        (400, '{"error": "account", "message": "no"}', Rejected),
    ],
)
def test_answer_counts_only_with_an_id(status, text, expected):
    assert isinstance(translate.read(Answer(status, text), INVOICE), expected)


def test_refusal_without_a_known_reason_is_of_the_whole_request():
    with pytest.raises(RequestRefused):
        translate.read(Answer(400, "<html>"), INVOICE)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], NotThere()),
        ([{**ROW, "number": "N-2"}], NotThere()),
        ([ROW], Uploaded("d1", "N-1", Decimal("11.56"), "c1")),
        ([{**ROW, "memo": "another"}], "number_taken"),
        ([ROW, {**ROW, "id": "d2"}], "found_twice"),
    ],
)
def test_only_our_mark_proves_a_document_to_be_ours(found, expected):
    [outcome] = look_up.look_up(lambda path, **question: found, [INVOICE])
    if isinstance(expected, str):
        assert [problem.code for problem in outcome.problems] == [expected]
    else:
        assert outcome == expected


@pytest.mark.parametrize("answer", [None, {}, [{"number": "N-1"}], ["N-1"]])
def test_answer_that_is_no_list_is_never_a_miss(answer):
    with pytest.raises(Postponed):
        look_up.look_up(lambda path, **question: answer, [INVOICE])


def test_keys_that_are_not_understood_are_left_out():
    def read(path, name):
        names = json.loads(name)
        if "?" in names:
            raise Misunderstood
        return [{"id": f"c-{each}", "name": each, "active": True} for each in names]

    many = [f"Ann {number}" for number in range(look_up.MANY)]
    found = {}
    for portion in look_up.find_contacts(read, NAME, [*many, "?", "Bob"]):
        found |= portion
    assert list(found) == many


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://ledger.example.com", "key"),
        ("ledger.example.com", "key"),
        ("", "key"),
        ("https://ledger.example.com", ""),
        ("https://ledger.example.com", "two\nlines"),
    ],
)
def test_door_opens_to_safe_addresses_with_a_key_only(url, key):
    with pytest.raises(Misconfigured):
        Door(url, "main", key, 1)


def test_door_shows_no_key():
    assert "key" not in repr(Door("https://ledger.example.com", "main", "key", 1))
