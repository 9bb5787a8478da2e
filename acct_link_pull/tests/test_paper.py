"""A paper of a supplier goes to the books once, however its number was typed here and there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib.document import VENDOR_CREDIT, to_json
from odoo.addons.acct_link_batch.lib.matching import (
    SKELETON_SQL,
    normalise,
    normalise_number,
    skeleton,
)

from ..lib.incoming import OPEN, VOID, Bill, RemoteDocument
from .common_bill import BillCommon

# One number as people and programs type it.
SPELLINGS = (
    "INV-9",
    "inv-9",
    " INV-9 ",
    "Inv -9",
    "INV\u200b-9\ufeff",
    "ＩＮＶ-９",
    "I N V\u00a0-9",
    "INV\u20119",
    "inv–9",
)


@tagged("post_install", "-at_install")
class TestPaper(BillCommon):
    # === LOOKING FOR IT === #

    @settings(max_examples=200, deadline=None)
    @given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")))
    def test_database_finds_what_is_compared_here(self, text):
        """Its skeleton of a text is ours, and texts with one normal form have one skeleton."""
        column = SQL(SKELETON_SQL.format("%s"), SQL("%s::text", text))
        [[found]] = self.env.execute_query(SQL("SELECT %s", column))
        self.assertEqual(found, skeleton(text))
        for form in (normalise, normalise_number):
            self.assertEqual(skeleton(form(text)), found)

    def test_index_answers_for_a_page(self):
        """Whatever many bills the suppliers have, one query looks at those with such numbers."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        domain = self._get_paper_domain(["INV-9", "B 7"])
        query = self.env["account.move"].sudo()._search(domain)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row for (row,) in self.env.cr.fetchall())
        self.assertIn("account_move_acct_link_paper_idx", plan)

    def _get_paper_domain(self, numbers):
        found = []
        Move = type(self.env["account.move"])
        original = Move.search_fetch

        def search_fetch(records, domain, *args, **kwargs):
            found.append(domain)
            return original(records, domain, *args, **kwargs)

        self.patch(Move, "search_fetch", search_fetch)
        self.env["acct.link.paper"]._find_here(self.interface, self.supplier, numbers)
        return found[0]

    def test_credit_on_its_way_is_ours_however_the_books_write_its_number(self):
        line = self._batch(self._bill("in_refund", ref="CN-1")).line_ids.sudo()
        documents = self.env["acct.link.document"]._prepare_documents(
            self.interface, line, {line.id: "C-Tui"}
        )
        document = documents[line.id]
        line.write({"state": "sending", "number_sent": "CN-1", "document": to_json(document)})
        for number, ours in (("cn–1", {"R"}), ("CN-2", set())):
            total, currency = document.total, document.currency
            known = RemoteDocument(
                "R", VENDOR_CREDIT, number, OPEN, currency, total, total, "C-Tui"
            )
            bill = Bill(known, document.date, None, (), document.tax)
            found = self.env["acct.link.bill"]._get_on_their_way(self.interface, [bill])
            self.assertEqual(found, ours, number)

    # === ENTERED TWICE HERE === #

    def test_bill_entered_twice_is_sent_once(self):
        first = self._bill(ref="1001")
        second = self._bill(ref="1001")
        lines = self._upload(first + second)
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertProblem(lines[1], "bill_number_twice")
        # Neither later, nor when it is only looked at.
        check = self.env["acct.link.check"]._check_moves(self._bill(ref="1001"))
        self.assertEqual(check.line_ids._get_problems()[0].code, "bill_number_twice")
        second.ref = "1001-b"
        lines[1].action_retry()
        self._run_loop()
        self.assertEqual(lines[1].state, "uploaded")

    def test_bill_entered_twice_is_sent_once_however_its_number_is_typed(self):
        for number, spelling in enumerate(SPELLINGS):
            with self.subTest(spelling=spelling.encode()):
                suffix = f"/{number}"
                first, second = self._bill(ref=f"INV-9{suffix}"), self._bill(ref=spelling + suffix)
                lines = self._upload(first + second)
                self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
                self.assertProblem(lines[1], "bill_number_twice")
                self.assertIn(first.display_name, lines[1].problem_text)
                # In another batch, too.
                self.assertProblem(
                    self._upload(self._bill(ref=spelling + suffix)), "bill_number_twice"
                )

    def test_receipt_and_bill_are_one_paper_and_a_credit_is_another(self):
        moves = (
            self._bill(ref="7")
            + self._bill("in_receipt", ref="7 ")
            + self._bill("in_refund", ref="7")
        )
        self.assertEqual(self._upload(moves).mapped("state"), ["uploaded", "failed", "uploaded"])

    def test_bill_that_waits_for_an_answer_keeps_its_twin_here(self):
        self.books.faults.append("lost")
        [line] = self._upload(self._bill(ref="inv-9"))
        self.assertEqual(line.state, "unknown")
        self.assertProblem(self._upload(self._bill(ref="INV-9")), "bill_number_twice")

    def test_bill_marked_as_in_the_books_keeps_its_twin_here(self):
        self.env["acct.link.parking"]._set_aside(self._bill(ref="inv-9"), "in_books", "by hand")
        line = self._upload(self._bill(ref="INV-9 "))
        self.assertProblem(line, "bill_in_books")

    def test_parked_bill_keeps_nobody_here(self):
        self.env["acct.link.parking"]._set_aside(self._bill(ref="inv-9"), "parked", "later")
        self.assertEqual(self._upload(self._bill(ref="INV-9")).state, "uploaded")

    def test_bill_goes_where_its_twin_was_voided_there(self):
        [line] = self._upload(self._bill(ref="inv-9"))
        self.env["acct.link.remote.document"].sudo().create({"line_id": line.id, "status": VOID})
        self.assertEqual(self._upload(self._bill(ref="INV-9")).state, "uploaded")

    def test_number_without_letters_and_one_of_another_script(self):
        moves = self._bill(ref="№ 5-б") + self._bill(ref="№5-Б") + self._bill(ref="№5-в")
        self.assertEqual(self._upload(moves).mapped("state"), ["uploaded", "failed", "uploaded"])

    # === IN THE BOOKS === #

    def test_bill_that_the_books_have_in_another_spelling_is_stopped(self):
        known = self._known_bill(number="inv-9 ")
        for spelling in SPELLINGS:
            with self.subTest(spelling=spelling.encode()):
                line = self._upload(self._bill(ref=spelling))
                self.assertProblem(line, "bill_in_books")
                self.assertEqual(line._get_problems()[0].record, (known._name, known.id))

    def test_bill_that_came_from_another_contact_of_the_supplier_is_known(self):
        self._known_bill(number="INV-9", contact="C-old", partner_id=self.supplier.id)
        self.assertProblem(self._upload(self._bill(ref="inv-9")), "bill_in_books")

    def test_bill_that_the_books_have_already_is_stopped(self):
        known = self._known_bill()
        line = self._upload(self._bill(ref="S-1"))
        self.assertProblem(line, "bill_in_books")
        self.assertEqual(line._get_problems()[0].record, (known._name, known.id))
        known.state = "void"
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
