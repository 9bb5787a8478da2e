"""Uploads as jobs of the real queue_job: its runner and the workers of a real server.

All on one server with processes for workers, of which two may run jobs of the link.
"""

import os
import pathlib
import signal
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from jobs.firms import JobFirms  # noqa: E402

FIRMS, DOCUMENTS, CAPACITY = 3, 10, 2
LONG_AGO = "now() AT TIME ZONE 'UTC' - interval '2 minutes'"


@pytest.fixture(scope="module")
def firms():
    # Of its own for every test database, as two test runs may go on at once.
    firms = JobFirms("_".join(["jobs", *(config["db_name"] or [])]), FIRMS, DOCUMENTS)
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
    yield firms
    firms.wait(firms.is_through)


def assert_exact(firms, documents=FIRMS * DOCUMENTS):
    assert firms.judge() == {}, firms.judge()
    assert firms.found == documents


def test_interfaces_share_the_workers(served):
    served.prepare(latency_ms=150)
    served.press()
    seen = []
    served.wait(served.is_through, look=lambda: seen.append(served.find_holders()))
    assert_exact(served)
    assert max(len(held) for held in seen) == CAPACITY
    jobs = served.read_jobs()
    assert {job["interface_id"] for job in jobs} == {id_ for held in seen for id_ in held}
    assert len({job["interface_id"] for job in jobs}) == FIRMS
    assert len({job["pid"] for job in jobs}) >= CAPACITY
    assert {pid for held in seen for pid in held.values()} <= {job["pid"] for job in jobs}
    assert not served.count_of_action()


def test_job_whose_worker_is_killed_is_taken_up_again(served):
    served.prepare(latency_ms=300)
    served.press()

    def find_victim():
        """A job that has sent something to which there is no answer yet."""
        return served.execute(
            "SELECT worker_pid, uuid FROM queue_job j JOIN acct_link_request r"
            " ON j.identity_key = 'acct_link_upload:' || r.interface_id"
            " WHERE j.state = 'started' AND r.state = 'open'"
            " AND r.operation = 'create_documents'"
        )

    served.wait(find_victim)
    pid, uuid = find_victim()[0]
    os.kill(pid, signal.SIGKILL)
    served.wait(served.is_through)
    assert_exact(served)
    served.wait(lambda: not served.read_jobs("state <> 'done'"))
    [job] = [job for job in served.read_jobs() if job["uuid"] == uuid]
    assert job["retry"] and job["pid"] != pid
    assert not served.count_of_action()


@pytest.mark.every_case
def test_upload_pressed_ten_times_makes_one_job(served):
    served.prepare(latency_ms=250)
    served.workers.run("jobs.firms.press_again_and_again", times=10)
    served.wait(served.is_through)
    assert_exact(served, 10)
    assert len(served.read_jobs()) == 1


@pytest.mark.every_case
def test_without_a_runner_the_scheduled_action_uploads(served):
    """The server starts another one some seconds after each kill."""
    served.prepare(latency_ms=50)

    def kill():
        if runner := served.find_runner():
            os.kill(runner, signal.SIGKILL)

    kill()
    served.press()
    served.wait(served.is_through, look=kill)
    assert_exact(served)
    served.wait(served.count_of_action)


@pytest.mark.every_case
def test_action_takes_over_from_a_runner_that_is_stuck_and_both_are_kept_apart(served):
    served.prepare(latency_ms=400)
    runner = served.find_runner()
    os.kill(runner, signal.SIGSTOP)
    try:
        served.press()
        served.wait(lambda: len(served.read_jobs("state = 'pending'")) == FIRMS)
        assert served.find_runner() == runner, "it looks alive"
        # As if they had been waiting for so long.
        served.execute(f"UPDATE queue_job SET date_created = {LONG_AGO}")
        served.workers.run("unpause")  # which wakes the action
        served.wait(served.find_holders)
        [action] = served.find_holders().values()
    finally:
        os.kill(runner, signal.SIGCONT)
    seen = []
    served.wait(served.is_through, look=lambda: seen.append(served.find_holders()))
    assert_exact(served)
    pids = {pid for held in seen for pid in held.values()}
    assert action in pids, "it had ended before the jobs began"
    assert pids - {action}, "no job ran beside it"
    served.wait(served.count_of_action)
