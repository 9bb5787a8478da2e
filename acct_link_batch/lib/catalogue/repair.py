"""Which record a cure speaks of, where the Problem itself names none."""

from .answer import ANSWER
from .contact import CONTACT
from .document import DOCUMENT
from .file import FILE
from .setup import SETUP

DOCUMENT_ITSELF, CUSTOMER, INTERFACE = "document", "customer", "interface"

# By the room of the catalogue, but for those named below.
_ROOMS = (
    (DOCUMENT, DOCUMENT_ITSELF),
    (SETUP, INTERFACE),
    (CONTACT, CUSTOMER),
    (ANSWER, DOCUMENT_ITSELF),
    (FILE, DOCUMENT_ITSELF),
)
_OTHERS = {
    "before_start": INTERFACE,
    "several_taxes": INTERFACE,
    "payment_no_journal": INTERFACE,
    "bill_no_journal": INTERFACE,
    "bill_account_unmapped": INTERFACE,
    "bill_account_several": INTERFACE,
    "bill_tax_unmapped": INTERFACE,
    "bill_tax_several": INTERFACE,
    "account_missing_on_line": DOCUMENT_ITSELF,
    "tracking_unclear": DOCUMENT_ITSELF,
    "tracking_exceeds": DOCUMENT_ITSELF,
    "account_refused": INTERFACE,
    "tax_refused": INTERFACE,
    "file_setting_missing": INTERFACE,
    "file_setting_too_long": INTERFACE,
    "not_found_there": INTERFACE,
    "attach_no_printer": INTERFACE,
    "sign_in_needed": INTERFACE,
    "database_copied": INTERFACE,
    "scope_missing": INTERFACE,
    "file_disconnected": INTERFACE,
    "app_refused": INTERFACE,
    "address_refused": INTERFACE,
    "not_connected": INTERFACE,
    "secret_key_missing": INTERFACE,
    "secret_key_unusable": INTERFACE,
    "internal_error": DOCUMENT_ITSELF,
    "request_refused": DOCUMENT_ITSELF,
    "too_many_attempts": DOCUMENT_ITSELF,
    # Nothing here is to be corrected.
    "contact_unsure": "",
    "url_refused": "",
    "file_part_unreadable": "",
    "file_not_dropped": "",
    "file_name_taken": "",
}


def where(code):
    """:return: what its cure speaks of: the document, its customer, the interface, or nothing"""
    if code.startswith("format_"):  # for whoever writes formats
        return ""
    if code in _OTHERS:
        return _OTHERS[code]
    return next((place for room, place in _ROOMS if code in room), "")
