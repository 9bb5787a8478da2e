"""From a fresh interface to documents in the books, in a browser on a real server: nothing is done
behind the screens. The accounting system is the stand-in, its sign-in page included.
"""

import pathlib
import shutil
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

import clerk  # noqa: E402
import demo  # noqa: E402
from browser import Browser  # noqa: E402
from database import database_name, drop  # noqa: E402
from kit.systems.xero.standin import XeroStandIn  # noqa: E402
from odoo_server import OdooServer, Person, free_port  # noqa: E402
from sandbox.xero import CLIENT_ID, CLIENT_SECRET, NZ_TENANT  # noqa: E402

pytestmark = [
    pytest.mark.every_case,
    pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium"),
]

FORM = ".o_form_view"
ROWS = ".o_list_view .o_data_row"
SAVED = ".o_form_saved"
LAPSE_SECONDS = 61 * 24 * 3600  # a sign-in that nobody used lives for 60 days
UPLOADED = ".o_arrow_button_current[data-value=done]"


class Walk:
    """A server, a browser and somebody who is logged in."""

    def __init__(self, name):
        port = free_port()
        self.dbname = database_name(name)
        self.make_database()
        self.stand_in = self.start_stand_in(f"http://localhost:{port}")
        self.server = OdooServer(self.dbname, port)
        self.browser = Browser()

    def make_database(self):
        demo.make_database(self.dbname)

    def start_stand_in(self, server_url):
        return XeroStandIn(f"{server_url}/acct_link_xero/callback", checks=True)

    def start(self):
        self.server.start()
        self.person = Person(self.server, "admin", "admin")
        [company] = self.person.search_read("res.company", [["name", "=", demo.COMPANY]], ["id"])
        self.company_id = company["id"]
        self.person.context = {"allowed_company_ids": [self.company_id]}
        self.person.call("ir.config_parameter", "set_param", "web.base.url", self.server.url)
        self.browser.resize(1400)
        self.browser.take_session(self.server.url, self.person, self.company_id)

    def stop(self):
        self.browser.stop()
        self.server.stop()
        self.stand_in.stop()
        drop(self.dbname)

    def open(self, path, ready):
        self.browser.open(f"{self.server.url}/odoo/{path}", ready)

    def fill(self, name, text):
        self.browser.fill(f"[name={name}] input", text)
        self.browser.press("Tab")

    def choose(self, name, text):
        """One of the proposals of a field that looks up records."""
        self.browser.fill(f"[name={name}] input", text)
        self.browser.wait(".o-autocomplete--dropdown-item:not(.o_m2o_no_result) a")
        self.browser.click(".o-autocomplete--dropdown-item a", FORM, text)

    def save(self):
        """Told by the record: the button may stay where a date was typed and the server was asked
        about it, as Odoo's date field then compares what it shows with what the record had.
        """
        self.browser.click(".o_form_button_save", SAVED)

    def books(self):
        """:return: numbers of the documents that are in the books"""
        books = self.stand_in.control("books")[NZ_TENANT]
        return sorted(row["number"] for part in ("invoices", "credit_notes") for row in books[part])


@pytest.fixture(scope="module")
def walk():
    walk = Walk("_".join(["walk", *(config["db_name"] or [])]))
    try:
        walk.start()
        yield walk
    finally:
        walk.stop()


def test_accountant_sets_up_and_uploads_everything(walk):
    browser = walk.browser
    walk.open("acct-link-dashboard", ".o_view_nocontent")
    browser.click(".o_control_panel .o-kanban-button-new", FORM)
    walk.fill("name", "Head office to the books")
    browser.click("[name=connector] .o_select_menu_toggler", ".o_select_menu_item")
    browser.click(".o_select_menu_item", FORM, "Xero")
    walk.choose("office_ids", demo.COMPANY)
    browser.click("[name=start_date] button", "[name=start_date] input")
    walk.fill("start_date", "01/01/2000")
    browser.click(".o_notebook .nav-link", "[name=contact_policy]", "Customers")
    browser.click(".o_field_widget[name=contact_policy] input[data-value=add]", FORM)
    browser.click(".o_notebook .nav-link", "[name=oauth_client_id] input", "Xero App")
    walk.fill("oauth_client_id", CLIENT_ID)
    walk.fill("oauth_client_secret", CLIENT_SECRET)
    browser.click(".o_notebook .nav-link", "[name=xero_login_url] input", "Technical")
    for name in ("api", "identity", "login"):
        walk.fill(f"xero_{name}_url", walk.stand_in.url)
    walk.save()

    # Xero's page, where both organisations are ticked, and back.
    browser.click("button[name=action_connect]", "button[value=allow]")
    assert walk.stand_in.url in browser.run("location.href")
    for tenant in browser.run(
        "[...document.querySelectorAll('[name=tenant]')].map((e) => e.value)"
    ):
        browser.click(f"[value='{tenant}']", "form")
    browser.click("button[value=allow]", "button[name=action_choose_organisation]")
    browser.click("button[name=action_choose_organisation]", ".modal [name=option_id] input")
    browser.fill(".modal [name=option_id] input", demo.ORGANISATION)
    browser.wait(".o-autocomplete--dropdown-item a")
    browser.click(".o-autocomplete--dropdown-item a", ".modal", demo.ORGANISATION)
    browser.click(".modal button[name=action_confirm]", "button[name=action_suggest_mappings]")
    browser.click("button[name=action_suggest_mappings]", FORM)

    # What is left, as the box says.
    browser.wait(".alert-info")
    browser.click(".o_notebook .nav-link", "[name=default_account_id] input", "Accounts")
    walk.choose("default_account_id", "200")
    browser.click(".o_notebook .nav-link", "[name=tax_map_ids] .o_data_row", "Taxes")
    while browser.run("!!document.querySelector('[name=tax_map_ids] .text-warning.o_data_row')"):
        row = "[name=tax_map_ids] .text-warning.o_data_row"
        browser.click(f"{row} [name=remote_tax_id]", "[name=remote_tax_id] input")
        walk.choose("remote_tax_id", "ZERORATED")
        browser.click("[name=tax_map_ids] thead th", FORM)
    walk.save()
    browser.wait(f"{FORM}:not(:has(.alert-info))")

    walk.open("acct-link-create-batch", ROWS)
    browser.click(".o_list_view thead input[type=checkbox]", "button[name=action_acct_link_batch]")
    browser.click("button[name=action_acct_link_batch]", "button[name=action_upload]")
    browser.click("button[name=action_upload]", UPLOADED)
    lines = walk.person.search_read("acct.link.batch.line", [], ["number", "state"])
    assert len(lines) == 13 and {line["state"] for line in lines} == {"uploaded"}
    assert walk.books() == sorted(line["number"] for line in lines)


@pytest.mark.skipif(not shutil.which("wkhtmltopdf"), reason="no wkhtmltopdf: nothing is printed")
def test_printed_pdf_is_in_the_books(walk):
    """After the set-up above: Odoo prints it, the loop attaches it."""
    person = walk.person
    [interface] = person.search_read("acct.link.interface", [], ["id"])
    person.call("acct.link.interface", "write", [interface["id"]], {"attach_pdf": True})
    [move] = person.search_read(
        "account.move", [["name", "in", walk.books()], ["move_type", "=", "out_invoice"]], ["id"],
        limit=1,
    )  # fmt: skip
    copies = person.call("account.move", "copy", [move["id"]])
    person.call("account.move", "action_post", copies)
    action = person.call("account.move", "action_acct_link_batch", copies)
    person.call("acct.link.batch", "action_upload", [action["res_id"]])
    deadline = time.monotonic() + 120
    while not (
        operations := person.search_read(
            "acct.link.operation",
            [["state", "not in", ["waiting", "sending"]]],
            ["state", "sent_values"],
        )
    ):
        assert time.monotonic() < deadline, "the PDF does not arrive"
        time.sleep(0.5)
    person.call("acct.link.interface", "write", [interface["id"]], {"attach_pdf": False})
    [operation] = operations
    assert operation["state"] == "done"
    [file] = walk.stand_in.control("books")[NZ_TENANT]["files"]
    assert (file["begins"], file["mimetype"]) == ("%PDF-", "application/pdf")
    assert file["sha256"] == operation["sent_values"]["sha256"]
    # A page with a logo, a table and fonts, and no blank one.
    assert file["size"] > 10_000


def test_clerk_uploads_by_keyboard_only(walk):
    """After the set-up above."""
    person, browser = walk.person, walk.browser
    [move] = person.search_read(
        "account.move", [["name", "in", walk.books()], ["move_type", "=", "out_invoice"]], ["id"],
        limit=1,
    )  # fmt: skip
    copies = [person.call("account.move", "copy", [move["id"]])[0] for _ in range(2)]
    person.call("account.move", "action_post", copies)
    before = walk.books()

    walk.open("acct-link-create-batch", ROWS)
    browser.press("ArrowDown")  # from the search, where Odoo starts, into the list
    browser.press("ArrowDown")
    browser.press("Space")
    browser.wait("button[name=action_acct_link_batch]")
    browser.tab_to("button[name=action_acct_link_batch]", shift=True)
    browser.press("Enter")
    browser.wait("button[name=action_upload]")
    browser.tab_to("button[name=action_upload]")
    browser.press("Enter")
    browser.wait(UPLOADED)
    browser.wait(".o_form_view .o_data_row td[name=number] a")
    browser.tab_to(".o_data_row td[name=number] a")
    browser.press("Enter")
    browser.wait("button[name=action_acct_link_open_remote]")
    assert len(walk.books()) == len(before) + 1


def test_user_signs_in_again_and_what_waits_goes_out(walk):
    """After the set-up above, on Xero's page; nobody but an administrator could, before."""
    person, browser = walk.person, walk.browser
    user = Person(walk.server, *clerk.make_user(person, walk.company_id))
    [interface] = person.search_read("acct.link.interface", [], ["id"])
    [move] = person.search_read(
        "account.move", [["name", "in", walk.books()], ["move_type", "=", "out_invoice"]], ["id"],
        limit=1,
    )  # fmt: skip
    copies = person.call("account.move", "copy", [move["id"]])
    person.call("account.move", "action_post", copies)
    before = walk.books()
    batch = person.call("account.move", "action_acct_link_batch", copies)["res_id"]
    walk.stand_in.control("clock", advance=LAPSE_SECONDS)
    person.call("acct.link.batch", "action_upload", [batch])
    browser.take_session(walk.server.url, user, walk.company_id)
    sign_in = ".alert-warning button[name=action_sign_in]"
    walk.open(f"acct-link-batches/{batch}", ".alert-warning")
    assert not browser.run(f"!!document.querySelector({sign_in!r})")
    person.call("acct.link.interface", "write", [interface["id"]], {"users_sign_in": True})
    walk.open(f"acct-link-batches/{batch}", sign_in)
    browser.click(sign_in, "button[value=allow]")
    browser.click(f"[value='{NZ_TENANT}']", "form")
    browser.click("button[value=allow]", UPLOADED)
    assert f"acct-link-batches/{batch}" in browser.run("location.href")
    assert len(walk.books()) == len(before) + 1
