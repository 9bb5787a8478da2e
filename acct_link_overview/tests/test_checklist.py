"""What is left to set up, as the settings form lists it."""

from lxml import etree, html

from odoo import fields
from odoo.tests import Form, tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestChecklist(AcctLinkCommon):
    def test_checklist_names_what_is_left(self):
        interface = self._create_interface(self.setup_other_company()["company"])
        interface.office_ids = False
        interface.default_tax_id = False
        steps = {text.split(":")[0]: done for done, text, _target in interface._get_setup_steps()}
        self.assertFalse(steps["Offices chosen"])
        self.assertFalse(steps["Code lists pulled"])
        self.assertIn("to do", interface.setup_checklist)
        interface = self.interface
        interface.codes_pulled_at = "2026-10-01"
        self.assertFalse(interface.setup_open_count, interface.setup_checklist)
        self.assertNotIn("to do", interface.setup_checklist)
        self.assertNotIn("next", interface.setup_checklist)
        interface.account_map_ids.remote_account_id = False
        self.assertEqual(interface.setup_open_count, 1)

    def _steps(self, interface):
        return html.fromstring(interface.setup_checklist).xpath("//li")

    def test_checklist_is_there_before_saving_and_marks_the_next_step(self):
        form = Form(self.env["acct.link.interface"])
        self.assertIn("Accounting system chosen", form.setup_checklist)
        form.connector = "memory"
        self.assertNotIn("Accounting system chosen", form.setup_checklist)
        steps = html.fromstring(form.setup_checklist).xpath("//li")
        marked = [step for step in steps if "– next" in step.text_content()]
        self.assertEqual(len(marked), 1)
        opened = [step for step in steps if "(done)" not in step.text_content()]
        self.assertEqual(marked[0], opened[0])

    def test_steps_lead_to_what_is_in_the_form(self):
        view = self.env["acct.link.interface"].get_view(view_type="form")
        names = set(etree.fromstring(view["arch"]).xpath("//*[@name]/@name"))
        self.interface.account_map_ids.remote_account_id = False
        self.interface.default_account_id = False
        for step in self._steps(self.interface):
            [target] = step.xpath(".//a/@data-target")
            self.assertIn(target, names)

    def test_checklist_goes_with_the_first_upload(self):
        self.interface.default_tax_id = False
        self.assertTrue(self.interface.setup_checklist)
        line = self._batch(self._invoice()).line_ids
        self.assertTrue(self.interface._get_setup_steps())
        line.sudo().state = "uploaded"
        self.interface.invalidate_recordset(["setup_checklist", "setup_open_count"])
        self.assertFalse(self.interface.setup_checklist)
        self.assertFalse(self.interface.setup_open_count)

    def _operations(self, interface):
        return {text.split(":")[0]: done for done, text, _target in interface._get_setup_steps()}

    def test_nothing_is_ticked_that_was_not_done(self):
        interface = self.interface.copy()
        interface.codes_pulled_at = fields.Datetime.now()
        accounts = "Accounts linked, or a default account chosen"
        taxes = "Taxes linked, “No tax” included"
        self.assertFalse(self._operations(interface)[accounts])
        self.assertFalse(self._operations(interface)[taxes])
        row = {"interface_id": interface.id, "tax_id": self.tax.id}
        code = self._code("tax", "T", interface_id=interface.id, rate=self.tax.amount)
        self.env["acct.link.tax.map"].create({**row, "remote_tax_id": code.id})
        self.assertFalse(self._operations(interface)[taxes], "lines without tax have none")
        interface.default_account_id = self._code("account", "1", interface_id=interface.id)
        interface.default_tax_id = code
        self.assertTrue(self._operations(interface)[accounts])
        self.assertTrue(self._operations(interface)[taxes])
