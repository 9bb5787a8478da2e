"""An interface that takes bills of the stand-in's bookkeeper."""

from pull_common import PullCommon

INK = {"Description": "Ink", "Quantity": "3", "UnitAmount": "33.33"}
CODES = {"AccountCode": "400", "TaxType": "INPUT2"}


class BillCommon(PullCommon):
    def setUp(self):
        super().setUp()
        self.office = self.env.company
        self.expense = self.company_data["default_account_expense"]
        self.purchase_tax = self.company_data["default_tax_purchase"]
        self.assertEqual(self.interface.bill_office_id, self.office)
        self.interface.bill_journal_id = self.company_data["default_journal_purchase"]
        self.interface.action_suggest_mappings()
        self.link("account_map", "account_id", self.expense, self.code("account", "400"))
        self.link("tax_map", "tax_id", self.purchase_tax, self.code("tax", "INPUT2"))
        # Zero rates of purchases are all offered the one code for no tax, which then is no one's.
        none = self.interface.tax_map_ids.filtered(lambda row: row.remote_tax_id.code == "NONE")
        none.filtered("tax_id").remote_tax_id = self.code("tax", "ZERORATED")
        self.contact = self.add_contact("Ink & Co")
        self.supplier = self.env["res.partner"].create({"name": "Ink & Co"})

    def link(self, name, field, record, code):
        """Link a record of Odoo to a code, and nothing else to that code; the others elsewhere,
        as what is not linked gets a suggestion again.
        """
        is_account = name == "account_map"
        elsewhere = self.code("account", "310") if is_account else self.code("tax", "ZERORATED")
        rows = self.interface[f"{name}_ids"]
        to = f"remote_{name.partition('_')[0]}_id"
        rows.filtered(lambda row: row[to] == code)[to] = elsewhere
        row = rows.filtered(lambda row: row[field] == record)
        self.assertEqual(len(row), 1, "there is a row to be linked")
        row[to] = code

    def add_contact(self, name, **values):
        self.bookkeeper("add_contact", name=name, values=values)
        return self.books("contacts")[-1]["id"]

    def add(self, *lines, kind="ACCPAY", number="B-1", **values):
        """:return: the id of a new document by the bookkeeper"""
        values = {"contact_id": self.contact, "date": "2026-10-05", "due": "2026-11-20", **values}
        lines = [CODES | line for line in lines or (INK,)]
        self.bookkeeper("add_document", type=kind, number=number, lines=lines, **values)
        part = "invoices" if kind == "ACCPAY" else "credit_notes"
        return self.books(part)[-1]["id"]

    def edit_lines(self, row, *lines):
        """The bookkeeper gives a bill other lines."""
        lines = [CODES | line for line in lines]
        self.bookkeeper("edit_lines", id=row.remote_id, lines=lines)

    def row(self, remote_id):
        return self.env["acct.link.bill"].search([("remote_id", "=", remote_id)])

    def taken(self, *lines, **values):
        """Enter a bill there, pull. :return: its row"""
        remote_id = self.add(*lines, **values)
        run = self.pull("bills")
        self.assertEqual(run.result, "done", run.problem_text)
        return self.row(remote_id)

    def assertOpen(self, row, code):
        self.assertEqual(row.state, "open")
        self.assertEqual([problem["code"] for problem in row.problems], [code])
        self.assertTrue(row.problem_text and row.problem_cure)

    def assertTaken(self, row, total):
        self.assertEqual(row.state, "taken", row.problem_text)
        self.assertAlmostEqual(row.move_id.amount_total, total, 2)
        self.assertEqual(row.move_id.amount_total, row.total)
