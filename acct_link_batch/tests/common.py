"""Helpers of the tests: an interface to books that are kept in memory."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from unittest.mock import patch

from odoo import Command, fields

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..lib import document as doc
from ..lib import errors
from ..lib.document import document_from_json, to_json
from ..lib.exchange import CREATE_CONTACTS, Answer, Capabilities, Request, Sender
from ..lib.matching import REMOTE_ID, normalise
from ..lib.outcome import Contact, NotThere, Rejected, Unknown, Uploaded
from ..lib.problem import Problem


@dataclass
class Books:
    """Another system's books, and what shall go wrong with the next requests.

    `faults`: one entry for each coming write, None for none: "lost" (never arrives), "unanswered"
    (written, no answer), "limit" (429), "refused" (as a whole), "garbled" (an answer nobody can
    read), or an exception.
    """

    documents: list = field(default_factory=list)  # (remote id, Document, total)
    contacts: dict = field(default_factory=dict)  # name -> Contact
    suppliers: dict | None = None  # the same, where they are a list of their own
    has_currencies: bool = False  # a contact takes documents in its own currency alone
    held: set = field(default_factory=set)  # names, as compared, of somebody who is no contact
    other_name: str = ""  # what a name gets that the other list has, such as "%s (Supplier)"
    faults: list = field(default_factory=list)
    sent: list = field(default_factory=list)  # (Request, key)
    asked: list = field(default_factory=list)  # keys of contacts that were looked for
    read_faults: list = field(default_factory=list)  # as `faults`, for the looks: exceptions only
    spoiled: set = field(default_factory=set)  # numbers that spoil the whole request
    rejected: dict = field(default_factory=dict)  # number -> Problem
    taken: set = field(default_factory=set)  # numbers of somebody else's documents
    wrong_total: set = field(default_factory=set)  # numbers booked a cent too high
    hidden: set = field(default_factory=set)  # numbers a look-up does not find yet
    unclear: set = field(default_factory=set)  # numbers and names a look-up does not understand
    left_out: set = field(default_factory=set)  # e-mail addresses that are not taken

    def list_of(self, role):
        return self.suppliers if role == doc.SUPPLIER else self.contacts

    def numbers(self):
        return sorted(document.number for _remote, document, _total in self.documents)


class BooksConnector:
    """The contract, spoken by `Books`."""

    def __init__(self, env, books):
        self.env = env
        self.books = books
        self._base = env["acct.link.connector"]

    def __getattr__(self, name):
        return getattr(self._base, name)

    def _capabilities(self, interface):
        return Capabilities(
            kinds=(doc.INVOICE, doc.CREDIT_NOTE, doc.BILL, doc.VENDOR_CREDIT), request_size=4,
            request_bytes=10**6,
            number_length=30, reference_length=50, replay_seconds=360,
            settle_seconds=interface._get_settle_seconds(),
            match_rules=("name", "code", "invoice_name", "job"), key_length=20,
            pulls=("accounts", "taxes", "currencies", "themes", "tracking", "file"),
            foreign_currency=True,
            tax_included=True, text_lines=True, tracking_categories=2,
            allows_duplicates=(doc.BILL, doc.VENDOR_CREDIT),
            contact_roles=self.books.suppliers is not None,
            contact_currency=self.books.has_currencies,
        )  # fmt: skip

    def _count_finds(self, interface, count):
        return (count + 3) // 4

    def _get_other_name(self, interface, party):
        return self.books.other_name and self.books.other_name % party.name

    def _check_parties(self, interface, parties):
        return [
            [Problem("email_left_out", {"key": party.key, "email": party.email})]
            if party.email in self.books.left_out
            else []
            for party in parties
        ]

    def _prepare(self, interface, operation, kind, items):
        import json

        return Request(operation, kind, json.dumps([to_json(item) for item in items]))

    def _get_sender(self, interface, refused=None):
        return Sender(lambda: lambda request, key: self._send(interface, request, key))

    def _send(self, interface, request, key):
        self.books.sent.append((request, key))
        fault = self.books.faults.pop(0) if self.books.faults else None
        if isinstance(fault, Exception):
            raise fault
        if fault == "lost":
            raise errors.NoAnswer(Problem("no_answer"))
        if fault == "limit":
            until = fields.Datetime.add(fields.Datetime.now(), minutes=1)
            raise errors.Postponed(Problem("rate_limited", {"until": str(until)}), until)
        if fault == "refused":
            return Answer(400, request.text)
        answer = self._write(request)
        if fault == "unanswered":
            raise errors.NoAnswer(Problem("no_answer"))
        return Answer(200, "?" if fault == "garbled" else answer)

    def _write(self, request):
        import json

        items = json.loads(request.text)
        if any(item.get("number") in self.books.spoiled for item in items):
            return "spoiled"
        results = []
        for item in items:
            if request.operation == CREATE_CONTACTS:
                results.append(self._write_contact(doc.party_from_json(item)))
            else:
                results.append(self._write_document(doc.document_from_json(item)))
        return json.dumps(results)

    def _write_contact(self, party):
        """No two contacts have one name, on whichever list; each list numbers its own."""
        names = [*self.books.contacts, *(self.books.suppliers or ())]
        if normalise(party.name) in {*map(normalise, names), *self.books.held}:
            return ["taken"]
        contacts = self.books.list_of(party.role)
        remote_id = f"C{len(contacts)}"
        currency = party.currency if self.books.has_currencies else ""
        contacts[party.name] = Contact(remote_id, party.name, currency=currency)
        return ["ok", remote_id]

    def _write_document(self, document):
        if document.number in self.books.rejected:
            return ["rejected"]
        ours = () if document.kind in doc.PURCHASES else self.books.numbers()
        if document.number in self.books.taken or document.number in ours:
            return ["taken"]
        remote_id = f"D{len(self.books.documents)}"
        total = document.total + (
            Decimal("0.01") if document.number in self.books.wrong_total else 0
        )
        self.books.documents.append((remote_id, document, total))
        return ["ok", remote_id, str(total)]

    def _read(self, interface, request, answer, items):
        import json

        if answer.status == 400 or answer.text == "spoiled":
            raise errors.RequestRefused(Problem("request_refused", {"message": "spoiled"}))
        if answer.text == "?":
            return [Unknown("garbled") for _item in items]
        outcomes = []
        for item, result in zip(items, json.loads(answer.text), strict=True):
            match result:
                case ["ok", remote_id]:
                    outcomes.append(Uploaded(remote_id))
                case ["ok", remote_id, total]:
                    outcomes.append(Uploaded(remote_id, item.number, Decimal(total)))
                case ["taken"] if request.operation == CREATE_CONTACTS:
                    problem = Problem("contact_taken", {"key": item.key})
                    outcomes.append(Rejected((problem,), taken=True))
                case ["taken"]:
                    problem = Problem("number_taken", {"number": item.number})
                    outcomes.append(Rejected((problem,), taken=True))
                case _:
                    outcomes.append(Rejected((self.books.rejected[item.number],)))
        return outcomes

    def _look_up(self, interface, documents):
        found = {document.marker: (remote, total) for remote, document, total in
                 self.books.documents}  # fmt: skip
        outcomes = []
        for document in documents:
            if document.number in self.books.unclear:
                outcomes.append(Unknown("not understood"))
            elif document.number in self.books.hidden:
                outcomes.append(NotThere())
            elif document.marker in found:
                remote_id, total = found[document.marker]
                outcomes.append(Uploaded(remote_id, document.number, total))
            elif document.number in self.books.taken:
                outcomes.append(Rejected((Problem("number_taken", {"number": document.number}),)))
            else:
                outcomes.append(NotThere())
        return outcomes

    def _find_contacts(self, interface, rule, keys, role=""):
        """One key a read, as a system without bulk reads would do."""
        contacts = self.books.list_of(role)
        for key in keys:
            fault = self.books.read_faults.pop(0) if self.books.read_faults else None
            if fault:
                raise fault
            self.books.asked.append(key)
            if key not in self.books.unclear:
                yield {
                    key: [
                        contact
                        for name, contact in contacts.items()
                        if normalise(contact.remote_id if rule == REMOTE_ID else name)
                        == normalise(key)
                    ]
                }


class LoopMixin:
    """The loop, as a test case runs it, and what it leaves on a line."""

    def _run_loop(self):
        """Run the scheduled action as the server does, on a cursor of its own."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id, su=True)[
                "acct.link.upload"
            ]._cron_upload()
        self.env.invalidate_all()

    def _pass_settle_time(self):
        """Let the time go by after which a miss is a proof."""
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        self.env["acct.link.request"].sudo().search([]).settle_until = past
        self.env["acct.link.batch.line"].sudo().search([("next_try", "!=", False)]).next_try = past
        self.env["acct.link.run"].sudo().search([]).wait_until = False

    def assertProblem(self, line, code):
        codes = [problem.code for problem in line._get_problems()]
        self.assertIn(code, codes)
        self.assertTrue(line.problem_text)
        self.assertTrue(line.problem_cure)
        self.assertNotIn("%(", line.problem_advice)


class AcctLinkCommon(LoopMixin, AccountTestInvoicingCommon):
    books_connector = BooksConnector

    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        return groups | cls.quick_ref("acct_link_batch.group_acct_link_administrator")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Interface = cls.env.registry["acct.link.interface"]
        connector = Interface._fields["connector"]
        cls.startClassPatcher(patch.object(connector, "selection", [("memory", "Memory Books")]))
        cls.startClassPatcher(patch.object(connector, "_selection", {"memory": "Memory Books"}))
        cls.startClassPatcher(
            patch.object(
                Interface,
                "_connector",
                lambda interface: cls.books_connector(interface.env, cls.books),
            )
        )
        cls.books = Books()
        cls.tax = cls.company_data["default_tax_sale"]
        cls.account = cls.company_data["default_account_revenue"]
        cls.customer = cls.env["res.partner"].create({"name": "Kea Farms"})
        cls.interface = cls._create_interface(cls.env.company)

    def setUp(self):
        super().setUp()
        type(self).books = Books(contacts={"Kea Farms": Contact("C-kea", "Kea Farms")})

    # === FIXTURES === #

    @classmethod
    def _create_interface(cls, company, **vals):
        interface = cls.env["acct.link.interface"].create(
            {
                "name": f"{company.name} to Memory Books",
                "connector": "memory",
                "company_id": company.id,
                "office_ids": [Command.set(company.ids)],
                "start_date": "2020-01-01",
                "remote_org_id": f"file-{company.id}",
                "remote_org_name": "Memory",
                "remote_currency": company.currency_id.name,
                "contact_policy": "add",
                **vals,
            }
        )
        codes = {"interface_id": interface.id, "remote_id": "200", "code": "200"}
        account = (
            cls.env["acct.link.account"].sudo().create({**codes, "name": "Sales", "use": "REVENUE"})
        )
        taxes = cls.env["acct.link.tax"].sudo().create(
            [
                {**codes, "remote_id": "S", "code": "S", "name": "Sales tax",
                 "rate": cls.tax.amount, "uses": "REVENUE"},
                {**codes, "remote_id": "0", "code": "0", "name": "None", "rate": 0},
            ]
        )  # fmt: skip
        if not cls.account.company_ids & company.parent_ids:
            return interface
        cls.env["acct.link.account.map"].create(
            {
                "interface_id": interface.id,
                "account_id": cls.account.id,
                "remote_account_id": account.id,
            }
        )
        cls.env["acct.link.tax.map"].create(
            [
                {"interface_id": interface.id, "tax_id": cls.tax.id, "remote_tax_id": taxes[0].id},
                {"interface_id": interface.id, "tax_id": False, "remote_tax_id": taxes[1].id},
            ]
        )
        return interface

    def _invoice(self, **vals):
        return self._invoices(1, **vals)

    def _invoices(
        self, count, post=True, move_type="out_invoice", partner=None, lines=None, **vals
    ):
        usual = {
            "name": "Work",
            "account_id": self.account.id,
            "tax_ids": [Command.set(self.tax.ids)],
        }
        lines = lines or [{"quantity": 1, "price_unit": 100}]
        values = {
            "move_type": move_type,
            "partner_id": (partner or self.customer).id,
            "invoice_date": "2026-10-05",
            "invoice_line_ids": [Command.create({**usual, **line}) for line in lines],
            **vals,
        }
        moves = self.env["account.move"].create([{**values} for _each in range(count)])
        if post:
            moves.action_post()
        return moves

    def _batch(self, moves):
        action = moves.action_acct_link_batch()
        return self.env["acct.link.batch"].browse(action["res_id"])

    def _code(self, kind, code, **vals):
        values = {"interface_id": self.interface.id, "remote_id": code, "code": code, "name": code}
        return self.env[f"acct.link.{kind}"].sudo().create({**values, **vals})

    # === THE LOOP === #

    def _upload(self, moves):
        """Batch, upload and run the loop. :return: the lines, in the order of the moves"""
        batch = self._batch(moves)
        batch.action_upload()
        self._run_loop()
        return batch.line_ids.sorted(lambda line: moves.ids.index(line.move_id.id))

    def _upload_unmapped(self):
        """:return: line of a document whose account and tax are linked with nothing"""
        tax = self.tax.copy({"name": "Other"})
        account = self.account.copy({"code": "400997"})
        taxes = [Command.set(tax.ids)]
        return self._upload(
            self._invoice(lines=[{"account_id": account.id, "tax_ids": taxes, "price_unit": 1}])
        )

    def _sent(self, move):
        """Upload a document that goes through. :return: Document, as it was frozen"""
        line = self._upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        return document_from_json(line.document)

    def assertStopped(self, move, code, other=None):
        """The document fails with this Problem, and another one goes through beside it."""
        lines = self._upload(move + (other or self._invoice()))
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], code)
        self.assertNotIn(move.name, self.books.numbers())
        return lines[0]


def frozen(document, **changes):
    return replace(document, **changes)
