"""What a document comes to: amounts of lines, tax by rate, totals. Nothing of what is sent counts
but the amounts of lines, and tax that is pinned."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..books.company import Company, Row, cents
from ..books.entities import SALE, Entity
from ..problems import Problem, missing

ZERO = Decimal()
HUNDRED = Decimal(100)
EXCLUDED, INCLUSIVE, NONE = "TaxExcluded", "TaxInclusive", "NotApplicable"
NO_CODE = "Make sure all your transactions have a GST/HST rate before you save."
STATE_RATES = {"CA": Decimal("7.25"), "NY": Decimal("8.875"), "OR": ZERO}


@dataclass(frozen=True)
class Share:
    """A part of the net amount that a rate applies to."""

    rate: Row
    net: Decimal


def detail_of(line: Row) -> Row:
    return dict(line.get(line.get("DetailType", ""), {}))


def line_amount(line: Row) -> Decimal:
    """That of a line with an item or an account. :raises Problem: 6070 when it is not quantity
    times price
    """
    detail = detail_of(line)
    amount, price, quantity = line.get("Amount"), detail.get("UnitPrice"), detail.get("Qty")
    if price is not None and (quantity is not None or amount is None):
        worked_out = cents(Decimal(price) * Decimal(1 if quantity is None else quantity))
        if amount is not None and worked_out != amount:
            raise Problem(
                6070, f"Amount is not equal to UnitPrice * Qty. Supplied value:{amount}", "Line"
            )
        return worked_out
    if amount is None:
        raise missing("Line.Amount")
    return cents(Decimal(amount))


def add_up(company: Company, entity: Entity, row: Row, strict: bool) -> Row:
    """:return: the row with its tax and totals"""
    row = dict(row)
    mode = _mode(company, row, strict)
    taxed = [line for line in row["Line"] if "Amount" in line]
    if company.is_us:
        tax = _us_tax(company, entity, row, taxed)
    elif mode == NONE or not company.prefers("TaxPrefs", "UsingSalesTax"):
        tax = {}
    else:
        tax = _global_tax(company, entity, row, mode, strict)
    net = sum((Decimal(line["Amount"]) for line in taxed), ZERO)
    total = net + tax.get("TotalTax", ZERO)
    if total < 0:
        raise Problem(6000, "Enter a transaction amount that is 0 or greater.")
    row["TotalAmt"] = cents(total)
    row.pop("TxnTaxDetail", None)
    if tax:
        row["TxnTaxDetail"] = tax
    if entity.kind == SALE:
        row["Line"] = [
            *(each for each in row["Line"] if each["DetailType"] != "SubTotalLineDetail"),
            {"Amount": cents(net), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
        ]
    if "ExchangeRate" in row and entity.kind == SALE:
        row["HomeTotalAmt"] = cents(total * row["ExchangeRate"])
    return row


def _mode(company: Company, row: Row, strict: bool) -> Any:
    if company.is_us:
        return row.pop("GlobalTaxCalculation", None) and None
    if "GlobalTaxCalculation" not in row:
        if strict and company.prefers("TaxPrefs", "UsingSalesTax"):
            raise missing("GlobalTaxCalculation")
        row["GlobalTaxCalculation"] = EXCLUDED
    mode = row["GlobalTaxCalculation"]
    if mode == NONE and row.get("TxnTaxDetail", {}).get("TaxLine"):
        raise Problem(6170, "Tax lines cannot come with NotApplicable", "TxnTaxDetail")
    return mode


# === ONE CODE A LINE === #


def _global_tax(company: Company, entity: Entity, row: Row, mode: str, strict: bool) -> Row:
    shares: list[Share] = []
    for line in row["Line"]:
        if line["DetailType"] == "DescriptionOnly":
            code = line.get("DescriptionLineDetail", {}).get("TaxCodeRef")
            if code is None and strict:
                raise Problem(6000, NO_CODE, "TaxCodeRef")
            continue
        if line["DetailType"] == "SubTotalLineDetail":
            continue
        detail = line[line["DetailType"]]
        code = detail.get("TaxCodeRef")
        if code is None:
            raise Problem(6000, NO_CODE, "TaxCodeRef")
        rates = list(rates_of(company, code["value"], entity.kind == SALE))
        if mode == INCLUSIVE:
            _take_tax_out(line, detail, rates)
        shares += [Share(rate, Decimal(line["Amount"])) for rate in rates]
    pinned = {
        each["TaxLineDetail"]["TaxRateRef"]["value"]: Decimal(each["Amount"])
        for each in row.get("TxnTaxDetail", {}).get("TaxLine", [])
    }
    lines = list(tax_lines(shares, pinned))
    if unknown := set(pinned) - {each["TaxLineDetail"]["TaxRateRef"]["value"] for each in lines}:
        raise Problem(6000, f"No line has the tax rate {min(unknown)}", "TxnTaxDetail")
    total = sum((each["Amount"] for each in lines), ZERO)
    if mode == INCLUSIVE and not pinned:
        total = _gross(row) - sum((Decimal(each.get("Amount", 0)) for each in row["Line"]), ZERO)
    return {"TotalTax": total, "TaxLine": lines}


def _gross(row: Row) -> Decimal:
    return sum((Decimal(detail_of(each).get("TaxInclusiveAmt", 0)) for each in row["Line"]), ZERO)


def _take_tax_out(line: Row, detail: Row, rates: list[Row]) -> None:
    """Amounts with tax: what is kept is the net amount, and beside it the gross one."""
    gross = Decimal(detail.get("TaxInclusiveAmt", line["Amount"]))
    percent = sum((Decimal(rate["RateValue"]) for rate in rates), ZERO)
    line["Amount"] = cents(gross * HUNDRED / (HUNDRED + percent))
    detail["TaxInclusiveAmt"] = gross
    if detail.get("UnitPrice"):  # without tax, too, so that it still fits the amount
        price = line["Amount"] / (detail.get("Qty") or 1)
        detail["UnitPrice"] = price.quantize(Decimal("0.0000001"))


def rates_of(company: Company, code_id: str, sale: bool) -> Iterator[Row]:
    """The rates of a tax code. :raises Problem: it is not for sales, or not for purchases (6000)"""
    code = company.get("TaxCode", code_id)
    assert code is not None, "references were looked at"
    name = "SalesTaxRateList" if sale else "PurchaseTaxRateList"
    details = code.get(name, {}).get("TaxRateDetail")
    if not details:
        what = "sales" if sale else "purchases"
        raise Problem(6000, f"Tax code {code['Name']} is not for {what}", "TaxCodeRef")
    for each in details:
        rate = company.get("TaxRate", each["TaxRateRef"]["value"])
        assert rate is not None, "the seed has every rate"
        yield rate


def tax_lines(shares: list[Share], pinned: dict[str, Decimal]) -> Iterator[Row]:
    """One a rate, rounded once a document; a pinned amount counts instead."""
    nets: dict[str, Decimal] = {}
    rates = {share.rate["Id"]: share.rate for share in shares}
    for share in shares:
        nets[share.rate["Id"]] = nets.get(share.rate["Id"], ZERO) + share.net
    for rate_id, net in nets.items():
        percent = Decimal(rates[rate_id]["RateValue"])
        yield {
            "Amount": pinned.get(rate_id, cents(net * percent / HUNDRED)),
            "DetailType": "TaxLineDetail",
            "TaxLineDetail": {
                "TaxRateRef": {"value": rate_id},
                "PercentBased": True,
                "TaxPercent": percent,
                "NetAmountTaxable": net,
            },
        }


# === AUTOMATED SALES TAX === #


def _us_tax(company: Company, entity: Entity, row: Row, lines: list[Row]) -> Row:
    """By where it is shipped to, unless the total was sent; purchases carry no tax."""
    if entity.kind != SALE or not company.prefers("TaxPrefs", "UsingSalesTax"):
        return {}
    sent = row.get("TxnTaxDetail", {})
    if "TotalTax" in sent:
        return {"TotalTax": Decimal(sent["TotalTax"])}
    taxable = sum(
        (
            Decimal(line["Amount"])
            for line in lines
            if detail_of(line).get("TaxCodeRef", {}).get("value") == "TAX"
        ),
        ZERO,
    )
    customer = company.get("Customer", row["CustomerRef"]["value"]) or {}
    if not customer.get("Taxable", True):
        taxable = ZERO
    address = row.get("ShipAddr") or row.get("BillAddr") or customer.get("BillAddr") or {}
    rate = STATE_RATES.get(address.get("CountrySubDivisionCode", "CA"), ZERO)
    return {"TotalTax": cents(taxable * rate / HUNDRED)}
