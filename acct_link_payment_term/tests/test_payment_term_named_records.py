"""What the links of payment terms may name, as those of the core."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestPaymentTermNamedRecords(NamedRecordsCommon):
    def _prepare_row_vals(self, name):
        if name == "acct.link.payment.term.map":
            term = {"name": "Thirty", "company_id": self.env.company.id}
            return {"payment_term_id": self.env["account.payment.term"].sudo().create(term).id}
        return super()._prepare_row_vals(name)

    def test_no_setting_names_a_record_of_another_company(self):
        self.assertGreater(self._check_naming("acct_link_payment_term"), 1)

    def test_company_of_a_row_is_that_of_its_interface(self):
        self.assertEqual(self._check_company("acct_link_payment_term"), 1)
