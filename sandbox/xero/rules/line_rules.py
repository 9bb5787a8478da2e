"""Lines of a document: what each may hold and amounts to (Xero API: Invoices, LineItems)."""

from decimal import Decimal
from typing import Any

from sandbox.common.ids import new_guid

from ..books.books import Books, Row
from ..books.records import ZERO, Document, Line, rounded
from ..settings import Settings

Element = dict[str, Any]
LARGEST_LINE = Decimal("9999999999.99")
LONGEST_DESCRIPTION = 4000
HUNDRED = Decimal(100)
_RATE_FLAG = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}


class LineRules:
    """Reads the lines of one element; complaints gather in `problems`."""

    def __init__(
        self, books: Books, settings: Settings, document: Document, unit_decimals: int
    ) -> None:
        self._books = books
        self._settings = settings
        self._document = document
        self._unit_decimals = unit_decimals
        self.problems: list[str] = []

    def read(self, elements: list[Element]) -> tuple[Line, ...]:
        """The lines as they would be stored. A line without its id is a new line."""
        known = {line.id for line in self._document.lines}
        return tuple(self._line(element, known) for element in elements)

    def _line(self, element: Element, known: set[str]) -> Line:
        given_id = (element.get("LineItemID") or "").lower()
        line_id = given_id if given_id in known else new_guid()
        description = element.get("Description") or ""
        if not 1 <= len(description) <= LONGEST_DESCRIPTION:
            self.problems.append(f"Description must have 1 to {LONGEST_DESCRIPTION} characters.")
        account = self._account(element)
        item_code = element.get("ItemCode") or ""
        if item_code and self._books.item(item_code) is None:
            self.problems.append(f"Item code '{item_code}' is not valid")
        if element.get("UnitAmount") is None and element.get("LineAmount") is None:
            return Line(line_id, description)
        quantity, unit_amount = self._price(element)
        line_amount = self._line_amount(element, quantity, unit_amount)
        tax_type, tax_amount = self._tax(element, account, line_amount)
        return Line(
            line_id,
            description,
            quantity,
            unit_amount,
            line_amount,
            tax_type,
            tax_amount,
            account.get("Code", "") if account else "",
            account["AccountID"] if account else "",
            item_code,
            _decimal(element.get("DiscountRate")),
            _decimal(element.get("DiscountAmount")),
            self._tracking(element),
        )

    def _price(self, element: Element) -> tuple[Decimal, Decimal]:
        """Quantity keeps 4 decimals, UnitAmount 2 or with unitdp=4 four; more are rounded off."""
        given = element.get("Quantity")
        quantity = rounded(Decimal(1 if given is None else given), 4)
        if element.get("UnitAmount") is not None:
            unit_amount = Decimal(element["UnitAmount"])
        else:
            unit_amount = Decimal(element["LineAmount"]) / (quantity or Decimal(1))
        return quantity, rounded(unit_amount, self._unit_decimals)

    def _line_amount(self, element: Element, quantity: Decimal, unit_amount: Decimal) -> Decimal:
        full = rounded(quantity * unit_amount)
        expected = self._discounted(element, quantity * unit_amount)
        given = _decimal(element.get("LineAmount"))
        if given is not None and given != expected:
            self.problems.append(
                f"The line total {given:f} does not match the expected line total {expected:f}"
            )
        if abs(full) > LARGEST_LINE:
            self.problems.append(f"The line total {full:f} is larger than {LARGEST_LINE:f}.")
        return expected

    def _discounted(self, element: Element, full: Decimal) -> Decimal:
        """Discounts are for sales invoices only and may take no more than the whole line."""
        rate, amount = _decimal(element.get("DiscountRate")), element.get("DiscountAmount")
        if not rate and not amount:
            return rounded(full)
        if self._document.type != "ACCREC":
            self.problems.append("Discounts can only be given on sales invoices.")
        if amount:
            if abs(amount) > abs(full):
                self.problems.append(_discount_problem(amount))
            return rounded(full - amount)
        assert rate is not None
        if not 0 <= rate <= HUNDRED:
            self.problems.append(_discount_problem(rate))
        return rounded(full * (HUNDRED - rate) / HUNDRED)

    def _account(self, element: Element) -> Row | None:
        code, account_id = element.get("AccountCode") or "", element.get("AccountID") or ""
        if not code and not account_id:
            has_amount = element.get("UnitAmount") is not None or element.get("LineAmount")
            if has_amount and self._document.status not in ("DRAFT", "DELETED"):
                self.problems.append("The account code or ID must be specified")
            return None
        account = self._books.account(code, account_id)
        shown = code or account_id
        if account is None:
            self.problems.append(f"Account code '{shown}' is not a valid code for this document.")
        elif account["Status"] != "ACTIVE":
            self.problems.append(
                f"Account code '{shown}' has been archived, or has been deleted."
                " Each line item must reference a valid account."
            )
        elif account["Type"] == "BANK" or account.get("SystemAccount") in ("DEBTORS", "CREDITORS"):
            self.problems.append(f"Account code '{shown}' is not a valid code for this document.")
        return account

    def _tax(
        self, element: Element, account: Row | None, line_amount: Decimal
    ) -> tuple[str, Decimal]:
        tax_type = element.get("TaxType") or ""
        if not tax_type:
            if self._settings.strict:
                self.problems.append("The TaxType must be specified on each line with an amount.")
                return "", ZERO
            tax_type = (account or {}).get("TaxType") or "NONE"
        rate = self._books.tax_rate(tax_type)
        if rate is None:
            self.problems.append(
                f"The TaxType code '{tax_type}' does not exist"
                " or cannot be used for this type of transaction."
            )
            return tax_type, ZERO
        if rate["Status"] != "ACTIVE":
            self.problems.append("Tax rate must be Active")
        elif account is not None and not rate[_RATE_FLAG[account["Class"]]]:
            self.problems.append(
                f"The TaxType code '{tax_type}' cannot be used"
                f" with account code '{account.get('Code', '')}'."
            )
        if self._document.line_amount_types == "NoTax":
            return "NONE", ZERO
        if element.get("TaxAmount") is not None:
            return tax_type, rounded(Decimal(element["TaxAmount"]))
        return tax_type, self._computed_tax(line_amount, rate["EffectiveRate"] / HUNDRED)

    def _computed_tax(self, line_amount: Decimal, rate: Decimal) -> Decimal:
        """Per line, rounded to the cent (Xero guide: Rounding in Xero)."""
        if self._document.line_amount_types == "Inclusive":
            return rounded(line_amount - line_amount / (1 + rate))
        return rounded(line_amount * rate)

    def _tracking(self, element: Element) -> tuple[dict[str, str], ...]:
        """Up to two category/option pairs; real Xero's answer to an unknown one is not known."""
        given = element.get("Tracking") or []
        if len(given) > 2:
            self.problems.append("A line item can only have two tracking categories.")
        found = [_tracking_option(self._books.tracking, entry) for entry in given]
        if not all(found):
            self.problems.append("The tracking category or option does not exist or is archived.")
        return tuple(option for option in found if option)


def as_element(line: Line, with_tax: bool) -> Element:
    """A stored line in the form in which a client would send it."""
    values: Element = {
        "LineItemID": line.id,
        "Description": line.description,
        "Quantity": line.quantity,
        "UnitAmount": line.unit_amount,
        "AccountID": line.account_id,
        "TaxType": line.tax_type,
        "TaxAmount": line.tax_amount if with_tax else None,
        "ItemCode": line.item_code,
        "DiscountRate": line.discount_rate,
        "DiscountAmount": line.discount_amount,
        "Tracking": list(line.tracking),
    }
    return {name: value for name, value in values.items() if value is not None}


def _tracking_option(categories: list[Row], entry: Element) -> dict[str, str] | None:
    for category in categories:
        by_id = entry.get("TrackingCategoryID") == category["TrackingCategoryID"]
        if category["Status"] != "ACTIVE" or not (by_id or entry.get("Name") == category["Name"]):
            continue
        for option in category["Options"]:
            by_id = entry.get("TrackingOptionID") == option["TrackingOptionID"]
            if option["Status"] == "ACTIVE" and (by_id or entry.get("Option") == option["Name"]):
                return {
                    "Name": category["Name"],
                    "Option": option["Name"],
                    "TrackingCategoryID": category["TrackingCategoryID"],
                    "TrackingOptionID": option["TrackingOptionID"],
                }
    return None


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _discount_problem(discount: Decimal) -> str:
    return (
        f"The discount rate '{discount:f}' is invalid."
        " Discount must not be greater than the line total."
    )
