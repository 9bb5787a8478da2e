"""From a posted bill to a file, where the format has bills."""

from odoo import Command
from odoo.tests import Form, tagged

from .common import CsvCommon


@tagged("post_install", "-at_install")
class TestBillFiles(CsvCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interface.csv_profile_id = cls._shipped("xero_bills_24")
        cls.supplier = cls.env["res.partner"].create({"name": "Ink & Co", "city": "Nelson"})
        cls.purchase_tax = cls.company_data["default_tax_purchase"]
        cls.expense = cls.company_data["default_account_expense"]

    def _bill(self, ref, partner=None):
        line = {
            "account_id": self.expense.id,
            "tax_ids": [Command.set(self.purchase_tax.ids)],
            "quantity": 3,
            "price_unit": 12.5,
        }
        return self._invoice(
            move_type="in_invoice", partner=partner or self.supplier, ref=ref, lines=[line]
        )

    def test_switch_follows_the_format(self):
        with Form(self.interface) as form:
            self.assertTrue(form.takes_bills)
            form.csv_profile_id = self._shipped("xero_invoices_29")
            self.assertFalse(form.takes_bills)
            form.csv_profile_id = self._shipped("xero_bills_24")
            form.send_bills = True

    def test_bills_become_the_file_of_their_format(self):
        self.assertFalse(self._bill("S-0").acct_link_state)
        self.interface.send_bills = True
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.purchase_tax)
        self.assertEqual(row.link_tax_id.code, "GST")
        other = self.env["res.partner"].create({"name": "Paper Mill"})
        moves = self._bill("1001") + self._bill("1001", partner=other) + self._bill(False)
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"exported"}, lines.mapped("problem_text"))
        rows = self._rows(lines.file_id)
        self.assertEqual(
            [(row["*ContactName"], row["*InvoiceNumber"]) for row in rows],
            [("Ink & Co", "1001"), ("Paper Mill", "1001"), ("Ink & Co", moves[2].name)],
        )
        self.assertEqual({row["*AccountCode"] for row in rows}, {self.expense.code})
        self.assertEqual({row["*TaxType"] for row in rows}, {"GST"})
        self.assertEqual({float(row["*UnitAmount"]) for row in rows}, {12.5})
