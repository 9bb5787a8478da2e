"""axe-core reads the main screens as a screen reader would: nothing serious on what is ours."""

import os
import re
from pathlib import Path

import pytest
from test_screens import ScreensCommon

from odoo.tests import tagged

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
FETCHER = Path(__file__).resolve().parents[2] / "dev" / "node.sh"
VERSION = re.search(r"^axe_version=(\S+)$", FETCHER.read_text(), re.MULTILINE)[1]
SCRIPT = CACHE / "acct_link" / f"axe-core-{VERSION}" / "node_modules" / "axe-core" / "axe.min.js"
if not SCRIPT.is_file():
    pytest.skip("axe-core is not here: dev/node.sh fetches it", allow_module_level=True)

# Parts that Odoo's web client draws, in any view of any add-on: what surrounds a view, and its own
# widgets (tabs, badges, bars, tags, look-ups, the boxes and the menu of a list).
NOT_OURS = (
    ".o_control_panel",
    ".o-mail-Form-chatter",
    ".o_notebook_headers",
    ".badge",
    ".o_progress",
    ".o_clipboard_button",
    ".o-autocomplete--input",
    ".o_select_menu",
    ".o_select_menu_input",
    ".o_list_record_selector",
    ".o_optional_columns_dropdown",
    ".o-dropdown",
    "td .o-checkbox",
    ".o_m2o_avatar",
)
READ = """
    %(script)s
    const read = async (selector) => {
        await find(selector);
        await new Promise((done) => setTimeout(done, 300)); // colours of what fades in are faint
        const {violations} = await axe.run(
            {include: [[selector]], exclude: %(not_ours)s},
            {resultTypes: ["violations"]},
        );
        const serious = violations.filter((each) => /serious|critical/.test(each.impact));
        const said = serious.flatMap((each) =>
            each.nodes.map((node) => {
                const why = node.any.map((one) => one.message).join();
                return `${each.id}: ${node.html.slice(0, 240)} ${why}`;
            })
        );
        if (said.length) {
            throw new Error(`axe: ${said.length} findings\\n${said.join("\\n")}`);
        }
    };
"""


class AxeCommon(ScreensCommon):
    login = ""  # of who looks; else the user of the test

    def read(self, path, steps):
        """:param steps: JavaScript, in which `await read(selector)` has axe read a part"""
        not_ours = [[selector] for selector in NOT_OURS]
        helpers = READ % {"script": SCRIPT.read_text(), "not_ours": not_ours}
        self.walk(path, f"{helpers} {steps}", login=self.login)

    def failed(self):
        twins = self.env["res.partner"].create({"name": "Twin Peaks Ltd"})
        return self.upload(self.invoices(2, partner=twins) + self.invoice()).batch_id


@tagged("post_install", "-at_install")
class TestAxe(AxeCommon):
    def test_create_batch_has_no_serious_finding(self):
        self.invoices(2)
        self.read("acct-link-create-batch", 'await find(".o_data_row"); await read(".o_content");')

    def test_batch_with_failures_has_no_serious_finding(self):
        self.read(
            f"acct-link-batches/{self.failed().id}",
            'await find(".o_acct_link_problem"); await read(".o_content");',
        )

    def test_check_has_no_serious_finding(self):
        move = self.invoice(post=False)
        self.interface.default_tax_id = False
        move.invoice_line_ids.tax_ids = self.tax.copy({"name": "Unlinked"})
        move.action_post()
        action = move.action_acct_link_batch()
        self.read(
            f"acct-link-batches/{action['res_id']}",
            """
            await click("button[name=action_check]");
            await find(".modal .o_acct_link_problem");
            await read(".modal-body");
            """,
        )

    def test_customers_to_match_has_no_serious_finding(self):
        self.failed()
        self.read("customers-to-match", 'await find(".o_data_row"); await read(".o_content");')

    def test_form_of_an_interface_has_no_serious_finding_on_any_page(self):
        self.read(
            f"acct-link-interfaces/{self.interface.id}",
            """
            await find(".o_notebook_headers .nav-link", "Technical");
            for (const tab of document.querySelectorAll(".o_notebook_headers .nav-link")) {
                tab.click();
                await find(".o_notebook_headers .nav-link.active", tab.textContent);
                await new Promise((done) => setTimeout(done, 300));
                await read(".o_content");
            }
            """,
        )

    def test_dashboard_has_no_serious_finding(self):
        self.failed()
        self.read(
            "acct-link-dashboard",
            'await find(".o_kanban_record"); await read(".o_content");',
        )
