"""The common part alone, under a made-up system: nothing here knows Xero."""

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
import requests
from abacus import AbacusFaults, start

TOP = Path(__file__).resolve().parents[2]
# Kind of fault: (its values, what the client sees, whether the entry is written).
KINDS = {
    "drop_before": ({}, "nothing", False),
    "drop_after": ({}, "nothing", True),
    "commit_later": ({"seconds": 0.05}, "nothing", True),
    "status_500_after": ({"status": 502}, 502, True),
    "status_503": ({}, 503, False),
    "rate_limit": ({}, 429, False),
    "slow": ({"seconds": 0.05}, 200, True),
    "garbage": ({}, 200, True),
    "unknown_enum": ({"field": "Text"}, 200, True),
    "html_400": ({}, 400, False),
    "truncated": ({}, "half", True),
    "bookkeeper": ({"wish": {"write": "by hand"}}, 200, True),
    "kill": ({"point": "received"}, "nothing", False),
    "closed": ({}, 403, False),
}


class Client:
    def __init__(self, url):
        self.url = url

    def call(self, method, path, body=None, **headers):
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=10)

    def control(self, verb, name, /, **body):
        answer = self.call(verb, f"/_sandbox/{name}", body or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refusal(self, name, /, **body):
        answer = self.call("POST", f"/_sandbox/{name}", body)
        assert answer.status_code == 400
        return answer.json()["error"]

    def write(self, text="one", **headers):
        return self.call("POST", "/entries", {"Text": text}, **headers)

    def texts(self):
        return [entry["Text"] for entry in self.control("GET", "books")["entries"]]


@pytest.fixture(scope="module")
def server():
    running = start()
    yield running
    running.stop()


@pytest.fixture
def abacus(server):
    server.stand_in.reset()
    return Client(server.url)


@pytest.fixture
def victim():
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


def seen_by(write):
    """What a client sees: the status of a whole answer, half of one, or nothing."""
    try:
        return write().status_code
    except requests.exceptions.ChunkedEncodingError:
        return "half"
    except requests.ConnectionError:
        return "nothing"


def wait_until(condition, seconds=5):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not come true in time"
        time.sleep(0.02)


def test_every_kind_of_fault_is_tried():
    assert set(KINDS) == set(AbacusFaults.KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_fault_hits_once_and_does_what_it_says(abacus, victim, kind):
    values, seen, is_written = KINDS[kind]
    if kind == "kill":
        values = {**values, "pid": victim.pid}
    abacus.control("POST", "faults", kind=kind, path="/entries$", method="POST", **values)
    assert seen_by(abacus.write) == seen
    if kind == "commit_later":
        wait_until(abacus.texts)
    assert ("one" in abacus.texts()) == is_written
    assert abacus.write("two").status_code == 200
    [fault] = abacus.control("GET", "faults")
    assert fault["hits"] == 1
    if kind == "kill":
        assert victim.wait(5) == -9


def test_fault_changes_what_the_answer_says(abacus):
    abacus.control("POST", "faults", kind="unknown_enum", field="Text", value="GALACTIC")
    assert abacus.write().json()["Text"] == "GALACTIC"
    abacus.control("POST", "faults", kind="rate_limit", retry_after=7)
    assert abacus.write("two").headers["Retry-After"] == "7"
    assert abacus.texts() == ["one"]


def test_fault_selects_by_text_and_lets_the_first_pass(abacus):
    abacus.control("POST", "faults", kind="status_503", contains="two", skip=1, times=0)
    statuses = [abacus.write(text).status_code for text in ("one", "two", "two", "two", "three")]
    assert statuses == [200, 200, 503, 503, 200]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "unheard"},
        {"kind": "slow", "speed": 1},
        {"kind": "slow", "path": "("},
        {"kind": "kill", "pid": 1},
        {"kind": "status_500_after", "remember": True},  # Abacus has no memory of keys
    ],
    ids=str,
)
def test_fault_that_makes_no_sense_is_refused(abacus, values):
    assert "ValueError" in abacus.refusal("faults", **values)
    assert abacus.control("GET", "faults") == []


def test_record_tells_each_call(abacus):
    abacus.control("POST", "faults", kind="drop_after", skip=1)
    abacus.write(**{"Abacus-Key": "k1"})
    seen_by(abacus.write)
    assert abacus.call("GET", "/entries?page=1").status_code == 200
    answer = abacus.control("GET", "calls")
    assert answer["counters"]["endpoints"] == {"POST /entries": 2, "GET /entries": 1}
    told = ("idempotency_key", "query", "status", "answered", "fault")
    assert [tuple(call[name] for name in told) for call in answer["calls"]] == [
        ("k1", "", 200, True, ""),
        ("", "", 400, False, "drop_after"),
        ("", "page=1", 200, True, ""),
    ]


def test_clock_moves_forwards_only(abacus):
    first = abacus.write("one").json()["Written"]
    abacus.control("POST", "clock", advance=3600)
    second = abacus.write("two").json()["Written"]
    passed = datetime.fromisoformat(second) - datetime.fromisoformat(first)
    assert 3600 <= passed.total_seconds() < 3660
    assert "forwards" in abacus.refusal("clock", advance=-1)


def test_settings_change_and_reset_takes_all_back(abacus):
    first = abacus.control("GET", "settings")
    abacus.write()
    assert abacus.write().status_code == 400
    abacus.control("POST", "settings", lenient=True, latency_ms=1)
    assert abacus.write().status_code == 200
    assert "no setting named speed" in abacus.refusal("settings", speed=1)
    abacus.control("POST", "faults", kind="slow")
    abacus.control("POST", "reset")
    assert abacus.control("GET", "settings") == first
    assert abacus.texts() == abacus.control("GET", "faults") == []
    assert abacus.control("GET", "calls")["calls"] == []


def test_bookkeeper_acts_and_unknown_strings_are_refused(abacus):
    abacus.control("POST", "bookkeeper", write="by hand")
    assert abacus.texts() == ["by hand"]
    assert "KeyError" in abacus.refusal("bookkeeper", forget="by hand")
    assert abacus.call("POST", "/_sandbox/tokens", {}).status_code == 404


def test_failure_of_the_stand_in_is_loud(abacus):
    answer = abacus.call("POST", "/entries", {"Words": "one"})
    assert (answer.status_code, answer.text) == (500, "the stand-in failed, see its log")


def test_common_part_brings_no_system():
    said = subprocess.run(
        [sys.executable, "-c", "import abacus, sys; print([*sys.modules])"],
        env={"PYTHONPATH": f"{TOP}:{TOP / 'tests' / 'sandbox'}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    assert "sandbox.common.server" in said
    assert "sandbox.xero" not in said
