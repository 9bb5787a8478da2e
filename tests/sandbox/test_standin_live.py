"""Answers are as live Xero was recorded to give them, where its description leaves it open."""

import pytest

REGION = {"Name": "Region", "Option": "North"}


def one(xero, document, plural="Invoices"):
    return xero.get(f"{plural}/{document[plural[:-1] + 'ID']}", unitdp=4)[0]


def row(xero, document, plural="Invoices"):
    found = xero.get(plural, page=1, unitdp=4)
    name = plural[:-1] + "ID"
    return next(each for each in found if each[name] == document[name])


def test_lines_of_a_text_end_as_windows_ends_them(xero):
    lines = [xero.line(Description="a\nb\r\nc\rd")]
    invoice = xero.created_invoice(LineItems=lines)
    for answer in (invoice, one(xero, invoice), row(xero, invoice)):
        assert answer["LineItems"][0]["Description"] == "a\r\nb\r\nc\r\nd"


def test_credit_note_has_no_due_date_whatever_was_sent(xero):
    (note,) = xero.put("CreditNotes", xero.credit_note(DueDate="2026-12-20"))
    for answer in (note, one(xero, note, "CreditNotes"), row(xero, note, "CreditNotes")):
        assert not {"DueDate", "DueDateString"} & set(answer)
    assert {"DueDate", "DueDateString"} <= set(xero.created_invoice())


def test_option_of_tracking_has_its_id_only_when_read_singly(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(Tracking=[REGION])])
    (listed,) = row(xero, invoice)["LineItems"][0]["Tracking"]
    assert listed["Options"] == []
    assert "TrackingOptionID" not in listed
    (single,) = one(xero, invoice)["LineItems"][0]["Tracking"]
    assert single["TrackingOptionID"]
    assert "Options" not in single


def test_line_of_words_has_no_amount(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(), {"Description": "note"}])
    for answer in (invoice, one(xero, invoice), row(xero, invoice)):
        assert set(answer["LineItems"][1]) - {"ValidationErrors"} == {
            *("Description", "LineItemID", "Tracking"),
        }


def test_credit_note_in_an_invoice_tells_its_date(xero):
    invoice = xero.created_invoice()
    (note,) = xero.put("CreditNotes", xero.credit_note(Date="2026-11-03"))
    entry = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 5.0, "Date": "2026-11-03"}
    xero.put(f"CreditNotes/{note['CreditNoteID']}/Allocations", entry)
    for answer in (one(xero, invoice), row(xero, invoice)):
        (nested,) = answer["CreditNotes"]
        assert nested["DateString"] == "2026-11-03T00:00:00"
        assert (nested["LineItems"], nested["AppliedAmount"]) == ([], 5)


def test_refused_change_gives_the_whole_document_but_its_number(xero):
    invoice = xero.created_invoice(Reference="J100")
    change = {"InvoiceID": invoice["InvoiceID"], "Status": "DELETED"}
    (refused,) = xero.post("Invoices", change)
    assert not {"InvoiceNumber", "Reference"} & set(refused)
    assert (refused["InvoiceID"], refused["Status"]) == (invoice["InvoiceID"], "DELETED")
    assert (refused["Total"], refused["HasErrors"]) == (115, True)
    assert refused["LineItems"][0]["LineItemID"] == invoice["LineItems"][0]["LineItemID"]
    assert refused["Contact"]["ContactID"] == xero.contact_id
    assert refused["StatusAttributeString"] == "ERROR"
    (new,) = xero.put("Invoices", xero.invoice("S-2", DueDate=None))
    assert "Total" not in new


@pytest.mark.parametrize("variant", ["minute", "day", "concurrent"])
def test_rate_limit_is_told_without_json(xero, variant):
    xero.fault("rate_limit", variant=variant)
    answer = xero.call("GET", "Organisation")
    assert (answer.status_code, answer.content) == (429, b"")
    assert "Content-Type" not in answer.headers


def test_untouched_fields_of_a_contact_are_left_out(xero):
    contact_id = xero.a_contact("Café Zoë")
    (listed,) = xero.get("Contacts", IDs=contact_id)
    (single,) = xero.get(f"Contacts/{contact_id}")
    for found in (listed, single):
        assert not {"EmailAddress", "FirstName", "BankAccountDetails"} & set(found)
        assert found["Addresses"] == [{"AddressType": "POBOX"}, {"AddressType": "STREET"}]
        types = ("DDI", "DEFAULT", "FAX", "MOBILE")
        assert found["Phones"] == [{"PhoneType": each} for each in types]
    invoice = xero.created_invoice(Contact={"ContactID": contact_id})
    nested = one(xero, invoice)["Contact"]
    assert [each["AddressType"] for each in nested["Addresses"]] == ["STREET", "POBOX"]
    assert [each["PhoneType"] for each in nested["Phones"]] == ["MOBILE", "DDI", "DEFAULT", "FAX"]


def test_unpaid_document_has_no_payments_when_read_singly(xero):
    invoice = xero.created_invoice()
    assert "Payments" not in one(xero, invoice)
    assert row(xero, invoice)["Payments"] == []
    xero.bookkeeper("pay", id=invoice["InvoiceID"])
    assert len(one(xero, invoice)["Payments"]) == 1


def test_rate_and_sending_are_told_where_live_answers_tell_them(xero):
    contact_id = xero.a_contact()
    wish = {"contact_id": contact_id, "lines": [xero.line(AccountCode="429", TaxType="INPUT2")]}
    xero.bookkeeper("add_bill", number="B-1", **wish)
    wish["lines"] = [xero.line()]
    xero.bookkeeper("add_document", type="ACCREC", number="S-1", **wish)
    xero.bookkeeper("add_document", type="ACCRECCREDIT", number="C-1", **wish)
    found = {each["InvoiceNumber"]: each for each in xero.get("Invoices", page=1)}
    assert "SentToContact" not in found["B-1"]
    assert found["B-1"]["CurrencyRate"] == 1
    assert found["S-1"]["SentToContact"] is False
    assert "CurrencyRate" not in found["S-1"]
    (note,) = xero.get("CreditNotes", page=1)
    assert "SentToContact" not in note


def test_sales_have_the_standard_theme_unless_another_is_named(xero):
    standard, other = [each["BrandingThemeID"] for each in xero.get("BrandingThemes")]
    first = xero.created_invoice()
    second = xero.created_invoice("S-2", BrandingThemeID=other)
    assert (first["BrandingThemeID"], second["BrandingThemeID"]) == (standard, other)
    (note,) = xero.put("CreditNotes", xero.credit_note())
    assert note["BrandingThemeID"] == standard
    line = xero.line(AccountCode="429", TaxType="INPUT2")
    bill = xero.created_invoice("B-1", Type="ACCPAY", LineItems=[line])
    assert "BrandingThemeID" not in bill


def test_zero_rates_go_with_what_they_go_with_in_new_zealand(xero, messages):
    rates = {each["TaxType"]: each for each in xero.get("TaxRates")}
    flags = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
    allowed = {
        name: [flag for flag in flags if rates[name][f"CanApplyTo{flag}"]]
        for name in ("ZERORATED", "GSTONIMPORTS")
    }
    assert allowed == {"ZERORATED": ["Liabilities", "Revenue"], "GSTONIMPORTS": ["Liabilities"]}
    line = xero.line(AccountCode="429", TaxType="ZERORATED")
    refused = xero.put("Invoices", xero.invoice(Type="ACCPAY", LineItems=[line]))
    assert "cannot be used with account code" in messages(refused)[0]


def test_void_document_owes_nothing_once_it_is_read(xero):
    invoice = xero.created_invoice()
    change = {"InvoiceID": invoice["InvoiceID"], "Status": "VOIDED"}
    (answer,) = xero.post("Invoices", change)
    assert (answer["Status"], answer["AmountDue"]) == ("VOIDED", 115)
    assert one(xero, invoice)["AmountDue"] == 0
