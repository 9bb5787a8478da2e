"""An interface that sends bills, and what of them may be in the books."""

from odoo import Command

from ..lib.outcome import Contact
from .common import AcctLinkCommon


class PurchaseCommon(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Tui Timber", "ref": "T7"})
        cls.purchase_tax = cls.company_data["default_tax_purchase"]
        cls.expense = cls.company_data["default_account_expense"]
        codes = {"interface_id": cls.interface.id}
        Account, Tax = cls.env["acct.link.account"].sudo(), cls.env["acct.link.tax"].sudo()
        cls.costs = Account.create(
            {**codes, "remote_id": "400", "code": "400", "name": "Costs", "use": "EXPENSE"}
        )
        cls.input_code = Tax.create(
            {**codes, "remote_id": "P", "code": "P", "name": "Input tax",
             "rate": cls.purchase_tax.amount, "uses": "EXPENSE"}
        )  # fmt: skip
        cls.account_row = cls.env["acct.link.account.map"].create(
            {**codes, "account_id": cls.expense.id, "remote_account_id": cls.costs.id}
        )
        cls.tax_row = cls.env["acct.link.tax.map"].create(
            {**codes, "tax_id": cls.purchase_tax.id, "remote_tax_id": cls.input_code.id}
        )

    def setUp(self):
        super().setUp()
        self.interface.send_bills = True
        for name in ("Tui Timber", "Moa Mills"):
            self.books.contacts[name] = Contact(f"C-{name[:3]}", name)

    def _bill(self, move_type="in_invoice", partner=None, line=None, **vals):
        line = {"price_unit": 100, "account_id": self.expense.id, **(line or {})}
        line.setdefault("tax_ids", [Command.set(self.purchase_tax.ids)])
        partner = partner or self.supplier
        return self._invoice(move_type=move_type, partner=partner, lines=[line], **vals)
