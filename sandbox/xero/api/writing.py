"""PUT and POST of contacts, invoices and credit notes: many elements in one request
(Xero API: Requests and responses, summarizeErrors)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.common.answer import load
from sandbox.common.request import Request

from ..books.books import Books, Undone
from ..books.kinds import Kind
from ..books.records import Document
from ..problems import bad_data, not_found, validation
from ..rules.contact_rules import ContactRules
from ..rules.document_rules import DocumentRules, Verdict, document_by_id_or_number
from ..rules.fields import wrong_kinds
from ..settings import Settings
from . import contact_view, document_view

Element = dict[str, Any]
# What surrounds the elements of an answer, which may be sent back whole.
ENVELOPE = ("Id", "Status", "ProviderName", "DateTimeUTC", "pagination")
View = dict[str, Any]


@dataclass
class Written:
    """What became of one element."""

    view: View
    failed: bool = False
    warnings: list[str] = field(default_factory=list)


def elements_of(request: Request, plural: str, table: str, settings: Settings) -> list[Element]:
    """The elements of a body: a list under the plural name, a bare list or one bare element."""
    try:
        body = load(request.body)
    except (ValueError, RecursionError) as problem:
        raise bad_data(f"The body is not JSON: {problem}") from problem
    if isinstance(body, dict) and plural in body:
        if settings.strict and set(body) - {plural, *ENVELOPE}:
            raise bad_data(f"{plural} must stand alone in the body")
        body = body[plural]
    elements = body if isinstance(body, list) else [body]
    wrong = [
        complaint
        for position, element in enumerate(elements)
        for complaint in wrong_kinds(table, element, f"{plural}[{position}]", settings.strict)
    ]
    if wrong or not elements:
        raise bad_data("; ".join(wrong) or f"{plural} must hold at least one element")
    return elements


def answer_rows(
    request: Request,
    books: Books,
    elements: list[Element],
    write: Callable[[Element], Written],
) -> list[View]:
    """Apply each element. With summarizeErrors=false each stands alone and tells its status;
    else one failure undoes all and the answer is 400 with the failed elements."""
    summarise = request.flag("summarizeErrors", default=True)
    results: list[Written] = []
    books.begin_request()
    with books.attempt():
        for element in elements:
            with books.attempt():
                results.append(write(element))
                if results[-1].failed:
                    raise Undone
        if summarise and any(result.failed for result in results):
            raise Undone
    failed = [result.view for result in results if result.failed]
    if summarise and failed:
        raise validation("A validation exception occurred", failed)
    return [_finished(result, with_status=not summarise) for result in results]


def _finished(result: Written, with_status: bool) -> View:
    view = result.view
    if result.warnings:
        view = view | {"Warnings": [{"Message": message} for message in result.warnings]}
    if not with_status:
        return view
    status = "ERROR" if result.failed else "WARNING" if result.warnings else "OK"
    return view | {"StatusAttributeString": status}


def unit_decimals(request: Request) -> int:
    return 4 if request.query.get("unitdp") == "4" else 2


class ContactWriter:
    def __init__(self, books: Books, settings: Settings) -> None:
        self._books = books
        self._settings = settings
        self._rules = ContactRules(books, settings)

    def put(self, request: Request) -> list[View]:
        return self._write(request, self._elements(request), self._rules.create)

    def post(self, request: Request) -> list[View]:
        return self._write(request, self._elements(request), self._rules.create_or_overwrite)

    def post_one(self, request: Request, contact_id: str) -> list[View]:
        if self._books.contacts.get(contact_id) is None:
            raise not_found()
        elements = [{**element, "ContactID": contact_id} for element in self._elements(request)]
        return self._write(request, elements, self._rules.create_or_overwrite)

    def _elements(self, request: Request) -> list[Element]:
        return elements_of(request, "Contacts", "Contact", self._settings)

    def _write(
        self, request: Request, elements: list[Element], rule: Callable[[Element], Any]
    ) -> list[View]:
        def write(element: Element) -> Written:
            contact, problems = rule(element)
            if problems:
                known = self._books.contacts.get(contact.id)
                ids = (known.id,) if known else ()
                return Written(contact_view.refused(element, problems, *ids), failed=True)
            return Written(contact_view.written(self._books.put_contact(contact), self._books))

        return answer_rows(request, self._books, elements, write)


class DocumentWriter:
    def __init__(self, books: Books, settings: Settings, kind: Kind, client_id: str) -> None:
        self._books = books
        self._settings = settings
        self._kind = kind
        self._client_id = client_id

    def put(self, request: Request) -> list[View]:
        return self._write(request, self._elements(request), None)

    def post(self, request: Request) -> list[View]:
        return self._write(request, self._elements(request), self._rules(request).match)

    def post_one(self, request: Request, name: str) -> list[View]:
        """POST /{id or number}: update that one document."""
        found = document_by_id_or_number(self._kind, self._books, name)
        if found is None:
            raise not_found()
        document = found
        return self._write(request, self._elements(request), lambda element: (document, False))

    def _elements(self, request: Request) -> list[Element]:
        return elements_of(request, self._kind.plural, self._kind.singular, self._settings)

    def _rules(self, request: Request) -> DocumentRules:
        decimals = unit_decimals(request)
        return DocumentRules(self._books, self._settings, self._kind, self._client_id, decimals)

    def _write(
        self,
        request: Request,
        elements: list[Element],
        match: Callable[[Element], tuple[Document | None, bool]] | None,
    ) -> list[View]:
        rules = self._rules(request)

        def write(element: Element) -> Written:
            before, id_missed = match(element) if match else (None, False)
            if id_missed:
                verdict = Verdict(None, [self._unknown_id()])
            elif before is None:
                verdict = rules.create(element)
            else:
                verdict = rules.update(before, element)
            decimals, problems = unit_decimals(request), verdict.problems
            if before is not None and problems:
                would_be = verdict.document or before
                view = document_view.refused_change(
                    would_be, element, problems, self._books, decimals
                )
                return Written(view, failed=True)
            if problems or verdict.document is None:
                return Written(document_view.refused(self._kind, element, problems), failed=True)
            stored = self._books.put(verdict.document)
            view = document_view.written(stored, self._books, decimals)
            return Written(view, warnings=verdict.warnings)

        return answer_rows(request, self._books, elements, write)

    def _unknown_id(self) -> str:
        kind = self._kind
        return f"An existing {kind.words} with the specified {kind.id_field} could not be found"
