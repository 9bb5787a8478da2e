"""Credit notes and their allocation to invoices."""

import pytest


def created(xero, resource, element):
    (document,) = xero.put(resource, element)
    assert not document["HasErrors"], document["ValidationErrors"]
    return document


@pytest.fixture
def note(xero):
    """An approved credit note of 115.00."""
    return created(xero, "CreditNotes", xero.credit_note())


@pytest.fixture
def invoice(xero):
    """An approved invoice of 230.00 for the same contact."""
    return created(xero, "Invoices", xero.invoice(LineItems=[xero.line(Quantity=2)]))


def allocate(xero, note, invoice, amount=50.0, **changes):
    element = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Amount": amount,
        "Date": "2026-11-02",
        **changes,
    }
    return xero.put(f"CreditNotes/{note['CreditNoteID']}/Allocations", element)


def test_put_creates_with_positive_amounts(xero, note):
    assert (note["Total"], note["RemainingCredit"]) == (115, 115)
    assert note["ID"] == note["CreditNoteID"]
    assert (note["Allocations"], note["StatusAttributeString"]) == ([], "OK")
    (read,) = xero.get(f"CreditNotes/{note['CreditNoteNumber']}")
    assert read["CreditNoteID"] == note["CreditNoteID"]


def test_number_is_unique_and_generated_if_missing(xero, messages, note):
    assert messages(xero.put("CreditNotes", xero.credit_note())) == [
        "Credit Note # must be unique."
    ]
    generated = created(xero, "CreditNotes", xero.credit_note(None))
    assert generated["CreditNoteNumber"] == "CN-0002"


def test_invoice_may_have_the_number_of_a_credit_note(xero, note):
    created(xero, "Invoices", xero.invoice("CN-0001"))


@pytest.mark.parametrize("discount", [{"DiscountRate": 10}, {"DiscountAmount": 1}])
def test_discount_is_refused(xero, messages, discount):
    element = xero.credit_note(LineItems=[xero.line(**discount)])
    assert messages(xero.put("CreditNotes", element)) == [
        "Discounts can only be given on sales invoices."
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Type": None}, "Credit Note Type must be specified"),
        ({"Type": "ACCPAYCREDIT"}, None),
        ({"CreditNoteNumber": "x" * 256}, "Credit Note # must not be longer than 255 characters."),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
    ],
)
def test_rules_of_the_header(xero, messages, changes, message):
    element = xero.credit_note(**changes)
    if changes.get("Type") == "ACCPAYCREDIT":
        element["LineItems"] = [xero.line(AccountCode="400", TaxType="INPUT2")]
    assert messages(xero.put("CreditNotes", element)) == ([message] if message else [])


def test_negative_total_is_refused(xero, messages):
    element = xero.credit_note(LineItems=[xero.line(UnitAmount=-5)])
    assert messages(xero.put("CreditNotes", element)) == [
        "The Total for this document must be greater than or equal to zero."
    ]


def test_url_is_no_field_of_a_credit_note(xero):
    element = xero.credit_note(Url="https://odoo.example.com/1")
    answer = xero.call("PUT", "CreditNotes", [element])
    assert answer.json()["Type"] == "PostDataInvalidException"


def test_where_finds_by_number(xero, note):
    (row,) = xero.get("CreditNotes", where='CreditNoteNumber=="cn-0001"')
    assert (row["CreditNoteNumber"], row["LineItems"]) == ("CN-0001", [])
    (paged,) = xero.get("CreditNotes", where='CreditNoteNumber=="cn-0001"', page=1)
    assert len(paged["LineItems"]) == 1


def test_void(xero, note):
    (voided,) = xero.post("CreditNotes", {"CreditNoteID": note["CreditNoteID"], "Status": "VOIDED"})
    assert voided["Status"] == "VOIDED"


def test_allocation_changes_both_documents(xero, note, invoice):
    (allocation,) = allocate(xero, note, invoice)
    assert (allocation["Amount"], allocation["Invoice"]["InvoiceID"]) == (50, invoice["InvoiceID"])
    (credited,) = xero.get(f"Invoices/{invoice['InvoiceID']}")
    assert (credited["AmountCredited"], credited["AmountDue"]) == (50, 180)
    (applied,) = credited["CreditNotes"]
    assert (applied["CreditNoteNumber"], applied["AppliedAmount"]) == ("CN-0001", 50)
    (rest,) = xero.get(f"CreditNotes/{note['CreditNoteID']}")
    assert (rest["RemainingCredit"], len(rest["Allocations"])) == (65, 1)


def test_note_used_up_is_paid(xero, note, invoice):
    allocate(xero, note, invoice, 115)
    (used,) = xero.get(f"CreditNotes/{note['CreditNoteID']}")
    assert (used["Status"], used["RemainingCredit"]) == ("PAID", 0)
    assert "FullyPaidOnDate" in used


def test_allocation_takes_effect_on_the_later_date(xero, note, invoice):
    xero.post("Invoices", {"InvoiceID": invoice["InvoiceID"], "Date": "2026-11-20"})
    (allocation,) = allocate(xero, note, invoice)
    assert allocation["Date"] == "/Date(1795132800000+0000)/"


@pytest.mark.parametrize("amount", [115.01, 0, -1])
def test_amount_that_cannot_be_is_refused(xero, messages, note, invoice, amount):
    (message,) = messages(allocate(xero, note, invoice, amount))
    assert "amount" in message


def test_more_than_the_invoice_owes_is_refused(xero, messages, note, invoice):
    xero.bookkeeper("pay", id=invoice["InvoiceID"], amount=200)
    assert messages(allocate(xero, note, invoice, 31)) == [
        "Credit Note cannot be allocated as amount is greater than amount outstanding"
    ]


def test_paid_invoice_is_refused(xero, messages, note, invoice):
    xero.bookkeeper("pay", id=invoice["InvoiceID"])
    assert messages(allocate(xero, note, invoice)) == [
        "The invoice you are trying to allocate to has already been paid off"
    ]


def test_invoice_of_another_contact_or_kind_is_refused(xero, messages, note):
    xero.contact_id = xero.a_contact("Smith, Jane")
    other = created(xero, "Invoices", xero.invoice("S-2"))
    (message,) = messages(allocate(xero, note, other))
    assert "same contact" in message
    bill = xero.invoice(Type="ACCPAY")
    bill["LineItems"] = [xero.line(AccountCode="400", TaxType="INPUT2")]
    assert messages(allocate(xero, note, created(xero, "Invoices", bill))) == [
        "Credit Note cannot be allocated to an incorrect invoice type"
    ]


def test_draft_is_refused(xero, messages, note):
    draft = created(xero, "Invoices", xero.invoice("S-2", Status="DRAFT"))
    assert messages(allocate(xero, note, draft)) == ["Only AUTHORISED documents can be allocated"]


def test_unknown_documents(xero, messages, note, invoice):
    missing = {"InvoiceID": "11111111-1111-4111-8111-111111111111"}
    assert messages(allocate(xero, note, missing)) == [
        "An existing Invoice with the specified InvoiceID could not be found"
    ]
    path = "CreditNotes/11111111-1111-4111-8111-111111111111/Allocations"
    assert xero.call("PUT", path, [{}]).status_code == 404


def test_deleted_allocation_gives_the_credit_back(xero, note, invoice):
    (allocation,) = allocate(xero, note, invoice, 115)
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations/{allocation['AllocationID']}"
    deleted = xero.call("DELETE", path)
    assert deleted.json() == {"AllocationID": allocation["AllocationID"], "IsDeleted": True}
    (restored,) = xero.get(f"CreditNotes/{note['CreditNoteID']}")
    assert (restored["Status"], restored["RemainingCredit"]) == ("AUTHORISED", 115)
    assert xero.get(f"Invoices/{invoice['InvoiceID']}")[0]["AmountDue"] == 230
    assert xero.call("DELETE", path).status_code == 404


def test_allocated_note_cannot_be_voided(xero, messages, note, invoice):
    allocate(xero, note, invoice)
    change = {"CreditNoteID": note["CreditNoteID"], "Status": "VOIDED"}
    (message,) = messages(xero.post("CreditNotes", change))
    assert message.startswith("The status VOIDED cannot be applied to the credit note")
