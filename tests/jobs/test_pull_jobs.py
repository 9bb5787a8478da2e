"""Pulls as jobs of the real queue_job: its runner and the workers of a real server."""

import os
import pathlib
import signal
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from jobs.firms import PullFirms  # noqa: E402

pytestmark = pytest.mark.every_case

FIRMS, CAPACITY = 3, 2


@pytest.fixture(scope="module")
def firms():
    firms = PullFirms("_".join(["pull_jobs", *(config["db_name"] or [])]), FIRMS, documents=1)
    yield firms
    firms.close()


@pytest.fixture(scope="module")
def server(firms):
    server = firms.serve(channels=f"root:9,root.acct_link:{CAPACITY}", workers=CAPACITY + 1)
    firms.wait(firms.find_runner)
    yield server
    server.stop()


@pytest.fixture
def served(firms, server):
    firms.wait(firms.find_runner)
    return firms


def test_each_interface_is_read_by_a_job_of_its_own(served):
    served.prepare(latency_ms=150)
    asked = served.ask_for_codes()
    served.wait(lambda: served.count_answered() == FIRMS)
    assert served.read_results() == {"done"}
    served.wait(lambda: not served.read_jobs("state <> 'done'"))
    jobs = served.read_jobs()
    assert sorted(job["interface_id"] for job in jobs) == sorted(asked)
    assert not served.count_of_action()


def test_job_that_is_asked_for_again_and_again_is_one(served):
    served.prepare(latency_ms=300)
    for _time in range(5):
        served.ask_for_codes()
    served.wait(lambda: served.count_answered() == FIRMS)
    served.wait(lambda: not served.read_jobs("state <> 'done'"))
    at_once = served.execute(
        "SELECT 1 FROM queue_job one JOIN queue_job other ON one.identity_key = other.identity_key"
        " AND one.id < other.id AND other.date_started < one.date_done"
    )
    assert not at_once
    assert not served.count_of_action()


def test_without_a_runner_the_scheduled_action_reads(served):
    served.prepare(latency_ms=50)

    def kill():
        if runner := served.find_runner():
            os.kill(runner, signal.SIGKILL)

    kill()
    served.ask_for_codes()
    served.wait(lambda: served.count_answered() == FIRMS, look=kill)
    assert served.read_results() == {"done"}
    served.wait(served.count_of_action)
