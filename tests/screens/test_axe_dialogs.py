"""axe-core reads the lists, the dialogs, and the settings of the other connectors."""

from test_axe import AxeCommon

from odoo import Command
from odoo.tests import new_test_user, tagged

READ_LIST = 'await find(".o_data_row"); await read(".o_content");'
# Every page of a form.
READ_PAGES = """
    await find(".o_notebook_headers .nav-link");
    for (const tab of document.querySelectorAll(".o_notebook_headers .nav-link")) {
        tab.click();
        await find(".o_notebook_headers .nav-link.active", tab.textContent);
        await new Promise((done) => setTimeout(done, 300));
        await read(".o_content");
    }
"""
READ_DIALOG = 'await find(".modal footer button"); await read(".modal-body");'
SHOW_UPLOADED = """
    await click(".o_searchview .o_facet_remove");
    await click(".o_searchview_dropdown_toggler");
    await click(".o_filter_menu .o_menu_item", "Include already uploaded");
    await find("td[name=acct_link_state]", "Uploaded");
    await click(".o_data_row .o_list_record_selector input");
"""


@tagged("post_install", "-at_install")
class TestAxeDialogs(AxeCommon):
    def test_park_has_no_serious_finding(self):
        self.invoice()
        self.read(
            "acct-link-create-batch",
            f"""
            await click(".o_data_row .o_list_record_selector input");
            await click("button[name=action_acct_link_park]");
            {READ_DIALOG}
            """,
        )

    def test_reset_to_draft_has_no_serious_finding(self):
        move = self.invoice()
        self.upload(move)
        steps = f'await click("button[name=button_draft]"); {READ_DIALOG}'
        self.read(f"customer-invoices/{move.id}", steps)

    def test_send_again_has_no_serious_finding(self):
        self.upload(self.invoice())
        self.read(
            "acct-link-create-batch",
            f"""
            {SHOW_UPLOADED}
            await click("button[name=action_acct_link_send_again]");
            {READ_DIALOG}
            """,
        )

    def test_match_customers_has_no_serious_finding(self):
        batch = self.failed()
        self.read(
            f"acct-link-batches/{batch.id}",
            f'await click("button[name=action_match_customers]"); {READ_DIALOG}',
        )

    def test_dialogs_of_customers_to_match_have_no_serious_finding(self):
        self.failed()
        for button in ("Take All", "From a File"):
            with self.subTest(button=button):
                steps = f'await click(".o_control_panel button", "{button}"); {READ_DIALOG}'
                self.read("customers-to-match", steps)

    def test_question_whose_contact_it_is_has_no_serious_finding(self):
        self.upload(self.invoice())
        second = self.env["res.partner"].create({"name": self.customer.name, "email": "a@b.nz"})
        self.upload(self.invoice(partner=second))
        self.read(
            "customers-to-match",
            f'await click(".o_list_view button[name=action_answer]"); {READ_DIALOG}',
        )


@tagged("post_install", "-at_install")
class TestAxeLists(AxeCommon):
    def test_lists_have_no_serious_finding(self):
        batch = self.failed()
        held = self.invoice()
        parked = {"kind": "parked", "reason": "Disputed", "move_ids": [Command.set(held.ids)]}
        self.env["acct.link.park"].create(parked).action_confirm()
        for path in (
            "acct-link-batches",
            "acct-link-follow-ups",
            "acct-link-interfaces",
            "acct-link-journal",
            "acct-link-payments",
            "acct-link-differences",
            "acct-link-parked",
            "acct-link-weeks",
            f"acct-link-batches/{batch.id}",
        ):
            with self.subTest(path=path):
                self.read(path, 'await find(".o_view_controller"); await read(".o_content");')

    def test_documents_of_a_batch_and_one_of_them_have_no_serious_finding(self):
        batch = self.failed()
        self.read(
            f"acct-link-batches/{batch.id}",
            """
            await click(".oe_stat_button", "Documents");
            await find(".o_list_view .o_data_row");
            await read(".o_content");
            """,
        )
        [line, *_rest] = batch.line_ids.filtered(lambda line: line.state == "failed")
        self.read(
            f"acct.link.batch.line/{line.id}",
            'await find(".o_form_view .alert-danger"); await read(".o_content");',
        )

    def test_batch_that_waits_for_its_release_has_no_serious_finding(self):
        if "needs_release" not in self.interface:
            self.skipTest("acct_link_release is not here")
        self.interface.needs_release = True
        action = self.invoice().action_acct_link_batch()
        self.read(
            f"acct-link-batches/{action['res_id']}",
            'await find("[role=status]", "waits for its release"); await read(".o_content");',
        )

    def test_lapsed_sign_in_has_no_serious_finding(self):
        action = self.invoice().action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        batch.action_upload()
        batch.line_ids.sudo().state = "queued"
        self.interface._get_token().sudo().lapsed = True
        self.interface.users_sign_in = True
        clerk = new_test_user(
            self.env(su=True),
            "clerk who signs in",
            groups="base.group_user,account.group_account_invoice,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        self.login = clerk.login
        for path in (f"acct-link-batches/{batch.id}", f"acct-link-interfaces/{self.interface.id}"):
            with self.subTest(path=path):
                self.read(path, 'await find(".alert", "Sign in"); await read(".o_content");')


@tagged("post_install", "-at_install")
class TestAxeConnectors(AxeCommon):
    def read_pages_of(self, connector, **vals):
        interface = self.env["acct.link.interface"].create(
            {"name": f"To {connector}", "connector": connector, "start_date": "2026-04-01", **vals}
        )
        self.read(f"acct-link-interfaces/{interface.id}", READ_PAGES)

    def test_form_of_quickbooks_has_no_serious_finding_on_any_page(self):
        self.read_pages_of("qbo", send_bills=True)

    def test_form_of_myob_has_no_serious_finding_on_any_page(self):
        self.read_pages_of("myob", send_bills=True)

    def test_form_of_import_files_has_no_serious_finding_on_any_page(self):
        profile = self.env["acct.link.csv.profile"].search([("key", "=", "reckon_accounts_iif")])
        self.read_pages_of("csv", csv_profile_id=profile.id)

    def test_formats_of_import_files_have_no_serious_finding(self):
        profile = self.env["acct.link.csv.profile"].search([("key", "=", "reckon_accounts_iif")])
        copy = profile.action_copy()
        self.read("acct-link-file-formats", READ_LIST)
        self.read(f"acct-link-file-formats/{copy['res_id']}", READ_PAGES)

    def test_lists_of_codes_have_no_serious_finding(self):
        self.upload(self.invoice())
        for xml_id in (
            "acct_link_batch.acct_link_contact_action",
            "acct_link_item.acct_link_item_action",
        ):
            with self.subTest(xml_id=xml_id):
                steps = 'await find(".o_view_controller"); await read(".o_content");'
                self.read(f"action-{xml_id}", steps)
