import logging
from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.incoming import OPEN, PAID, UNKNOWN

_logger = logging.getLogger(__name__)


class AcctLinkPaymentSync(models.AbstractModel):
    """What is set against a document in the books is set against it here.

    It goes by what stands there now, not by what happened: whatever was read twice, late or in
    another order ends the same. A document is found by its remote id, else by its number if that
    leaves no doubt. What cannot be registered is kept for a person.
    """

    _name = "acct.link.payment.sync"
    _inherit = ["acct.link.payment.sync.register"]
    _description = "Mirror of Payments"

    @api.model
    def _keep(self, interface, remote_documents):
        """Bring what is set against these documents up to date.

        :param remote_documents: incoming.RemoteDocument of one slice
        :return: (number of documents that changed here, number that failed)
        """
        if not interface.register_payments:
            return 0, 0
        found = self._find_documents(interface, remote_documents)
        rows = self._get_rows(interface, remote_documents)
        to_register = self.env["acct.link.payment"]
        changed, failed = set(), 0
        for remote_document in remote_documents:
            move, problem = found.get(remote_document.remote_id, (None, None))
            known = rows.get(remote_document.remote_id, self.env["acct.link.payment"])
            if not move and not known:
                continue
            try:
                with self.env.cr.savepoint():
                    opened, touched = self._compare(
                        interface, remote_document, move, known, problem
                    )
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                _logger.exception(
                    "What is set against %s could not be kept", remote_document.remote_id
                )
                failed += 1
                continue
            to_register |= opened
            if touched:
                changed.add(remote_document.remote_id)
        handed_over = self._hand_over_to_notes(interface, found)
        changed.update(handed_over.mapped("remote_id"))
        failed += self._register_rows(to_register | handed_over)
        return len(changed), failed

    # === WHICH DOCUMENT === #

    @api.model
    def _find_documents(self, interface, remote_documents):
        """:return: {remote id: (account.move, Problem or None)}"""
        ids = [remote_document.remote_id for remote_document in remote_documents]
        lines = self.env["acct.link.batch.line"].search_fetch(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", ids),
                ("state", "=", "uploaded"),
            ],
            ["remote_id", "move_id"],
        )
        found = {line.remote_id: (line.move_id, None) for line in lines}
        bills = self.env["acct.link.bill"].search_fetch(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", ids),
                ("move_id", "!=", False),
            ],
            ["remote_id", "move_id"],
        )
        found |= {row.remote_id: (row.move_id, None) for row in bills}
        rest = [
            remote_document
            for remote_document in remote_documents
            if remote_document.remote_id not in found
            and remote_document.applied
            and remote_document.number
            and remote_document.kind in (INVOICE, CREDIT_NOTE)  # others have the suppliers' numbers
        ]
        return found | self._find_by_number(interface, rest)

    @api.model
    def _find_by_number(self, interface, remote_documents):
        """Documents that did not go through a batch but have the number on both sides. Only one
        that also has the currency and the total is taken; another one is shown to a person.
        """
        found = {}
        moves = self.env["account.move"].search_fetch(
            [
                ("company_id", "in", interface._get_offices().ids),
                ("name", "in", [remote_document.number for remote_document in remote_documents]),
                ("state", "=", "posted"),
                ("move_type", "in", self.env["account.move"]._acct_link_types()),
                ("acct_link_line_ids", "not any", [("state", "=", "uploaded")]),
            ],
            ["name", "move_type", "amount_total", "currency_id"],
        )
        numbered = moves.grouped(lambda move: (move._acct_link_kind(), move.name))
        for remote_document in remote_documents:
            candidates = numbered.get(
                (remote_document.kind, remote_document.number), moves.browse()
            )
            same = candidates.filtered(
                lambda move, remote_document=remote_document: (
                    move.currency_id.name == remote_document.currency
                    and self._decimal(move.amount_total, move.currency_id) == remote_document.total
                )
            )
            if len(same) == 1 == len(candidates):
                found[remote_document.remote_id] = (same, None)
            elif candidates:
                move = candidates[0]
                values = {
                    "number": remote_document.number,
                    "theirs": f"{remote_document.currency} {remote_document.total}",
                    "ours": f"{move.currency_id.name} {move.amount_total:.2f}",
                }
                found[remote_document.remote_id] = (move, Problem("payment_not_ours", values))
        return found

    # === WHAT CHANGED === #

    @api.model
    def _get_rows(self, interface, remote_documents):
        """:return: {remote id of the document: acct.link.payment known of it}"""
        return (
            self.env["acct.link.payment"]
            .search(
                [
                    ("remote_org_id", "=", interface.remote_org_id),
                    ("document_remote_id", "in", [each.remote_id for each in remote_documents]),
                ]
            )
            .grouped("document_remote_id")
        )

    @api.model
    def _compare(self, interface, remote_document, move, known, problem):
        """Undo what is gone, note what is new.

        :return: (acct.link.payment to register now, whether anything changed)
        """
        opened, touched = known.browse(), False
        if remote_document.applied is None or remote_document.status == UNKNOWN:
            return opened, touched
        settles = remote_document.status in (OPEN, PAID)
        wanted = {each.remote_id: each for each in remote_document.applied if settles}
        for row in known.filtered(lambda row: row.state != "undone"):
            if row.remote_id not in wanted or not row._is_unchanged(wanted[row.remote_id]):
                self._undo(row)
                touched = True
        rows = known.grouped("remote_id")
        for remote_id, applied in wanted.items():
            row = rows.get(remote_id, known.browse())
            if row._is_loose():
                self._match_again(row)
                touched = True
            if not move or row._is_settled():
                continue
            vals = self._prepare_row_vals(interface, remote_document, move, applied)
            if row:
                row.write({**vals, "state": "open", "problems": False})
            else:
                row = known.create(vals)
            touched = True
            if problem:
                row._leave_open(problem)
            else:
                opened |= row
        return opened, touched

    @api.model
    def _prepare_row_vals(self, interface, remote_document, move, applied):
        currency = self.env["acct.link.rate"]._get_currency(remote_document.currency)
        return {
            "interface_id": interface.id,
            "remote_org_id": interface.remote_org_id,
            "document_remote_id": remote_document.remote_id,
            "remote_id": applied.remote_id,
            "company_id": move.company_id.id,
            "move_id": move.id,
            "source": applied.source,
            "source_number": applied.number,
            "reference": applied.reference,
            "date": applied.date or move.invoice_date,
            "amount": float(applied.amount),
            "currency_id": currency.id,
            "rate": float(applied.rate or 0),
        }

    @api.model
    def _decimal(self, amount, currency):
        """A float of Odoo as a Decimal with the currency's digits."""
        return round(Decimal(str(currency.round(amount))), currency.decimal_places)

    @api.model
    def _hand_over_to_notes(self, interface, remote_ids):
        """What was set off through the clearing account, as its credit note was not here yet, is
        taken back once the note is. What a person has built on it stays.

        :param remote_ids: of documents that are here
        :return: acct.link.payment to register now
        """
        rows = self.env["acct.link.payment"].search(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", list(remote_ids)),
                ("source", "=", "credit_note"),
                ("state", "=", "registered"),
                ("payment_id", "!=", False),
            ]
        )
        opened = rows.browse()
        for row in rows:
            if row._find_note() and row._is_here() and not self._get_undo_obstacle(row):
                try:
                    with self.env.cr.savepoint():
                        self._take_back(row)
                        row.write({"state": "open", "payment_id": False})
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                    raise
                except Exception:
                    _logger.exception("Payment %s could not be handed over", row.remote_id)
                    continue
                opened |= row
        return opened

    # === SEVERAL AT ONCE === #

    @api.model
    def _register_rows(self, rows):
        """Register open payments: those of a kind at once, each alone if one of them spoils it.

        :return: how many stay open
        """
        groups = defaultdict(rows.browse)
        for row in rows:
            by_note = row.source == "credit_note" and bool(row._find_note())
            groups[row.company_id, by_note] += row
        for (company, by_note), group in groups.items():
            register = self._register_notes if by_note else self._register_payments
            # Two payments of one document depend on each other's rest.
            for some in self._split(group):
                if free := self._leave_obstructed(some):
                    self._attempt(register, free.with_company(company))
        return len(rows.filtered(lambda row: row.state == "open"))

    @api.model
    def _leave_obstructed(self, rows):
        """:return: the others, which can be registered as things are now"""
        free = rows.browse()
        for row in rows:
            problem = row._get_obstacle()
            if problem:
                row._leave_open(problem)
            else:
                free += row
        return free

    @api.model
    def _split(self, rows):
        """Portions in which no document comes up twice."""
        while rows:
            portion = rows.browse(
                [row.id for row in rows.grouped("move_id").values() for row in row[:1]]
            )
            yield portion
            rows -= portion

    @api.model
    def _attempt(self, register, rows):
        """Within a savepoint; if that fails, each row alone, and the culprit stays open."""
        try:
            with self.env.cr.savepoint():
                register(rows)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(rows) > 1:
                for row in rows:
                    self._attempt(register, row)
                return
            _logger.info("Payment %s was refused", rows.remote_id, exc_info=True)
            values = {"number": rows.move_id.name, "message": str(error)}
            rows._leave_open(Problem("payment_refused", values))
