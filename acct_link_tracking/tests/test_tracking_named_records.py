"""What the links of plans and analytic accounts may name, as those of the core."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestTrackingNamedRecords(NamedRecordsCommon):
    def _prepare_row_vals(self, name):
        plan = self.env["account.analytic.plan"].sudo().create({"name": f"Plan of {name}"})
        if name == "acct.link.plan.map":
            return {"plan_id": plan.id}
        if name == "acct.link.analytic.map":
            job = {"name": "Job", "plan_id": plan.id, "company_id": self.env.company.id}
            return {"analytic_account_id": self.env["account.analytic.account"].create(job).id}
        return super()._prepare_row_vals(name)

    def test_no_setting_names_a_record_of_another_company(self):
        self.assertGreater(self._check_naming("acct_link_tracking"), 2)

    def test_company_of_a_row_is_that_of_its_interface(self):
        self.assertEqual(self._check_company("acct_link_tracking"), 2)
