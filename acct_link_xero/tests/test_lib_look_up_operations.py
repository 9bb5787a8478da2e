"""Follow-up writes: whether they are done in Xero already, or can be, and whose the record is."""

from dataclasses import replace
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, to_json
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
)
from odoo.addons.acct_link_tracking_option.lib.addition import ADD_OPTION
from odoo.addons.acct_link_xero.lib import operations
from odoo.addons.acct_link_xero.lib.look_up_operations import MOST_OPTIONS, look_up
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    URL,
    credit_note,
    document,
    line,
)
from odoo.addons.acct_link_xero.tests.lib_operations_common import (
    LINE_ID,
    OURS,
    answers,
    follow_up,
    invoice,
)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"Status": "DRAFT"}, NotDone({"status": "DELETED"})),
        ({"Status": "SUBMITTED"}, NotDone({"status": "DELETED"})),
        ({}, NotDone({"status": "VOIDED"})),
        ({"Status": "VOIDED"}, Uploaded(INVOICE_ID)),
        ({"Status": "DELETED"}, Uploaded(INVOICE_ID)),
        ({"Status": "PAID"}, "operation_paid"),
        ({"AmountPaid": 1}, "operation_paid"),
        ({"AmountCredited": 1}, "operation_paid"),
        ({"Status": "GALACTIC"}, "operation_settled"),
        ({"Url": "https://example.com/other"}, "operation_not_ours"),
        ({"Url": None}, "operation_not_ours"),
    ],
)
def test_a_void_is_looked_for(changes, outcome):
    found = look_up(answers(invoice(**changes)), follow_up())
    if isinstance(outcome, str):
        assert [problem.code for problem in found.problems] == [outcome]
    else:
        assert found == outcome


def test_another_documents_record_settles_nothing():
    for body in (invoice(InvoiceID=OTHER_ID), {}, {"Invoices": []}, {"Invoices": [{}, {}]}):
        assert isinstance(look_up(answers(body), follow_up()), Unknown)
    gone = look_up(answers(Answer(404, "")), follow_up())
    assert gone.problems[0].code == "operation_gone"


def test_an_update_is_done_when_all_is_as_expected():
    assert isinstance(look_up(answers(invoice()), follow_up(UPDATE)), Uploaded)
    [ours] = invoice()["Invoices"][0]["LineItems"]
    differences = [
        {"LineAmountTypes": "NoTax"}, {"Reference": "other"}, {"DueDate": "2026-12-21T00:00:00"},
        {"Contact": {"ContactID": OTHER_ID}}, {"LineItems": []}, {"InvoiceNumber": "X"},
        {"LineItems": [ours, ours]}, {"LineItems": [{**ours, "Description": "x"}]},
        {"LineItems": [{**ours, "TaxType": "NONE"}]}, {"LineItems": [{**ours, "Quantity": 2}]},
    ]  # fmt: skip
    for difference in differences:
        found = look_up(answers(invoice(**difference)), follow_up(UPDATE))
        assert isinstance(found, NotDone), difference
    assert look_up(answers(invoice(Url=URL, Date="")), follow_up(UPDATE)).found == {
        "lines": [LINE_ID]
    }


def test_an_update_writes_over_nobodys_change():
    sent = document()
    expected = replace(sent, reference="New")
    values = {**OURS, "before": to_json(sent), "document": to_json(expected)}
    as_sent = answers(invoice())
    assert isinstance(look_up(as_sent, follow_up(UPDATE, values=values)), NotDone)
    [line] = invoice()["Invoices"][0]["LineItems"]
    for change in (
        {"LineItems": [{**line, "AccountCode": "310"}]},
        {"LineItems": [line, line]},
        {"DueDate": "2026-12-21T00:00:00"},
        {"Contact": {"ContactID": OTHER_ID}},
    ):
        outcome = look_up(answers(invoice(**change)), follow_up(UPDATE, values=values))
        assert [problem.code for problem in outcome.problems] == ["update_changed_there"], change
        agreed = follow_up(UPDATE, values={**values, "over": True})
        assert isinstance(look_up(answers(invoice(**change)), agreed), NotDone)


def test_an_update_that_is_there_is_seen_as_live_answers_tell_it():
    sent = document(line(description="Design\nand build"))
    expected = replace(sent, reference="", rate=Decimal(1))
    [ours] = invoice()["Invoices"][0]["LineItems"]
    there = invoice(LineItems=[{**ours, "Description": "Design\r\nand build"}])
    del there["Invoices"][0]["Reference"]
    values = {**OURS, "document": to_json(expected)}
    assert isinstance(look_up(answers(there), follow_up(UPDATE, values=values)), Uploaded)
    untouched = {**OURS, "before": to_json(expected), "document": to_json(replace(sent, rate=None))}
    assert isinstance(look_up(answers(there), follow_up(UPDATE, values=untouched)), NotDone)


def test_an_update_of_a_credit_note_asks_nothing_of_its_due_date():
    expected = credit_note(number=OURS["number"])
    [ours] = invoice()["Invoices"][0]["LineItems"]
    there = note(
        Reference=expected.reference, Date="2026-11-02T00:00:00", LineAmountTypes="Exclusive",
        LineItems=[ours],
    )  # fmt: skip
    values = {**OURS, "document": to_json(expected)}
    found = look_up(answers(there), follow_up(UPDATE, kind=CREDIT_NOTE, values=values))
    assert isinstance(found, Uploaded)
    assert (
        "DueDate" not in operations.prepare(follow_up(UPDATE, kind=CREDIT_NOTE, values=values)).text
    )


def note(**changes):
    element = {
        "CreditNoteID": INVOICE_ID, "CreditNoteNumber": "INV/0007", "Status": "AUTHORISED",
        "RemainingCredit": 60, "Allocations": [], "Contact": {"ContactID": CONTACT},
        "CurrencyCode": "NZD", "Date": "2026-11-05T00:00:00",
    }  # fmt: skip
    return {"CreditNotes": [{**element, **changes}]}


@pytest.mark.parametrize(
    ("left", "due", "amount"), [(60, 230, "50.00"), (20, 230, "20"), (60, 10, "10")]
)
def test_an_allocation_takes_no_more_than_is_left_of_both(left, due, amount):
    get = answers(note(RemainingCredit=left), invoice(InvoiceID=OTHER_ID, AmountDue=due))
    found = look_up(get, follow_up(ALLOCATE))
    assert Decimal(found.found["amount"]) == Decimal(amount)
    assert found.found["date"] == "2026-11-05"
    assert get.asked == [f"CreditNotes/{INVOICE_ID}", f"Invoices/{OTHER_ID}"]


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        ({"RemainingCredit": 0}, {}, "allocate_too_much"),
        ({}, {"Status": "PAID"}, "allocate_paid"),
        ({"Status": "DRAFT"}, {}, "allocate_not_approved"),
        ({}, {"Status": "DRAFT"}, "allocate_not_approved"),
        ({}, {"CurrencyCode": "AUD"}, "allocate_other_contact"),
        ({}, {"Contact": {"ContactID": OTHER_ID}}, "allocate_other_contact"),
        ({"CreditNoteNumber": "CN-9"}, {}, "operation_not_ours"),
    ],
)
def test_an_allocation_that_cannot_be_is_refused_before_it_is_sent(ours, theirs, code):
    get = answers(note(**ours), invoice(**{"InvoiceID": OTHER_ID, **theirs}))
    assert look_up(get, follow_up(ALLOCATE)).problems[0].code == code


def test_an_allocation_is_found_by_its_invoice():
    mine = {"AllocationID": LINE_ID, "Amount": 50, "Invoice": {"InvoiceID": OTHER_ID}}
    assert look_up(answers(note(Allocations=[mine])), follow_up(ALLOCATE)) == Uploaded(LINE_ID)


def test_a_file_is_found_by_name_and_size():
    def files(*rows):
        listed = [{"FileName": name, "ContentLength": size} for name, size in rows]
        return answers({"Attachments": listed})

    assert look_up(files(), follow_up(ATTACH)) == NotDone()
    assert look_up(files(("b.pdf", 7)), follow_up(ATTACH)) == NotDone()
    assert isinstance(look_up(files(("A b.pdf", 7)), follow_up(ATTACH)), Uploaded)
    other = look_up(files(("a b.pdf", 8)), follow_up(ATTACH))
    assert other.problems[0].code == "attach_name_taken"


def contact(**changes):
    element = {"ContactID": INVOICE_ID, "ContactStatus": "ACTIVE"}
    return answers({"Contacts": [{**element, **changes}]})


def test_a_mapping_is_saved_once_and_never_over_another():
    assert look_up(contact(), follow_up(SAVE_MAPPING)) == NotDone()
    done = look_up(contact(ContactNumber="K1"), follow_up(SAVE_MAPPING))
    assert isinstance(done, Uploaded)
    for changes, code in (
        ({"ContactNumber": "K2"}, "mapping_taken"),
        ({"ContactStatus": "ARCHIVED"}, "operation_contact_archived"),
        ({"MergedToContactID": OTHER_ID}, "operation_contact_archived"),
    ):
        found = look_up(contact(**changes), follow_up(SAVE_MAPPING))
        assert isinstance(found, Rejected)
        assert found.problems[0].code == code
    long = follow_up(SAVE_MAPPING, values={"number": "x" * 51})
    assert look_up(contact(), long).problems[0].code == "mapping_too_long"


def test_a_contact_is_as_expected_or_not():
    item = follow_up(UPDATE_CONTACT)
    assert isinstance(look_up(contact(EmailAddress="a@example.com"), item), Uploaded)
    assert isinstance(look_up(contact(EmailAddress="b@example.com"), item), NotDone)
    assert isinstance(look_up(contact(), item), NotDone)


@pytest.mark.parametrize("operation", [SAVE_MAPPING, UPDATE_CONTACT])
def test_a_contact_is_read_without_what_is_for_documents(operation):
    get = contact()
    look_up(get, follow_up(operation))
    assert get.params == [[]]
    get = answers(invoice())
    look_up(get, follow_up(UPDATE))
    assert get.params == [[("unitdp", "4")]]


def options(*rows, **changes):
    """A category that holds these options: (name, status)."""
    listed = [
        {"TrackingOptionID": f"{number:08}-418e-48e8-8949-308c14aec278", "Name": name, "Status": to}
        for number, (name, to) in enumerate(rows, 1)
    ]
    element = {"TrackingCategoryID": INVOICE_ID, "Name": "Region", "Options": listed, **changes}
    return answers({"TrackingCategories": [element]})


def test_an_option_is_added_only_where_its_name_is_not_there():
    item = follow_up(ADD_OPTION)
    get = options(("South", "ACTIVE"))
    assert look_up(get, item) == NotDone()
    assert (get.asked, get.params) == ([f"TrackingCategories/{INVOICE_ID}"], [[]])
    found = look_up(options(("South", "ACTIVE"), (" NORTH", "ACTIVE")), item)
    assert found == Uploaded("00000002-418e-48e8-8949-308c14aec278")


@pytest.mark.parametrize(
    ("rows", "name", "code"),
    [
        ([("North", "ARCHIVED")], "North", "tracking_option_archived"),
        ([], "x" * 101, "tracking_option_long"),
        ([(str(n), "ACTIVE") for n in range(MOST_OPTIONS)], "North", "tracking_option_limit"),
    ],
)
def test_an_option_that_cannot_be_added_is_refused_before_a_write(rows, name, code):
    item = follow_up(ADD_OPTION)
    found = look_up(options(*rows), replace(item, values={**item.values, "name": name}))
    assert [problem.code for problem in found.problems] == [code]


def test_archived_options_leave_room():
    rows = [(str(n), "ACTIVE" if n else "ARCHIVED") for n in range(MOST_OPTIONS)]
    assert look_up(options(*rows), follow_up(ADD_OPTION)) == NotDone()


def test_a_category_that_is_gone_or_odd_proves_nothing_of_an_option():
    item = follow_up(ADD_OPTION)
    assert look_up(answers(Answer(404, "")), item).problems[0].code == "operation_gone"
    for changes in ({"Options": None}, {"Options": ["North"]}, {"TrackingCategoryID": OTHER_ID}):
        assert isinstance(look_up(options(**changes), item), Unknown)
