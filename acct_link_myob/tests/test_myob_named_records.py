from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestMyobNamedRecords(NamedRecordsCommon):
    def test_no_setting_names_a_record_of_another_interface(self):
        self.assertGreater(self._check_naming("acct_link_myob"), 0)
