"""Whether what Xero gives back is what was wished: the one place that compares the two. Pure.

Xero tells the same thing in more than one way: lines of a text end as Windows ends them, what is
empty may be missing, addresses and phones come in any order, and amounts have more or fewer zeros.
What was not wished is Xero's own, such as tax that it computes, and is not looked at.

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


def is_as_wished(element: dict, wished: dict) -> bool:
    """Whether a document, a line or a contact of Xero holds all that is wished of it."""
    return all(_holds(element, name, value) for name, value in wished.items())


def _holds(element, name, value):
    theirs = element.get(name)
    if name in _DATES:
        return day(element, name) == date.fromisoformat(value)
    if name == "Tracking":
        return _tracking(theirs) == _tracking(value)
    if isinstance(value, list):
        return _lists_agree(theirs or [], name, value)
    if isinstance(value, dict):
        return is_as_wished(theirs if isinstance(theirs, dict) else {}, value)
    if isinstance(value, bool):
        return bool(theirs) is value
    if isinstance(value, int | float):
        number = _MISSING.get(name, Decimal()) if theirs is None else amount(theirs)
        return number is not None and abs(number - Decimal(str(value))) < _TINY
    if guid(value):
        return guid(theirs) == guid(value)
    return same_text(theirs, value)


def same_text(theirs, ours: str) -> bool:
    """Whether two texts differ at most in how their lines end, and in blanks around them."""
    return text(theirs).strip() == text(ours).strip()


def _lists_agree(theirs, name, wished):
    """Slots by what they are for, those that are not wished being Xero's; all else by place."""
    if not isinstance(theirs, list) or not all(isinstance(each, dict) for each in theirs):
        return False
    if slot := _SLOTS.get(name):
        known = {text(each.get(slot)): each for each in theirs}
        return all(is_as_wished(known.get(each[slot], {slot: each[slot]}), each) for each in wished)
    return len(theirs) == len(wished) and all(map(is_as_wished, theirs, wished))


def _tracking(value):
    return {
        (guid(each.get("TrackingCategoryID")), guid(each.get("TrackingOptionID")))
        for each in value or []
        if isinstance(each, dict)
    }
