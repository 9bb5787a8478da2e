"""Systems that take short numbers only: what is sent in place of a long one."""

from dataclasses import replace

from odoo.tests import tagged

from ...lib.document import BILL, INVOICE
from ..common import BooksConnector
from ..common_purchase import PurchaseCommon

LONGEST = 12


class ShortNumbersConnector(BooksConnector):
    """Takes 12 characters of an invoice, of other kinds as many as ever. Ours: no separators."""

    def _capabilities(self, interface):
        return replace(super()._capabilities(interface), number_lengths={INVOICE: LONGEST, BILL: 8})

    def _get_number(self, interface, kind, number):
        return number.replace("/", "").replace("-", "") if kind in (INVOICE, BILL) else number


@tagged("post_install", "-at_install")
class TestDocumentNumber(PurchaseCommon):
    books_connector = ShortNumbersConnector

    def _named(self, name, **vals):
        move = self._invoice(post=False, **vals)
        move.name = name
        move.action_post()
        return move

    def test_number_is_sent_as_the_rule_says_and_shown(self):
        move = self._named("INV/2026/00001")
        sent = self._sent(move)
        self.assertEqual(sent.number, "INV202600001")
        line = move.acct_link_line_id
        self.assertEqual((line.number_sent, line.other_number_sent), ("INV202600001",) * 2)
        self.assertFalse(line.changed_since)
        other = self._named("INV202600002")
        self._sent(other)
        self.assertFalse(other.acct_link_line_id.other_number_sent)

    def test_limit_is_that_of_the_kind(self):
        self.assertStopped(self._named("INV/2026/000001"), "number_too_long", self._bill(ref="7"))
        note = self._named("RINV/2026/000001", move_type="out_refund")
        self.assertEqual(self._sent(note).number, "RINV/2026/000001")
        self.assertStopped(self._bill(ref="123456789"), "number_too_long", self._bill(ref="8"))

    def test_two_that_are_the_same_when_sent_stop_in_a_batch(self):
        moves = self._named("INV/2026/00011") + self._named("INV/20260/0011")
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertProblem(lines[1], "number_sent_twice")
        for part in ("INV/20260/0011", "INV202600011", "INV/2026/00011"):
            self.assertIn(part, lines[1].problem_text)

    def test_one_that_was_sent_holds_its_number(self):
        self._sent(self._named("INV/2026/00021"))
        sent = len(self.books.sent)
        line = self._upload(self._named("INV/20260/0021"))
        self.assertProblem(line, "number_sent_twice")
        self.assertEqual(len(self.books.sent), sent)
        self.books.taken.add("INV202600022")
        line = self._upload(self._named("INV/2026/00022"))
        self.assertProblem(line, "number_taken")

    def test_answer_that_was_lost_is_looked_for_by_the_number_as_sent(self):
        move = self._named("INV/2026/00031")
        self.books.faults = ["unanswered"]
        line = self._upload(move)
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual((line.state, line.number_sent), ("uploaded", "INV202600031"))
        self.assertEqual(self.books.numbers(), ["INV202600031"])

    def test_bill_that_is_marked_as_in_the_books_is_known_by_its_own_number(self):
        first = self._bill(ref="AB-1/2")
        self.env["acct.link.parking"].sudo().create(
            {"move_id": first.id, "kind": "in_books", "company_id": first.company_id.id}
        )
        again = self._bill(ref="AB-1/2", post=False)
        again.action_post()
        self.assertStopped(again, "bill_in_books", self._bill(ref="9"))
