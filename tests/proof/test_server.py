"""A whole Odoo server with its default settings: its scheduled actions, and firms that share it.

Books of every firm are a process of their own, whose journals say in which order they were called.
"""

import json
import pathlib
import sys
from itertools import groupby, pairwise

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from bench.firms import Firms  # noqa: E402

pytestmark = pytest.mark.every_case

FIRMS, DOCUMENTS, CHUNK = 4, 50, 10
LANES = 4  # requests of one turn, where a call is slow
SENT = ("PUT", "/api.xro/2.0/Invoices")
AWAKE = 30  # seconds: of workers that sleep none begins earlier


@pytest.fixture(scope="module")
def linked():
    # Of its own for every test database, as two test runs may go on at once.
    purpose = "_".join(["server", *(config["db_name"] or [])])
    linked = Firms(purpose, FIRMS, DOCUMENTS, customers=20)
    yield linked
    linked.close()


def serve(linked, **options):
    """A server that has nothing else to do; what is scheduled for every day was done today."""
    linked.execute("UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' + interval '1 day'")
    return linked.served(**options)


def check_awake(server):
    pauses = server.read_pauses("Accounting Link: Upload")
    assert pauses, "it was done in one go"
    assert max(pauses) < AWAKE


def read_calls(linked):
    """:return: [(firm, whether documents were sent)] of all calls, in the order they came in;
    of one second, the firm whose name is the last made its calls last.
    """
    calls = [
        (call["time"], name, call["number"], (call["method"], call["path"]) == SENT)
        for name, stand_in in linked.stand_ins.items()
        for call in stand_in.control("calls")["calls"]
        if call["path"].startswith("/api.xro/")
    ]
    return [(name, is_sent) for _time, name, _number, is_sent in sorted(calls)]


def test_upload_goes_on_after_every_slice_and_a_slow_firm_keeps_nobody_waiting(linked):
    """A slice ends after half a minute, which the calls of one firm alone take."""
    *others, slow = sorted(linked.stand_ins)
    with serve(linked, max_cron_threads=2) as server:
        linked.prepare(slow={slow: 12})
        _first, last = linked.measure(chunk=CHUNK)
        check_awake(server)
    assert max(last[name] for name in others) < last[slow]
    calls = read_calls(linked)
    assert sum(is_sent for _name, is_sent in calls) == FIRMS * DOCUMENTS / CHUNK
    end = max(position for position, (name, _is_sent) in enumerate(calls) if name != slow)
    runs = [(name, list(run)) for name, run in groupby(calls[: end + 1], key=lambda call: call[0])]
    of_slow = [position for position, (name, _run) in enumerate(runs) if name == slow]
    assert of_slow, "the slow one was served when all others were done"
    for position in of_slow:
        assert sum(is_sent for _name, is_sent in runs[position][1]) <= LANES, "two turns in a row"
    for before, after in pairwise(of_slow):
        unfinished = {name for name, _run in runs[after:]} - {slow}
        assert unfinished <= {name for name, _run in runs[before:after]}


def test_upload_goes_on_when_the_wait_is_over_that_the_books_asked_for(linked):
    """With processes for workers. The moment comes while all of them sleep."""
    with serve(linked, workers=2, max_cron_threads=1) as server:
        linked.prepare()
        for stand_in in linked.stand_ins.values():
            stand_in.fault("rate_limit", "Invoices$", retry_after=3)
        linked.measure()
        check_awake(server)


def test_calls_at_once_are_never_more_than_the_books_take(linked, tmp_path):
    """Of processes that know nothing of each other."""
    linked.prepare(call_ms=3000)
    company, stand_in = min(linked.stand_ins.items())
    files = [tmp_path / f"{number}.json" for number in range(8)]
    pids = [
        linked.workers.start("bench.firms.press_test", into=str(file), company=company)
        for file in files
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
