"""Sums hold for whatever is entered."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.common.clock import Clock
from sandbox.qbo.books.company import cents
from sandbox.qbo.books.entities import ENTITIES
from sandbox.qbo.rules.writing import Writer
from sandbox.qbo.seed import NZ_REALM, seeded_companies

amounts = st.decimals("0.01", "99999.99", places=2)
codes = st.sampled_from(["15% GST on sales", "Zero-rated", "Exempt", "GST and levy"])
lines = st.lists(st.tuples(amounts, codes), min_size=1, max_size=12)
modes = st.sampled_from(["TaxExcluded", "TaxInclusive", "NotApplicable"])
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
company = seeded_companies(Clock())[NZ_REALM]
writer = Writer(company)
CODES = {row["Name"]: row["Id"] for row in company.all("TaxCode")}


def invoice(sent, mode):
    body = {
        "CustomerRef": {"value": "1"},
        "GlobalTaxCalculation": mode,
        "Line": [
            {
                "Amount": amount,
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "1"},
                    "TaxCodeRef": {"value": CODES[code]},
                },
            }
            for amount, code in sent
        ],
    }
    return writer.write(ENTITIES["Invoice"], body)


def net(row):
    return sum((line["Amount"] for line in row["Line"] if "Id" in line), Decimal())


@quick
@given(lines, modes)
def test_total_is_the_lines_and_the_tax(sent, mode):
    row = invoice(sent, mode)
    tax = row.get("TxnTaxDetail", {}).get("TotalTax", Decimal())
    assert row["TotalAmt"] == net(row) + tax == row["Balance"]
    assert row["TotalAmt"] == cents(row["TotalAmt"])
    if mode != "TaxExcluded":
        assert row["TotalAmt"] == sum(amount for amount, _ in sent)


@quick
@given(lines)
def test_tax_is_never_more_than_half_a_cent_a_rate_away(sent):
    row = invoice(sent, "TaxExcluded")
    rates = {"15% GST on sales": "0.15", "GST and levy": "0.165"}
    exact = sum((amount * Decimal(rates.get(code, "0")) for amount, code in sent), Decimal())
    detail = row["TxnTaxDetail"]
    assert abs(detail["TotalTax"] - exact) <= Decimal("0.005") * len(detail["TaxLine"])
    assert detail["TotalTax"] == sum(line["Amount"] for line in detail["TaxLine"])


@quick
@given(lines, st.lists(st.integers(1, 100), min_size=1, max_size=4))
def test_what_is_open_is_what_was_not_paid(sent, parts):
    row = invoice(sent, "TaxExcluded")
    key, before = ("Invoice", row["Id"]), row["TotalAmt"]
    for part in parts:
        open_amount = company.get(*key)["Balance"]
        amount = cents(open_amount * part / 100)
        link = {"TxnId": row["Id"], "TxnType": "Invoice"}
        body = {"CustomerRef": {"value": "1"}, "TotalAmt": amount}
        body["Line"] = [{"Amount": amount, "LinkedTxn": [link]}]
        payment = writer.write(ENTITIES["Payment"], body)
        assert payment["UnappliedAmt"] == 0
        assert company.get(*key)["Balance"] == open_amount - amount
    for kind, payment_id in list(company.applied[key]):
        head = {name: company.get(kind, payment_id)[name] for name in ("Id", "SyncToken")}
        writer.delete(ENTITIES[kind], head)
    assert company.get(*key)["Balance"] == before
    open_invoices = [each["Balance"] for each in company.all("Invoice")]
    assert company.get("Customer", "1")["Balance"] == sum(open_invoices)
