"""Processes that die while documents go into a file: the file is whole, and it is one.

As in `test_kill.py` every process is a real one, killed by SIGKILL. Afterwards the files are read
as whoever imports them reads them.
"""

import pathlib
import random
import signal
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from kit.kill import choose_moments, run_to_death  # noqa: E402
from kit.stage.fixture import FileFixture  # noqa: E402

KILLED = -signal.SIGKILL
DOCUMENTS, MANY = 8, 600
INVOICES, CREDIT_NOTES = (("create_documents", kind) for kind in ("invoice", "credit_note"))

TRANSPORT = "acct.link.transport"
# Where it dies: the method, of which request, and whether after it; whether the file has to be made
# by the next process.
POINTS = {
    "first_part_built": {"die_in": (TRANSPORT, "_journal")},
    "first_part_written_ahead": {
        "die_in": (TRANSPORT, "_transmit"),
        "request": INVOICES,
    },
    "first_part_answered": {"die_in": (TRANSPORT, "_apply"), "request": INVOICES},
    "last_part_written_ahead": {
        "die_in": (TRANSPORT, "_transmit"),
        "request": CREDIT_NOTES,
    },
    "last_part_answered": {
        "die_in": (TRANSPORT, "_apply"),
        "request": CREDIT_NOTES,
    },
    "before_the_file": {"die_in": ("acct.link.file", "_make")},
    "before_its_row": {"die_in": ("acct.link.file", "_keep")},
    "before_its_bytes": {"die_in": ("acct.link.file", "_store_file")},
    "after_its_bytes": {"die_in": ("acct.link.file", "_store_file"), "after": True},
    "before_its_commit": {"die_in": ("acct.link.file", "_make"), "after": True},
}


# Before there is a file and while it is made; the others are between these.
SAMPLE = {"first_part_written_ahead", "last_part_answered", "before_its_commit"}
CASES = [
    pytest.param(name, marks=[] if name in SAMPLE else pytest.mark.every_case) for name in POINTS
]


@pytest.fixture(scope="module")
def filed():
    purpose = "_".join(["kill_file", *(config["db_name"] or [])])
    fixture = FileFixture(purpose, documents=MANY, customers=40)
    yield fixture
    fixture.close()


def die(filed, **where):
    pid = filed.workers.start("upload", **where)
    filed.workers.go(pid)
    assert filed.workers.wait(pid) == KILLED


def assert_one_file(filed, documents=DOCUMENTS):
    assert filed.judge() == {}
    assert filed.found == documents


@pytest.mark.parametrize("point", CASES)
def test_kill_leaves_one_whole_file(filed, point):
    filed.renew(DOCUMENTS)
    die(filed, **POINTS[point])
    assert filed.read_files() == []
    filed.finish()
    filed.workers.run("upload")  # there is nothing left to make one of
    assert_one_file(filed)


@pytest.mark.every_case
def test_killed_again_and_again(filed):
    """At each of the points in turn, on the same documents."""
    filed.renew(DOCUMENTS)
    for where in POINTS.values():
        pid = filed.workers.start("upload", **where)
        filed.workers.go(pid)
        # Parts that are through do not come again: the process then dies of a later point.
        assert filed.workers.wait(pid) in (KILLED, 0)
        filed.execute("UPDATE acct_link_run SET wait_until = NULL")
        if filed.read_files():
            break
    filed.finish()
    assert_one_file(filed)


def test_two_loops_make_one_file(filed):
    filed.renew(MANY)
    pids = [filed.workers.start("upload") for _ in range(2)]
    for pid in pids:
        filed.workers.go(pid)
    assert [filed.workers.wait(pid) for pid in pids] == [0, 0]
    filed.finish()
    assert_one_file(filed, MANY)


@pytest.mark.every_case
def test_random_kills(filed):
    filed.renew(MANY)
    started = time.monotonic()
    filed.workers.run("upload")
    seconds = time.monotonic() - started
    assert_one_file(filed, MANY)
    filed.renew(MANY)
    kills = 0
    for share, pause in choose_moments(random.Random(11), 4, 200 / MANY, seconds):
        kills += run_to_death(filed, share, pause)
    assert kills
    filed.finish()
    assert_one_file(filed, MANY)
