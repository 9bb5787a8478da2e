from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin

from .common import ExpenseCommon


@tagged("post_install", "-at_install")
class TestExpenseCures(CuresMixin, ExpenseCommon):
    module = "acct_link_expense"
    names = {"Paid from": "account.move"}
    least = (-1, -1)  # no button, and nobody who has to ask
