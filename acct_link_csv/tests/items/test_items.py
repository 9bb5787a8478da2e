"""Files that say which item a line is about: the internal reference of its product."""

from odoo.tests import tagged

from ..common import CsvCommon


@tagged("post_install", "-at_install")
class TestItems(CsvCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Design", "default_code": "DESIGN"}
        )
        cls.interface.send_item_codes = True

    def _codes(self, **line):
        """:return: what stands in the column of items, for each row of a document"""
        line = {"product_id": self.product.id, "price_unit": 100, **line}
        lines = self._upload(self._invoice(lines=[line, {"price_unit": 7}]))
        self.assertEqual(lines.state, "exported", lines.problem_text)
        return [row["InventoryItemCode"] for row in self._rows(lines.file_id)]

    def test_line_carries_the_reference_of_its_product(self):
        self.assertTrue(self.interface.takes_items)
        self.assertEqual(self._codes(), ["DESIGN", ""])
        self.assertEqual(self._codes(product_id=False), ["", ""])

    def test_nothing_is_carried_unless_it_is_switched_on(self):
        self.interface.send_item_codes = False
        self.assertEqual(self._codes(), ["", ""])

    def test_reference_that_is_too_long_stops_the_document(self):
        self.product.default_code = "D" * 31
        lines = self._upload(self._invoice(lines=[{"product_id": self.product.id}]))
        self.assertEqual(lines.state, "failed")
        self.assertProblem(lines, "file_key_too_long")

    def test_row_of_several_items_is_about_none(self):
        self.interface.csv_rows = "group"
        other = self.product.copy({"default_code": "PAPER"})
        for second, code in ((other, ""), (self.product, "DESIGN")):
            with self.subTest(code=code):
                lines = [
                    {"product_id": each.id, "price_unit": 50} for each in (self.product, second)
                ]
                line = self._upload(self._invoice(lines=lines))
                [row] = self._rows(line.file_id)
                self.assertEqual(row["InventoryItemCode"], code)

    def test_format_without_such_a_column_offers_no_setting(self):
        self.interface.csv_profile_id = self._shipped("quickbooks_online_invoices")
        self.assertFalse(self.interface.takes_items)

    def test_bills_have_it_where_their_format_does(self):
        self.interface.write(
            {
                "csv_profile_id": self._shipped("quickbooks_online_invoices").id,
                "csv_bill_profile_id": self._shipped("xero_bills_26").id,
            }
        )
        self.assertTrue(self.interface.takes_items)
