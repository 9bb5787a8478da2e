"""Contacts follow what was changed of their customers."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.tests.contacts.test_contact_role import RoleCommon

from .common import OperationCommon


@tagged("post_install", "-at_install")
class TestRenamedOnBothLists(OperationCommon, RoleCommon):
    def test_each_contact_follows_under_its_own_name(self):
        self.books.other_name = "%s (Supplier)"
        self.interface.sudo().update_name = True
        self.assertUploaded(self._upload(self._both()))
        for name in ("Totara Firm", "Matai Firm"):
            self.firm.name = name
            self.books.operations.clear()
            self.assertUploaded(self._upload(self._both()))
            self.assertEqual(
                [
                    (values["party"]["role"], values["name"])
                    for values, _content in self.books.operations["update_contact", "C0"]
                ],
                [(doc.CUSTOMER, name), (doc.SUPPLIER, f"{name} (Supplier)")],
            )
            links = self._links()
            self.assertEqual(links[doc.CUSTOMER].name, name)
            self.assertEqual(links[doc.SUPPLIER].name, f"{name} (Supplier)")
