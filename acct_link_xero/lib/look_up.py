"""Looking for what may be in Xero already: documents that were sent, contacts that are needed.

Everything is compared again here, as Xero ignores case and accents in its filters. An answer that
is not exactly what was asked for raises Postponed, and never counts as "not there": a document
that is wrongly not found would be sent twice.

Source: Xero API: Invoices, Credit Notes, Contacts (optimised filters, paging).
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.document import INVOICE, Document
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Answer
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.outcome import Contact, NotThere, Rejected, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem

from .translate import KINDS, contact_name, uploaded
from .wire import RESOURCES, amount, day, guid, load, offline, rows, text

PAGE_SIZE = 1000
_NUMBERS_A_READ = 40
_NUMBERS_LENGTH = 1500
_FEW_KEYS = 3
_GONE = ("VOIDED", "DELETED")

Get = Callable[[str, list[tuple[str, str]]], Answer]


class Read(NamedTuple):
    """One question: the resource, its parameters without the page, and which documents (by
    position) it is about.
    """

    path: str
    params: list[tuple[str, str]]
    indexes: list[int]


def equals(field: str, value: str) -> str:
    """A filter for one value. Within quotes a quote is written twice; backslashes do nothing."""
    return '{}=="{}"'.format(field, value.replace('"', '""'))


def look_up(get: Get, documents: list[Document]) -> list[Uploaded | Rejected | NotThere]:
    """What Xero holds of documents that were sent to it, in order.

    Uploaded: it is there and ours. Rejected: its number is there, but not ours, or several could
    be ours. `get` is `XeroClient.get`, whose errors pass through.
    """
    questions = reads(documents)
    found = [list(pages(get, question.path, question.params)) for question in questions]
    return judge(documents, questions, found)


def reads(documents: list[Document]) -> list[Read]:
    """The questions to ask: invoices many at once by their numbers, credit notes one by one."""
    questions = []
    group, length = [], 0
    for index, document in enumerate(documents):
        path = RESOURCES[CREATE_DOCUMENTS, document.kind]
        number = document.number
        if document.kind != INVOICE or "," in number:
            where = equals(KINDS[document.kind][1], number)
            questions.append(Read(path, [("where", where)], [index]))
            continue
        size = len(quote(number)) + 3
        if group and (len(group) == _NUMBERS_A_READ or length + size > _NUMBERS_LENGTH):
            questions.append(_by_numbers(documents, group))
            group, length = [], 0
        group.append(index)
        length += size
    if group:
        questions.append(_by_numbers(documents, group))
    return questions


def _by_numbers(documents, indexes):
    numbers = ",".join(documents[index].number for index in indexes)
    params = [("InvoiceNumbers", numbers), ("includeArchived", "true")]
    return Read(RESOURCES[CREATE_DOCUMENTS, INVOICE], params, indexes)


def judge(documents: list[Document], questions: list[Read], found: list[list[dict]]):
    """The verdict on every document, from the elements found for each question."""
    verdicts: list = [None] * len(documents)
    for question, elements in zip(questions, found, strict=True):
        asked = {_folded(documents[index].number) for index in question.indexes}
        number = KINDS[documents[question.indexes[0]].kind][1]
        if not all(
            text(element.get("Type")) and _folded(text(element.get(number))) in asked
            for element in elements
        ):
            raise offline()  # Not an answer to this question: the filter was not understood.
        for index in question.indexes:
            verdicts[index] = _verdict(documents[index], elements)
    return verdicts


def _folded(number):
    """The number as loosely as Xero may compare it."""
    plain = unicodedata.normalize("NFKD", number.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


def _verdict(document, elements):
    type_, number, id_field = KINDS[document.kind]
    same = [
        element
        for element in elements
        if element.get("Type") == type_
        and text(element.get(number)).strip().casefold() == document.number.strip().casefold()
    ]
    if not all(guid(element.get(id_field)) and text(element.get("Status")) for element in same):
        raise offline()
    ours = [element for element in same if _is_ours(document, element)]
    values = {"number": document.number}
    if len(ours) > 1:
        return Rejected((Problem("found_twice", {**values, "count": str(len(ours))}),))
    if ours:
        gone = ours[0]["Status"] in _GONE
        return uploaded(ours[0], document, (Problem("voided_there"),) if gone else ())
    if not same:
        return NotThere()
    void = all(element["Status"] in _GONE for element in same)
    return Rejected((Problem("number_taken_void" if void else "number_taken", values),))


def _is_ours(document, element):
    """An invoice carries our Url with the marker of its batch line, and nothing else proves it to
    be ours. A credit note has no such field: everything that tells two apart must be equal.
    """
    if document.kind == INVOICE:
        return bool(document.url) and element.get("Url") == document.url
    party = element.get("Contact")
    theirs = (
        guid(party.get("ContactID")) if isinstance(party, dict) else "",
        day(element, "Date"),
        element.get("CurrencyCode"),
        amount(element.get("Total")),
    )
    ours = (guid(document.contact), document.date, document.currency, document.total)
    return bool(ours[0]) and theirs == ours


def find_contacts(get: Get, keys: Iterable[str]) -> dict[str, list[Contact]]:
    """The contacts whose name is the key, archived ones too, for each key.

    A few keys are asked for one by one; for more, all contacts are read when that takes fewer
    calls. A contact that was merged into another names that one in `merged_to`.
    """
    keys = list(dict.fromkeys(keys))
    everybody = [("includeArchived", "true")]
    if len(keys) > _FEW_KEYS:
        first, count = _page(get, "Contacts", everybody, 1)
        if count - 1 <= len(keys):
            later = (_page(get, "Contacts", everybody, n)[0] for n in range(2, count + 1))
            elements = [*first, *(element for page in later for element in page)]
            return _by_key(keys, elements)
    elements = [
        element
        for key in keys
        for element in pages(
            get, "Contacts", [("where", equals("Name", contact_name(key))), *everybody]
        )
    ]
    return _by_key(keys, elements)


def _by_key(keys, elements):
    contacts = {}
    for element in elements:
        remote_id = guid(element.get("ContactID"))
        if not remote_id:
            raise offline()
        contacts[remote_id] = Contact(
            remote_id,
            text(element.get("Name")),
            archived=element.get("ContactStatus") != "ACTIVE",
            merged_to=guid(element.get("MergedToContactID")),
        )
    names = {}
    for contact in contacts.values():
        names.setdefault(normalise(contact.name), []).append(contact)
    return {key: names.get(normalise(contact_name(key)), []) for key in keys}


def pages(get: Get, path: str, params: list[tuple[str, str]]) -> Iterable[dict]:
    """Every element of a list, page by page. Only paged answers hold all fields of an element."""
    number, count = 0, 1
    while number < count:
        number += 1
        elements, count = _page(get, path, params, number)
        yield from elements


def _page(get, path, params, number):
    """(elements, number of pages) of one page of a list."""
    answer = get(path, [*params, ("page", str(number)), ("pageSize", str(PAGE_SIZE))])
    elements = rows(answer, path)
    if elements is None:
        raise offline()
    pagination = load(answer.text).get("pagination")
    if isinstance(pagination, dict):
        count = pagination.get("pageCount")
        if not isinstance(count, int) or count < 0:
            raise offline()
        return elements, count
    if len(elements) >= PAGE_SIZE:
        raise offline()  # There may be more, and nothing says how much.
    return elements, number
