"""From a fresh interface to invoices, bills and their credits in MYOB, in a browser on a real
server: nothing is done behind the screens. The accounting system is the stand-in, its sign-in page
too.
"""

import os
import pathlib
import shutil

import pytest
from test_live_walk import FORM, ROWS, UPLOADED, Walk

from odoo.tools import config

import clerk
import demo
from database import clone, ensure_installed
from kit.systems.myob import SYSTEM
from kit.systems.myob.standin import MyobStandIn
from sandbox.myob import API_KEY, API_SECRET, NZ_FILE

pytestmark = [
    pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium"),
    pytest.mark.every_case,
]
# PICTURES names a folder: each page is kept there in two widths.
PICTURES = os.environ.get("PICTURES")


class MyobWalk(Walk):
    def make_database(self):
        clone(ensure_installed("demo", SYSTEM.add_ons), self.dbname)

    def start_stand_in(self, server_url):
        return MyobStandIn(f"{server_url}/acct_link_myob/callback")

    def look(self, name):
        """Keep what is seen, for who asked for pictures."""
        if PICTURES:
            for width in (800, 1400):
                self.browser.resize(width)
                (pathlib.Path(PICTURES) / f"{name}_{width}.png").write_bytes(self.browser.picture())

    def open_page(self, title, ready):
        self.browser.click(".o_notebook .nav-link", ready, title)


@pytest.fixture(scope="module")
def walk():
    walk = MyobWalk("_".join(["walk_myob", *(config["db_name"] or [])]))
    try:
        walk.start()
        yield walk
    finally:
        walk.stop()


def enter_bill(walk):
    [supplier] = clerk.make_customers(walk.person, ["Kowhai Paper"])
    tax = clerk.find_tax(walk.person, walk.company_id, use="purchase")
    return clerk.make_invoices(walk.person, [(supplier, "Paper", 10, 12.5, tax)], "in_invoice")


def test_accountant_sets_up_and_uploads_everything(walk):
    browser = walk.browser
    enter_bill(walk)
    walk.open("acct-link-dashboard", ".o_view_nocontent")
    browser.click(".o_control_panel .o-kanban-button-new", FORM)
    walk.fill("name", "Head office to MYOB")
    browser.click("[name=connector] .o_select_menu_toggler", ".o_select_menu_item")
    browser.click(".o_select_menu_item", FORM, "MYOB")
    walk.choose("office_ids", demo.COMPANY)
    browser.click("[name=start_date] button", "[name=start_date] input")
    walk.fill("start_date", "01/01/2000")
    browser.click("[name=send_bills] input", FORM)
    walk.open_page("Customers", "[name=contact_policy]")
    browser.click(".o_field_widget[name=contact_policy] input[data-value=add]", FORM)
    walk.open_page("MYOB App", "[name=oauth_client_id] input")
    walk.fill("oauth_client_id", API_KEY)
    walk.fill("oauth_client_secret", API_SECRET)
    walk.look("app")
    walk.open_page("Technical", "[name=myob_login_url] input")
    for name in ("api", "login"):
        walk.fill(f"myob_{name}_url", walk.stand_in.url)
    walk.save()

    # MYOB's page with the choice of one company file, and back.
    browser.click("button[name=action_connect]", "button[value=allow]")
    assert walk.stand_in.url in browser.run("location.href")
    browser.click(f"[value='{NZ_FILE}']", "form")
    browser.click("button[value=allow]", "button[name=action_suggest_mappings]")
    browser.wait("[name=myob_product_name]")
    walk.look("connected")
    browser.click("button[name=action_suggest_mappings]", FORM)

    # What is left, as the box says.
    browser.wait(".alert-info")
    walk.open_page("Accounts", "[name=default_account_id] input")
    walk.choose("default_account_id", "4-1100")
    walk.choose("default_purchase_account_id", "6-1100")
    walk.open_page("Taxes", "[name=tax_map_ids] .o_data_row")
    while browser.run("!!document.querySelector('[name=tax_map_ids] .text-warning.o_data_row')"):
        row = "[name=tax_map_ids] .text-warning.o_data_row"
        browser.click(f"{row} [name=remote_tax_id]", "[name=remote_tax_id] input")
        walk.choose("remote_tax_id", "Zero-rated")
        browser.click("[name=tax_map_ids] thead th", FORM)
    walk.save()
    walk.look("taxes")
    for title, ready in (
        ("Content", "[name=myob_number_rule]"),
        ("Customers", "[name=myob_card_tax_id]"),
        ("Tracking", "[name=plan_map_ids]"),
    ):
        walk.open_page(title, ready)
        walk.look(title.lower())

    walk.open("acct-link-create-batch", ROWS)
    browser.click(".o_list_view thead input[type=checkbox]", "button[name=action_acct_link_batch]")
    browser.click("button[name=action_acct_link_batch]", "button[name=action_upload]")
    browser.click("button[name=action_upload]", UPLOADED)
    walk.look("batch")
    lines = walk.person.search_read("acct.link.batch.line", [], ["number_sent", "kind", "state"])
    assert {line["state"] for line in lines} == {"uploaded"}
    kinds = {line["kind"] for line in lines}
    assert kinds == {"invoice", "credit_note", "bill", "vendor_credit"}
    books = walk.stand_in.control("books")[NZ_FILE]
    there = [row["Number"] for row in books["Invoice"]]
    there += [row["SupplierInvoiceNumber"] for row in books["Bill"]]
    assert sorted(there) == sorted(line["number_sent"] for line in lines)
    assert (books["print_queue"], books["pay_buttons"]) == ([], [])
