"""Which record a cure speaks of, where the Problem itself names none, and who can follow it."""

from .answer import ANSWER
from .contact import CONTACT
from .document import DOCUMENT
from .setup import SETUP

DOCUMENT_ITSELF, CUSTOMER, INTERFACE = "document", "customer", "interface"
MATCH = "match"  # the customer among those to match
CONTACT_THERE = "contact_there"  # in the accounting system
ANYBODY, MANAGER, ADMINISTRATOR, SYSTEM = "anybody", "manager", "administrator", "system"
ACCOUNTANT, CONTACTS = "accountant", "contacts"

# By the part of the catalogue, but for those named below.
_PARTS = (
    (DOCUMENT, DOCUMENT_ITSELF),
    (SETUP, INTERFACE),
    (CONTACT, CUSTOMER),
    (ANSWER, DOCUMENT_ITSELF),
)
_OTHERS = {
    "before_start": INTERFACE,
    "rate_too_small": INTERFACE,
    "code_of_other_file": DOCUMENT_ITSELF,
    "tax_not_percent": DOCUMENT_ITSELF,
    "tax_is_whole": DOCUMENT_ITSELF,
    "several_taxes": INTERFACE,
    "account_missing_on_line": DOCUMENT_ITSELF,
    "account_refused": INTERFACE,
    "tax_refused": INTERFACE,
    "not_found_there": INTERFACE,
    "answer_too_large": INTERFACE,
    "sign_in_needed": INTERFACE,
    "scope_missing": INTERFACE,
    "file_disconnected": INTERFACE,
    "internal_error": DOCUMENT_ITSELF,
    "request_refused": DOCUMENT_ITSELF,
    "too_many_attempts": DOCUMENT_ITSELF,
    # Which contact it is, is chosen in the list of customers to match.
    **dict.fromkeys(("contact_of_another", "contact_ambiguous", "contact_archived"), MATCH),
    **dict.fromkeys(("contact_archived_there", "contact_taken"), MATCH),
    **dict.fromkeys(("contact_taken_by_role", "contact_currency"), MATCH),
    # Nothing here is to be corrected.
    "contact_unsure": "",
    "contact_other_name": "",
    "url_refused": "",
}
# Cures of the interface are for its managers, on the pages that are theirs, else for its
# administrators, but for those named here.
_WHO = {
    **dict.fromkeys(("before_start", "several_taxes", "bills_not_sent"), ANYBODY),
    **dict.fromkeys(("currency_not_in_use", "rate_too_small"), MANAGER),
    **dict.fromkeys(("customer_nameless", "customer_code_missing"), CONTACTS),
    "customer_code_twice": CONTACTS,
    **dict.fromkeys(("contact_refused", "contact_unclear", "email_left_out"), CONTACTS),
    "contact_of_its_own": CONTACTS,
    "rate_missing": ACCOUNTANT,
    "url_refused": SYSTEM,
}
# Of links: what came into use since they were listed has no row yet.
_MISSING = {"account_unmapped", "item_unmapped", "tax_unmapped", "several_taxes"}


def is_missing_link(code):
    """Whether there may be no row yet in which its cure is to be entered."""
    return code in _MISSING


def who(code):
    """:return: who can follow its cure: anybody who reads it, or whom others have to ask"""
    if code in _WHO or where(code) != INTERFACE:
        return _WHO.get(code, ANYBODY)
    return MANAGER if page(code)[0] in MANAGER_PAGES else ADMINISTRATOR


# On which page of the interface settings it is put right, and in which of its lists.
ACCOUNTS, TAXES = ("accounts", "account_map_ids"), ("taxes", "tax_map_ids")
MANAGER_PAGES = {"accounts", "taxes", "content", "tracking"}
_PAGES = {
    "account_unmapped": ACCOUNTS,
    "item_unmapped": ACCOUNTS,
    "account_of_other_side": ACCOUNTS,
    "account_archived": ACCOUNTS,
    "account_refused": ACCOUNTS,
    "tax_unmapped": TAXES,
    "no_tax_unmapped": TAXES,
    "several_taxes": TAXES,
    "tax_archived": TAXES,
    "tax_of_sales": TAXES,
    "tax_rate_differs": TAXES,
    "tax_not_for_account": TAXES,
    "tax_refused": TAXES,
    "rounding_unmapped": ("content", ""),
    "theme_archived": ("content", "theme_map_ids"),
    "rate_missing": ("content", ""),
    "scope_missing": ("technical", ""),
}


def page(code):
    """:return: (name of the page of the interface settings, field of the list on it), empty where
    it is on top of all pages, or no list
    """
    return _PAGES.get(code, ("", ""))


def where(code):
    """:return: what its cure speaks of: the document, its customer, the interface, the
    customer among those to match, the contact in the accounting system, or nothing
    """
    if code in _OTHERS:
        return _OTHERS[code]
    return next((place for part, place in _PARTS if code in part), "")


def add(
    places: dict[str, str],
    readers: dict[str, str],
    pages: dict[str, tuple[str, str]],
    missing: tuple[str, ...] = (),
):
    """Take in what another add-on says of its own codes, each as `where`, `who`, `page` and
    `is_missing_link` answer; a code that is left out has the usual answer.
    """
    _MISSING.update(missing)
    _OTHERS.update(places)
    _WHO.update(readers)
    _PAGES.update(pages)
