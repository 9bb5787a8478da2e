"""Bills and refunds of suppliers: offered, told apart, built and uploaded."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...lib.document import BILL, VENDOR_CREDIT
from ..common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchase(PurchaseCommon):
    # === WHAT IS OFFERED === #

    def test_bills_are_offered_only_where_they_are_switched_on(self):
        self.interface.send_bills = False
        bills = self._bill(ref="S-1") + self._bill("in_refund") + self._bill("in_receipt")
        self.assertFalse(any(bills.mapped("acct_link_state")))
        self.assertIn("does not send bills", bills[0].acct_link_reason)
        self.assertFalse(bills[0].acct_link_is_linked)
        with self.assertRaisesRegex(UserError, "does not send bills"):
            bills.action_acct_link_batch()
        self.interface.send_bills = True
        self.env.invalidate_all()
        self.assertEqual(set(bills.mapped("acct_link_state")), {"available"})
        self.assertTrue(bills[0].acct_link_is_linked)
        found = self.env["account.move"].search(
            [("acct_link_state", "=", "available"), ("id", "in", bills.ids)]
        )
        self.assertEqual(found, bills)

    def test_entries_are_never_offered(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create({"account_id": self.expense.id, "debit": 5}),
                    Command.create({"account_id": self.account.id, "credit": 5}),
                ],
            }
        )
        entry.action_post()
        self.assertFalse(entry.acct_link_state)
        self.assertEqual(entry.acct_link_reason, "not an invoice, credit note or bill")

    def test_bills_wait_for_nobody_where_they_are_switched_off_meanwhile(self):
        batch = self._batch(self._bill())
        self.interface.send_bills = False
        batch.action_upload()
        self._run_loop()
        self.assertProblem(batch.line_ids, "bills_not_sent")
        self.assertFalse(self.books.documents)
        self.interface.send_bills = True
        self.interface.action_retry_failed()
        self._run_loop()
        self.assertEqual(batch.line_ids.state, "uploaded")

    # === WHAT IS SENT === #

    def test_bill_goes_with_the_accounts_and_taxes_of_purchases(self):
        bill, refund = self._bill(ref="S-1"), self._bill("in_refund", ref="R-1")
        lines = self._upload(bill + refund)
        self.assertEqual(lines.mapped("state"), ["uploaded", "uploaded"])
        self.assertEqual(lines.mapped("kind"), [BILL, VENDOR_CREDIT])
        self.assertEqual((bill + refund).mapped("acct_link_kind"), [BILL, VENDOR_CREDIT])
        documents = {document.kind: document for _id, document, _total in self.books.documents}
        for kind, number, move in ((BILL, "S-1", bill), (VENDOR_CREDIT, "R-1", refund)):
            sent = documents[kind]
            self.assertEqual(sent.number, number)
            self.assertEqual(sent.contact, "C-Tui")
            self.assertEqual(float(sent.total), move.amount_total)
            self.assertGreater(sent.total, 0)
            self.assertEqual((sent.lines[0].account, sent.lines[0].tax_code), ("400", "P"))
        self.assertEqual(bill.acct_link_state, "uploaded")
        self.assertIn("bills", lines.batch_id.total_text)

    def test_receipt_goes_as_a_bill(self):
        self._upload(self._bill("in_receipt", ref="Q-1"))
        [(_id, sent, _total)] = self.books.documents
        self.assertEqual((sent.kind, sent.number), (BILL, "Q-1"))

    def test_bill_without_a_suppliers_number_has_ours(self):
        bill = self._bill(ref="  ")
        self._upload(bill)
        [(_id, sent, _total)] = self.books.documents
        self.assertEqual(sent.number, bill.name)
        self.assertFalse(bill.acct_link_line_id.changed_since)

    def test_sales_and_bills_share_a_batch_with_totals_of_their_own(self):
        invoice, bill = self._invoice(), self._bill(ref="S-1")
        batch = self._batch(invoice + bill)
        self.assertEqual(
            batch.total_text,
            f"{invoice.currency_id.format(invoice.amount_total)}, "
            f"bills {bill.currency_id.format(bill.amount_total)}",
        )
        batch.action_upload()
        self._run_loop()
        self.assertEqual(batch.state, "done")
        self.assertEqual(len(self.books.documents), 2)

    def test_foreign_currency_and_adjusted_tax_add_up(self):
        currency = self.setup_other_currency("EUR")
        self.env["acct.link.currency"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "EUR", "code": "EUR", "name": "EUR"}
        )
        bill = self._bill(ref="S-1", currency_id=currency.id, post=False)
        tax_line = bill.line_ids.filtered("tax_line_id")
        tax_line.amount_currency += 0.01
        bill.action_post()
        line = self._upload(bill)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        [(_id, sent, _total)] = self.books.documents
        self.assertEqual(sent.currency, "EUR")
        self.assertEqual(float(sent.total), bill.amount_total)
        self.assertEqual(float(sent.tax), bill.amount_tax)
        self.assertTrue(sent.rate)

    def test_private_share_is_stopped(self):
        bill = self._bill(line={"deductible_amount": 60})
        line = self._upload(bill)
        self.assertProblem(line, "private_share")
        self.assertFalse(self.books.documents)

    # === NUMBERS === #

    def test_number_repeats_between_suppliers(self):
        other = self.env["res.partner"].create({"name": "Moa Mills"})
        lines = self._upload(self._bill(ref="1001") + self._bill(ref="1001", partner=other))
        self.assertEqual(lines.mapped("state"), ["uploaded", "uploaded"])
        self.assertEqual(self.books.numbers(), ["1001", "1001"])

    def test_number_of_a_sale_is_free_for_a_bill(self):
        invoice = self._invoice()
        lines = self._upload(invoice + self._bill(ref=invoice.name))
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})

    def test_bills_that_a_restored_database_has_forgotten_are_found_before_they_are_sent(self):
        moves = self._bill(ref="1") + self._bill(ref="2") + self._bill(ref="3")
        lines = self._upload(moves[:2])
        remote_ids = lines.mapped("remote_id")
        batch = self._batch(moves[2])
        lines.sudo().write({"state": "queued", "remote_id": False, "batch_id": batch.id})
        self.books.unclear.add("2")
        batch.action_upload()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded", "queued"])
        self.assertEqual(batch.line_ids.filtered(lambda line: line.number_sent == "3").state,
                         "uploaded")  # fmt: skip
        self.books.unclear.clear()
        lines[1].sudo().next_try = False
        self._run_loop()
        self.assertEqual(lines.mapped("remote_id"), remote_ids)
        self.assertEqual(self.books.numbers(), ["1", "2", "3"])

    # === CODES === #

    def test_unlinked_accounts_and_taxes_of_bills_are_found(self):
        self.interface.send_bills = False
        self.tax_row.unlink()
        other = self.expense.copy({"code": "600099", "name": "Freight"})
        self.interface.default_account_id = self.costs
        self.interface.default_tax_id = self.interface.tax_ids[:1]
        self._bill(line={"account_id": other.id})
        self.interface.action_suggest_mappings()
        self.assertNotIn(other, self.interface.account_map_ids.account_id)
        self.assertFalse(self.interface.unmapped_count)
        self.interface.send_bills = True
        self.assertIn(other, self.interface.account_map_ids.account_id)
        suggested = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.purchase_tax)
        self.assertEqual(suggested.remote_tax_id, self.input_code)
        # The defaults of sales are none of bills.
        self.assertIn(other, self.interface._get_unlinked_accounts().account_id)
        self.interface.default_purchase_account_id = self.costs
        self.assertFalse(self.interface._get_unlinked_accounts())

    def test_defaults_of_bills_are_not_those_of_sales(self):
        self.account_row.remote_account_id = False
        self.tax_row.remote_tax_id = False
        sales = self.interface.account_ids.filtered(lambda each: each.use == "REVENUE")
        self.interface.default_account_id = sales
        self.interface.default_tax_id = self.interface.tax_ids.filtered(
            lambda each: each.code == "S"
        )
        line = self._upload(self._bill())
        self.assertProblem(line, "account_unmapped")
        self.assertProblem(line, "tax_unmapped")
        self.interface.default_purchase_account_id = self.costs
        self.interface.default_purchase_tax_id = self.input_code
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
        sent = self.books.documents[0][1].lines[0]
        self.assertEqual((sent.account, sent.tax_code), ("400", "P"))

    def test_bills_without_tax_may_have_a_code_of_their_own(self):
        exempt = (
            self.env["acct.link.tax"]
            .sudo()
            .create(
                {"interface_id": self.interface.id, "remote_id": "E", "code": "E", "rate": 0,
                 "name": "Exempt expenses", "uses": "EXPENSE"}
            )
        )  # fmt: skip
        self._upload(self._bill(ref="S-1", line={"tax_ids": False}))
        self.interface.no_purchase_tax_id = exempt
        self._upload(self._bill(ref="S-2", line={"tax_ids": False}))
        self._upload(self._invoice(lines=[{"price_unit": 5, "tax_ids": False}]))
        codes = [document.lines[0].tax_code for _id, document, _total in self.books.documents]
        self.assertEqual(codes, ["0", "E", "0"])

    def test_tax_code_of_sales_is_stopped_on_a_bill(self):
        asset = self.costs.copy({"remote_id": "700", "code": "700", "use": "ASSET"})
        self.account_row.remote_account_id = asset
        self.input_code.uses = "ASSET,REVENUE"
        line = self._upload(self._bill())
        self.assertProblem(line, "tax_of_sales")

    def test_product_has_an_account_for_each_side(self):
        product = self.env["product.product"].create({"name": "Board"})
        bought = self.costs.copy({"remote_id": "410", "code": "410"})
        sales = self.interface.account_ids.filtered(lambda each: each.code == "200").sudo()
        sold = sales.copy({"remote_id": "210", "code": "210"})
        row = self.env["acct.link.product.map"].create(
            {
                "interface_id": self.interface.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "link_purchase_account_id": bought.id,
            }
        )
        invoice = self._invoice(lines=[{"product_id": product.id, "price_unit": 7}])
        self._upload(invoice + self._bill(line={"product_id": product.id}))
        row.remote_account_id = sold
        self._upload(self._invoice(lines=[{"product_id": product.id, "price_unit": 7}]))
        accounts = [document.lines[0].account for _id, document, _total in self.books.documents]
        self.assertEqual(sorted(accounts), ["200", "210", "410"])
        with self.assertRaises(ValidationError):
            row.write({"remote_account_id": False, "link_purchase_account_id": False})

    def test_codes_of_bills_are_those_of_the_interface(self):
        other = self._create_interface(self._create_company(name="Elsewhere"))
        foreign = other.account_ids[:1] or self.env["acct.link.account"].sudo().create(
            {"interface_id": other.id, "remote_id": "9", "code": "9", "name": "Foreign"}
        )
        for values in (
            {"default_purchase_account_id": foreign.id},
            {"no_purchase_tax_id": other.tax_ids[:1].id},
        ):
            with self.assertRaises(ValidationError):
                self.interface.write(values)

    # === SUPPLIERS === #

    def test_supplier_is_added_like_a_customer(self):
        supplier = self.env["res.partner"].create({"name": "Kauri Co"})
        line = self._upload(self._bill(partner=supplier))
        self.assertEqual(line.state, "uploaded")
        self.assertIn("Kauri Co", self.books.contacts)
