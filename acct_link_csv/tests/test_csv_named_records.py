"""What the settings of import files may name, as those of the core."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestCsvNamedRecords(NamedRecordsCommon):
    # Formats are those of this company, of those above, or of all.
    nobodys = (*NamedRecordsCommon.nobodys, "acct.link.csv.profile")

    def _prepare_row_vals(self, name):
        if name == "acct.link.csv.setting":
            return {"key": "k", "label": "K"}
        return super()._prepare_row_vals(name)

    def test_no_setting_names_a_record_of_another_company(self):
        """None of them names one that belongs to a company; a field that comes is held to it."""
        rows = [row._name for row, _fields in self._get_rows("acct_link_csv")]
        self.assertEqual(rows, ["acct.link.csv.setting", "acct.link.interface"])
        self.assertFalse(self._check_naming("acct_link_csv"))
