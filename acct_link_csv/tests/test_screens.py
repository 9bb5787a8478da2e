"""An interface that writes files, as its form and its check offer it to an administrator."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..lib import catalogue
from .common import CsvCommon


@tagged("post_install", "-at_install")
class TestScreens(CsvCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            "csv_administrator",
            groups="acct_link_batch.group_acct_link_administrator",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    # === THE FORM === #

    def test_every_format_is_chosen_filled_in_and_saved_on_the_form(self):
        Interface = self.env["acct.link.interface"].with_user(self.administrator)
        for key, format_ in catalogue.load().items():
            with self.subTest(key=key):
                with Form(Interface) as form:
                    form.name = f"Books {key}"
                    form.connector = "csv"
                    form.remote_org_name = "Our company file"
                    form.csv_profile_id = self._shipped(key)
                    self.assertEqual(len(form.csv_setting_ids), len(format_.settings))
                    self._fill(form, "1")
                rows = form.record.csv_setting_ids
                self.assertEqual(rows.mapped("key"), [setting.key for setting in format_.settings])
                self.assertEqual(set(rows.mapped("value")), {"1"} if rows else set())
                self.assertEqual(
                    rows.mapped("required"), [setting.required for setting in format_.settings]
                )
                with Form(form.record) as form:
                    self._fill(form, "2")
                self.assertEqual(set(rows.mapped("value")), {"2"} if rows else set())

    def test_another_format_is_chosen_on_the_form(self):
        """Settings that both ask for stay, with their values."""
        self.interface.csv_profile_id = self._shipped("quickbooks_desktop_iif_us")
        with Form(self.interface.with_user(self.administrator)) as form:
            self._fill(form, "Ours")
            form.csv_profile_id = self._shipped("reckon_accounts_iif")
        asked = catalogue.load()["reckon_accounts_iif"].settings
        values = {row.key: row.value for row in self.interface.csv_setting_ids}
        self.assertEqual(values.keys(), {setting.key for setting in asked})
        self.assertEqual(values["payable"], "Ours")

    def _fill(self, form, value):
        for index in range(len(form.csv_setting_ids)):
            with form.csv_setting_ids.edit(index) as row:
                row.value = value

    # === THE CHECK === #

    def test_check_of_files_offers_no_pull(self):
        """People type the codes: they are never too old, and there is nobody to ask."""
        batch = self._batch(self._invoice())
        action = batch.with_user(self.administrator).action_check()
        check = self.env["acct.link.check"].browse(action["res_id"])
        self.assertFalse(check.is_stale)
        for call in (
            check.with_user(self.administrator).action_pull_codes,
            self.interface.with_user(self.administrator).action_pull_codes,
        ):
            with self.assertRaises(UserError) as caught:
                call()
            self.assertNotIn("%(", str(caught.exception))
