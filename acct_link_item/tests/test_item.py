"""account.move -> Document: lines that name an item of the books."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.lib.exchange import Capabilities
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, SALES_USE, Code
from odoo.addons.acct_link_batch.tests.common import BooksConnector
from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon


class ItemBooksConnector(BooksConnector):
    def _capabilities(self, interface):
        capabilities = super()._capabilities(interface)
        return replace(capabilities, pulls=(*capabilities.pulls, "items"))


@tagged("post_install", "-at_install")
class TestItem(PurchaseCommon):
    books_connector = ItemBooksConnector

    def setUp(self):
        super().setUp()
        self.product = self.env["product.product"].create(
            {"name": "Design", "default_code": "DESIGN"}
        )
        self.env["acct.link.connector"]._refresh_codes(
            self.interface,
            "acct.link.item",
            [
                Code("i1", "DESIGN", "Design by the hour", uses=(SALES_USE,)),
                Code("i2", "PAPER", "Paper", uses=(PURCHASE_USE,)),
                Code("i3", "DESK", "Desk", usable=False),
            ],
        )
        self.interface.send_item_codes = True

    def _items(self, **line):
        line = {"product_id": self.product.id, "price_unit": 100, **line}
        return [each.item for each in self._sent(self._invoice(lines=[line])).lines]

    def test_line_names_the_item_of_its_product(self):
        self.assertEqual(self._items(), ["DESIGN"])

    def test_nothing_is_named_unless_it_is_switched_on(self):
        self.interface.send_item_codes = False
        self.assertEqual(self._items(), [""])
        self.assertFalse(self.interface.copy({"name": "New"}).send_item_codes)

    def test_line_whose_item_is_not_there_goes_without(self):
        for code in ("OTHER", "design", False, "DESK", "PAPER"):
            with self.subTest(code=code):
                self.product.default_code = code
                self.assertEqual(self._items(), [""])
        self.assertEqual(self._items(product_id=False), [""])

    def test_item_is_of_its_side(self):
        for code, item in (("PAPER", "PAPER"), ("DESIGN", "")):
            self.product.default_code = code
            bill = self._bill(line={"product_id": self.product.id})
            self.assertEqual([line.item for line in self._sent(bill).lines], [item])

    def test_account_and_price_stay_those_of_the_link(self):
        [line] = self._sent(
            self._invoice(lines=[{"product_id": self.product.id, "price_unit": 77}])
        ).lines
        self.assertEqual((line.account, line.price), ("200", 77))

    def test_item_of_a_line_that_the_print_hides_is_not_named(self):
        for hides in ("collapse_composition", "collapse_prices"):
            with self.subTest(hides=hides):
                move = self._invoice(
                    lines=[
                        {"display_type": "line_section", "name": "Kitchen", "tax_ids": False,
                         "account_id": False, hides: True},
                        {"product_id": self.product.id, "price_unit": 100},
                    ]
                )  # fmt: skip
                document = self._sent(move)
                self.assertEqual(document.lines[0].description, "Kitchen")
                self.assertEqual({line.item for line in document.lines}, {""})

    def test_items_are_read_only_where_they_are_used(self):
        connector, asked = self.env["acct.link.connector"], []

        def pull(_self, _interface, resource, since=None):
            asked.append(resource)
            return iter([{}] if resource == "file" else [Code("i9", "NEW", "New")])

        capabilities = Capabilities(pulls=("items",))
        with (
            patch.object(type(connector), "_pull", pull),
            patch.object(type(connector), "_capabilities", lambda *_: capabilities),
        ):
            connector._pull_codes(self.interface)
            self.interface.send_item_codes = False
            connector._pull_codes(self.interface)
        self.assertEqual(asked, ["items", "file", "file"])
        self.assertEqual(self.interface.item_ids.mapped("code"), ["NEW"])
        self.assertEqual(self.interface.item_count, 1)

    def test_managers_switch_it_and_users_read_the_list(self):
        groups = "acct_link_batch.group_acct_link_"
        manager = new_test_user(self.env, "item_manager", f"{groups}manager")
        clerk = new_test_user(self.env, "item_clerk", f"{groups}user")
        self.interface.with_user(manager).send_item_codes = False
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).send_item_codes = True
        items = self.interface.item_ids.with_user(clerk)
        self.assertTrue(items.mapped("name"))
        with self.assertRaises(AccessError):
            items.name = "Mine"
        self.assertTrue(self.env["acct.link.item"].with_user(clerk).search([]))
