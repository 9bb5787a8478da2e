"""Helpers of the tests: books kept in memory that also take follow-up writes."""

import json
from dataclasses import replace
from unittest.mock import patch

from odoo import fields

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE
from odoo.addons.acct_link_batch.lib.exchange import Request
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon, BooksConnector

from ..lib.operation import OPERATIONS, UPDATE, VOID, Operation


class OperationBooksConnector(BooksConnector):
    """`Books.operations`: {(operation, remote id): values} of what was done; `Books.unfit`: those
    that the books refuse, `Books.blurred`: those a look-up does not understand, `Books.gone`:
    {remote id: code of the Problem that a look-up says of it}.
    """

    def _capabilities(self, interface):
        return replace(
            super()._capabilities(interface),
            operations=OPERATIONS,
            check_before_send=(VOID, UPDATE),
            file_bytes=10_000,
            void_keeps_number=(INVOICE, CREDIT_NOTE),
        )

    def _prepare(self, interface, operation, kind, items):
        if not isinstance(items[0], Operation):
            return super()._prepare(interface, operation, kind, items)
        [item] = items
        said = json.dumps({"values": item.values, "found": item.found})
        return Request(operation, kind, said, item.remote_id, item.content)

    def _write(self, request):
        if not request.target:
            return super()._write(request)
        if request.operation in self.books.unfit:
            return "unfit"
        done = self.books.operations.setdefault((request.operation, request.target), [])
        done.append((json.loads(request.text)["values"], request.content))
        return "fine"

    def _send(self, interface, request, key):
        fault = self.books.faults[0] if self.books.faults else None
        if request.target and fault == "late":
            # It is on its way, and arrives when the test lets it.
            self.books.faults.pop(0)
            self.books.sent.append((request, key))
            self.books.on_their_way.append(request)
            raise errors.NoAnswer(Problem("no_answer"))
        return super()._send(interface, request, key)

    def _read(self, interface, request, answer, items):
        if not isinstance(items[0], Operation):
            return super()._read(interface, request, answer, items)
        if answer.status == 400:
            raise errors.RequestRefused(Problem("request_refused", {"message": "refused"}))
        match answer.text:
            case "fine":
                return [Uploaded(items[0].remote_id)]
            case "unfit":
                return [Rejected((Problem("operation_paid"),))]
            case _:
                return [Unknown("garbled")]

    def _look_up(self, interface, documents):
        if not isinstance(documents[0], Operation):
            return super()._look_up(interface, documents)
        [operation] = documents
        self.books.looks.append(operation)
        if operation.operation in self.books.blurred:
            return [Unknown("not understood")]
        if code := self.books.gone.get(operation.remote_id):
            return [Rejected((Problem(code),))]
        if (operation.operation, operation.remote_id) in self.books.operations:
            return [Uploaded(operation.remote_id)]
        return [NotDone({"seen": True})]


class OperationCommon(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                cls.env.registry["acct.link.interface"],
                "_connector",
                lambda interface: OperationBooksConnector(interface.env, cls.books),
            )
        )

    def setUp(self):
        super().setUp()
        for name in ("operations", "gone"):
            setattr(self.books, name, {})
        for name in ("looks", "on_their_way"):
            setattr(self.books, name, [])
        for name in ("unfit", "blurred"):
            setattr(self.books, name, set())

    def _enqueue(self, operation="save_mapping", remote_id="C-kea", values=None, **vals):
        return self.env["acct.link.operation"]._enqueue(
            self.interface, operation, remote_id, values=values or {"number": "K1"}, **vals
        )

    def _pass_time(self):
        self._pass_settle_time()
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        self.env["acct.link.operation"].sudo().search([("next_try", "!=", False)]).next_try = past

    def _sent_operations(self):
        return [request for request, _key in self.books.sent if request.target]
