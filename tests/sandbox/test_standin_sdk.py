"""One round trip with Xero's own Python SDK, whose models are strict about what they read."""

from datetime import date
from decimal import Decimal

import pytest
import urllib3

from sandbox.xero import CLIENT_ID, CLIENT_SECRET

accounting = pytest.importorskip("xero_python.accounting")
api_client = pytest.importorskip("xero_python.api_client")
configuration = pytest.importorskip("xero_python.api_client.configuration")
oauth2 = pytest.importorskip("xero_python.api_client.oauth2")
identity = pytest.importorskip("xero_python.identity")
exceptions = pytest.importorskip("xero_python.exceptions")


@pytest.fixture
def client(xero):
    """The SDK signed in with the tokens of `xero`, its hidden retries switched off."""
    settings = configuration.Configuration()
    # Every Configuration is a copy of the first one: it must not lend us another's client.
    settings.oauth2_token = oauth2.OAuth2Token(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    names = ("access_token", "refresh_token", "expires_in", "token_type")
    token = {name: xero.tokens[name] for name in names}
    token |= {"scope": xero.tokens["scope"].split(), "expires_at": 4_000_000_000}
    made = api_client.ApiClient(
        settings, oauth2_token_getter=lambda: token, oauth2_token_saver=lambda new: None
    )
    pool = made.rest_client.pool_manager
    pool.connection_pool_kw["retries"] = urllib3.Retry(0, redirect=0)
    pool.clear()
    return made


@pytest.fixture
def api(client, xero):
    return accounting.AccountingApi(client, base_url=f"{xero.url}/api.xro/2.0")


def sdk_invoice(xero, number):
    return accounting.Invoice(
        type="ACCREC",
        contact=accounting.Contact(contact_id=xero.a_contact()),
        invoice_number=number,
        date=date(2026, 11, 2),
        due_date=date(2026, 12, 20),
        status="AUTHORISED",
        line_items=[
            accounting.LineItem(
                description="Design",
                quantity=Decimal("1.5"),
                unit_amount=Decimal("133.3333"),
                account_code="200",
                tax_type="OUTPUT2",
            )
        ],
    )


def test_connections_and_reference_data_are_read(client, api, xero):
    connections = identity.IdentityApi(client, base_url=xero.url).get_connections()
    assert {row.tenant_name for row in connections} == {"Demo NZ Ltd", "Demo AU Pty Ltd"}
    (organisation,) = api.get_organisations(xero.tenant).organisations
    assert organisation.base_currency.value == "NZD"
    accounts = api.get_accounts(xero.tenant, where='Status=="ACTIVE"').accounts
    assert {"200", "860"} <= {account.code for account in accounts}
    rates = api.get_tax_rates(xero.tenant).tax_rates
    assert "OUTPUT2" in {rate.tax_type for rate in rates}
    assert len(api.get_tracking_categories(xero.tenant).tracking_categories) == 2
    assert len(api.get_branding_themes(xero.tenant).branding_themes) == 2
    assert len(api.get_currencies(xero.tenant).currencies) == 3


def test_contacts_are_created_and_found(api, xero):
    wish = accounting.Contacts(contacts=[accounting.Contact(name='Rimu "R" Ltd')])
    (contact,) = api.create_contacts(xero.tenant, wish, summarize_errors=False).contacts
    found = api.get_contacts(xero.tenant, where='Name=="Rimu ""R"" Ltd"', page=1).contacts
    assert [row.contact_id for row in found] == [contact.contact_id]
    assert len(api.get_contacts(xero.tenant, summary_only=True, page_size=1000).contacts) > 600


def test_invoices_are_created_and_read(api, xero):
    wish = accounting.Invoices(invoices=[sdk_invoice(xero, "S-1"), sdk_invoice(xero, "S-1")])
    good, bad = api.create_invoices(
        xero.tenant, wish, summarize_errors=False, unitdp=4, idempotency_key="k1"
    ).invoices
    assert (good.total, good.status_attribute_string) == (Decimal("230.00"), "OK")
    assert (bad.has_errors, bad.invoice_number) == (True, None)
    assert bad.validation_errors[0].message == "Invoice # must be unique."
    (read,) = api.get_invoices(xero.tenant, invoice_numbers=["S-1"], page=1, unitdp=4).invoices
    assert read.line_items[0].unit_amount == Decimal("133.3333")
    assert api.get_invoice(xero.tenant, good.invoice_id).invoices[0].amount_due == good.total


def test_credit_note_is_created_and_allocated(api, xero):
    (invoice,) = xero.put("Invoices", xero.invoice())
    (note,) = xero.put("CreditNotes", xero.credit_note())
    wish = accounting.Allocations(
        allocations=[
            accounting.Allocation(
                invoice=accounting.Invoice(invoice_id=invoice["InvoiceID"]),
                amount=Decimal("10"),
                date=date(2026, 11, 2),
            )
        ]
    )
    api.create_credit_note_allocation(xero.tenant, note["CreditNoteID"], wish)
    (read,) = api.get_credit_note(xero.tenant, note["CreditNoteID"]).credit_notes
    assert read.remaining_credit == Decimal("105.00")


def test_whole_refusal_is_the_exception_the_sdk_knows(api, xero):
    wish = accounting.Invoices(invoices=[sdk_invoice(xero, "S-1"), sdk_invoice(xero, "S-1")])
    with pytest.raises(exceptions.AccountingBadRequestException) as caught:
        api.create_invoices(xero.tenant, wish, summarize_errors=True)
    assert caught.value.status == 400


def test_rate_limit_and_missing_document_are_exceptions_the_sdk_knows(api, xero):
    with pytest.raises(exceptions.NotFoundException):
        api.get_invoice(xero.tenant, "11111111-1111-4111-8111-111111111111")
    xero.fault("rate_limit", variant="day")
    with pytest.raises(exceptions.RateLimitException):
        api.get_accounts(xero.tenant)
