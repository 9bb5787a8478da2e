"""Dialogs that some roles have, pressed in a real browser as one of these, and looked for as one
that has them not.
"""

from test_screens import ScreensCommon

from odoo import Command
from odoo.tests import new_test_user, tagged

LINK = "acct_link_batch.group_acct_link"
WITHOUT = "base.group_user,account.group_account_invoice"
# Waits for what the page has in any case, then looks for a button.
IS_THERE = """
    await find("{page}");
    const there = [...document.querySelectorAll("{button}")].some((each) => each.offsetParent);
    if (there !== {expected}) {{
        throw new Error(`{button} is there: ${{there}}`);
    }}
"""


@tagged("post_install", "-at_install")
class TestScreensRoles(ScreensCommon):
    def log_in(self, role):
        """:param role: "user", "manager", "administrator", or nothing: who has none of these"""
        self.user = new_test_user(
            self.env(su=True),
            f"{role or 'outsider'} {self.env['res.users'].sudo().search_count([])}",
            groups=f"{WITHOUT},{LINK}_{role}" if role else WITHOUT,
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )

    def walk_as(self, role, path, steps):
        self.log_in(role)
        self.walk(path, steps, login=self.user.login)

    def assertThere(self, role, path, page, button, expected):
        values = {"page": page, "button": button, "expected": str(expected).lower()}
        self.walk_as(role, path, IS_THERE.format(**values))

    def show_uploaded(self):
        """Steps, in the list of documents."""
        return """
            await click(".o_searchview .o_facet_remove");
            await click(".o_searchview_dropdown_toggler");
            await click(".o_filter_menu .o_menu_item", "Include already uploaded");
            await click(".o_data_row .o_list_record_selector input");
            await find("button[name=action_acct_link_park]");
        """

    # === SEND AGAIN === #

    def test_send_again_is_pressed_by_a_manager(self):
        [line] = self.upload(self.invoice())
        self.walk_as(
            "manager",
            "acct-link-create-batch",
            self.show_uploaded()
            + f"""
            await click("button[name=action_acct_link_send_again]");
            await find(".modal [name=update_ids] .o_data_row", "{line.number}");
            await click(".modal button[name=action_update]");
            await vanish(".modal");
            await find(".o_notification");
            """,
        )
        self.assertEqual(line.operation_ids.mapped("operation"), ["update"])
        self.run_loop()
        self.assertEqual(line.operation_ids.state, "done")

    def test_send_again_is_no_button_of_a_user(self):
        self.upload(self.invoice())
        steps = IS_THERE.format(
            page="button[name=action_acct_link_park]",
            button="button[name=action_acct_link_send_again]",
            expected="false",
        )
        self.walk_as("user", "acct-link-create-batch", self.show_uploaded() + steps)

    # === CONTACTS FROM A FILE === #

    def test_file_of_contacts_is_chosen_by_a_user(self):
        self.env["res.partner"].create({"name": "Rimu Dental"})
        self.walk_as(
            "user",
            "customers-to-match",
            """
            const choose = async (text) => {
                await find(".modal [name=file]");
                const field = document.querySelector(".modal input[type=file]");
                const chosen = new DataTransfer();
                chosen.items.add(new File([text], "contacts.csv"));
                field.files = chosen.files;
                field.dispatchEvent(new Event("change", { bubbles: true }));
            };
            await click(".o_control_panel .btn", "From a File");
            await find(".modal [name=file]");
            if (document.querySelector(".modal button[name=action_read]")) {
                throw new Error("there is nothing to read yet");
            }
            await choose("customer,contact\\nRimu Dental,O'Brien & Sons\\nNobody,Any\\n");
            await click(".modal button[name=action_read]", "Read the File");
            await find(".modal .alert-warning", "Line 3: no customer: “Nobody”");
            await click(".modal button[name=action_open]");
            await vanish(".modal");
            await click(".o_data_row .o_list_record_selector input", "");
            await click("button[name=action_map]");
            await find(".o_notification, .modal");
            """,
        )
        match = self.env["acct.link.match"].search([("partner_id.name", "=", "Rimu Dental")])
        self.assertEqual(match.remote_contact_id.name, "O'Brien & Sons")
        self.assertIn(match.state, ("queued", "matched"))

    # === MATCH CUSTOMERS === #

    def unmatched(self):
        """A batch with a document that failed: two contacts there have its customer's name."""
        twins = self.env["res.partner"].create({"name": "Twin Peaks Ltd"})
        return self.upload(self.invoice(partner=twins))

    def test_customers_of_a_batch_are_matched_by_a_user(self):
        [line] = self.unmatched()
        self.walk_as(
            "user",
            f"acct-link-batches/{line.batch_id.id}",
            """
            await click("button[name=action_match_customers]", "Match customers");
            await find(".modal .o_data_row", "Twin Peaks Ltd");
            await click(".modal .o_data_row [name=choice]");
            await click(".modal [name=choice] .o_select_menu_toggler, .modal [name=choice] input");
            await click(".o_select_menu_item", "Map to a contact");
            await click(".modal button[name=action_match]", "Match and Retry");
            await vanish(".modal");
            """,
        )
        self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)

    def test_outsider_has_no_menu_that_leads_to_a_dialog(self):
        self.unmatched()
        self.walk_as(
            "",
            "customer-invoices",
            """
            await find(".o_menu_sections", "Customers");
            for (const toggler of document.querySelectorAll(".o_menu_sections .dropdown-toggle")) {
                toggler.click();
                await find(".o-dropdown--menu .dropdown-item");
                if (/Accounting Link|to Match|Create Batch/.test(document.body.textContent)) {
                    throw new Error("there is a menu of the link");
                }
                toggler.click();
                await vanish(".o-dropdown--menu");
            }
            """,
        )

    # === SIGNING IN AGAIN === #

    def lapse(self):
        """:return: acct.link.batch that waits for the sign-in"""
        action = self.invoice().action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        batch.action_upload()
        batch.line_ids.sudo().state = "queued"
        self.interface._get_token().sudo().lapsed = True
        return batch

    def test_sign_in_is_offered_to_a_user_who_may(self):
        batch = self.lapse()
        self.interface.users_sign_in = True
        for path in (f"acct-link-batches/{batch.id}", f"acct-link-interfaces/{self.interface.id}"):
            with self.subTest(path=path):
                page, button = ".o_form_view .alert", ".alert button[name=action_sign_in]"
                self.assertThere("user", path, page, button, True)

    def test_user_who_may_not_sign_in_is_told_whom_to_ask(self):
        batch = self.lapse()
        self.assertFalse(self.interface.users_sign_in)
        names = self.interface._get_administrators().mapped("name")
        self.walk_as(
            "user",
            f"acct-link-batches/{batch.id}",
            f"""
            await find(".alert-warning", "Ask an administrator of the link");
            await find(".alert-warning", "{names[0]}");
            if ([...document.querySelectorAll("button[name=action_sign_in]")].some(
                (each) => each.offsetParent
            )) {{
                throw new Error("there is a button to sign in");
            }}
            """,
        )
