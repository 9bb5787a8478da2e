"""Whose a bill of the books is, by the id of its contact, or its tax number."""

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

    def test_contact_that_another_interface_of_the_file_knows_leads_to_the_partner(self):
        company = self.setup_other_company()["company"]
        file = self.interface.remote_org_id
        other = self._create_interface(company, remote_org_id=file)
        self._link(self.supplier, False)
        row = self._known_bill(contact="7", interface_id=other.id, company_id=company.id)
        self.assertEqual(self.env["acct.link.bill.maker"]._find_by_contact(row), self.supplier)

    def test_tax_number_has_the_country_of_the_office_or_not(self):
        row, Maker = self._known_bill(), self.env["acct.link.bill.maker"]
        row.company_id.account_fiscal_country_id = self.env.ref("base.nz")
        here, there = "49-098-576", "NZ 49 098 576"
        for ours, theirs in ((here, there), (there, here), (there, there), (here, here)):
            self.supplier.vat = ours
            with self.subTest(ours=ours, theirs=theirs):
                self.assertEqual(Maker._find_by_tax_number(row, theirs), self.supplier)
        self.supplier.vat = "AU49098576"
        for theirs in (here, there, "NZ", ""):
            with self.subTest(theirs=theirs):
                self.assertFalse(Maker._find_by_tax_number(row, theirs))
