"""From the page Payroll of an interface to timesheets in Xero Payroll, in a browser on a real
server. The accounting system is the stand-in, its sign-in page included.
"""

import pathlib
import shutil
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "screens"))

from test_live_walk import FORM, ROWS, Walk  # noqa: E402

from odoo.tools import config  # noqa: E402

import demo  # noqa: E402
import demo_payroll  # noqa: E402
from database import clone, ensure_installed, execute  # noqa: E402
from kit.sheets.count import count_apart  # noqa: E402
from kit.stage.base import list_steps  # noqa: E402
from kit.systems.xero.payroll import PAYROLLS  # noqa: E402
from sandbox.xero import NZ_TENANT  # noqa: E402

pytestmark = pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium")

SYSTEM = PAYROLLS["NZ"]()
SUGGESTED = ".o_data_row button[name=action_take_suggestion]"
PERIOD = """[...document.querySelectorAll('.o_data_row')].find(
    (row) => row.textContent.includes('Weekly') && /Nov 2(?!\\d)|11\\/02/.test(row.textContent))"""


class PayrollWalk(Walk):
    def make_database(self):
        """Without Odoo's demo data: the company is called as there."""
        clone(ensure_installed("test", list_steps(SYSTEM.add_ons)), self.dbname)
        execute("UPDATE res_company SET name = %s", values=[demo.COMPANY], dbname=self.dbname)

    def start(self):
        """An interface that invoices go through already, and two weeks of timesheets."""
        super().start()
        self.clerk = demo_payroll.Walk(self.person, SYSTEM, self.stand_in, self.company_id)
        self.clerk.work()
        self.interface_id, _tenant = demo.connect(self.person, self.stand_in, self.company_id)
        self.clerk.interface_id = self.interface_id

    def open_page(self):
        self.open(f"action-acct_link_batch.acct_link_interface_action/{self.interface_id}", FORM)
        self.browser.click(".o_notebook .nav-link", "[name=payroll_buttons]", "Payroll")

    def wait_for(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def count(self, selector):
        return self.browser.run(f"document.querySelectorAll('{selector}').length")


@pytest.fixture(scope="module")
def walk():
    walk = PayrollWalk("_".join(["walk_payroll", *(config["db_name"] or [])]))
    try:
        walk.start()
        yield walk
    finally:
        walk.stop()


def test_clerk_signs_in_matches_approves_and_sends(walk):
    browser = walk.browser
    walk.open_page()
    # Xero's page, asked for more than before, and back.
    browser.click("button[name=action_ask_payroll]", "button[value=allow]")
    assert walk.stand_in.url in browser.run("location.href")
    assert "payroll.timesheets" in browser.run("document.body.textContent + location.href")
    browser.run(f"document.querySelector('[value=\"{NZ_TENANT}\"]').checked = true")
    browser.click("button[value=allow]", FORM)

    walk.open_page()
    browser.click("button[name=action_pull_payroll]", "button[name=action_view_pay_employees]")
    browser.click("button[name=action_view_pay_employees]", SUGGESTED)
    for left in range(len(demo_payroll.WORKERS), 0, -1):
        assert walk.count(SUGGESTED) == left
        browser.run(f"document.querySelector('{SUGGESTED}').click()")
        walk.wait_for(lambda left=left: walk.count(SUGGESTED) == left - 1)

    walk.open_page()
    walk.choose("default_rate_id", "Ordinary Time")
    walk.save()
    browser.click("button[name=action_view_pay_periods]", ROWS)
    browser.run(f"{PERIOD}.querySelector('[name=start]').click()")
    browser.wait("button[name=action_gather]")
    browser.click("button[name=action_gather]", "button[name=action_approve]")
    browser.click("button[name=action_approve]", "button[name=action_send]")
    browser.click("button[name=action_send]", FORM)
    walk.wait_for(lambda: {each["state"] for each in walk.clerk.read()} == {"sent"})

    browser.run("location.reload()")
    browser.wait(f"{FORM} [name=sheet_ids] .o_data_row .text-bg-success")
    states = browser.run(
        "[...document.querySelectorAll('[name=sheet_ids] .o_data_row td[name=state]')]"
        ".map((each) => each.textContent.trim())"
    )
    assert states == ["Sent", "Sent"]  # the others are paid by the fortnight
    [rate] = walk.person.search_read(
        "acct.link.earnings.rate", [["name", "=", "Ordinary Time"]], ["remote_id"]
    )
    walk.clerk.rate = rate["remote_id"]
    sheets = list(walk.clerk.get_wanted(walk.clerk.read()))
    result = count_apart(walk.stand_in.url, NZ_TENANT, sheets, {})
    found = result.pop("found")
    assert (len(found), any(result.values())) == (len(states), False), result
