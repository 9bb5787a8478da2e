"""Bills that the bookkeeper enters in the stand-in become vendor bills here, over real HTTP."""

from bill_common import INK, BillCommon

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger


class TestBills(BillCommon):
    # === WHAT IS TAKEN === #

    def test_bill_becomes_a_draft_bill_with_its_lines(self):
        row = self.taken()
        move = row.move_id
        self.assertTaken(row, 114.99)
        self.assertEqual((move.move_type, move.state, move.ref), ("in_invoice", "draft", "B-1"))
        self.assertEqual(move.partner_id, self.supplier)
        self.assertEqual(str(move.invoice_date), "2026-10-05")
        self.assertEqual(str(move.invoice_date_due), "2026-11-20")
        line = move.invoice_line_ids
        self.assertEqual((line.name, line.quantity, line.price_unit), ("Ink", 3, 33.33))
        self.assertEqual((line.account_id, line.tax_ids), (self.expense, self.purchase_tax))

    def test_bill_is_posted_if_the_interface_says_so(self):
        self.interface.bill_state = "posted"
        self.assertEqual(self.taken().move_id.state, "posted")

    def test_vendor_credit_becomes_a_refund(self):
        row = self.taken(kind="ACCPAYCREDIT")
        self.assertTaken(row, 114.99)
        self.assertEqual(row.move_id.move_type, "in_refund")

    def test_prices_with_tax_in_them(self):
        row = self.taken(INK | {"UnitAmount": "10.01"}, line_amount_types="Inclusive")
        self.assertTaken(row, 30.03)
        self.assertAlmostEqual(row.move_id.amount_tax, 3.92, 2)
        self.assertIn("3 × 10.01", row.move_id.invoice_line_ids.name)

    def test_no_tax(self):
        row = self.taken(INK | {"TaxType": "NONE"}, line_amount_types="NoTax")
        self.assertTaken(row, 99.99)
        self.assertFalse(row.move_id.invoice_line_ids.tax_ids)

    def test_tax_that_the_bookkeeper_changed_is_kept(self):
        for mode in ("draft", "posted"):
            self.interface.bill_state = mode
            row = self.taken(INK | {"TaxAmount": "14.27"}, number=mode)
            self.assertTaken(row, 114.26)
            self.assertAlmostEqual(row.move_id.amount_tax, 14.27, 2)
        credit = self.taken(INK | {"TaxAmount": "15.20"}, kind="ACCPAYCREDIT")
        self.assertTaken(credit, 115.19)

    def test_many_odd_lines_add_up(self):
        odd = [
            INK | {"Quantity": str(n), "UnitAmount": f"{n * 7 % 11}.{n * 37 % 10000:04}"}
            for n in range(1, 15)
        ]
        row = self.taken(*odd, INK | {"Quantity": "-1", "UnitAmount": "2.5"})
        self.assertEqual(row.state, "taken", row.problem_text)
        books = next(each for each in self.books("invoices") if each["id"] == row.remote_id)
        self.assertAlmostEqual(row.move_id.amount_total, books["total"], 2)
        self.assertAlmostEqual(row.move_id.amount_tax, books["total_tax"], 2)

    def test_foreign_currency_has_the_rate_of_the_books(self):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", "SEK")])
        currency.active = False
        self.control("settings", {"tenants": {self.tenant: {"currencies": {"SEK": 0.5}}}})
        row = self.taken(currency="SEK", currency_rate="0.5")
        self.assertOpen(row, "bill_currency")
        currency.active = True
        row.action_try_again()
        self.assertTaken(row, 114.99)
        home = self.office.currency_id.name
        if self.interface.remote_currency == home:
            self.assertAlmostEqual(row.move_id.invoice_currency_rate, 0.5)

    # === SUPPLIERS === #

    def test_unknown_supplier_waits_or_is_added(self):
        self.contact = self.add_contact("Paper Mill", EmailAddress="mill@example.com")
        row = self.taken()
        self.assertOpen(row, "bill_supplier_unknown")
        self.interface.bill_new_suppliers = True
        row.action_try_again()
        self.assertEqual(row.partner_id.email, "mill@example.com")
        self.supplier.name = "Paper Mill"  # the contact is known by its id now
        self.assertEqual(self.taken(number="B-2").partner_id, row.partner_id)

    def test_supplier_by_tax_number(self):
        self.contact = self.add_contact("Ink and Company", TaxNumber="49-091-850")
        self.supplier.vat = "49-091-850"
        self.assertEqual(self.taken().partner_id, self.supplier)

    def test_two_suppliers_of_that_name_are_for_a_person(self):
        twin = self.supplier.copy({"name": "Ink & Co"})
        row = self.taken()
        self.assertOpen(row, "bill_supplier_several")
        twin.name = "Ink & Daughters"
        row.action_try_again()
        self.assertEqual(row.partner_id, self.supplier)

    def test_wildcards_in_names_match_nobody(self):
        self.contact = self.add_contact("Ink%")
        self.assertOpen(self.taken(), "bill_supplier_unknown")

    def test_number_of_two_suppliers(self):
        other = self.env["res.partner"].create({"name": "Toner Ltd"})
        first = self.taken()
        self.contact = self.add_contact("Toner Ltd")
        second = self.taken(INK | {"UnitAmount": "1"})
        self.assertTaken(first, 114.99)
        self.assertTaken(second, 3.45)
        self.assertEqual(second.partner_id, other)

    # === CODES === #

    def test_unlinked_account_and_tax_keep_it_open(self):
        row = self.taken(INK | {"AccountCode": "404"})
        self.assertOpen(row, "bill_account_unmapped")
        self.assertFalse(row.move_id)
        self.link("account_map", "account_id", self.expense, self.code("account", "404"))
        row.action_try_again()
        self.assertTaken(row, 114.99)
        self.link("tax_map", "tax_id", self.purchase_tax, self.code("tax", "ZERORATED"))
        row = self.taken(INK | {"AccountCode": "404"}, number="B-2")
        self.assertOpen(row, "bill_tax_unmapped")

    def test_two_taxes_for_one_code_keep_it_open(self):
        self.purchase_tax.copy({"name": "Also 15%"})
        self.interface.action_suggest_mappings()
        rows = self.interface.tax_map_ids
        row = rows.filtered(lambda row: row.tax_id.name == "Also 15%")
        row.remote_tax_id = self.code("tax", "INPUT2")
        self.assertOpen(self.taken(), "bill_tax_several")

    def test_wrongly_linked_rate_keeps_it_open(self):
        zero = self.purchase_tax.copy({"name": "Nil", "amount": 0})
        self.interface.action_suggest_mappings()
        self.link("tax_map", "tax_id", zero, self.code("tax", "INPUT2"))
        self.assertOpen(self.taken(), "bill_total_differs")
        self.assertFalse(self.env["account.move"].search([("ref", "=", "B-1")]))

    # === AGAIN AND AGAIN === #

    def test_read_twice_is_one_bill(self):
        row = self.taken()
        move, before = row.move_id, row.move_id.write_date
        self.bookkeeper("edit", id=row.remote_id)
        run = self.pull("bills")
        self.assertEqual((run.seen >= 1, run.changed), (True, 0))
        self.assertEqual((row.move_id, row.move_id.write_date), (move, before))
        self.assertEqual(self.env["account.move"].search_count([("ref", "=", "B-1")]), 1)

    def test_draft_there_waits_until_it_is_approved(self):
        remote_id = self.add(status="DRAFT")
        self.pull("bills")
        self.assertFalse(self.row(remote_id))
        self.bookkeeper("approve", id=remote_id)
        self.pull("bills")
        self.assertTaken(self.row(remote_id), 114.99)

    def test_changed_while_draft_here_is_updated(self):
        row = self.taken(INK | {"TaxAmount": "14.27"})
        move = row.move_id
        self.edit_lines(row, INK | {"Quantity": "1"})
        self.pull("bills")
        self.assertEqual(row.move_id, move)
        self.assertTaken(row, 38.33)
        self.assertEqual(len(move.invoice_line_ids), 1)

    def test_changed_after_posting_is_shown(self):
        self.interface.bill_state = "posted"
        row = self.taken()
        self.edit_lines(row, INK | {"Quantity": "1"})
        self.pull("bills")
        self.assertOpen(row, "bill_changed")
        self.assertEqual(row.move_id.amount_total, 114.99)
        row.action_try_again()
        self.assertOpen(row, "bill_changed")
        row.move_id.button_draft()
        row.action_try_again()
        self.assertTaken(row, 38.33)
        self.assertEqual(row.move_id.state, "posted")

    def test_voided_there_is_cancelled_here(self):
        for mode in ("draft", "posted"):
            self.interface.bill_state = mode
            row = self.taken(number=mode)
            self.bookkeeper("void", id=row.remote_id)
            self.pull("bills")
            self.assertEqual((row.state, row.move_id.state), ("void", "cancel"))

    def test_voided_there_and_paid_here_is_shown(self):
        self.interface.bill_state = "posted"
        row = self.taken()
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=row.move_id.ids
        )
        payment.create({"journal_id": self.journal.id}).action_create_payments()
        self.bookkeeper("void", id=row.remote_id)
        self.pull("bills")
        self.assertOpen(row, "bill_void_paid")
        self.assertEqual(row.move_id.state, "posted")

    def test_voided_there_in_a_locked_period_is_shown(self):
        self.interface.bill_state = "posted"
        row = self.taken()
        self.office.fiscalyear_lock_date = "2026-10-31"
        self.bookkeeper("void", id=row.remote_id)
        self.pull("bills")
        self.assertOpen(row, "bill_refused")
        self.assertEqual(row.move_id.state, "posted")

    def test_deleted_here_is_shown_and_taken_again(self):
        row = self.taken()
        row.move_id.unlink()
        self.bookkeeper("edit", id=row.remote_id)
        self.pull("bills")
        self.assertOpen(row, "bill_gone_here")
        row.action_try_again()
        self.assertTaken(row, 114.99)

    # === BY HAND === #

    def test_entered_here_by_hand_is_not_taken_twice(self):
        ours = self.invoice(move_type="in_invoice", partner=self.supplier, ref="B-1", price=1)
        row = self.taken()
        self.assertOpen(row, "bill_here_already")
        row.action_settle()
        self.assertEqual((row.state, row.move_id), ("settled", ours))
        self.bookkeeper("edit", id=row.remote_id)
        self.pull("bills")
        self.assertEqual(row.state, "settled")
        with self.assertRaises(UserError):
            row.action_settle()

    # === PAYMENTS === #

    def test_payment_of_a_bill_comes_with_it_and_is_undone(self):
        self.interface.bill_state = "posted"
        remote_id = self.add()
        self.bookkeeper("pay", id=remote_id)
        self.pull("bills")
        row = self.row(remote_id)
        payment = self.env["acct.link.payment"].search([("move_id", "=", row.move_id.id)])
        self.assertEqual(payment.state, "registered", payment.problem_text)
        self.assertEqual(payment.payment_id.payment_type, "outbound")
        self.assertEqual(row.move_id.amount_residual, 0)
        self.pull("documents")
        self.assertEqual(row.move_id.amount_residual, 0)

    def test_credit_that_comes_after_its_set_off_takes_the_place_of_the_clearing(self):
        self.interface.bill_state = "posted"
        bill = self.taken()
        self.interface.bill_state = "draft"
        credit = self.taken(INK | {"Quantity": "2"}, kind="ACCPAYCREDIT", number="C-1")
        self.bookkeeper("allocate", id=credit.remote_id, invoice_id=bill.remote_id, amount="50.00")
        self.pull("documents")
        row = self.env["acct.link.payment"].search([("move_id", "=", bill.move_id.id)])
        clearing = row.payment_id
        self.assertEqual((row.state, clearing.amount), ("registered", 50))
        rest = bill.move_id.amount_residual
        credit.move_id.action_post()
        for _time in range(2):
            self.env["acct.link.bill"].sudo().search([]).seen_at = "2026-01-01"
            self.pull("recheck")
            self.assertEqual((row.state, clearing.state), ("registered", "canceled"))
            self.assertEqual(row.credit_note_id, credit.move_id)
            self.assertEqual(bill.move_id.amount_residual, rest)
            open_there = credit.move_id.amount_total - 50
            self.assertAlmostEqual(credit.move_id.amount_residual, open_there, 2)

    def test_payment_of_a_bill_comes_with_the_documents(self):
        self.interface.bill_state = "posted"
        row = self.taken()
        self.bookkeeper("pay", id=row.remote_id, amount="50")
        before = [len(self.calls("GET", path)) for path in ("Invoices", "CreditNotes")]
        self.pull("documents")
        after = [len(self.calls("GET", path)) for path in ("Invoices", "CreditNotes")]
        self.assertEqual([now - then for now, then in zip(after, before, strict=True)], [1, 1])
        self.assertAlmostEqual(row.move_id.amount_residual, 64.99, 2)

    # === ROLES === #

    def test_clerks_of_the_office_settle_and_nobody_else(self):
        self.contact = self.add_contact("Paper Mill")
        row = self.taken()
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        clerk = "base.group_user,acct_link_batch.group_acct_link_user"
        for login, groups, company in (
            ("invoicing", "account.group_account_invoice", self.office),
            ("elsewhere", clerk, elsewhere),
        ):
            user = new_test_user(
                self.env(su=True), login, groups, company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )  # fmt: skip
            for action in ("action_try_again", "action_settle"):
                with self.assertRaises(AccessError), mute_logger("odoo.models"):
                    getattr(row.with_user(user).sudo(False), action)()
        user = new_test_user(
            self.env(su=True), "clerk_here", clerk, company_id=self.office.id,
            company_ids=[Command.set(self.office.ids)],
        )  # fmt: skip
        mine = row.with_user(user).sudo(False)
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            mine.write({"state": "taken"})
        self.supplier.name = "Paper Mill"
        mine.action_try_again()
        self.assertTaken(row, 114.99)

    # === FAULTS === #

    def test_without_a_journal_nothing_is_read_away(self):
        self.interface.bill_journal_id = False
        remote_id = self.add()
        self.assertEqual(self.pull("bills").result, "misconfigured")
        self.interface.bill_journal_id = self.company_data["default_journal_purchase"]
        self.env["acct.link.pull.run"].sudo().search([]).wait_until = False
        self.pull("bills")
        self.assertTaken(self.row(remote_id), 114.99)

    def test_garbled_answer_takes_nothing_and_loses_nothing(self):
        remote_id = self.add()
        self.fault("garbage", path="Contacts$", method="GET")
        self.assertEqual(self.pull("bills").result, "waiting")
        self.assertFalse(self.row(remote_id))
        self.env["acct.link.pull.run"].sudo().search([]).wait_until = False
        self.pull("bills")
        self.assertTaken(self.row(remote_id), 114.99)

    @mute_logger("odoo.addons.acct_link_pull.models.bill")
    def test_one_that_breaks_stops_no_other(self):
        maker = type(self.env["acct.link.bill.maker"])
        make = maker._make

        def break_one(self, row, bill):
            if row.number == "B-1":
                raise ZeroDivisionError("one over nothing")
            return make(self, row, bill)

        self.patch(maker, "_make", break_one)
        first, second = self.add(), self.add(number="B-2")
        self.pull("bills")
        self.assertOpen(self.row(first), "record_failed")
        self.assertTaken(self.row(second), 114.99)
