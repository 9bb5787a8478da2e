"""Bills and vendor credits that are entered in Odoo and sent, over real HTTP to the strict
stand-in: there nothing about them is refused, so whatever is sent twice is there twice.
"""

import base64
from unittest.mock import patch

from purchase_common import PurchaseCommon

from odoo.tests import tagged

BOTH = (("in_invoice", "Invoices"), ("in_refund", "CreditNotes"))


@tagged("post_install", "-at_install")
class TestBillsSent(PurchaseCommon):
    # === WHAT IS SENT === #

    def test_bill_and_vendor_credit_are_in_the_books(self):
        lines = self.upload(self.bill() + self.bill("in_refund", ref="C-1"))
        self.assertOnce(lines)
        bill = self.there(lines[0])
        self.assertEqual(bill["status"], "AUTHORISED")
        self.assertIn(lines[0].marker, bill["url"])
        [row] = bill["lines"]
        self.assertEqual((row["account_code"], row["tax_type"]), ("400", "INPUT2"))
        self.assertIn("AccountsPayable", lines[0].remote_url)

    def test_sales_and_purchases_of_one_number_stay_apart(self):
        invoice = self.invoice()
        other = self.env["res.partner"].create({"name": "Paper Mill"})
        moves = invoice + self.bill(ref=invoice.name) + self.bill(ref=invoice.name, partner=other)
        moves += self.bill("in_refund", ref=invoice.name)
        self.fault("drop_after")
        lines = self.upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"uploaded"}, lines.mapped("problem_text"))
        self.assertEqual({self.there(line)["number"] for line in lines}, {invoice.name})
        self.assertEqual(len(set(lines.mapped("remote_id"))), 4)

    def test_bill_in_draft_when_set_so(self):
        self.interface.xero_status = "DRAFT"
        lines = self.upload(self.bill())
        self.assertEqual(self.there(lines)["status"], "DRAFT")

    def test_discount_and_odd_tax_reach_the_same_total(self):
        bill = self.bill(price=33.333)
        bill.button_draft()
        bill.invoice_line_ids.discount = 7.5
        tax_line = bill.line_ids.filtered("tax_line_id")
        tax_line.amount_currency += 0.02
        bill.action_post()
        self.assertOnce(self.upload(bill))

    # === ANSWERS THAT ARE LOST === #

    def test_dropped_answers_are_found_in_the_books(self):
        for lenient in (False, True):
            for move_type, path in BOTH:
                for kind in ("drop_after", "garbage", "status_500_after"):
                    with self.subTest(lenient=lenient, path=path, kind=kind):
                        self.control("settings", {"lenient": lenient})
                        before = len(self.calls("PUT", path))
                        self.fault(kind, f"{path}$")
                        ref = f"{lenient}-{kind}"
                        line = self.upload(self.bill(move_type, ref=ref))
                        self.assertEqual(line.state, "uploaded", line.problem_text)
                        self.assertEqual(self.there(line)["number"], ref)
                        self.assertEqual(len(self.calls("PUT", path)), before + 1)
        numbers = [row["number"] for part in ("invoices", "credit_notes")
                   for row in self.books(part)]  # fmt: skip
        self.assertEqual(len(numbers), 12)

    def test_bill_that_never_arrived_goes_again_after_the_settle_time(self):
        for move_type, path in BOTH:
            with self.subTest(path=path):
                self.fault("drop_before", f"{path}$")
                line = self.upload(self.bill(move_type))
                self.assertEqual(line.state, "unknown")
                self.run_loop()
                self.assertEqual(line.state, "unknown")
                self.let_time_pass()
                self.run_loop()
                self.assertEqual(line.state, "uploaded", line.problem_text)
                self.assertEqual(len(self.calls("PUT", path)), 2)

    def test_bill_that_a_restored_database_has_forgotten_is_found(self):
        lines = self.upload(self.bill() + self.bill("in_refund", ref="C-1"))
        remote_ids = lines.mapped("remote_id")
        lines.sudo().write({"state": "queued", "remote_id": False})
        self.run_loop()
        self.assertOnce(lines)
        self.assertEqual(lines.mapped("remote_id"), remote_ids)

    # === BILLS OF OTHERS === #

    def test_bill_that_somebody_entered_is_not_sent(self):
        """Nobody has pulled it: it is seen before the first attempt."""
        for number, entered, move_type in (
            ("S-1", {}, "in_invoice"),
            ("S-2", {"due": "2026-11-30", "status": "DRAFT"}, "in_invoice"),
            ("C-1", {"kind": "ACCPAYCREDIT", "date": "2026-10-06"}, "in_refund"),
        ):
            with self.subTest(number=number):
                self.add_theirs(number=number, **entered)
                before = self.books("invoices") + self.books("credit_notes")
                line = self.upload(self.bill(move_type, ref=number))
                self.assertProblem(line, "bill_in_books")
                self.assertEqual(self.books("invoices") + self.books("credit_notes"), before)

    def test_bill_that_somebody_entered_in_another_spelling_is_not_sent(self):
        for theirs, ours in (
            ("INV-9", "inv-9"),
            ("inv8", " INV 8"),
            ("INV-7", "INV\u200b-7\u00a0"),
        ):
            with self.subTest(ours=ours.encode()):
                self.add_theirs(number=theirs)
                before = self.books("invoices")
                self.assertProblem(self.upload(self.bill(ref=ours)), "bill_in_books")
                self.assertEqual(self.books("invoices"), before)

    def test_bill_goes_once_that_of_somebody_else_is_voided(self):
        theirs = self.add_theirs()
        lines = self.upload(self.bill() + self.bill(ref="S-2"))
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.bookkeeper("void", id=theirs)
        lines[0].action_retry()
        self.run_loop()
        self.assertOnce(lines, strangers=1)

    def test_bill_of_another_supplier_keeps_nothing_out(self):
        self.add_theirs(contact="Paper Mill")
        self.assertOnce(self.upload(self.bill()), strangers=1)

    def test_bill_that_somebody_entered_meanwhile_is_never_adopted_nor_touched(self):
        """With the same supplier, number and date, while nobody here knows that ours is there."""
        line = self.upload(self.bill())
        ours = line.remote_id
        line.sudo().write({"state": "queued", "remote_id": False})
        self.add_theirs()
        before = self.books("invoices")
        self.run_loop()
        self.assertOnce(line, strangers=1)
        self.assertEqual(line.remote_id, ours)
        self.assertEqual(self.books("invoices"), before)

    def test_bill_that_somebody_entered_meanwhile_is_not_sent_again(self):
        self.fault("drop_before")
        line = self.upload(self.bill())
        self.assertEqual(line.state, "unknown")
        self.add_theirs()
        before = self.books("invoices")
        self.let_time_pass()
        self.run_loop()
        self.assertProblem(line, "bill_in_books")
        self.assertEqual(self.books("invoices"), before)

    def test_vendor_credit_of_another_supplier_is_never_adopted(self):
        theirs = self.add_theirs("ACCPAYCREDIT", number="C-1", contact="Paper Mill")
        self.fault("drop_before", "CreditNotes$")
        line = self.upload(self.bill("in_refund", ref="C-1"))
        self.assertEqual(line.state, "unknown")
        self.let_time_pass()
        self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertNotEqual(line.remote_id, theirs)

    # === NOTHING GOES IN A CIRCLE === #

    def take_bills(self):
        """Pull bills, too; each code stands for one tax then."""
        self.interface.bill_journal_id = self.company_data["default_journal_purchase"]
        self.interface.bill_state = "posted"
        others = self.interface.tax_map_ids.filtered(
            lambda row: row.tax_id and row.tax_id != self.purchase_tax
        )
        others.remote_tax_id = self.code("tax", "ZERORATED")

    def known_bills(self):
        return self.env["acct.link.bill"].search([])

    def test_bill_that_was_pulled_is_not_sent(self):
        self.take_bills()
        self.interface.push_on_post = True
        theirs = self.add_theirs()
        self.pull("bills")
        row = self.known_bills()
        self.assertEqual((row.state, row.remote_id), ("taken", theirs), row.problem_text)
        move = row.move_id
        self.assertEqual((move.state, move.acct_link_state), ("posted", False))
        self.assertEqual(move.acct_link_reason, "it came from the books")
        self.env["acct.link.auto.upload"].sudo()._push_posted()
        self.assertFalse(self.env["acct.link.batch.line"].search([]))
        # Nor is what somebody entered here as well.
        line = self.upload(self.bill())
        self.assertProblem(line, "bill_in_books")
        self.assertEqual(len(self.books("invoices")), 1)

    def test_bill_that_was_sent_is_not_pulled(self):
        self.take_bills()
        lines = self.upload(self.bill() + self.bill("in_refund", ref="C-1"))
        run = self.pull("bills")
        self.assertEqual(run.seen, 2)
        self.assertFalse(self.known_bills())
        # The bookkeeper's changes do not make it another's.
        self.bookkeeper("edit", id=lines[0].remote_id, number="X-1", url="https://example.com/")
        self.pull("bills")
        self.assertFalse(self.known_bills())

    def test_bill_whose_answer_is_not_here_yet_is_not_pulled(self):
        """The pull comes between the write and our storing of the answer."""
        self.take_bills()
        for move_type, path in BOTH:
            with self.subTest(path=path):
                self.fault("drop_after", f"{path}$")
                # They are looked for before they are sent, and after.
                self.fault("status_503", f"{path}$", method="GET", retry_after=30, skip=1)
                line = self.upload(self.bill(move_type))
                self.assertEqual(line.state, "unknown")
                self.env["acct.link.run"].sudo().search([]).wait_until = False
                run = self.pull("bills")
                self.assertTrue(run.seen, run.problem_text)
                self.assertFalse(self.known_bills())
                self.let_time_pass()
                self.run_loop()
                self.assertEqual(line.state, "uploaded", line.problem_text)
        self.pull("bills")
        self.assertFalse(self.known_bills())

    def test_bill_of_somebody_else_is_pulled_while_ours_is_on_its_way(self):
        self.take_bills()
        credit = self.add_theirs("ACCPAYCREDIT", number="C-1", contact="Paper Mill")
        for _move_type, path in BOTH:
            self.fault("drop_before", f"{path}$")
        lines = self.upload(self.bill(price=7) + self.bill("in_refund", ref="C-1"))
        self.assertEqual(set(lines.mapped("state")), {"unknown"})
        theirs = self.add_theirs()
        self.pull("bills")
        self.assertEqual(set(self.known_bills().mapped("remote_id")), {theirs, credit})

    # === WHAT COMES BACK === #

    def test_payment_of_a_bill_comes_back(self):
        bill, refund = self.bill(), self.bill("in_refund", ref="C-1")
        lines = self.upload(bill + refund)
        self.bookkeeper("pay", id=lines[0].remote_id, amount="100.00", reference="EFT 9")
        self.pull()
        self.assertAlmostEqual(bill.amount_residual, 245, 2)
        payment = self.env["acct.link.payment"].search([("move_id", "=", bill.id)]).payment_id
        self.assertEqual((payment.payment_type, payment.partner_type), ("outbound", "supplier"))
        self.bookkeeper("pay", id=lines[0].remote_id)
        self.bookkeeper("pay", id=lines[1].remote_id)
        self.pull()
        self.assertFalse(bill.amount_residual or refund.amount_residual)
        self.bookkeeper("unpay", id=lines[0].remote_id)
        self.pull()
        self.assertTrue(bill.amount_residual)

    def test_changes_of_a_bill_are_shown(self):
        bill = self.bill()
        line = self.upload(bill)
        self.bookkeeper("edit", id=line.remote_id, number="X-77", factor="2")
        self.pull()
        row = self.env["acct.link.remote.document"].search([("move_id", "=", bill.id)])
        self.assertEqual((row.number_sent, row.number), ("S-1", "X-77"))
        self.assertEqual((row.total_sent, row.total), (345, 690))
        self.assertTrue(row.is_open)

    # === FOLLOW-UPS === #

    def operations(self):
        return self.env["acct.link.operation"].search([])

    def test_bill_is_voided_and_goes_again_under_its_number(self):
        for move_type in ("in_invoice", "in_refund"):
            with self.subTest(move_type=move_type):
                line = self.upload(self.bill(move_type))
                move = line.move_id
                self.env["acct.link.reset"].create({"move_ids": move.ids}).action_void()
                self.run_loop()
                self.assertEqual(line.state, "removed", self.operations().mapped("problem_text"))
                self.assertEqual(self.there(line)["status"], "VOIDED")
                move.action_post()
                again = self.upload(move)
                self.assertEqual(again.state, "uploaded", again.problem_text)
                self.assertNotEqual(again.remote_id, line.remote_id)

    def test_changed_bill_is_updated_by_its_id(self):
        other = self.add_theirs(contact="Paper Mill")
        lines = self.upload(self.bill() + self.bill("in_refund", ref="C-1"))
        for line in lines:
            line.move_id.button_draft()
            line.move_id.invoice_line_ids.price_unit = 120
            line.move_id.ref = f"{line.move_id.ref}/2"
            line.move_id.action_post()
            self.assertTrue(line.changed_since)
        lines.action_update_remote()
        self.run_loop()
        self.assertEqual(set(self.operations().mapped("state")), {"done"})
        for line in lines:
            row = self.there(line)
            self.assertEqual(row["number"], line.move_id.ref)
            self.assertAlmostEqual(row["total"], line.move_id.amount_total, 2)
            self.assertFalse(line.changed_since)
        [theirs] = [row for row in self.books("invoices") if row["id"] == other]
        self.assertAlmostEqual(theirs["total"], 345, 2)

    def test_bill_of_another_is_left_alone_by_follow_ups(self):
        line = self.upload(self.bill())
        self.bookkeeper("edit", id=line.remote_id, url="https://example.com/theirs")
        self.env["acct.link.reset"].create({"move_ids": line.move_id.ids}).action_void()
        self.run_loop()
        self.assertProblem(self.operations(), "operation_not_ours")
        self.assertEqual(self.there(line)["status"], "AUTHORISED")

    def test_vendor_credit_is_set_against_its_bill(self):
        self.interface.allocate_credit_notes = True
        bill = self.bill()
        refund = bill._reverse_moves([{"invoice_date": "2026-10-06", "ref": "C-1"}])
        refund.action_post()
        lines = self.upload(bill + refund)
        operation = self.operations()
        self.assertEqual(
            (operation.operation, operation.state), ("allocate", "done"), operation.problem_text
        )
        self.assertEqual([self.there(line)["outstanding"] for line in lines], [0, 0])

    def test_what_the_supplier_sent_is_attached(self):
        self.interface.attach_pdf = True
        bill, bare = self.bill(), self.bill(ref="S-2")
        file = self.env["ir.attachment"].create(
            {
                "name": "scan 7.png",
                "datas": base64.b64encode(b"\x89PNG\r\n\x1a\n not a real one"),
                "res_model": bill._name,
                "res_id": bill.id,
            }
        )
        bill.message_main_attachment_id = file
        render = "odoo.addons.account.models.account_move.AccountMove"
        with patch(f"{render}._get_invoice_report_filename", side_effect=AssertionError):
            lines = self.upload(bill + bare)
        self.assertEqual(self.operations().state, "done", self.operations().problem_text)
        [there] = self.books("files")
        self.assertEqual((there["document_id"], there["name"]), (lines[0].remote_id, "scan 7.png"))
        self.assertEqual((there["mimetype"], there["size"]), (file.mimetype, len(file.raw)))
