"""A page that is open while a real server uploads: the bar moves, over a real websocket."""

import pathlib
import shutil
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from browser import Browser  # noqa: E402
from kit.stage.fixture import COMPANY, Fixture  # noqa: E402
from odoo_server import OdooServer, Person, free_port  # noqa: E402

DOCUMENTS = 250  # 4 chunks of invoices and 2 of credit notes

# The page does not look by itself now and then: what it shows came by the bus.
WITHOUT_FALLBACK = """
    odoo.loader.modules.get("@web/core/browser/browser").browser.setInterval = () => 0;
"""
# Notes each percentage the bar shows, until the page is left.
WATCH = """
    window.seen = [];
    setInterval(() => {
        const bar = document.querySelector(".o_field_widget[name=progress] [aria-valuenow]");
        const shown = bar && Number(bar.getAttribute("aria-valuenow"));
        if (bar && seen.at(-1) !== shown) {
            seen.push(shown);
        }
    }, 20);
"""


@pytest.fixture
def linked():
    fixture = Fixture("_".join(["live", *(config["db_name"] or [])]), DOCUMENTS, customers=10)
    yield fixture
    fixture.close()


@pytest.mark.every_case
@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium")
def test_progress_bar_moves_while_the_page_is_open(linked):
    linked.renew(0, latency_ms=800, minute_limit=10_000)
    server = OdooServer(linked.dbname, free_port(0))
    browser = Browser()
    try:
        server.start()
        person = Person(server, "admin", "admin")
        [company] = person.search_read("res.company", [["name", "=", COMPANY]], ["id"])
        person.context = {"allowed_company_ids": [company["id"]]}
        moves = person.call("account.move", "search", [["name", "like", "COPY/%"]])
        assert len(moves) == DOCUMENTS
        batch = person.call("account.move", "action_acct_link_batch", moves)["res_id"]
        browser.take_session(server.url, person, company["id"])
        browser.open(f"{server.url}/odoo/acct-link-batches/{batch}", "button[name=action_upload]")
        browser.run(WITHOUT_FALLBACK)
        browser.run(WATCH)
        browser.click("button[name=action_upload]", "[name=progress] [aria-valuenow]")
        deadline = time.monotonic() + 180
        while (seen := browser.run("window.seen"))[-1:] != [100]:
            assert time.monotonic() < deadline, seen
            time.sleep(0.2)
        # Not loaded again as a whole, or what it had seen would be gone.
        # Answers that come together move it together, so it has few stops.
        assert seen == sorted(seen) and seen[0] < 20 and len(seen) >= 3
        browser.wait(".o_notification", seconds=5)
        said = browser.run("document.querySelector('.o_notification').textContent")
        assert f"{DOCUMENTS} documents attempted, {DOCUMENTS} uploaded" in said
        state = browser.run(
            "document.querySelector('.o_statusbar_status .o_arrow_button_current').textContent"
        )
        assert state == "Uploaded"
    finally:
        browser.stop()
        server.stop()
