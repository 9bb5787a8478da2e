"""The settings of an interface, in a real browser: columns that only some systems need."""

from dataclasses import replace
from unittest.mock import patch

from test_screens import ScreensCommon

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.outcome import SALES_USE

# The titles of the links of accounts, once the page is open and a row is there; what is wider than
# its list would have to be scrolled for.
TITLES = """
    await click(".o_notebook .nav-link", "Accounts");
    await find("[name=account_map_ids] .o_data_row");
    const cells = [...document.querySelectorAll("[name=account_map_ids] th[data-name]")];
    const titles = cells.map((each) => each.textContent.trim()).join();
    if (titles !== "%s") {
        throw new Error(`the columns are ${titles}`);
    }
    const list = document.querySelector("[name=account_map_ids] .o_list_renderer");
    if (list.scrollWidth > list.clientWidth) {
        throw new Error(`${list.scrollWidth} pixels in ${list.clientWidth}`);
    }
"""


@tagged("post_install", "-at_install")
class TestSettingsPage(ScreensCommon):
    def _show(self, titles):
        self.interface.send_bills = True
        self.walk(f"acct-link-interfaces/{self.interface.id}", TITLES % titles)

    def test_one_link_of_an_account_is_enough_where_the_sides_are_not_kept_apart(self):
        self._show("Account in Odoo,Account in the Books")

    def test_each_side_has_a_column_called_as_there_where_they_are(self):
        connector = type(self.interface._connector())
        capabilities = connector._capabilities
        apart = {
            "_capabilities": lambda *args: replace(capabilities(*args), uses_apart=True),
            "_get_account_word": lambda _self, _interface, use: (
                "Product/Service" if use == SALES_USE else "Account"
            ),
        }
        with patch.multiple(connector, **apart):
            self._show("Account in Odoo,Product/Service on Sales,Account on Bills")


@tagged("post_install", "-at_install")
class TestSettingsPageNarrow(TestSettingsPage):
    browser_size = "800x900"
