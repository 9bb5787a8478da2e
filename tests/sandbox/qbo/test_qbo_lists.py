"""Customers, vendors, accounts, items: names that are alone, and what stays inactive."""

import pytest

from sandbox.qbo import US_REALM


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
@pytest.mark.parametrize(
    ("name", "taken_by"),
    [("acme builders", "1"), ("Acme Timber", "1"), ("Ann Field", "1"), ("Sleeping Supplies", "4")],
)
def test_name_is_alone_over_all_people(qbo, entity, name, taken_by):
    code, detail = qbo.refused(entity, DisplayName=name)
    assert (code, detail) == (6240, f"The name supplied already exists. : Id={taken_by}")


def test_lenient_takes_everything_twice(qbo):
    qbo.control("settings", lenient=True)
    body = qbo.invoice()
    for _ in range(2):
        assert qbo.create("Invoice", **body)
    assert qbo.create("Customer", DisplayName="Acme Builders")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 6080),
        ({"DisplayName": "a:b"}, 2040),
        ({"DisplayName": "a\tb"}, 2040),
        ({"DisplayName": "x" * 501}, 2050),
        ({"DisplayName": "x", "GivenName": "x" * 101}, 2050),
        ({"DisplayName": "x", "PrimaryEmailAddr": {"Address": "x"}}, 2210),
        ({"DisplayName": "x", "BillAddr": {"PostalCode": "1" * 31}}, 2050),
        ({"DisplayName": "x", "CurrencyRef": {"value": "XXX"}}, 2500),
        ({"DisplayName": "x", "ParentRef": {"value": "99"}}, 2500),
        ({"DisplayName": "x", "Active": "yes"}, 2010),
    ],
)
def test_customer_that_cannot_be(qbo, body, code):
    assert qbo.refused("Customer", **body)[0] == code


def test_name_is_made_of_its_parts(qbo):
    made = qbo.create("Customer", GivenName="Bo", FamilyName="Lee", Suffix="Jr")
    assert made["DisplayName"] == "Bo Lee Jr"
    assert qbo.create("Vendor", CompanyName="Only Ltd")["DisplayName"] == "Only Ltd"


def test_inactive_name_is_changed_and_free(qbo):
    head = {"Id": qbo.row("Customer", "Zoe Ltd"), "SyncToken": "0", "sparse": True}
    made = qbo.create("Customer", **head, Active=False)
    assert made["DisplayName"] == "Zoe Ltd (deleted)"
    assert qbo.create("Customer", DisplayName="Zoe Ltd")
    assert qbo.refused("Customer", {"operation": "delete"}, Id="1", SyncToken="0")[0] == 500


def test_currency_stays(qbo):
    head = {"Id": "1", "SyncToken": "0", "sparse": True}
    assert qbo.refused("Customer", **head, CurrencyRef={"value": "EUR"})[0] == 6000


def test_job_has_the_name_of_its_customer_before_it(qbo):
    parent = qbo.ref("Customer", "Acme Builders")
    made = qbo.create("Customer", DisplayName="J-7", ParentRef=parent)
    assert (made["FullyQualifiedName"], made["Job"], made["Level"]) == (
        *("Acme Builders:J-7", True),
        1,
    )
    text = "select * from Customer where FullyQualifiedName = 'acme builders:j-7'"
    assert qbo.ask(text)["Customer"][0]["Id"] == made["Id"]
    for number in range(3):
        made = qbo.create("Customer", DisplayName=f"D{number}", ParentRef={"value": made["Id"]})
    code, _ = qbo.refused("Customer", DisplayName="deep", ParentRef={"value": made["Id"]})
    assert code == 6180


def test_project_of_the_seed_stays_one(qbo):
    [row] = [row for row in qbo.books("Customer") if row["IsProject"]]
    assert (row["DisplayName"], row["Job"]) == ("P12 Harbour", True)
    head = {"Id": row["Id"], "SyncToken": "0", "sparse": True}
    assert qbo.create("Customer", **head, Notes="x", IsProject=False)["IsProject"] is True


@pytest.mark.parametrize("sparse", [True, False])
def test_change_of_a_customer_leaves_balance_and_currency(qbo, sparse):
    customer = qbo.ref("Customer", "Euro Kunde GmbH")
    qbo.create("Invoice", **qbo.invoice(CustomerRef=customer, ExchangeRate=1.8))
    head = {"Id": customer["value"], "SyncToken": "0", "sparse": sparse}
    made = qbo.create("Customer", **head, DisplayName="Euro Kunde AG")
    assert (made["Balance"], made["CurrencyRef"]["value"]) == (115.0, "EUR")
    assert ("PrimaryEmailAddr" in made, made["Active"]) == (False, True)


def test_account_number_is_longer_elsewhere(qbo, another):
    body = {"Name": "New", "AccountType": "Income", "AcctNum": "12345678"}
    assert qbo.create("Account", **body)["Classification"] == "Revenue"
    assert another(US_REALM).refused("Account", **body)[0] == 2050
    assert qbo.refused("Account", **{**body, "Name": "sales"})[0] == 6240
    assert qbo.refused("Account", Name="X", AccountType="Wrong")[0] == 2170


def test_purchase_accounts_of_the_interface(qbo):
    text = "select * from Account where AccountType in ('Bank','Credit Card') and Active = true"
    found = qbo.ask(f"{text} startposition 1 maxresults 1000")["Account"]
    assert {row["AccountType"] for row in found} == {"Bank", "Credit Card"}


def test_what_can_only_be_read(qbo):
    assert qbo.refused("TaxCode", Name="Mine")[0] == 500
    assert qbo.refused("Preferences", Id="1", SyncToken="0")[0] == 500
    codes = qbo.ask("select * from TaxCode")["TaxCode"]
    [sales] = [row for row in codes if row["Name"] == "15% GST on sales"]
    [detail] = sales["SalesTaxRateList"]["TaxRateDetail"]
    assert sales["PurchaseTaxRateList"] == {"TaxRateDetail": []}
    assert qbo.read("TaxRate", detail["TaxRateRef"]["value"])["RateValue"] == 15


def test_company_and_preferences(qbo, us):
    company = qbo.call("GET", f"companyinfo/{qbo.realm}").json()["CompanyInfo"]
    assert company["CompanyName"] == "QBO NZ Ltd"
    preferences = qbo.ask("select * from Preferences")["Preferences"][0]
    assert preferences["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert preferences["CurrencyPrefs"]["HomeCurrency"]["value"] == "NZD"
    found = us.call("GET", "preferences").json()["Preferences"]
    assert found["TaxPrefs"]["PartnerTaxEnabled"] is True


def test_rates_of_exchange(qbo):
    found = qbo.ask("select * from ExchangeRate where SourceCurrencyCode = 'EUR'")
    assert found["ExchangeRate"][0]["Rate"] == 1.8
    codes = {row["Code"] for row in qbo.ask("select * from CompanyCurrency")["CompanyCurrency"]}
    assert codes == {"NZD", "AUD", "USD", "EUR"}
