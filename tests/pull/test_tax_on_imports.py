"""A price that is nothing but tax, as customs ask it of imported goods: Xero's "GST on Imports" is
an amount on the GST account, without tax.
"""

from purchase_common import PurchaseCommon

from odoo import Command


class TestTaxOnImports(PurchaseCommon):
    def setUp(self):
        super().setUp()
        self.gst = self.company_data["default_account_tax_purchase"]
        self.only = self.purchase_tax.copy(
            {
                "name": "GST Only on Imports",
                "amount_type": "division",
                "amount": 100,
                "price_include_override": "tax_included",
            }
        )
        code = self.code("tax", "GSTONIMPORTS")
        code.sudo().uses = "LIABILITY"  # as in Xero
        self.link("tax_map", self.only, code)

    def customs(self, **vals):
        lines = [("Freight", 40, self.purchase_tax), ("GST on goods", 150, self.only)]
        return self.invoice(
            move_type="in_invoice",
            partner=self.supplier,
            ref="C-1",
            invoice_line_ids=[
                Command.create(
                    {
                        "name": name,
                        "price_unit": price,
                        "account_id": self.expense.id,
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
                for name, price, tax in lines
            ],
            **vals,
        )

    def test_it_is_an_amount_on_the_account_of_the_tax(self):
        self.link("account_map", self.gst, self.code("account", "820"))
        move = self.customs()
        self.assertAlmostEqual(move.amount_total, 196, 2)
        line = self.upload(move)
        self.assertOnce(line)
        freight, gst = self.there(line)["lines"]
        self.assertEqual((freight["account_code"], freight["tax_amount"]), ("400", 6))
        self.assertEqual((gst["account_code"], gst["tax_type"]), ("820", "GSTONIMPORTS"))
        self.assertEqual((gst["unit_amount"], gst["tax_amount"]), (150, 0))

    def test_its_account_has_to_be_linked(self):
        line = self.upload(self.customs())
        self.assertProblem(line, "account_unmapped")
        self.assertIn(self.gst.name, line.problem_text)
        self.link("account_map", self.gst, self.code("account", "820"))
        line.action_retry()
        self._run_loop()
        self.assertOnce(line)

    def test_another_tax_code_is_refused(self):
        self.link("account_map", self.gst, self.code("account", "820"))
        self.link("tax_map", self.only, self.code("tax", "INPUT2"))
        self.assertProblem(self.upload(self.customs()), "tax_rate_differs")

    def test_a_bill_of_the_books_comes_back_as_such_a_price(self):
        self.link("account_map", self.gst, self.code("account", "820"))
        others = self.interface.tax_map_ids.filtered(lambda row: row.tax_id != self.purchase_tax)
        others = others.filtered(lambda row: row.remote_tax_id == self.code("tax", "INPUT2"))
        others.remote_tax_id = self.code("tax", "ZERORATED")
        self.interface.bill_journal_id = self.company_data["default_journal_purchase"]
        self.bookkeeper("add_contact", name="Customs", values={})
        self.env["res.partner"].create({"name": "Customs"})
        self.bookkeeper(
            "add_document",
            type="ACCPAY",
            number="C-9",
            contact_id=self.books("contacts")[-1]["id"],
            date="2026-10-05",
            lines=[
                {"Description": "GST on goods", "Quantity": "1", "UnitAmount": "150",
                 "AccountCode": "820", "TaxType": "GSTONIMPORTS"},
                {"Description": "Freight", "Quantity": "1", "UnitAmount": "40",
                 "AccountCode": "400", "TaxType": "INPUT2"},
            ],
        )  # fmt: skip
        self.pull("bills")
        row = self.env["acct.link.bill"].search([("number", "=", "C-9")])
        self.assertEqual(row.state, "taken", row.problem_text)
        self.assertAlmostEqual(row.move_id.amount_total, 196, 2)
        self.assertAlmostEqual(row.move_id.amount_tax, 156, 2)
