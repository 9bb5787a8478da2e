"""What an invoice or credit note must be like to enter the books, and what may change later
(Xero API: Invoices, Credit Notes)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from sandbox.common.ids import is_guid, new_guid

from ..books.books import Books
from ..books.kinds import INVOICE, Kind
from ..books.records import Document, Line, folded, rounded
from ..settings import Settings
from ..wire import read_date, wire_text
from .contact_rules import ARCHIVED_IS_FIXED, BAD_EMAIL, NOT_FOUND, ContactRules, is_email
from .fields import too_long
from .line_rules import LineRules, as_element

Element = dict[str, Any]
LONGEST_NUMBER = 255
NOT_CHANGEABLE = "{} not of valid status for modification"
HAS_SOMETHING_APPLIED = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)
CONTACT_ARCHIVED = (
    "The contact with the specified contact details has been archived. The contact must be"
    " un-archived before creating new invoices or credit notes."
)
NO_SENT_TO_CONTACT = "Only AUTHORISED invoices may have SentToContact updated."
APPROVED = ("AUTHORISED", "PAID")
_NEXT_STATUS = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"PAID", "AUTHORISED"},
}
# Fields of a document with something applied that stay as they are, unless the change is none.
_FIXED_WHEN_APPLIED = (
    "contact_id",
    "day",
    "line_amount_types",
    "currency",
    "currency_rate",
    "number",
)


@dataclass
class Verdict:
    """A document as it would be stored, with what speaks against it."""

    document: Document | None
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class DocumentRules:
    def __init__(
        self, books: Books, settings: Settings, kind: Kind, client_id: str, unit_decimals: int
    ) -> None:
        self._books = books
        self._settings = settings
        self._kind = kind
        self._client_id = client_id
        self._unit_decimals = unit_decimals
        self._contacts = ContactRules(books, settings)

    def match(self, element: Element) -> tuple[Document | None, bool]:
        """The document that POST edits (by id, else by number), and whether an id missed."""
        shelf = self._kind.shelf(self._books)
        if document_id := element.get(self._kind.id_field):
            found = shelf.get(document_id)
            return found, found is None
        number = element.get(self._kind.number_field)
        numbered = shelf.find(("number", folded(number))) if number else []
        return (numbered[0] if numbered else None), False

    def create(self, element: Element) -> Verdict:
        kind = self._kind
        if not element.get("Type"):
            return Verdict(None, [f"{kind.words} Type must be specified"])
        if element["Type"] not in kind.types:
            return Verdict(None, [f"{kind.words} not of valid type for creation"])
        blank = Document(
            id=new_guid(),
            type=element["Type"],
            contact_id="",
            day=self._books.clock.now().date(),
            updated=self._books.clock.now(),
            currency=self._books.base_currency,
            client_id=self._client_id,
        )
        verdict = self._with_values(blank, element)
        assert verdict.document is not None
        if verdict.document.status not in ("DRAFT", "SUBMITTED", "AUTHORISED"):
            verdict.problems.append(f"{kind.words} not of valid status for creation")
        if not verdict.document.contact_id and not element.get("Contact"):
            verdict.problems.append("A Contact must be specified for this type of transaction")
        if not verdict.problems and not verdict.document.number and verdict.document.is_sale:
            number = self._books.generated_number(kind.prefix, kind.shelf(self._books))
            verdict.document = replace(verdict.document, number=number)
        return verdict

    def update(self, before: Document, element: Element) -> Verdict:
        refusal = self._refused_transition(before, element.get("Status") or before.status)
        if refusal:
            return Verdict(before, [refusal])
        verdict = self._with_values(before, element)
        after = verdict.document
        assert after is not None
        if before.has_something_applied and self._touches_amounts(before, after):
            verdict.problems.append(HAS_SOMETHING_APPLIED)
        verdict.problems += self._locked(before.day)
        verdict.problems = list(dict.fromkeys(verdict.problems))
        return verdict

    def _refused_transition(self, before: Document, status: str) -> str:
        if status == "VOIDED" and before.has_something_applied:
            return (
                f"The status VOIDED cannot be applied to the {self._kind.words.lower()}"
                " because it has payments or credit notes allocated to it."
            )
        if status not in _NEXT_STATUS.get(before.status, ()):
            return NOT_CHANGEABLE.format(self._kind.words)
        return ""

    def _touches_amounts(self, before: Document, after: Document) -> bool:
        changed = any(getattr(before, name) != getattr(after, name) for name in _FIXED_WHEN_APPLIED)
        return changed or _as_told(before) != _as_told(after)

    def _with_values(self, before: Document, element: Element) -> Verdict:
        verdict = Verdict(before)
        problems = verdict.problems
        document = self._header(before, element)
        document = replace(document, contact_id=self._contact(before, element, problems))
        document = self._lines(before, document, element, problems)
        if element.get("SentToContact") and self._kind is INVOICE:
            if document.status in APPROVED:
                document = replace(document, sent_to_contact=True)
            else:
                verdict.warnings.append(NO_SENT_TO_CONTACT)
        if document.status not in ("VOIDED", "DELETED"):
            problems += too_long(self._kind.singular, element)
            problems += self._header_problems(document, element)
        if document.status == "AUTHORISED" and before.status not in APPROVED:
            problems += self._use_up_approval(document)
        verdict.document = document
        return verdict

    def _lines(
        self, before: Document, document: Document, element: Element, problems: list[str]
    ) -> Document:
        """The lines given; or the stored ones once more, if their taxes or accounts now count."""
        decimals, elements = self._unit_decimals, element.get("LineItems")
        if "LineItems" not in element:
            other_taxes = document.line_amount_types != before.line_amount_types
            newly_approved = document.status in APPROVED and before.status not in APPROVED
            if not (other_taxes or newly_approved):
                return document
            decimals = 4
            elements = [as_element(line, with_tax=not other_taxes) for line in before.lines]
        rules = LineRules(self._books, self._settings, document, decimals)
        lines = rules.read(elements or [])
        problems += rules.problems
        return replace(document, lines=lines)

    def _header(self, before: Document, element: Element) -> Document:
        """The document with the plain header values of the element over its own."""
        kind, changes = self._kind, {}
        texts = {
            kind.number_field: "number",
            "Status": "status",
            "LineAmountTypes": "line_amount_types",
            "CurrencyCode": "currency",
            "Url": "url",
            "BrandingThemeID": "branding_theme_id",
        }
        if before.is_sale:  # on bills Xero ignores a reference
            texts["Reference"] = "reference"
        for name, attribute in texts.items():
            if element.get(name) is not None:
                changes[attribute] = element[name]
        dates = {
            "Date": "day",
            "DueDate": "due",
            "ExpectedPaymentDate": "expected_payment",
            "PlannedPaymentDate": "planned_payment",
        }
        for name, attribute in dates.items():
            if element.get(name):
                changes[attribute] = read_date(element[name])
        currency = changes.get("currency", before.currency)
        if element.get("CurrencyRate") is not None:
            changes["currency_rate"] = rounded(Decimal(element["CurrencyRate"]), 6)
        elif currency != before.currency or before.currency_rate == 1:
            changes["currency_rate"] = self._books.currencies.get(currency, ("", Decimal(1)))[1]
        return replace(before, **changes)

    def _contact(self, before: Document, element: Element, problems: list[str]) -> str:
        """The contact's id. Anything beside the id in a nested contact edits that contact."""
        given = element.get("Contact")
        if not given:
            return before.contact_id
        if set(given) - {"ContactID"}:
            contact, complaints = self._contacts.create_or_overwrite(
                {"ContactPersons": [], **given}
            )
            if complaints == [ARCHIVED_IS_FIXED]:
                complaints = []  # said below in the words of documents
            problems += complaints
            if not complaints and contact.status == "ACTIVE":
                self._books.put_contact(contact)
        else:
            found = self._books.contacts.get(given.get("ContactID") or "")
            if found is None:
                problems.append(NOT_FOUND)
                return ""
            contact = found
        if contact.status != "ACTIVE" and contact.id != before.contact_id:
            problems.append(CONTACT_ARCHIVED)
        if contact.text("EmailAddress") and not is_email(contact.text("EmailAddress")):
            problems.append(BAD_EMAIL)
        return contact.id

    def _header_problems(self, document: Document, element: Element) -> Iterator[str]:
        yield from self._number_problems(document)
        if document.currency_rate <= 0:
            yield "The CurrencyRate must be greater than zero."
        if document.currency not in self._books.currencies:
            yield f"Organisation is not subscribed to currency {document.currency}"
        if document.status in APPROVED and self._kind is INVOICE and document.due is None:
            yield "The due date must be specified."
        if document.status in APPROVED and not document.lines:
            yield "One or more line items must be specified"
        if document.total < 0:
            yield "The Total for this document must be greater than or equal to zero."
        if element.get("Url") and not _is_source_link(element["Url"]):
            yield "Url must be an absolute address and may not contain the word xero."
        if len(document.reference) > LONGEST_NUMBER:
            yield f"Reference must not be longer than {LONGEST_NUMBER} characters."
        themes = {theme["BrandingThemeID"] for theme in self._books.themes}
        if document.branding_theme_id and document.branding_theme_id not in themes:
            yield "The branding theme could not be found."
        yield from self._locked(document.day)

    def _number_problems(self, document: Document) -> Iterator[str]:
        """Sales numbers stay taken for ever, by voided and deleted documents too."""
        if len(document.number) > LONGEST_NUMBER and self._kind is not INVOICE:
            yield f"{self._kind.words} # must not be longer than {LONGEST_NUMBER} characters."
        if not document.is_sale or not document.number or self._settings.lenient:
            return
        same = self._kind.shelf(self._books).find(("number", folded(document.number)))
        if any(other.id != document.id and other.is_sale for other in same):
            yield f"{self._kind.words} # must be unique."

    def _locked(self, day: date) -> Iterator[str]:
        """Documents dated on or before a lock date cannot be made or changed."""
        names = {"PeriodLockDate": "period", "EndOfYearLockDate": "end of year"}
        for name, words in names.items():
            locked = self._books.lock_dates.get(name)
            if locked and day <= locked:
                yield (
                    f"The document date cannot be before the {words} lock date,"
                    f" currently set at {locked.day} {locked:%B %Y}"
                )

    def _use_up_approval(self, document: Document) -> Iterator[str]:
        """Some plans allow only so many approved sales invoices in a month."""
        if document.type != "ACCREC" or self._books.approvals_left is None:
            return
        if self._books.approvals_left <= 0:
            yield "You have reached the limit of invoices you can approve"
        else:
            self._books.approvals_left -= 1


def _as_told(document: Document) -> list[Line]:
    """The lines with their texts in the form in which they are answered."""
    return [replace(line, description=wire_text(line.description)) for line in document.lines]


def _is_source_link(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.scheme and parts.netloc) and "xero" not in url.lower()


def document_by_id_or_number(kind: Kind, books: Books, text: str) -> Document | None:
    """Single reads and POST /{id} take the id or the number (Xero API: Invoices)."""
    shelf = kind.shelf(books)
    if is_guid(text):
        return shelf.get(text)
    numbered = shelf.find(("number", folded(text)))
    return numbered[0] if numbered else None
