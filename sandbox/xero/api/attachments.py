"""Files at documents (Xero API: Attachments): raw bytes under a name, at most ten a document."""

import re
from typing import Any

from sandbox.common.answer import Answer
from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..books.books import Books
from ..books.kinds import Kind
from ..books.records import Document, File
from ..problems import not_found, validation
from ..settings import Settings

View = dict[str, Any]
MAX_FILES = 10
MAX_BYTES = 10_000_000
FORBIDDEN = re.compile(r'[<>:"/\\|?*+\x00]')


class Attachments:
    def __init__(self, books: Books, settings: Settings, kind: Kind) -> None:
        self._books = books
        self._settings = settings
        self._kind = kind

    def many(self, document_id: str) -> list[View]:
        return [file_view(file, self._kind) for file in self._files(self._document(document_id))]

    def content(self, document_id: str, name: str) -> Answer:
        file = self._named(self._document(document_id), name)
        if file is None:
            raise not_found()
        return Answer(200, file.content, file.mimetype)

    def put(self, request: Request, document_id: str, name: str) -> list[View]:
        """A new file. Whether Xero would replace one of the same name is not known: it is refused,
        for a client has to know what it has sent."""
        document = self._checked(request, document_id, name)
        if self._named(document, name) and not self._settings.lenient:
            raise validation(f"A file named {name} is attached already")
        return [self._stored(request, document, name, new_guid())]

    def post(self, request: Request, document_id: str, name: str) -> list[View]:
        """A new file, or another content for the one of that name."""
        document = self._checked(request, document_id, name)
        before = self._named(document, name)
        return [self._stored(request, document, name, before.id if before else new_guid())]

    def _checked(self, request: Request, document_id: str, name: str) -> Document:
        document = self._document(document_id)
        if FORBIDDEN.search(name) or not name.strip():
            raise validation("The file name has characters that are not allowed")
        if not request.body or len(request.body) > MAX_BYTES:
            raise validation("A file must hold between 1 byte and 10 MB")
        if "/" not in request.header("Content-Type"):
            raise validation("The type of the file must be told")
        if request.header("Content-Type").startswith("application/json"):
            raise validation("The file must be sent as it is, with its own type")
        if len(self._files(document)) >= MAX_FILES and not self._named(document, name):
            raise validation(f"A document cannot have more than {MAX_FILES} attachments")
        return document

    def _stored(self, request: Request, document: Document, name: str, file_id: str) -> View:
        mimetype = request.header("Content-Type")
        file = File(file_id, document.id, name, mimetype, request.body)
        self._books.begin_request()
        self._books.files.put(file)
        return file_view(file, self._kind)

    def _document(self, document_id: str) -> Document:
        found = self._kind.shelf(self._books).get(document_id)
        if found is None:
            raise not_found()
        return found

    def _files(self, document: Document) -> list[File]:
        return self._books.files.find(("document", document.id))

    def _named(self, document: Document, name: str) -> File | None:
        """By its name or its id."""
        wanted = name.lower()
        files = self._files(document)
        return next((f for f in files if wanted in (f.name.lower(), f.id)), None)


def file_view(file: File, kind: Kind) -> View:
    host = f"https://api.xero.com/api.xro/2.0/{kind.plural}"
    return {
        "AttachmentID": file.id,
        "FileName": file.name,
        "Url": f"{host}/{file.document_id}/Attachments/{file.name}",
        "MimeType": file.mimetype,
        "ContentLength": len(file.content),
    }
