"""Sums hold for whatever is entered."""

from copy import deepcopy
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.common.clock import Clock
from sandbox.qbo.books.company import cents
from sandbox.qbo.books.entities import ENTITIES
from sandbox.qbo.problems import Problem
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


# === WHATEVER PEOPLE DO === #

STEPS = ["invoice", "credit", "pay", "pay", "set off", "shrink", "move", "void", "void", "delete"]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["invoice", "credit", "pay", "set off", "shrink", "move", "void", "delete"]
        ),
        st.integers(0, 11),
        amounts,
    ),
    min_size=10,
    max_size=40,
)


class Office:
    """Acts on books of its own; what is refused changes nothing."""

    def __init__(self):
        self.books = seeded_companies(Clock())[NZ_REALM]
        self.writer = Writer(self.books)

    def act(self, what, number, amount):
        ways = {"invoice": self.add, "credit": self.add, "pay": self.pay, "set off": self.set_off}
        before = deepcopy(self.books.rows)
        try:
            ways.get(what, self.change)(what, number, amount)
        except Problem:
            assert self.books.rows == before

    def add(self, what, number, amount):
        line = {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": CODES["15% GST on sales"]}}
        self.writer.write(
            ENTITIES["Invoice" if what == "invoice" else "CreditMemo"],
            {
                "CustomerRef": {"value": str(number % 2 + 1)},
                "GlobalTaxCalculation": "TaxExcluded",
                "Line": [
                    {
                        "Amount": amount,
                        "DetailType": "SalesItemLineDetail",
                        "SalesItemLineDetail": line,
                    }
                ],
            },
        )

    def some(self, entity, number):
        rows = list(self.books.all(entity))
        return rows[number % len(rows)] if rows else None

    def pay(self, what, number, amount, *credits):
        invoice = self.some("Invoice", number)
        if invoice is None:
            return
        if number % 5:  # else it may be too much, and is refused
            amount = min(amount, invoice["Balance"])
        paid = [("Invoice", invoice["Id"]), *credits]
        lines = [
            {"Amount": amount, "LinkedTxn": [{"TxnType": kind, "TxnId": row_id}]}
            for kind, row_id in paid
        ]
        total = Decimal() if credits else amount
        body = {"CustomerRef": {"value": invoice["CustomerRef"]["value"]}, "TotalAmt": total}
        self.writer.write(ENTITIES["Payment"], body | {"Line": lines})

    def set_off(self, what, number, amount):
        invoice, credit = self.some("Invoice", number), self.some("CreditMemo", number)
        if invoice and credit:
            least = min(amount, invoice["Balance"], credit["Balance"])
            self.pay(what, number, least, ("CreditMemo", credit["Id"]))

    def change(self, what, number, amount):
        kind = ("Invoice", "CreditMemo", "Payment")[number % 3]
        row = self.some(kind, number)
        if row is None:
            return
        head = {"Id": row["Id"], "SyncToken": row["SyncToken"]}
        if what == "void":
            self.writer.void(ENTITIES[kind], head, "operation")
        elif what == "delete":
            self.writer.delete(ENTITIES[kind], head)
        elif what == "move":
            other = {"CustomerRef": {"value": str(number % 2 + 1)}, "sparse": True}
            self.writer.write(ENTITIES[kind], head | other)
        elif kind != "Payment":
            lines = [line for line in deepcopy(row["Line"]) if "Id" in line]
            lines[0]["Amount"] = amount
            self.writer.write(ENTITIES[kind], head | {"Line": lines, "sparse": True})


@quick
@given(steps)
def test_books_balance_whatever_people_do(chosen):
    office = Office()
    for step in chosen:
        office.act(*step)
    books = office.books
    for customer in books.all("Customer"):

        def of(kind, field, customer=customer):
            mine = [row for row in books.all(kind) if row["CustomerRef"]["value"] == customer["Id"]]
            return sum((row[field] for row in mine), Decimal())

        open_amount = of("Invoice", "Balance") - of("CreditMemo", "Balance")
        assert customer["Balance"] == open_amount
        settled = of("Invoice", "TotalAmt") - of("CreditMemo", "TotalAmt") - open_amount
        assert settled == of("Payment", "TotalAmt") - of("Payment", "UnappliedAmt")
    for kind in ("Invoice", "CreditMemo"):
        assert all(0 <= row["Balance"] <= row["TotalAmt"] for row in books.all(kind))
