"""Whose a bill of the books is, by the id of its contact."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.document import CUSTOMER, SUPPLIER

from .common_bill import BillCommon


@tagged("post_install", "-at_install")
class TestBillSupplier(BillCommon):
    def _link(self, partner, role):
        self.env["acct.link.contact"].sudo().create(
            {
                "interface_id": self.interface.id, "match_rule": "name", "key": partner.name,
                "name": partner.name, "remote_id": "7", "partner_id": partner.id, "role": role,
            }
        )  # fmt: skip

    def test_contact_leads_to_the_partner(self):
        self._link(self.supplier, False)
        row = self._known_bill(contact="7")
        self.assertEqual(self.env["acct.link.bill.maker"]._find_by_contact(row), self.supplier)

    def test_customer_of_the_same_id_on_the_other_list_is_none(self):
        self.books.suppliers = {}
        self._link(self.customer, CUSTOMER)
        row = self._known_bill(contact="7")
        Maker = self.env["acct.link.bill.maker"]
        self.assertFalse(Maker._find_by_contact(row))
        self._link(self.supplier, SUPPLIER)
        self.assertEqual(Maker._find_by_contact(row), self.supplier)
