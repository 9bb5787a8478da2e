"""Bills of suppliers that are entered in Odoo, and go to the stand-in."""

from pull_common import PullCommon

PARTS = {
    "invoice": ("invoices", "ACCREC"),
    "credit_note": ("credit_notes", "ACCRECCREDIT"),
    "bill": ("invoices", "ACCPAY"),
    "vendor_credit": ("credit_notes", "ACCPAYCREDIT"),
}


class PurchaseCommon(PullCommon):
    def setUp(self):
        super().setUp()
        self.expense = self.company_data["default_account_expense"]
        self.purchase_tax = self.company_data["default_tax_purchase"]
        self.supplier = self.env["res.partner"].create({"name": "Ink & Co"})
        self.interface.send_bills = True
        self.link("account_map", self.expense, self.code("account", "400"))
        self.assertIn(self.purchase_tax, self.interface.tax_map_ids.tax_id)
        self.link("tax_map", self.purchase_tax, self.code("tax", "INPUT2"))

    def link(self, name, record, code):
        """Link an account or tax of Odoo; its row is there already, or is added."""
        kind = name.partition("_")[0]
        row = self.interface[f"{name}_ids"].filtered(lambda row: row[f"{kind}_id"] == record)
        vals = {f"remote_{kind}_id": code.id}
        if row:
            row.write(vals)
        else:
            row.create({**vals, f"{kind}_id": record.id, "interface_id": self.interface.id})

    def there(self, line):
        """:return: the row of an uploaded document in the books"""
        part, type_ = PARTS[line.kind]
        [row] = [row for row in self.books(part) if row["id"] == line.remote_id]
        self.assertEqual(row["type"], type_)
        return row

    def assertOnce(self, lines, strangers=0):
        """Each line is uploaded, and its document in the books with the same number, total and
        contact; besides them only so many of others.
        """
        self.assertEqual(set(lines.mapped("state")), {"uploaded"}, lines.mapped("problem_text"))
        contacts = {row["id"]: row["name"] for row in self.books("contacts")}
        for line in lines:
            row = self.there(line)
            self.assertEqual(row["number"], line.move_id.ref or line.number)
            self.assertAlmostEqual(row["total"], line.amount_total, 2)
            self.assertEqual(contacts[row["contact_id"]], line.partner_id.name)
            self.assertFalse(line.problems, line.problem_text)
        count = len(self.books("invoices")) + len(self.books("credit_notes"))
        self.assertEqual(count, len(lines) + strangers)

    def add_theirs(self, kind="ACCPAY", number="S-1", contact="Ink & Co", **values):
        """A bill that the bookkeeper enters. :return: its id"""
        known = {row["name"]: row["id"] for row in self.books("contacts")}
        if contact not in known:
            self.bookkeeper("add_contact", name=contact, values={})
            known = {row["name"]: row["id"] for row in self.books("contacts")}
        line = {"Description": "Ink", "Quantity": "3", "UnitAmount": "100"}
        self.bookkeeper(
            "add_document",
            type=kind,
            number=number,
            contact_id=known[contact],
            lines=[{**line, "AccountCode": "400", "TaxType": "INPUT2"}],
            **{"date": "2026-10-05", "due": "2026-11-20", **values},
        )
        part = "invoices" if kind == "ACCPAY" else "credit_notes"
        return self.books(part)[-1]["id"]
