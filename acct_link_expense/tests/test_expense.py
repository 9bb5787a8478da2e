from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.acct_link_batch.lib.document import BANK, CARD

from .common import BooksConnector, ExpenseCommon


@tagged("post_install", "-at_install")
class TestExpense(ExpenseCommon):
    # === WHAT A BILL BECOMES === #

    def test_bill_is_a_bill_unless_somebody_says_otherwise(self):
        bill = self._bill(ref="T-1")
        self.assertEqual((bill.acct_link_send_as, bill.acct_link_kind), ("bill", "bill"))
        self.assertFalse(bill.acct_link_paid_from_id)
        document = self._sent(bill)
        self.assertEqual((document.kind, document.paid_from, document.paid_by), ("bill", "", ""))

    def test_chosen_bill_goes_as_an_expense_from_the_account_chosen(self):
        bill = self._bill(ref="T-1")
        bill.acct_link_send_as = "expense"
        bill.acct_link_paid_from_id = self.card
        document = self._sent(bill)
        self.assertEqual(document.kind, "expense")
        self.assertEqual((document.paid_from, document.paid_by), ("c1", CARD))
        line = bill.acct_link_line_id
        self.assertEqual((line.kind_label, line.paid_from_id), ("expense", self.card))

    def test_default_of_the_interface_is_chosen_at_first(self):
        self.interface.write({"default_paid_from_id": self.bank.id, "send_bills_as": "expense"})
        bill, other = self._bill(ref="T-1"), self._bill(ref="T-2")
        other.acct_link_send_as = "bill"
        self.assertEqual((bill.acct_link_kind, other.acct_link_kind), ("expense", "bill"))
        document = self._sent(bill)
        self.assertEqual((document.paid_from, document.paid_by), ("b1", BANK))
        self.assertEqual(self._sent(other).kind, "bill")

    def test_installing_adds_what_somebody_chooses_only(self):
        fields = self.env["account.move"]._fields.values()
        ours = [field for field in fields if field._module == "acct_link_expense"]
        stored = {field.name for field in ours if field.store and field.column_type}
        self.assertEqual(stored, {"acct_link_chosen_send_as", "acct_link_chosen_paid_from_id"})

    def test_expense_by_default_needs_an_account(self):
        with self.assertRaisesRegex(ValidationError, "default purchase account"):
            self.interface.send_bills_as = "expense"

    def test_account_of_another_use_is_not_offered(self):
        with Form(self.interface) as form:
            field = form._view["fields"]["default_paid_from_id"]
        offered = self.env["acct.link.account"].search(
            [("interface_id", "=", self.interface.id), ("role", "in", (BANK, CARD))]
        )
        self.assertIn("role", field["domain"])
        self.assertEqual(offered, self.bank + self.card)

    def test_refund_is_a_vendor_credit_unless_somebody_chooses(self):
        self.interface.write({"default_paid_from_id": self.card.id, "send_bills_as": "expense"})
        refund, other = (self._bill("in_refund", ref=ref) for ref in ("R-1", "R-2"))
        other.acct_link_send_as = "expense"
        self.assertEqual(self._sent(refund).kind, "vendor_credit")
        document = self._sent(other)
        self.assertEqual((document.kind, document.paid_from), ("expense_refund", "c1"))
        self.assertEqual(other.acct_link_line_id.amount_signed, -other.amount_total)

    def test_invoice_is_never_an_expense(self):
        self.interface.write({"default_paid_from_id": self.card.id, "send_bills_as": "expense"})
        invoice = self._invoice()
        self.assertFalse(invoice.acct_link_takes_expenses)
        self.assertEqual((invoice.acct_link_send_as, invoice.acct_link_kind), (False, "invoice"))
        invoice.acct_link_chosen_send_as = "expense"
        self.assertEqual(self._sent(invoice).kind, "invoice")

    def test_books_without_expenses_take_bills_only(self):
        self.interface.write({"default_paid_from_id": self.card.id, "send_bills_as": "expense"})
        bill = self._bill(ref="T-1")
        self.startPatcher(patch.object(type(self), "books_connector", BooksConnector))
        self.env.invalidate_all()
        self.assertFalse(bill.acct_link_takes_expenses)
        self.assertEqual(bill._acct_link_kind(), "bill")

    def test_kind_sorts_expenses_behind_bills(self):
        self.interface.write({"default_paid_from_id": self.card.id, "send_bills_as": "expense"})
        moves = self._bill(ref="T-1") + self._bill(ref="T-2") + self._bill("in_refund", ref="R-1")
        moves += self._invoice()
        moves[1].acct_link_send_as = "bill"
        moves.flush_recordset()
        found = moves.search([("id", "in", moves.ids)], order="acct_link_kind")
        kinds = [move.acct_link_kind for move in found]
        self.assertEqual(kinds, ["invoice", "bill", "vendor_credit", "expense"])

    # === WHAT STOPS ONE === #

    def test_expense_without_an_account_stays_here(self):
        bill = self._bill(ref="T-1")
        bill.acct_link_send_as = "expense"
        line = self.assertStopped(bill, "expense_account_missing")
        # The cure works, for whoever reads it.
        bill.acct_link_paid_from_id = self.bank
        line.action_retry()
        self._run_loop()
        self.assertEqual((line.state, line.kind), ("uploaded", "expense"))

    def test_account_that_is_gone_there_stops_an_expense(self):
        bill = self._bill(ref="T-1")
        bill.write({"acct_link_send_as": "expense", "acct_link_paid_from_id": self.bank.id})
        self.bank.active = False
        self.assertStopped(bill, "expense_account_gone")

    def test_account_that_pays_nothing_stops_an_expense(self):
        """The page offers none: a call may name one, or the books make it another one since."""
        bill, other = self._bill(ref="T-1"), self._bill(ref="T-2")
        bill.write({"acct_link_send_as": "expense", "acct_link_chosen_paid_from_id": self.costs.id})
        self.assertStopped(bill, "expense_account_missing", other)
        self.interface.default_paid_from_id = self.bank
        third = self._bill(ref="T-3")
        third.acct_link_send_as = "expense"
        self.bank.role = False
        self.assertStopped(third, "expense_account_gone")

    def test_account_in_another_currency_stops_an_expense(self):
        bill = self._bill(ref="T-1")
        bill.write({"acct_link_send_as": "expense", "acct_link_paid_from_id": self.bank.id})
        self.bank.currency = "CHF"
        line = self.assertStopped(bill, "expense_account_currency")
        self.assertIn("CHF", line.problem_text)
        self.bank.currency = bill.currency_id.name
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_same_paper_as_a_bill_and_as_an_expense_goes_once(self):
        for first, second in (("bill", "expense"), ("expense", "bill")):
            with self.subTest(first=first):
                bill, twin = (self._bill(ref=ref) for ref in (f"{first} 7", f"{first} 7 "))
                for move, choice in ((bill, first), (twin, second)):
                    move.acct_link_send_as = choice
                    move.acct_link_chosen_paid_from_id = self.card
                self._sent(bill)
                self.assertStopped(twin, "bill_number_twice")

    # === CHANGES === #

    def test_choice_is_open_until_it_is_sent(self):
        bill = self._bill(ref="T-1")
        line = self._batch(bill).line_ids
        self.assertEqual(line.kind, "bill")
        bill.write({"acct_link_send_as": "expense", "acct_link_paid_from_id": self.card.id})
        self.assertEqual((line.kind, line.paid_from_id), ("expense", self.card))
        line.batch_id.action_upload()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
        for vals in (
            {"acct_link_send_as": "bill"},
            {"acct_link_paid_from_id": self.bank.id},
            {"acct_link_chosen_send_as": False},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "as they were sent"):
                bill.write(vals)
        # Another default says nothing of what was sent.
        self.interface.default_paid_from_id = self.bank
        self.assertEqual((line.kind_label, line.paid_from_id), ("expense", self.card))

    def test_choice_is_kept_while_it_is_on_its_way(self):
        bill = self._bill(ref="T-1")
        line = self._batch(bill).line_ids
        line.sudo().state = "sending"
        with self.assertRaisesRegex(UserError, "at this moment"):
            bill.acct_link_send_as = "expense"
        self.assertEqual(line.kind, "bill")

    def test_choice_falls_away_with_the_supplier(self):
        other = self.env["res.partner"].create({"name": "Moa Mills"})
        bill = self._bill(ref="T-1", post=False)
        bill.write({"acct_link_send_as": "expense", "acct_link_paid_from_id": self.card.id})
        copy = bill.copy()
        self.assertEqual(copy.acct_link_send_as, "expense")
        bill.partner_id = other
        self.assertEqual(bill.acct_link_send_as, "bill")
        self.assertFalse(bill.acct_link_paid_from_id)
        self.assertEqual(copy.copy({"partner_id": other.id}).acct_link_send_as, "bill")

    def test_choice_of_another_accounts_file_says_nothing(self):
        foreign = self.bank.sudo().copy(
            {"interface_id": self.interface.copy().id, "remote_id": "b9"}
        )
        bill = self._bill(ref="T-1")
        bill.acct_link_send_as = "expense"
        bill.acct_link_chosen_paid_from_id = foreign
        self.assertFalse(bill.acct_link_paid_from_id)
        self.assertStopped(bill, "expense_account_missing")

    def test_emptied_account_is_the_default_again(self):
        self.interface.default_paid_from_id = self.bank
        bill = self._bill(ref="T-1")
        bill.acct_link_send_as = "expense"
        bill.acct_link_paid_from_id = self.card
        bill.acct_link_paid_from_id = False
        self.assertEqual(bill.acct_link_paid_from_id, self.bank)
