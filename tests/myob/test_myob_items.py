"""Sales with the layout of items, over real HTTP to the stand-in: linked, sent, changed."""

from common_myob import MyobCommon

from odoo.addons.acct_link_myob.lib.sign_in import ITEM_SCOPE

ITEMS = "Sale/Invoice/Item"


class TestMyobItems(MyobCommon):
    @classmethod
    def create_interface(cls):
        interface = super().create_interface()
        interface.myob_layout = "item"
        return interface

    @classmethod
    def pull_codes(cls):
        with cls.registry_test_mode():
            cls.interface.action_pull_codes()
        cls.interface.default_purchase_account_id = cls.code("account", "6-1100")
        for tax in (cls.tax, cls.purchase_tax):
            cls.link(tax, "S15")
        cls.link_account(cls.code("account", "DESIGN"))

    @classmethod
    def link_account(cls, remote):
        rows = cls.interface.account_map_ids
        row = rows.filtered(lambda row: row.account_id == cls.account)
        row = row or rows.create({"account_id": cls.account.id, "interface_id": cls.interface.id})
        row.remote_account_id = remote

    def item(self, code):
        [row] = [row for row in self.books("Item") if row["Number"] == code]
        return row["UID"]

    def upload_one(self, move):
        [line] = self.upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        return line

    def test_items_are_offered_for_sales_and_accounts_for_purchases(self):
        interface = self.interface
        self.assertTrue(interface.uses_apart)
        self.assertEqual(interface.sales_account_label, "Item on Sales")
        sold = interface.account_ids.filtered(lambda each: each._is_for(False))
        self.assertEqual(set(sold.mapped("code")), {"DESIGN", "HOURS"})
        self.assertTrue(self.code("account", "6-1100")._is_for(True))
        self.assertIn(ITEM_SCOPE, interface._connector()._get_app(interface).scopes)

    def test_upload_sale_and_credit_name_items(self):
        for move_type, sign in (("out_invoice", 1), ("out_refund", -1)):
            with self.subTest(move_type=move_type):
                line = self.upload_one(self.invoice(move_type=move_type))
                row = self.row(line)
                self.assertEqual(sign * row["TotalAmount"], line.amount_total)
                [sent] = [each for each in row["Lines"] if each["Type"] == "Transaction"]
                self.assertEqual(sent["Item"]["UID"], self.item("DESIGN"))
                self.assertGreater(sign * sent["ShipQuantity"], 0)
        self.assertEqual(len(self.calls("POST", ITEMS)), 2)

    def test_upload_bill_goes_with_accounts(self):
        line = self.upload_one(self.bill())
        self.assertEqual(len(self.calls("POST", "Purchase/Bill/Service")), 1)
        self.assertIn("Account", self.row(line)["Lines"][0])

    def test_upload_lost_answer_is_found_and_not_sent_again(self):
        self.fault("drop_after", ITEMS)
        [line] = self.upload(self.invoice())
        self.let_time_pass()
        self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(len(self.calls("POST", ITEMS)), 1)

    def test_upload_line_that_is_linked_to_no_item_stops(self):
        self.link_account(self.code("account", "6-1100"))
        [line] = self.upload(self.invoice())
        self.assertEqual(line.state, "failed")
        self.assertEqual(self.books("Invoice"), [])

    def test_changed_sale_is_updated_in_its_layout(self):
        line = self.upload_one(self.invoice())
        move = line.move_id
        move.with_context(acct_link_ask=False).button_draft()
        move.invoice_line_ids.price_unit = 120
        move.action_post()
        self.env["acct.link.operation"]._enqueue_update(line)
        self.run_loop()
        [operation] = self.operations("update")
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual(self.row(line)["TotalAmount"], move.amount_total)
        self.assertEqual(len(self.calls("PUT", ITEMS)), 1)
