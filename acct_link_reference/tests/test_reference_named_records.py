"""What the settings of references may name, as those of the core."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestReferenceNamedRecords(NamedRecordsCommon):
    def test_settings_name_nothing_that_belongs_to_a_company(self):
        """The plan of the jobs is everybody's; another field has to be tried."""
        [field] = [
            field
            for field in self.interface._get_naming_fields()
            if field._module == "acct_link_reference"
        ]
        self.assertIn(field.comodel_name, self.nobodys)
        self.assertNotIn("company_id", self.env[field.comodel_name]._fields)
