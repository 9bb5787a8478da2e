"""Invoices that Odoo's `sale` makes of an order, over real HTTP to the strict stand-in: down
payments, and the final invoice that takes them off.
"""

from decimal import Decimal
from unittest import SkipTest

from common_walk import NZ_TENANT, WalkCommon

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkSale(WalkCommon):
    pulls_codes = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sale.order" not in cls.env:
            raise SkipTest("sale is not installed")
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.prepaid = cls.account.copy({"code": "240997", "name": "Down Payments"})
        cls.prepaid.account_type = "liability_current"
        cls.env.company.downpayment_account_id = cls.prepaid
        cls.liability = cls.interface.account_ids.filtered(lambda each: each.use == "LIABILITY")[0]
        cls.env["acct.link.account.map"].create(
            {
                "interface_id": cls.interface.id,
                "account_id": cls.prepaid.id,
                "remote_account_id": cls.liability.id,
            }
        )
        cls.product = cls.env["product.product"].create(
            {
                "name": "Survey",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 333.33,
                "taxes_id": [Command.set(cls.tax.ids)],
                "property_account_income_id": cls.account.id,
            }
        )

    def order(self, quantity=3):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        return order

    def take(self, order, method="delivered", **vals):
        """Odoo's own wizard. :return: the invoice, posted"""
        before = order.invoice_ids
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": order.ids, "advance_payment_method": method, **vals}
        )
        wizard.create_invoices()
        invoice = order.invoice_ids - before
        invoice.invoice_date = "2026-10-05"
        invoice.action_post()
        return invoice

    def amounts_of(self, line):
        """:return: {account code: amount without tax}, as the books hold it"""
        document = self.server.stand_in.tenants[NZ_TENANT].invoices.get(line.remote_id)
        amounts = {}
        for each in document.lines:
            if each.account_code:
                before = amounts.get(each.account_code, Decimal())
                amounts[each.account_code] = before + each.line_amount
        return amounts

    def test_down_payment_and_the_final_invoice_arrive_to_the_cent(self):
        order = self.order()
        first = self.take(order, "percentage", amount=30)
        second = self.take(order, "fixed", fixed_amount=100)
        final = self.take(order)
        self.assertEqual(
            first.amount_total + second.amount_total + final.amount_total, order.amount_total
        )
        lines = self.upload(first + second + final)
        self.assertExact(lines)
        prepaid, sales = self.liability.code, "200"
        self.assertEqual([set(self.amounts_of(line)) for line in lines[:2]], [{prepaid}] * 2)
        taken = self.amounts_of(lines[2])
        self.assertEqual(taken[sales], Decimal("999.99"))
        # What was paid down is gone from its account.
        paid = sum(self.amounts_of(line)[prepaid] for line in lines[:2])
        self.assertEqual(taken[prepaid], -paid)

    def test_final_invoice_that_is_less_than_what_was_paid_is_a_credit_note(self):
        order = self.order()
        self.take(order, "percentage", amount=50)
        order.order_line.filtered(lambda line: not line.is_downpayment).product_uom_qty = 1
        final = self.take(order)
        self.assertEqual(final.move_type, "out_refund")
        lines = self.upload(final)
        self.assertExact(lines)

    def test_final_invoice_of_zero_is_not_offered_and_says_why(self):
        order = self.order()
        down = self.take(order, "percentage", amount=100)
        final = self.take(order)
        self.assertEqual((down.amount_total, final.amount_total), (order.amount_total, 0))
        self.assertExact(self.upload(down))
        offered = self.env["account.move"].search([("acct_link_state", "=", "available")])
        self.assertNotIn(final, offered)
        self.assertIn("zero", final.acct_link_reason)
        with self.assertRaisesRegex(UserError, "zero"):
            final.action_acct_link_batch()

    def test_document_that_becomes_zero_in_its_batch_is_stopped(self):
        order = self.order()
        self.take(order, "percentage", amount=100)
        final = self.take(order)
        batch = self.env["acct.link.batch"]._create_from_moves(final)
        self.assertEqual(batch.line_ids.move_id, final)
        batch.action_upload()
        self.run_loop()
        self.assertProblem(batch.line_ids, "zero_total")
        self.assertFalse(self.books("invoices"))
