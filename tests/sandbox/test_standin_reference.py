"""What is only read: organisation, accounts, tax rates, tracking, themes, currencies."""

import pytest

from sandbox.xero import AU_TENANT


def test_envelope_surrounds_every_answer(xero):
    answer = xero.call("GET", "Accounts").json()
    assert answer["Status"] == "OK"
    assert answer["DateTimeUTC"].startswith("/Date(")
    assert {"Id", "ProviderName", "Accounts"} <= set(answer)


def test_two_organisations_with_their_currencies(xero, another_client):
    found = {}
    for client in (xero, another_client(tenant=AU_TENANT)):
        (row,) = client.call("GET", "Organisation").json()["Organisations"]
        found[row["Name"]] = (row["BaseCurrency"], row["CountryCode"], row["Version"])
    assert found == {
        "Demo NZ Ltd": ("NZD", "NZ", "NZ"),
        "Demo AU Pty Ltd": ("AUD", "AU", "AU"),
    }


def test_actions_follow_the_plan(xero):
    def allowed():
        rows = xero.call("GET", "Organisation/Actions").json()["Actions"]
        return {row["Name"]: row["Status"] for row in rows}["CreateApprovedInvoice"]

    assert allowed() == "ALLOWED"
    xero.organisation(approvals_left=0)
    assert allowed() == "NOT-ALLOWED"


def test_chart_of_accounts_holds_every_sort(xero):
    accounts = {row["Code"]: row for row in xero.get("Accounts")}
    assert accounts["200"]["TaxType"] == "OUTPUT2"
    assert accounts["210"]["Status"] == "ARCHIVED"
    assert accounts["090"]["Type"] == "BANK"
    assert accounts["880"]["EnablePaymentsToAccount"] is True
    system = {
        row["SystemAccount"]: code for code, row in accounts.items() if "SystemAccount" in row
    }
    assert system == {"DEBTORS": "610", "CREDITORS": "800", "GST": "820", "ROUNDING": "860"}


def test_accounts_can_be_filtered(xero):
    rows = xero.get("Accounts", where='Status=="ARCHIVED"')
    assert [row["Code"] for row in rows] == ["210"]


def test_archived_account_shows_in_a_modified_since_read(xero):
    xero.bookkeeper("archive_account", code="260")
    answer = xero.call("GET", "Accounts", headers={"If-Modified-Since": "2026-02-01T00:00:00"})
    assert [row["Code"] for row in answer.json()["Accounts"]] == ["260"]


def test_modified_since_does_not_work_on_tax_rates(xero):
    answer = xero.call("GET", "TaxRates", headers={"If-Modified-Since": "2030-01-01T00:00:00"})
    assert len(answer.json()["TaxRates"]) == len(xero.get("TaxRates")) > 0


@pytest.mark.parametrize(
    ("tenant", "active"),
    [
        (None, {"OUTPUT2": 15, "INPUT2": 15, "ZERORATED": 0, "NONE": 0, "GSTONIMPORTS": 0}),
        (
            AU_TENANT,
            {"OUTPUT": 10, "INPUT": 10, "EXEMPTOUTPUT": 0, "EXEMPTEXPENSES": 0, "BASEXCLUDED": 0},
        ),
    ],
)
def test_tax_rates(another_client, tenant, active):
    client = another_client(**({"tenant": tenant} if tenant else {}))
    rates = {row["TaxType"]: row for row in client.get("TaxRates")}
    found = {name: row["EffectiveRate"] for name, row in rates.items() if row["Status"] == "ACTIVE"}
    assert found == active
    assert len(rates) > len(active)
    sales, costs = ("OUTPUT2", "INPUT2") if tenant is None else ("OUTPUT", "INPUT")
    assert (rates[sales]["CanApplyToRevenue"], rates[sales]["CanApplyToExpenses"]) == (True, False)
    assert (rates[costs]["CanApplyToRevenue"], rates[costs]["CanApplyToExpenses"]) == (False, True)


def test_archived_tracking_options_show_only_when_asked_for(xero):
    def region(**query):
        rows = {row["Name"]: row for row in xero.get("TrackingCategories", **query)}
        return [option["Name"] for option in rows["Region"]["Options"]]

    assert region() == ["North", "South"]
    assert region(includeArchived="true") == ["North", "South", "Islands"]


def test_themes_and_currencies(xero):
    assert [row["SortOrder"] for row in xero.get("BrandingThemes")] == [0, 1]
    assert [row["Code"] for row in xero.get("Currencies")] == ["NZD", "AUD", "USD"]
    xero.organisation(currencies={"EUR": 0.54})
    assert [row["Code"] for row in xero.get("Currencies")][-1] == "EUR"


def test_class_of_the_organisation_may_become_one_nobody_knows(xero):
    xero.organisation(Class="GALACTIC")
    (row,) = xero.call("GET", "Organisation").json()["Organisations"]
    assert row["Class"] == "GALACTIC"
