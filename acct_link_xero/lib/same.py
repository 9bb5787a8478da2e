"""Whether what Xero gives back is what was sent: the one place that compares the two. Pure.

Xero tells the same thing in more than one way: lines of a text end as Windows ends them, what is
empty may be missing, addresses and phones come in any order, and amounts have more or fewer zeros.
A field that was not sent is Xero's own, such as tax that it computes, and is not looked at.

Source: recorded answers of the live API; Xero API: Invoices, Credit Notes, Contacts.
"""

from datetime import date
from decimal import Decimal

from odoo.addons.acct_link_oauth.lib.web import text

from .wire import amount, day, guid

_DATES = ("Date", "DueDate")
_TINY = Decimal("0.000001")
# What tells the slots of a list apart, whose order means nothing.
_SLOTS = {"Addresses": "AddressType", "Phones": "PhoneType"}
# What a missing number stands for, where that is not zero: of the organisation's own currency the
# rate is not always told.
_MISSING = {"CurrencyRate": Decimal(1)}


def is_as_expected(element: dict, expected: dict) -> bool:
    """Whether a document, a line or a contact of Xero holds all that is expected of it."""
    return all(_holds(element, name, value) for name, value in expected.items())


def _holds(element, name, value):
    actual = element.get(name)
    if name in _DATES:
        return day(element, name) == date.fromisoformat(value)
    if name == "Tracking":
        return _tracking(actual) == _tracking(value)
    if isinstance(value, list):
        return _lists_agree(actual or [], name, value)
    if isinstance(value, dict):
        return is_as_expected(actual if isinstance(actual, dict) else {}, value)
    if isinstance(value, bool):
        return bool(actual) is value
    if isinstance(value, int | float):
        number = _MISSING.get(name, Decimal()) if actual is None else amount(actual)
        return number is not None and abs(number - Decimal(str(value))) < _TINY
    if guid(value):
        return guid(actual) == guid(value)
    return same_text(actual, value)


def same_text(actual, ours: str) -> bool:
    """Whether two texts differ at most in how their lines end, and in blanks around them."""
    return text(actual).strip() == text(ours).strip()


def _lists_agree(actual, name, expected):
    """Slots by what they are for, those that are not expected being Xero's; all else by place."""
    if not isinstance(actual, list) or not all(isinstance(each, dict) for each in actual):
        return False
    if slot := _SLOTS.get(name):
        known = {text(each.get(slot)): each for each in actual}
        return all(
            is_as_expected(known.get(each[slot], {slot: each[slot]}), each) for each in expected
        )
    return len(actual) == len(expected) and all(map(is_as_expected, actual, expected))


def _tracking(value):
    return {
        (guid(each.get("TrackingCategoryID")), guid(each.get("TrackingOptionID")))
        for each in value or []
        if isinstance(each, dict)
    }
