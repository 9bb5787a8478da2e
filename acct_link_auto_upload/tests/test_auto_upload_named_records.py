"""Whom the settings of what uploads by itself may name."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestAutoUploadNamedRecords(NamedRecordsCommon):
    def test_no_setting_names_a_record_of_another_company(self):
        self.assertGreater(self._check_naming("acct_link_auto_upload"), 0)

    @mute_logger("odoo.models")
    def test_next_time_follows_from_the_settings(self):
        with self.assertRaises(AccessError):
            self._as_manager(self.interface).push_next = "2026-10-05"

    def test_responsible_is_a_user_of_the_link(self):
        outsider = self._create_user("outsider", self.env.company, groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.interface.push_user_id = outsider

    def test_administrator_of_a_branch_names_no_user_of_another_company(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        own = self._create_interface_of(branch)
        with self.assertRaises(UserError), self.cr.savepoint():
            own.push_user_id = self.stranger
