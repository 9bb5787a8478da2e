"""Invoices that are refused for what stands in them."""

import pytest

BROKEN = {
    "no type": ({"Type": None}, "Invoice Type must be specified"),
    "type of another kind": (
        {"Type": "ACCRECCREDIT"},
        "Invoice not of valid type for creation",
    ),
    "no contact": (
        {"Contact": None},
        "A Contact must be specified for this type of transaction",
    ),
    "unknown contact": (
        {"Contact": {"ContactID": "11111111-1111-4111-8111-111111111111"}},
        "An existing Contact with the specified ContactID could not be found",
    ),
    "no due date": ({"DueDate": None}, "The due date must be specified."),
    "no lines": ({"LineItems": []}, "One or more line items must be specified"),
    "currency not enabled": (
        {"CurrencyCode": "EUR"},
        "Organisation is not subscribed to currency EUR",
    ),
    "status of a dead one": ({"Status": "VOIDED"}, "Invoice not of valid status for creation"),
    "number too long": (
        {"InvoiceNumber": "x" * 256},
        "The field InvoiceNumber must be a string with a maximum length of 255.",
    ),
    "reference too long": (
        {"Reference": "x" * 256},
        "Reference must not be longer than 255 characters.",
    ),
    "theme unknown": (
        {"BrandingThemeID": "11111111-1111-4111-8111-111111111111"},
        "The branding theme could not be found.",
    ),
    "relative url": (
        {"Url": "/odoo/1"},
        "Url must be an absolute address and may not contain the word xero.",
    ),
    "url with xero": (
        {"Url": "https://odoo.example.com/xEro/1"},
        "Url must be an absolute address and may not contain the word xero.",
    ),
}
BROKEN_LINES = {
    "no account": ({"AccountCode": None}, "The account code or ID must be specified"),
    "bank account": (
        {"AccountCode": "090"},
        "Account code '090' is not a valid code for this document.",
    ),
    "debtors account": (
        {"AccountCode": "610"},
        "Account code '610' is not a valid code for this document.",
    ),
    "creditors account": (
        {"AccountCode": "800"},
        "Account code '800' is not a valid code for this document.",
    ),
    "archived account": (
        {"AccountCode": "210"},
        "Account code '210' has been archived, or has been deleted."
        " Each line item must reference a valid account.",
    ),
    "no tax type": (
        {"TaxType": None},
        "The TaxType must be specified on each line with an amount.",
    ),
    "unknown tax type": (
        {"TaxType": "TAX999"},
        "The TaxType code 'TAX999' does not exist or cannot be used for this type of transaction.",
    ),
    "deleted tax rate": ({"TaxType": "OUTPUT"}, "Tax rate must be Active"),
    "archived tax rate": ({"TaxType": "TAX001"}, "Tax rate must be Active"),
    "tax for costs": (
        {"TaxType": "INPUT2"},
        "The TaxType code 'INPUT2' cannot be used with account code '200'.",
    ),
    "wrong line amount": (
        {"LineAmount": 99.99},
        "The line total 99.99 does not match the expected line total 100.00",
    ),
    "discount rate over 100": (
        {"DiscountRate": 100.5},
        "The discount rate '100.5' is invalid. Discount must not be greater than the line total.",
    ),
    "discount over the line": (
        {"DiscountAmount": 100.01},
        "The discount rate '100.01' is invalid. Discount must not be greater than the line total.",
    ),
    "no description": (
        {"Description": ""},
        "Description must have 1 to 4000 characters.",
    ),
    "long description": (
        {"Description": "x" * 4001},
        "Description must have 1 to 4000 characters.",
    ),
    "negative total": (
        {"UnitAmount": -1},
        "The Total for this document must be greater than or equal to zero.",
    ),
    "unknown tracking": (
        {"Tracking": [{"Name": "Region", "Option": "West"}]},
        "The tracking category or option does not exist or is archived.",
    ),
    "archived tracking": (
        {"Tracking": [{"Name": "Region", "Option": "Islands"}]},
        "The tracking category or option does not exist or is archived.",
    ),
}


@pytest.mark.parametrize(("changes", "message"), BROKEN.values(), ids=BROKEN)
def test_put_with_a_bad_header_is_refused(xero, messages, changes, message):
    assert message in messages(xero.put("Invoices", xero.invoice(**changes)))
    assert xero.rows("invoices") == []


@pytest.mark.parametrize(("changes", "message"), BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_put_with_a_bad_line_is_refused(xero, messages, changes, message):
    element = xero.invoice(LineItems=[xero.line(**changes)])
    assert messages(xero.put("Invoices", element))[0] == message
    assert xero.rows("invoices") == []


def test_three_tracking_categories_are_refused(xero, messages):
    tracking = [{"Name": "Region", "Option": "North"}] * 3
    element = xero.invoice(LineItems=[xero.line(Tracking=tracking)])
    assert messages(xero.put("Invoices", element)) == [
        "A line item can only have two tracking categories."
    ]


WHOLE_REQUEST = {
    "unknown field": {"InvoiceNo": "S-1"},
    "unknown field of the contact": {"Contact": {"ContactId": "x"}},
    "unknown field of a line": {"LineItems": [{"Price": 1}]},
    "unknown field of tracking": {"LineItems": [{"Tracking": [{"Category": "x"}]}]},
    "number as text": {"LineItems": [{"UnitAmount": "100.00"}]},
    "text as number": {"Reference": 100},
    "flag as text": {"SentToContact": "true"},
    "line amounts in capitals": {"LineAmountTypes": "NO_TAX"},
    "status unknown": {"Status": "APPROVED"},
    "date in another order": {"Date": "02/11/2026"},
    "date that does not exist": {"Date": "2026-02-30"},
    "id that is none": {"BrandingThemeID": "42"},
    "lines that are no list": {"LineItems": {"Description": "x"}},
    "contact that is no object": {"Contact": "Ann"},
    "currency in small letters": {"CurrencyCode": "nzd"},
}


@pytest.mark.parametrize("changes", WHOLE_REQUEST.values(), ids=WHOLE_REQUEST)
def test_wrong_kind_of_value_refuses_the_whole_request(xero, changes):
    elements = [xero.invoice("S-1"), xero.invoice("S-2", **changes)]
    answer = xero.call("PUT", "Invoices", elements, summarizeErrors="false")
    assert answer.status_code == 400
    assert answer.json()["Type"] == "PostDataInvalidException"
    assert answer.json()["ErrorNumber"] == 14
    assert "Elements" not in answer.json()
    assert xero.rows("invoices") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"Invoices": []}', b'"text"', b"NaN"])
def test_body_that_is_no_document_is_refused(xero, body):
    answer = xero.call("PUT", "Invoices", data=body)
    assert (answer.status_code, answer.json()["Type"]) == (400, "PostDataInvalidException")
