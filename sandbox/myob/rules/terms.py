"""When a document is due, and on which days none can be dated."""

import calendar
from datetime import date, timedelta

from ..books.company import Company, Row
from ..books.schema import day_of
from ..problems import Problem

_KEPT = (
    *("PaymentIsDue", "DiscountDate", "BalanceDueDate", "DiscountForEarlyPayment"),
    "MonthlyChargeForLatePayment",
)
MOST_DAYS = 999


def terms_row(sent: Row, usual: Row, day: str) -> Row:
    """Terms as they are kept: those that were sent, else those of the card; with the day they
    lead to, whatever day was sent."""
    chosen = sent if "PaymentIsDue" in sent else {**usual, **sent}
    terms = {name: chosen[name] for name in _KEPT if name in chosen}
    terms = {"DiscountDate": 0, "BalanceDueDate": 0, **terms}
    due = _due(terms["PaymentIsDue"], int(terms["BalanceDueDate"]), day_of(day))
    if due is None or due < day_of(day):
        raise Problem("Term_Out_Of_Range", "Terms.BalanceDueDate")
    return {**terms, "DueDate": f"{due.isoformat()}T00:00:00"}


def _due(kind: str, number: int, day: date) -> date | None:
    """None if the number cannot be."""
    end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if kind in ("CashOnDelivery", "Prepaid"):
        return day
    if kind in ("InAGivenNumberOfDays", "NumberOfDaysAfterEOM"):
        start = day if kind == "InAGivenNumberOfDays" else end
        return start + timedelta(days=number) if -MOST_DAYS <= number <= MOST_DAYS else None
    if not 1 <= number <= 31:
        return None
    this, following = _on(day, number), _on(end + timedelta(days=1), number)
    return this if kind == "OnADayOfTheMonth" and this >= day else following


def _on(month: date, number: int) -> date:
    return month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))


def refuse_closed(company: Company, *rows: Row | None) -> None:
    """:param rows: a document as it was and as it is to be"""
    for row in rows:
        if row is None or "Date" not in row:
            continue
        if row["Date"][:10] < company.year_begins:
            raise Problem("DatePriorToBeginningOfFinancialYear", "Date")
        closed = company.prefers("LockPeriodPriorTo")
        if closed and row["Date"][:10] <= closed[:10]:
            raise Problem("DateInLockPeriod", "Date")
