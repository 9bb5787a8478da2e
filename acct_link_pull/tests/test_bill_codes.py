"""Bills of systems whose accounts and tax codes are known by their ids."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon
from odoo.addons.acct_link_pull.lib.incoming import BillLine


@tagged("post_install", "-at_install")
class TestBillCodes(PurchaseCommon):
    def setUp(self):
        super().setUp()
        self.Maker = self.env["acct.link.bill.maker"]
        self.interface.bill_office_id = self.interface.company_id
        (self.interface.tax_map_ids - self.tax_row).unlink()  # of others with the same rate

    def _find(self, **codes):
        """:return: (account.account, account.tax, codes of the Problems)"""
        amount = Decimal(1)
        line = BillLine("Ink", amount, amount, amount, amount, **codes)
        problems, Maker = [], self.Maker
        account = Maker._find_account(
            self.interface, Maker._get_accounts(self.interface), line, problems
        )
        taxes = Maker._find_taxes(self.interface, Maker._get_taxes(self.interface), line, problems)
        return account, taxes, [problem.code for problem in problems]

    def test_ids_are_enough(self):
        self.costs.sudo().code = self.input_code.sudo().code = False
        found = self._find(account_id=self.costs.remote_id, tax_id=self.input_code.remote_id)
        self.assertEqual(found, (self.expense, self.purchase_tax, []))

    def test_what_has_no_code_is_not_taken_for_what_is_not_linked(self):
        self.costs.sudo().code = self.input_code.sudo().code = False
        _account, _taxes, problems = self._find(account_id="other", tax_id="other")
        self.assertEqual(problems, ["bill_account_unmapped", "bill_tax_unmapped"])

    def test_line_whose_account_is_not_told_asks_for_no_link(self):
        found = self._find(tax_id=self.input_code.remote_id)
        self.assertEqual(found, (None, self.purchase_tax, ["bill_account_untold"]))

    def test_codes_do_as_well(self):
        found = self._find(account="400", tax_code="P")
        self.assertEqual(found, (self.expense, self.purchase_tax, []))
