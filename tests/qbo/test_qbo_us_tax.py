"""Sales tax in the US, which QuickBooks computes by itself by the address of the customer: whose
counts is a setting of the interface.
"""

from common_qbo import QboCommon

from odoo import Command
from odoo.tests import tagged

from odoo.addons.acct_link_qbo.lib.translate import OUR_TAX, STOP, THEIR_TAX

from sandbox.qbo import US_REALM

CALIFORNIA = 7.25  # as the stand-in has it


@tagged("post_install", "-at_install")
class TestQboUsTax(QboCommon):
    country_code, chart_template = "US", "generic_coa"
    tenant, company_name = US_REALM, "QBO US Inc"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.us")
        california = cls.env.ref("base.state_us_5")
        cls.customer.write({"country_id": country.id, "state_id": california.id})
        cls.tax.amount = CALIFORNIA

    @classmethod
    def link_taxes(cls):
        cls.link("tax_map", cls.tax, "remote_tax_id", cls.named("tax", "TAX"))

    def codes(self, line):
        return [each["code"] for each in line.problems or []]

    def sale(self, **vals):
        """One line that is taxed, 300, and one that is not, 50."""
        lines = [
            Command.create(
                {
                    "name": name,
                    "quantity": quantity,
                    "price_unit": price,
                    "account_id": self.account.id,
                    "tax_ids": [Command.set(taxes.ids)],
                }
            )
            for name, quantity, price, taxes in (
                ("Desk", 3, 100, self.tax),
                ("Delivery", 1, 50, self.tax.browse()),
            )
        ]
        return self.invoice(invoice_line_ids=lines, **vals)

    def without_tax(self, move):
        move.button_draft()
        move.invoice_line_ids.tax_ids = False
        move.action_post()
        return move

    def assertBooked(self, line, tax, *codes):
        """It is in the books with this tax, and what is said of it are these Problems."""
        self.assertEqual(line.state, "uploaded", line.problem_text)
        row = self.row(line.remote_id)
        self.assertAlmostEqual(row["TxnTaxDetail"]["TotalTax"], tax, 2)
        self.assertAlmostEqual(row["TotalAmt"], 350 + tax, 2)
        self.assertEqual(self.codes(line), list(codes))
        return row

    def test_lines_are_taxed_or_not_and_the_sums_agree(self):
        for whose in (OUR_TAX, THEIR_TAX):
            with self.subTest(whose=whose):
                self.interface.qbo_us_tax = whose
                row = self.assertBooked(self.upload(self.sale()), 21.75)
                codes = [
                    line["SalesItemLineDetail"]["TaxCodeRef"]["value"]
                    for line in row["Line"]
                    if line["DetailType"] == "SalesItemLineDetail"
                ]
                self.assertEqual(codes, ["TAX", "NON"])
                self.assertNotIn("GlobalTaxCalculation", row)

    def test_odoos_tax_counts_where_quickbooks_would_compute_another(self):
        self.tax.amount = 9
        moves = self.sale() + self.sale(move_type="out_refund")
        for line in self.upload(moves):
            self.assertBooked(line, 27)
        self.assertEqual(self.pull().failed, 0)
        self.assertFalse(self.env["acct.link.remote.document"].search([]).filtered("difference"))

    def test_quickbooks_tax_counts_and_what_differs_is_said(self):
        self.interface.qbo_us_tax = THEIR_TAX
        self.tax.amount = 9
        line = self.upload(self.sale())
        self.assertBooked(line, 21.75, "total_differs")
        [problem] = line.problems
        self.assertEqual(problem["values"], {"theirs": "371.75", "ours": "377.00"})
        self.assertAlmostEqual(line.remote_total, 371.75, 2)

    def test_quickbooks_tax_goes_by_the_address_of_the_customer(self):
        self.interface.qbo_us_tax = THEIR_TAX
        elsewhere = self.customer.copy(
            {"name": "Empire Ltd", "state_id": self.env.ref("base.state_us_27").id}
        )
        line = self.upload(self.sale(partner=elsewhere))
        self.assertBooked(line, 26.63, "total_differs")

    def test_documents_with_tax_stop_and_those_without_go(self):
        self.interface.qbo_us_tax = STOP
        free = self.without_tax(self.sale())
        with_tax, without = self.upload(self.sale() + free)
        self.assertEqual((with_tax.state, self.codes(with_tax)), ("failed", ["qbo_us_tax"]))
        self.assertBooked(without, 0)
        self.assertEqual(len(self.books("Invoice")), 1)
        # As the cure says.
        self.interface.qbo_us_tax = OUR_TAX
        with_tax.action_retry()
        self.run_loop()
        self.assertBooked(with_tax, 21.75)

    def test_lost_answer_is_looked_up_whatever_the_tax_is_there(self):
        self.interface.qbo_us_tax = THEIR_TAX
        self.tax.amount = 9
        move = self.sale()
        self.fault("drop_after", "invoice")
        line = self.upload(move)
        self.let_time_pass()
        self.run_loop()
        self.assertBooked(line, 21.75, "total_differs")
        self.assertEqual(len(self.books("Invoice")), 1)

    def test_changed_document_is_updated_with_its_tax(self):
        line = self.upload(self.sale())
        move = line.move_id
        move.with_context(acct_link_ask=False).button_draft()
        move.invoice_line_ids.filtered("tax_ids").price_unit = 200
        move.action_post()
        operation = self.env["acct.link.operation"]._enqueue_update(line)
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        row = self.row(line.remote_id)
        self.assertAlmostEqual(row["TxnTaxDetail"]["TotalTax"], 43.5, 2)
        self.assertAlmostEqual(row["TotalAmt"], 693.5, 2)

    def test_purchases_have_no_tax(self):
        taxed = self.bill()
        free = self.without_tax(self.bill(ref="S-2"))
        stopped, gone = self.upload(taxed + free)
        self.assertEqual((stopped.state, self.codes(stopped)), ("failed", ["qbo_us_purchase_tax"]))
        self.assertEqual(gone.state, "uploaded", gone.problem_text)
        [line] = self.row(gone.remote_id)["Line"]
        self.assertNotIn("TaxCodeRef", line["AccountBasedExpenseLineDetail"])
        self.assertEqual([each["Id"] for each in self.books("Bill")], [gone.remote_id[5:]])

    def test_tax_has_to_be_linked(self):
        rows = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.tax)
        rows.remote_tax_id = False
        line = self.upload(self.sale())
        self.assertEqual(line.state, "failed")
        self.assertFalse(self.books("Invoice"))


@tagged("post_install", "-at_install")
class TestQboNoTax(QboCommon):
    def test_company_without_sales_tax_takes_documents_without_one(self):
        self.bookkeeper("prefer", values={"TaxPrefs": {"UsingSalesTax": False}})
        with self.registry_test_mode():
            self.interface.action_pull_codes()
        untaxed = self.interface.tax_map_ids.filtered(lambda row: not row.tax_id)
        untaxed.remote_tax_id = self.named("tax", "NON")
        free = self.invoice(post=False)
        free.invoice_line_ids.tax_ids = False
        free.action_post()
        gone, sale, bill = self.upload(free + self.invoice() + self.bill())
        self.assertEqual(gone.state, "uploaded", gone.problem_text)
        for line in (sale, bill):
            codes = [each["code"] for each in line.problems]
            self.assertEqual((line.state, codes), ("failed", ["qbo_no_tax"]))
        self.assertNotIn("TxnTaxDetail", self.row(gone.remote_id))
        self.assertEqual(len(self.books("Invoice")), 1)
