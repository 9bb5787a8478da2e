"""Books that take expenses, too."""

from dataclasses import replace

from odoo.addons.acct_link_batch.lib.document import EXPENSES
from odoo.addons.acct_link_batch.tests.common import BooksConnector
from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon


class ExpenseBooksConnector(BooksConnector):
    def _capabilities(self, interface):
        capabilities = super()._capabilities(interface)
        return replace(capabilities, kinds=(*capabilities.kinds, *EXPENSES))


class ExpenseCommon(PurchaseCommon):
    books_connector = ExpenseBooksConnector

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        codes = {"interface_id": cls.interface.id, "use": "EXPENSE"}
        cls.bank, cls.card = (
            cls.env["acct.link.account"]
            .sudo()
            .create(
                [
                    {**codes, "remote_id": "b1", "code": "100", "name": "Cheque", "role": "bank"},
                    {**codes, "remote_id": "c1", "code": "", "name": "Visa", "role": "card"},
                ]
            )
        )
