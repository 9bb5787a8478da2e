"""Creating invoices: every rule once kept and once broken."""

import pytest

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


def test_put_creates_and_answers_totals(xero):
    line = xero.line(Quantity=1.5, UnitAmount=133.3333)
    answer = xero.call(
        "PUT",
        "Invoices",
        [xero.invoice("S-7", Reference="J100", SentToContact=True, LineItems=[line])],
        summarizeErrors="false",
        unitdp=4,
    )
    assert b'"Total": 230.00' in answer.content
    (invoice,) = answer.json()["Invoices"]
    expected = {
        "StatusAttributeString": "OK",
        "InvoiceNumber": "S-7",
        "SubTotal": 200,
        "TotalTax": 30,
        "Total": 230,
        "AmountDue": 230,
        "SentToContact": True,
        "Reference": "J100",
        "DateString": "2026-11-02T00:00:00",
        "Date": "/Date(1793577600000+0000)/",
    }
    assert {name: invoice[name] for name in expected} == expected
    assert not {"Payments", "CreditNotes", "AmountCredited"} & set(invoice)
    assert len(invoice["Contact"]["Addresses"]) == 2
    assert len(invoice["Contact"]["Phones"]) == 4
    assert invoice["LineItems"][0]["UnitAmount"] == 133.3333
    assert invoice["LineItems"][0]["ValidationErrors"] == []


def test_put_of_several_keeps_order_and_isolates_the_bad_one(xero):
    bad = xero.invoice("S-2", LineItems=[xero.line(AccountCode="999")])
    answer = xero.put("Invoices", xero.invoice("S-1"), bad, xero.invoice("S-3"))
    assert [row["StatusAttributeString"] for row in answer] == ["OK", "ERROR", "OK"]
    refused = answer[1]
    assert refused["InvoiceID"] == ZERO_GUID
    assert refused["HasErrors"] is True
    assert "InvoiceNumber" not in refused
    assert refused["Contact"]["ContactID"] == xero.contact_id
    assert refused["ValidationErrors"] == [
        {"Message": "Account code '999' is not a valid code for this document."}
    ]
    assert [row["number"] for row in xero.rows("invoices")] == ["S-1", "S-3"]


@pytest.mark.parametrize("query", [{}, {"summarizeErrors": "true"}, {"summarizeErrors": "True"}])
def test_put_without_summarize_false_saves_nothing_if_one_is_bad(xero, query):
    elements = [xero.invoice("S-1"), xero.invoice("S-2", DueDate=None)]
    answer = xero.call("PUT", "Invoices", elements, **query)
    assert answer.status_code == 400
    body = answer.json()
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert body["Message"] == "A validation exception occurred"
    assert [len(element["ValidationErrors"]) for element in body["Elements"]] == [1]
    assert xero.rows("invoices") == []


def test_put_without_summarize_parameter_has_no_status_attribute(xero):
    answer = xero.call("PUT", "Invoices", [xero.invoice()])
    assert "StatusAttributeString" not in answer.json()["Invoices"][0]


def test_sdk_spelling_of_false_is_understood(xero):
    answer = xero.call("PUT", "Invoices", [xero.invoice(Type=None)], summarizeErrors="False")
    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["S-0001", "s-0001"])
def test_put_with_a_taken_number_is_refused(xero, messages, number):
    xero.created_invoice("S-0001")
    assert messages(xero.put("Invoices", xero.invoice(number))) == ["Invoice # must be unique."]
    assert len(xero.rows("invoices")) == 1


def test_put_with_the_same_number_twice_in_one_request_is_refused(xero):
    first, second = xero.put("Invoices", xero.invoice(), xero.invoice())
    assert (first["HasErrors"], second["HasErrors"]) == (False, True)


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
def test_number_of_a_dead_invoice_stays_taken(xero, messages, status):
    invoice = xero.created_invoice(Status="AUTHORISED" if status == "VOIDED" else "DRAFT")
    xero.post("Invoices", {"InvoiceID": invoice["InvoiceID"], "Status": status})
    assert messages(xero.put("Invoices", xero.invoice())) == ["Invoice # must be unique."]


def test_bills_may_share_a_number(xero):
    bill = xero.invoice("1001", Type="ACCPAY", Reference="ignored")
    bill["LineItems"] = [xero.line(AccountCode="400", TaxType="INPUT2")]
    first, second = xero.put("Invoices", bill, bill)
    assert first["InvoiceID"] != second["InvoiceID"]
    assert first["Reference"] == ""


def test_put_without_number_gets_generated_ones(xero):
    numbers = {xero.created_invoice(None)["InvoiceNumber"] for _ in range(2)}
    assert numbers == {"INV-0001", "INV-0002"}


def test_post_with_an_existing_number_overwrites(xero):
    before = xero.created_invoice()
    (after,) = xero.post("Invoices", xero.invoice(LineItems=[xero.line(UnitAmount=7)]))
    assert after["InvoiceID"] == before["InvoiceID"]
    assert [row["total"] for row in xero.rows("invoices")] == [8.05]


def test_post_with_a_new_number_creates(xero):
    (invoice,) = xero.post("Invoices", xero.invoice("S-9"))
    assert invoice["InvoiceNumber"] == "S-9"


def test_post_matches_bills_by_number_too(xero):
    bill = xero.invoice("1001", Type="ACCPAY")
    bill["LineItems"] = [xero.line(AccountCode="400", TaxType="INPUT2")]
    (first,), (second,) = xero.post("Invoices", bill), xero.post("Invoices", bill)
    assert first["InvoiceID"] == second["InvoiceID"]


def test_post_with_an_unknown_id_is_refused(xero, messages):
    element = xero.invoice(InvoiceID="11111111-1111-4111-8111-111111111111")
    assert messages(xero.post("Invoices", element)) == [
        "An existing Invoice with the specified InvoiceID could not be found"
    ]


def test_lenient_mode_lets_doubles_in(xero):
    xero.control("settings", lenient=True)
    xero.created_invoice()
    xero.created_invoice()
    assert [row["number"] for row in xero.rows("invoices")] == ["S-0001"] * 2


def test_longest_values_are_accepted(xero):
    line = xero.line(Description="x" * 4000)
    invoice = xero.created_invoice("n" * 255, Reference="r" * 255, LineItems=[line])
    assert len(invoice["InvoiceNumber"]) == 255


def test_tracking_is_found_by_name_and_by_id(xero):
    categories = {row["Name"]: row for row in xero.get("TrackingCategories")}
    division = categories["Division"]
    tracking = [
        {"Name": "Region", "Option": "North"},
        {
            "TrackingCategoryID": division["TrackingCategoryID"],
            "TrackingOptionID": division["Options"][0]["TrackingOptionID"],
        },
    ]
    invoice = xero.created_invoice(LineItems=[xero.line(Tracking=tracking)])
    found = invoice["LineItems"][0]["Tracking"]
    assert [(entry["Name"], entry["Option"]) for entry in found] == [
        ("Region", "North"),
        ("Division", "Design"),
    ]


def test_not_strict_ignores_unknown_fields_and_takes_the_default_tax(xero):
    xero.control("settings", strict=False)
    line = xero.line(TaxType=None, AccountCode="205", Price=1)
    invoice = xero.created_invoice(LineItems=[line], Nonsense=True)
    assert invoice["LineItems"][0]["TaxType"] == "NONE"
    assert invoice["TotalTax"] == 0


def test_draft_needs_neither_due_date_nor_account(xero):
    invoice = xero.created_invoice(
        Status="DRAFT", DueDate=None, LineItems=[xero.line(AccountCode=None)]
    )
    assert invoice["Status"] == "DRAFT"


def test_description_only_line_is_accepted(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(), {"Description": "a note"}])
    assert invoice["Total"] == 115


def test_negative_line_is_accepted_in_a_positive_total(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(), xero.line(UnitAmount=-40)])
    assert invoice["Total"] == 69


def test_invoice_of_nothing_stays_approved(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(UnitAmount=0)])
    assert (invoice["Status"], invoice["Total"]) == ("AUTHORISED", 0)


def test_sent_to_contact_on_a_draft_is_a_warning(xero):
    (invoice,) = xero.put("Invoices", xero.invoice(Status="DRAFT", SentToContact=True))
    assert invoice["StatusAttributeString"] == "WARNING"
    assert invoice["SentToContact"] is False
    assert invoice["Warnings"] == [
        {"Message": "Only AUTHORISED invoices may have SentToContact updated."}
    ]


@pytest.mark.parametrize(
    ("query", "kept", "total"), [({"unitdp": 4}, 0.3333, 33.33), ({}, 0.33, 33)]
)
def test_unit_price_is_rounded_unless_four_decimals_are_asked_for(xero, query, kept, total):
    line = xero.line(Quantity=100, UnitAmount=0.33333, TaxType="NONE")
    answer = xero.call("PUT", "Invoices", [xero.invoice(LineItems=[line])], **query)
    (invoice,) = answer.json()["Invoices"]
    assert (invoice["LineItems"][0]["UnitAmount"], invoice["Total"]) == (kept, total)


def test_foreign_currency_keeps_the_rate_sent_or_takes_one(xero):
    sent = xero.created_invoice("S-1", CurrencyCode="USD", CurrencyRate=0.61)
    taken = xero.created_invoice("S-2", CurrencyCode="USD")
    assert (sent["CurrencyRate"], taken["CurrencyRate"]) == (0.61, 0.5891)


def test_rate_keeps_six_decimals(xero):
    sent = xero.created_invoice("S-1", CurrencyCode="USD", CurrencyRate=0.58910049)
    assert sent["CurrencyRate"] == 0.5891


def test_url_is_kept(xero):
    url = "https://odoo.example.com/acct_link/line/42"
    assert xero.created_invoice(Url=url)["Url"] == url
    assert xero.rows("invoices")[0]["url"] == url


def test_archived_contact_is_refused(xero, messages):
    xero.contact_id = xero.a_contact("Harbour View Ltd")
    xero.bookkeeper("archive_contact", id=xero.contact_id)
    (message,) = messages(xero.put("Invoices", xero.invoice()))
    assert message.startswith("The contact with the specified contact details has been archived.")


def test_invalid_email_of_the_contact_refuses_the_invoice(xero, messages):
    xero.contact_id = xero.a_contact("Bad Mail Ltd")
    assert messages(xero.put("Invoices", xero.invoice())) == ["Email address must be valid."]


def test_nested_contact_fields_edit_the_contact_and_drop_its_persons(xero):
    contact_id = xero.a_contact()
    xero.post("Contacts", {"ContactID": contact_id, "ContactPersons": [{"FirstName": "Ann"}]})
    xero.created_invoice(Contact={"ContactID": contact_id, "EmailAddress": "new@example.com"})
    (contact,) = xero.get(f"Contacts/{contact_id}")
    assert contact["EmailAddress"] == "new@example.com"
    assert contact["ContactPersons"] == []


def test_refused_invoice_leaves_the_nested_contact_alone(xero):
    contact_id = xero.a_contact()
    wish = {"ContactID": contact_id, "EmailAddress": "new@example.com"}
    xero.put("Invoices", xero.invoice(Contact=wish, DueDate=None))
    assert "EmailAddress" not in xero.get(f"Contacts/{contact_id}")[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [("PeriodLockDate", "period"), ("EndOfYearLockDate", "end of year")],
)
def test_date_on_or_before_a_lock_date_is_refused(xero, messages, name, words):
    xero.organisation(**{name: "2026-09-30"})
    assert messages(xero.put("Invoices", xero.invoice(Date="2026-09-30"))) == [
        f"The document date cannot be before the {words} lock date,"
        " currently set at 30 September 2026"
    ]
    xero.created_invoice(Date="2026-10-01")
    shown = xero.call("GET", "Organisation").json()["Organisations"][0]
    assert shown[name] == "/Date(1790726400000+0000)/"


def test_approval_limit_of_the_plan(xero, messages):
    xero.organisation(approvals_left=1)
    xero.created_invoice("S-1")
    assert messages(xero.put("Invoices", xero.invoice("S-2"))) == [
        "You have reached the limit of invoices you can approve"
    ]
    xero.created_invoice("S-2", Status="DRAFT")


def test_refused_invoice_uses_up_no_approval(xero):
    xero.organisation(approvals_left=1)
    xero.put("Invoices", xero.invoice("S-1", DueDate=None))
    xero.created_invoice("S-1")
