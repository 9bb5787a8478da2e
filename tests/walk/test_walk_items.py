"""Lines that name items, over real HTTP to the strict stand-in."""

from common_operations import OperationsCommon
from common_walk import NZ_TENANT

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkItems(OperationsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interface.send_item_codes = True
        with cls.registry_test_mode():
            cls.interface.action_pull_codes()
        cls.product = cls.env["product.product"].create(
            {"name": "Design", "default_code": "DESIGN"}
        )

    def invoice_of(self, *products):
        lines = [
            Command.create(
                {
                    "product_id": product.id,
                    "name": "Survey",
                    "price_unit": 77,
                    "account_id": self.account.id,
                    "tax_ids": [Command.set(self.tax.ids)],
                }
            )
            for product in products
        ]
        return self.invoice(invoice_line_ids=lines)

    def codes_of(self, line):
        invoice = self.server.stand_in.tenants[NZ_TENANT].invoices.get(line.remote_id)
        return [each.item_code for each in invoice.lines]

    def test_item_arrives_with_the_price_and_account_of_the_line(self):
        self.assertEqual(sorted(self.interface.item_ids.mapped("code")), ["DESIGN", "SUPPORT-M"])
        other = self.env["product.product"].create({"name": "Other", "default_code": "OTHER"})
        line = self.upload(self.invoice_of(self.product, other))
        self.assertExact(line)
        self.assertEqual(self.codes_of(line), ["DESIGN", ""])

    def test_item_that_is_gone_stops_its_document_until_the_lists_are_read(self):
        books = self.server.stand_in.tenants[NZ_TENANT]
        books.items[:] = [row for row in books.items if row["Code"] != "DESIGN"]
        line = self.upload(self.invoice_of(self.product))
        self.assertProblem(line, "item_refused")
        with self.registry_test_mode():
            self.interface.action_pull_codes()
        line.action_retry()
        self.run_loop()
        self.assertExact(line)
        self.assertEqual(self.codes_of(line), [""])
