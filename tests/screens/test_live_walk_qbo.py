"""From a fresh interface to invoices, a bill and an expense in QuickBooks, in a browser on a real
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
from kit.systems.qbo import ENTITIES, SYSTEM
from kit.systems.qbo.standin import QboStandIn
from sandbox.qbo import CLIENT_ID, CLIENT_SECRET, NZ_REALM

pytestmark = [
    pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium"),
    pytest.mark.every_case,
]
# PICTURES names a folder: each page is kept there in two widths.
PICTURES = os.environ.get("PICTURES")
CARD = "Company Visa"


class QboWalk(Walk):
    def make_database(self):
        clone(ensure_installed("demo", SYSTEM.add_ons), self.dbname)

    def start_stand_in(self, server_url):
        return QboStandIn(f"{server_url}/acct_link_qbo/callback")

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
    walk = QboWalk("_".join(["walk_qbo", *(config["db_name"] or [])]))
    try:
        walk.start()
        yield walk
    finally:
        walk.stop()


def enter_bills(walk):
    """:return: ids of two vendor bills"""
    suppliers = clerk.make_customers(walk.person, ["Kowhai Paper", "Tui Timber"])
    tax = clerk.find_tax(walk.person, walk.company_id, use="purchase")
    work = [("Paper", 10, 12.5), ("Shelves", 2, 75)]
    orders = [(supplier, *each, tax) for supplier, each in zip(suppliers, work, strict=True)]
    return clerk.make_invoices(walk.person, orders, "in_invoice")


def test_accountant_sets_up_and_uploads_everything(walk):
    browser = walk.browser
    _bill, expense = enter_bills(walk)
    walk.open("acct-link-dashboard", ".o_view_nocontent")
    browser.click(".o_control_panel .o-kanban-button-new", FORM)
    walk.fill("name", "Head office to QuickBooks")
    browser.click("[name=connector] .o_select_menu_toggler", ".o_select_menu_item")
    browser.click(".o_select_menu_item", FORM, "QuickBooks Online")
    walk.choose("office_ids", demo.COMPANY)
    browser.click("[name=start_date] button", "[name=start_date] input")
    walk.fill("start_date", "01/01/2000")
    browser.click("[name=send_bills] input", "[name=send_bills_as]")
    walk.open_page("Customers", "[name=contact_policy]")
    browser.click(".o_field_widget[name=contact_policy] input[data-value=add]", FORM)
    walk.open_page("QuickBooks App", "[name=oauth_client_id] input")
    walk.fill("oauth_client_id", CLIENT_ID)
    walk.fill("oauth_client_secret", CLIENT_SECRET)
    walk.look("app")
    walk.open_page("Technical", "[name=qbo_login_url] input")
    for name in ("api", "login", "token", "revoke"):
        walk.fill(f"qbo_{name}_url", walk.stand_in.url)
    walk.save()

    # The page of QuickBooks with the choice of one company, and back.
    browser.click("button[name=action_connect]", "button[value=connect]")
    assert walk.stand_in.url in browser.run("location.href")
    browser.click(f"[value='{NZ_REALM}']", "form")
    browser.click("button[value=connect]", "button[name=action_suggest_mappings]")
    browser.wait("[name=remote_country]")
    walk.look("connected")
    browser.click("button[name=action_suggest_mappings]", FORM)

    # What is left, as the box says.
    browser.wait(".alert-info")
    walk.open_page("Accounts", "[name=default_account_id] input")
    walk.choose("default_account_id", "Design")
    walk.choose("default_purchase_account_id", "Office expenses")
    walk.open_page("Taxes", "[name=tax_map_ids] .o_data_row")
    walk.look("taxes_suggested")
    while browser.run("!!document.querySelector('[name=tax_map_ids] .text-warning.o_data_row')"):
        row = "[name=tax_map_ids] .text-warning.o_data_row"
        browser.click(f"{row} [name=remote_tax_id]", "[name=remote_tax_id] input")
        walk.choose("remote_tax_id", "Zero-rated")
        browser.click("[name=tax_map_ids] thead th", FORM)
    walk.save()
    browser.wait(f"{FORM}:not(:has(.alert-info))")
    walk.look("taxes")

    # One of the bills was paid by card.
    walk.open(f"vendor-bills/{expense}", FORM)
    browser.click(".nav-link[name=other_info]", "[name=acct_link_send_as]")
    browser.click("[name=acct_link_send_as] .o_select_menu_toggler", ".o_select_menu_item")
    browser.click(".o_select_menu_item", "[name=acct_link_paid_from_id] input", "Expense")
    walk.choose("acct_link_paid_from_id", CARD)
    walk.save()
    walk.look("expense")

    walk.open("acct-link-create-batch", ROWS)
    browser.click(".o_list_view thead input[type=checkbox]", "button[name=action_acct_link_batch]")
    browser.click("button[name=action_acct_link_batch]", "button[name=action_upload]")
    browser.click("button[name=action_upload]", UPLOADED)
    walk.look("batch")
    lines = walk.person.search_read("acct.link.batch.line", [], ["number_sent", "kind", "state"])
    assert {line["state"] for line in lines} == {"uploaded"}
    assert {line["kind"] for line in lines} == set(ENTITIES)
    books = walk.stand_in.control("books")[NZ_REALM]
    there = sorted(
        (kind, row["DocNumber"]) for kind, name in ENTITIES.items() for row in books[name]
    )
    assert there == sorted((line["kind"], line["number_sent"]) for line in lines)
    [paid] = books["Purchase"]
    assert (paid["AccountRef"]["name"], paid["PaymentType"]) == (CARD, "CreditCard")
