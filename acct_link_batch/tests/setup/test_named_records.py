"""What settings of an interface may name: records of the interface, of its offices, of companies
that the user is in.
"""

import pathlib

from odoo.tests import tagged
from odoo.tools import file_path, mute_logger

from ..common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestNamedRecords(NamedRecordsCommon):
    def test_no_setting_names_a_record_of_another_company(self):
        self.assertGreater(self._check_naming("acct_link_batch"), 25)

    def test_every_add_on_that_brings_settings_has_this_test(self):
        brought = {Model._original_module for Model in self._get_settings().values()}
        brought |= {field._module for field in self.interface._get_naming_fields()}
        for module in brought:
            with self.subTest(module=module):
                folder = pathlib.Path(file_path(module), "tests")
                self.assertTrue(list(folder.rglob("test_*named_records.py")))

    def test_what_belongs_to_no_company_has_no_company(self):
        for comodel in self.nobodys:
            with self.subTest(comodel=comodel):
                self.assertNotIn("company_id", self.env[comodel]._fields)

    # === WHAT FOLLOWS FROM OTHERS === #

    @mute_logger("odoo.models")
    def test_company_of_a_row_is_that_of_its_interface(self):
        self.assertGreater(self._check_company("acct_link_batch"), 3)
