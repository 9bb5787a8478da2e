"""Several requests under way at once: each is settled alone, whatever happens to the others."""

import time

import pytest

from kit.cases import assert_exact, wait_until

SIZE, CHUNK = 24, 2  # documents, and how many a call where it takes more than one
LANES = (1, 4, 8)
SLOW = 150  # ms a call

# What may happen with few lanes may happen with many.
pytestmark = [pytest.mark.crossed(lanes=LANES), pytest.mark.sampled(lanes=LANES[-1:])]


@pytest.fixture
def flight(linked, lanes, lenient):
    linked.renew(SIZE, lenient=lenient, latency_ms=SLOW)
    return Flight(linked, lanes)


class Flight:
    def __init__(self, linked, lanes):
        self.linked, self.lanes = linked, lanes
        self.call = linked.system.writes["invoice"]

    def start(self):
        """:return: pid of a process that uploads"""
        pid = self.linked.workers.start("upload", chunk=CHUNK, parallel=self.lanes)
        self.linked.workers.go(pid)
        return pid

    def wait_for(self, calls):
        wait_until(lambda: self.linked.count_calls(self.call) >= calls)

    def run(self):
        assert self.linked.workers.wait(self.start()) == 0

    def hit(self, kind, **values):
        self.linked.stand_in.control("faults", **self.call.fault(kind, **values))

    def count_states(self):
        return dict(
            self.linked.execute("SELECT state, count(*) FROM acct_link_batch_line GROUP BY state")
        )

    def finish(self):
        self.linked.stand_in.control("settings", latency_ms=0)
        self.linked.execute("TRUNCATE acct_link_budget")
        self.linked.finish()
        assert_exact(self.linked, SIZE)


@pytest.mark.crossed(arrived=[1, 3, 7])
@pytest.mark.sampled(lanes=LANES[1:])
def test_kill_with_calls_in_flight(linked, flight, arrived):
    """Some are written ahead, some under way, some answered, some stored, some read."""
    pid = flight.start()
    flight.wait_for(arrived)
    linked.workers.kill(pid)
    linked.workers.wait(pid)
    time.sleep(3 * SLOW / 1000)  # what was under way arrives
    flight.finish()


def test_answers_in_another_order_are_kept_as_they_come(linked, flight):
    flight.hit("slow", seconds=1)
    flight.run()
    assert flight.count_states() == {"uploaded": SIZE}
    assert linked.execute("SELECT DISTINCT attempts FROM acct_link_batch_line") == [(1,)]
    flight.finish()


def test_limit_in_the_midst_leaves_what_was_not_sent_as_before(linked, flight):
    names = [name for name in linked.system.faults if name.startswith("rate_limit")]
    flight.hit("rate_limit", **linked.system.faults[names[0]][0], skip=2)
    flight.run()
    # What was under way has ended, and nothing waits to be looked for.
    assert not linked.execute("SELECT 1 FROM acct_link_request WHERE state IN ('open', 'unknown')")
    states = flight.count_states()
    assert states.keys() == {"queued", "uploaded"}
    assert states["uploaded"] >= 2
    assert linked.execute(
        "SELECT DISTINCT attempts FROM acct_link_batch_line WHERE state = 'queued'"
    ) == [(0,)]
    calls = linked.count_calls(flight.call)
    assert calls <= 2 + flight.lanes, "nothing new begins"
    flight.finish()
    assert linked.execute("SELECT DISTINCT attempts FROM acct_link_batch_line") == [(1,)]


def test_lost_answers_are_settled_each_alone(linked, flight):
    for skip in (0, 2):
        flight.hit("drop_after", skip=skip)
    flight.run()
    assert_exact(linked, SIZE)
    assert linked.execute("SELECT DISTINCT attempts FROM acct_link_batch_line") == [(1,)]
    flight.finish()


@pytest.mark.needs("sign_in")
def test_sign_in_that_expires_while_calls_fly_is_renewed_once(linked, flight):
    flight.hit("unauthorized_expired", times=min(flight.lanes, 3))
    flight.run()
    assert flight.count_states() == {"uploaded": SIZE}
    assert linked.count_calls(linked.system.sign_in) == 1
    assert linked.execute("SELECT DISTINCT attempts FROM acct_link_batch_line") == [(1,)]
    flight.finish()


def test_person_stops_the_batch(linked, flight):
    """What is under way ends, what waits stays in the batch; pressed again, it goes on."""
    pid = flight.start()
    flight.wait_for(1)
    linked.workers.run("stop")
    assert linked.workers.wait(pid) == 0
    states = flight.count_states()
    assert states.keys() <= {"ready", "uploaded"}
    assert states.get("uploaded")
    linked.workers.run("press_upload")
    flight.finish()
    assert linked.execute("SELECT DISTINCT attempts FROM acct_link_batch_line") == [(1,)]
