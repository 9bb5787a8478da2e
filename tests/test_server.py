"""A whole Odoo server with its default settings: its scheduled actions, and firms that share it."""

import json
import pathlib
import re
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from firms import Firms  # noqa: E402

FIRMS, DOCUMENTS = 4, 50
STARTED = re.compile(r"'Accounting Link: Upload' \(\d+\) starting")
AWAKE = 60  # seconds: workers sleep as long, so that nobody slept who is done earlier


@pytest.fixture(scope="module")
def linked():
    # Of its own for every test database, as two test runs may go on at once.
    purpose = "_".join(["server", *(config["db_name"] or [])])
    linked = Firms(purpose, FIRMS, DOCUMENTS, customers=20)
    yield linked
    linked.close()


def count_slices(server):
    return len(STARTED.findall(server.log.read_text()))


def test_upload_goes_on_when_the_wait_is_over_that_the_books_asked_for(linked):
    """With processes for workers. The moment comes while all of them sleep."""
    with linked.served(workers=2, max_cron_threads=1) as server:
        linked.prepare()
        for stand_in in linked.stand_ins.values():
            stand_in.fault("rate_limit", "Invoices$", retry_after=3)
        linked.measure(seconds=AWAKE)
        assert count_slices(server) > 1


def test_calls_at_once_are_never_more_than_the_books_take(linked, tmp_path):
    """Of processes that know nothing of each other."""
    linked.prepare(call_ms=3000)
    company, stand_in = min(linked.stand_ins.items())
    files = [tmp_path / f"{number}.json" for number in range(8)]
    pids = [
        linked.workers.start("firms.press_test", into=str(file), company=company) for file in files
    ]
    for pid in pids:
        linked.workers.go(pid)
    assert [linked.workers.wait(pid) for pid in pids] == [0] * len(pids)
    said = [json.loads(file.read_text()) for file in files]
    answered = [each for each in said if "Xero answers for" in each]
    assert len(answered) >= 5
    assert all("as many as it takes at once" in each for each in said if each not in answered)
    statuses = [call["status"] for call in stand_in.control("calls")["calls"]]
    assert statuses == [200] * len(answered)
