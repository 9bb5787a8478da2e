from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_named_records import GROUPS, NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestTimesheetNamedRecords(NamedRecordsCommon):
    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref("acct_link_timesheet.group_payroll")

    @classmethod
    def _create_user(cls, name, companies, groups=f"{GROUPS},acct_link_timesheet.group_payroll"):
        return super()._create_user(name, companies, groups)

    def _create_record_of_the_interface(self, model):
        vals = {"interface_id": self.interface.id, "name": "Own", "remote_id": "own"}
        return self.env[model].sudo().create(vals)

    def _prepare_row_vals(self, name):
        if name == "acct.link.pay.employee":
            return {"name": "Kea", "remote_id": "kea"}
        if name == "acct.link.rate.map":
            rate = self._create_record_of_the_interface("acct.link.earnings.rate")
            project = self.env["project.project"].sudo().create({"name": "Bridge"})
            return {"rate_id": rate.id, "project_id": project.id}
        return super()._prepare_row_vals(name)

    def test_no_setting_names_a_record_of_another_interface_or_company(self):
        self.assertGreater(self._check_naming("acct_link_timesheet"), 8)
