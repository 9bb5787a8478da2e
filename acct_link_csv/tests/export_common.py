"""Helpers of the tests: books that import files, in memory, whatever the format."""

import hashlib
import json
from dataclasses import dataclass, replace

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.outcome import Contact, Exported
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon, Books, BooksConnector

from ..lib.file import File


@dataclass
class FileBooks(Books):
    documents_per_file: int = 100


class FileBooksConnector(BooksConnector):
    turn_lines = 0

    def _capabilities(self, interface):
        found = super()._capabilities(interface)
        return replace(found, file_based=True, turn_lines=self.turn_lines)

    def _send(self, interface, request, key):
        self.books.sent.append((request, key))
        return Answer(200, "")

    def _read(self, interface, request, answer, items):
        return [Exported() for _item in items]

    def _look_up(self, interface, documents):
        return [Exported() for _document in documents]

    def _assemble(self, interface, requests, name):
        items = [item for request in requests for item in json.loads(request.text)]
        size = self.books.documents_per_file
        for start in range(0, len(items), size):
            some = items[start : start + size]
            suffix = f"_{start // size + 1}" if start else ""
            yield File(f"{name}{suffix}.json", json.dumps(some).encode(), len(some))


class ExportCommon(AcctLinkCommon):
    books_connector = FileBooksConnector

    def setUp(self):
        super().setUp()
        type(self).books = FileBooks(contacts={"Kea Farms": Contact("C-kea", "Kea Farms")})

    def _numbers(self, file):
        """The numbers of the documents in a file, in its order."""
        self.assertEqual(
            hashlib.sha256(file.content and self._bytes(file)).hexdigest(), file.digest
        )
        return [
            item["number"]
            for part in self._bytes(file).decode().split("\n")
            for item in json.loads(part)
        ]

    def _bytes(self, file):
        file.invalidate_recordset(["content"])
        field = [("res_model", "=", file._name), ("res_field", "=", "content")]
        attachment = self.env["ir.attachment"].sudo().search([*field, ("res_id", "=", file.id)])
        self.assertEqual(len(attachment), 1)
        return attachment.raw

    def _answer(self, batch, answer="all", refused=(), reason=False, file=None):
        action = file.action_confirm() if file else batch.action_ask_import()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        rows = wizard.document_ids.filtered(lambda row: row.number in refused)
        rows.refused = True
        wizard.write({"answer": answer, "reason": reason})
        wizard.action_confirm()
        return wizard
