"""From a posted bill to a file, where the format has bills."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import CsvCommon
from .readers import READERS


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

    def test_name_of_a_supplier_is_no_customers_where_all_names_are_one_list(self):
        self.interface.csv_profile_id = self._shipped("reckon_accounts_iif")
        self.interface.send_bills = True
        self.interface.second_customer = "same"  # whose it is, is another question
        bill = self._upload(self._bill("S-1"))
        self.assertEqual(bill.state, "exported", bill.problem_text)
        other = self.env["res.partner"].create({"name": "INK & CO"})
        lines = self._upload(self._invoice(partner=other) + self._invoice())
        self.assertEqual(
            lines.mapped("state"), ["failed", "exported"], lines.mapped("problem_text")
        )
        self.assertProblem(lines[0], "file_name_two_lists")
        self.assertIn("INK & CO", lines[0].problem_text)

    def test_bills_become_the_file_of_their_format(self):
        self.assertFalse(self._bill("S-0").acct_link_state)
        self.interface.send_bills = True
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.purchase_tax)
        self.assertEqual(row.remote_tax_id.code, "GST")
        other = self.env["res.partner"].create({"name": "Paper Mill"})
        moves = self._bill("1001") + self._bill("1001", partner=other) + self._bill(False)
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"exported"}, lines.mapped("problem_text"))
        # Rows of one number would be taken for one bill.
        files = lines.batch_id.file_ids.sorted("sequence")
        self.assertEqual(files.mapped("document_count"), [1, 2])
        rows = [row for file in files for row in self._rows(file)]
        self.assertEqual(
            [(row["*ContactName"], row["*InvoiceNumber"]) for row in rows],
            [("Ink & Co", "1001"), ("Paper Mill", "1001"), ("Ink & Co", moves[2].name)],
        )
        self.assertEqual({row["*AccountCode"] for row in rows}, {self.expense.code})
        self.assertEqual({row["*TaxType"] for row in rows}, {"GST"})
        self.assertEqual({float(row["*UnitAmount"]) for row in rows}, {12.5})

    # === FORMATS OF THEIR OWN === #

    def _choose(self, main, credit=None, bills=None):
        self.interface.write(
            {
                "csv_profile_id": self._shipped(main).id,
                "csv_credit_profile_id": credit and self._shipped(credit).id,
                "csv_bill_profile_id": bills and self._shipped(bills).id,
                "match_rule": self._shipped(main)._get_format().match_rules[0],
            }
        )
        self.interface.send_bills = True

    def _read(self, key, file):
        return READERS[key]({file.name: self._bytes(file)})

    def test_each_format_of_an_interface_makes_one_file_of_a_batch(self):
        keys = (
            *("quickbooks_online_invoices", "quickbooks_online_credit_notes"),
            "quickbooks_online_bills",
        )
        self._choose(*keys)
        self.assertEqual(self.interface.csv_kinds_text, "invoices, credit notes, bills")
        other = self.env["res.partner"].create({"name": "Paper Mill"})
        bills = self._bill("1001") + self._bill("1002") + self._bill("1001", partner=other)
        credit = self._invoice(move_type="out_refund")
        moves = self._invoice() + bills[:1] + credit + bills[1:] + self._invoice()
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"exported"}, lines.mapped("problem_text"))
        files = lines.batch_id.file_ids.sorted("sequence")
        self.assertEqual(files.mapped("document_count"), [2, 1, 2, 1])
        self.assertTrue(files[2].name.endswith("_bills_3.csv"), files.mapped("name"))
        read = [self._read(key, file) for key, file in zip((*keys, keys[-1]), files, strict=True)]
        self.assertEqual(
            [(one.party, one.number) for documents in read[2:] for one in documents],
            [("Ink & Co", "1001"), ("Ink & Co", "1002"), ("Paper Mill", "1001")],
        )
        for file, documents in zip(files, read, strict=True):
            ours = lines.filtered(lambda line, file=file: line.file_id == file).sorted("id")
            self.assertEqual(
                sum(sum(one.net.values()) + one.tax for one in documents),
                sum(Decimal(str(line.total_sent)) for line in ours),
            )

    def test_one_format_takes_both_sides_into_one_file(self):
        self._choose("sage50_uk")
        self.supplier.ref = "INK"
        lines = self._upload(self._invoice() + self._bill("1001"))
        self.assertEqual(set(lines.mapped("state")), {"exported"}, lines.mapped("problem_text"))
        [file] = lines.batch_id.file_ids
        read = self._read("sage50_uk", file)
        self.assertEqual(
            [(one.kind, one.party) for one in read], [("invoice", "KEA"), ("bill", "INK")]
        )

    def test_number_of_one_supplier_goes_to_the_books_once(self):
        self._choose("xero_invoices_29", bills="xero_bills_24")
        first = self._upload(self._bill("1001"))
        self.assertEqual(first.state, "exported")
        for number in ("1001 ", "10 01", "\u200b1001"):
            self.assertEqual(self._upload(self._bill(number)).state, "failed")
        lines = self._upload(self._bill("inv-9") + self._bill("INV-9") + self._bill("INV 9"))
        self.assertEqual(sorted(lines.mapped("state")), ["exported", "failed", "failed"])

    def test_supplier_file_is_apart_from_that_of_customers(self):
        self._choose("myob_classic_service_sales", bills="myob_classic_service_purchases_nz")
        moves = self._invoice() + self._bill("1001") + self._bill("1002", partner=self.customer)
        batch = self._upload(moves).batch_id
        self.assertEqual(set(batch.line_ids.mapped("state")), {"exported"})
        self.assertEqual(batch.csv_new_party_count, 3)
        batch.action_csv_party_file()
        files = {file.role: file for file in batch.file_ids if file.role != "documents"}
        self.assertEqual(
            {role: file.document_count for role, file in files.items()},
            {"customers": 1, "suppliers": 2},
        )
        self.assertIn(b"Kea Farms", self._bytes(files["customers"]))
        self.assertIn(b"Ink & Co", self._bytes(files["suppliers"]))
        self.assertEqual(batch.csv_new_party_count, 0)

    def test_formats_that_do_not_go_together_are_refused(self):
        with self.assertRaises(ValidationError):
            self._choose("xero_invoices_29", bills="oracle_fusion_ap")
        with self.assertRaises(ValidationError):
            self._choose("xero_bills_24", bills="xero_invoices_29")

    def test_settings_of_both_formats_are_asked_for_once(self):
        self._choose("oracle_fusion_ar", bills="oracle_fusion_ap")
        keys = self.interface.csv_setting_ids.mapped("key")
        self.assertEqual(len(keys), len(set(keys)))
        self.assertIn("invoice_type", keys)
        self.assertIn("site", keys)
        used = self._shipped("oracle_fusion_ap").interface_ids
        self.assertIn(self.interface, used)
