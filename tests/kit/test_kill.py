"""Processes that die in the middle of an upload, and books that stay exact.

Every process here is a real one, killed by SIGKILL; the stand-in for Xero is another process and
lives on. A last one, which knows nothing of Odoo, counts in the books. All of it happens on the
lenient stand-in, which has no unique numbers and names and does not know repeated requests: there
a document that is sent twice is there twice; some of it on the strict one, too.
"""

import os
import re
import signal
import time

import pytest

from odoo.tools import config

from odoo.addons.acct_link_batch.models.upload.upload import LOCK_CLASS

from kit.kill import kill
from kit.stage.fixture import BRANCH, COMPANY, BillFixture, Fixture
from odoo_server import OdooServer, free_port
from postgres import execute

KILLED = -signal.SIGKILL
DOCUMENTS, MANY = 8, 200

# What is killed while it is sent: (operation, kind of document), path
REQUESTS = {
    "contacts": (("create_contacts", ""), "/api.xro/2.0/Contacts"),
    "invoices": (("create_documents", "invoice"), "/api.xro/2.0/Invoices"),
    "credit_notes": (("create_documents", "credit_note"), "/api.xro/2.0/CreditNotes"),
}
BILLS = {
    "bills": (("create_documents", "bill"), "/api.xro/2.0/Invoices"),
    "vendor_credits": (("create_documents", "vendor_credit"), "/api.xro/2.0/CreditNotes"),
}
# Where: the method it does not live to run, or the point at the stand-in; and what the journal
# then says of the request. An answer that is on its way may be kept before the kill arrives.
POINTS = {
    "written_ahead": (("acct.link.upload", "_transmit"), {"open"}),
    "received": (None, {"open"}),
    "committed": (None, {"open"}),
    "answered": (None, {"open", "answered"}),
    "stored": (("acct.link.upload", "_apply_answer"), {"answered"}),
}
IS_WRITTEN = ("committed", "answered", "stored")

lenience = pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
# The lenient one is the harder judge: it lets every second copy in. So the strict one judges only
# a contact and a document, and everything else where `make kill` asks for every case.
STRICT = ("contacts", "invoices")
judged = pytest.mark.parametrize(
    ("sent", "lenient"),
    [
        pytest.param(sent, lenient, id=f"{sent}-{'lenient' if lenient else 'strict'}")
        for sent in [*REQUESTS, *BILLS]
        for lenient in (False, True)
        if lenient or sent in STRICT or os.environ.get("EVERY_CASE")
    ],
)


@pytest.fixture(scope="module")
def linked():
    # Of its own for every test database, as two test runs may go on at once.
    purpose = "_".join(["kill", *(config["db_name"] or [])])
    fixture = Fixture(purpose, documents=MANY, customers=40)
    yield fixture
    fixture.close()


@pytest.fixture(scope="module")
def bills():
    purpose = "_".join(["kill_bills", *(config["db_name"] or [])])
    fixture = BillFixture(purpose, documents=MANY, customers=40)
    fixture.workers.run("take_bills", company=COMPANY)
    yield fixture
    fixture.close()


@pytest.fixture
def sender(request, sent):
    """Who sends what is in `sent`."""
    return request.getfixturevalue("bills" if sent in BILLS else "linked")


def count_calls(linked, endpoint):
    return linked.stand_in.control("calls")["counters"]["endpoints"].get(endpoint, 0)


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# === THE LOOP === #


def run_to_death(linked, **where):
    """Run the loop until it is killed: here (see worker_tasks.upload), or by the stand-in."""
    fault = where.pop("fault", None)
    pid = linked.workers.start("upload", **where)
    if fault:
        linked.stand_in.control("faults", kind="kill", pid=pid, **fault)
    linked.workers.go(pid)
    assert linked.workers.wait(pid) == KILLED


def assert_exact(linked, documents=DOCUMENTS):
    assert linked.judge() == {}
    assert linked.found == documents


@judged
@pytest.mark.parametrize("point", POINTS)
def test_kill_leaves_books_exact(sender, sent, point, lenient):
    sender.renew(DOCUMENTS, lenient=lenient)
    (operation, kind), path = (REQUESTS | BILLS)[sent]
    die_in, states = POINTS[point]
    if die_in:
        run_to_death(sender, die_in=die_in, request=(operation, kind))
    else:
        run_to_death(sender, fault={"method": "PUT", "path": path, "point": point})
    [[state]] = sender.execute(
        "SELECT state FROM acct_link_request WHERE operation = %s AND coalesce(kind, '') = %s",
        (operation, kind),
    )
    assert state in states
    if sent in BILLS:
        # Between the write and our knowing of it, and afterwards: ours are not pulled.
        assert_nothing_pulled(sender)
    sender.finish()
    assert_exact(sender)
    # Sent again only where nothing was written.
    assert count_calls(sender, f"PUT {path}") == (2 if point == "received" else 1)
    if sent in BILLS:
        assert_nothing_pulled(sender)


def assert_nothing_pulled(bills):
    """The bills of the books are read, and none of them is taken for another's."""
    bills.workers.run("kit.soak_tasks.pull", what="bills")
    assert bills.execute("SELECT remote_id FROM acct_link_bill") == []
    there = bills.stand_in.control("books")[bills.tenant]
    [[seen]] = bills.execute("SELECT coalesce(sum(seen), 0) FROM acct_link_pull_run")
    assert seen >= len(there["invoices"]) + len(there["credit_notes"])


@judged
def test_late_commit_leaves_books_exact(sender, sent, lenient):
    """Nobody answers, and three seconds later Xero has written it after all."""
    sender.renew(DOCUMENTS, lenient=lenient)
    _request, path = (REQUESTS | BILLS)[sent]
    sender.stand_in.control("faults", kind="commit_later", method="PUT", path=path, seconds=3)
    sender.finish_in_time()
    assert_exact(sender)
    assert count_calls(sender, f"PUT {path}") == 1


# === FOLLOW-UPS === #

ONE_INVOICE = "/api.xro/2.0/Invoices/.+"


def count_writes(linked):
    """:return: how many requests named an invoice to write to"""
    endpoints = linked.stand_in.control("calls")["counters"]["endpoints"]
    return sum(
        count
        for endpoint, count in endpoints.items()
        if re.match(f"(PUT|POST) {ONE_INVOICE}", endpoint)
    )


def assert_done_once(linked, operation):
    assert linked.execute("SELECT operation, state FROM acct_link_step") == [(operation, "done")]
    [books] = [each for each in linked.stand_in.control("books").values() if each["invoices"]]
    if operation == "attach":
        assert [row["size"] for row in books["files"]] == [23]
    else:
        voided = [row["id"] for row in books["invoices"] if row["status"] == "VOIDED"]
        assert linked.execute(
            "SELECT remote_id FROM acct_link_batch_line WHERE state = 'removed'"
        ) == [(remote_id,) for remote_id in voided]
        assert len(voided) == 1


@lenience
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("operation", ["attach", "void"])
def test_kill_leaves_follow_up_done_once(linked, operation, point, lenient):
    linked.renew(DOCUMENTS, lenient=lenient)
    linked.finish()
    linked.workers.run("follow_up", operation=operation)
    die_in, states = POINTS[point]
    if die_in:
        run_to_death(linked, die_in=die_in, request=(operation, "invoice"))
    else:
        method = "PUT" if operation == "attach" else "POST"
        run_to_death(linked, fault={"method": method, "path": ONE_INVOICE, "point": point})
    [[state]] = linked.execute(
        "SELECT state FROM acct_link_request WHERE operation = %s", (operation,)
    )
    assert state in states
    linked.finish()
    assert_done_once(linked, operation)
    assert count_writes(linked) == (2 if point == "received" else 1)


@lenience
def test_late_commit_of_follow_up_is_found(linked, lenient):
    linked.renew(DOCUMENTS, lenient=lenient)
    linked.finish()
    linked.workers.run("follow_up", operation="attach")
    linked.stand_in.control(
        "faults", kind="commit_later", method="PUT", path=ONE_INVOICE, seconds=3
    )
    linked.finish_in_time()
    assert_done_once(linked, "attach")
    assert count_writes(linked) == 1


# === THE SIGN-IN === #

TOKEN = "/connect/token"


def count_refreshes(linked):
    return linked.stand_in.control("calls")["counters"]["grants"].get("refresh_token", 0)


def test_eight_processes_refresh_once(linked):
    linked.renew(DOCUMENTS)
    linked.expire_token()
    # Long enough for the others to come and wait.
    linked.stand_in.control("faults", kind="slow", path=TOKEN, seconds=0.3)
    pids = [linked.workers.start("take_token", company=COMPANY) for _ in range(8)]
    for pid in pids:
        linked.workers.go(pid)
    assert [linked.workers.wait(pid) for pid in pids] == [0] * 8
    assert count_refreshes(linked) == 1


@lenience
@pytest.mark.parametrize("point", ["received", "committed", "answered", "kept"])
def test_kill_in_refresh_needs_no_person(linked, point, lenient):
    linked.renew(DOCUMENTS, lenient=lenient)
    linked.expire_token()
    if point == "kept":
        run_to_death(linked, die_in=("acct.link.connector.xero", "_get_client"))
    else:
        run_to_death(linked, fault={"method": "POST", "path": TOKEN, "point": point})
    linked.finish()
    assert_exact(linked)
    assert count_refreshes(linked) == (1 if point == "kept" else 2)


# === ONE RUN AT A TIME === #


@lenience
def test_two_loops_at_once(linked, lenient):
    linked.renew(MANY, lenient=lenient, latency_ms=50)
    pids = [linked.workers.start("upload") for _ in range(2)]
    for pid in pids:
        linked.workers.go(pid)
    assert [linked.workers.wait(pid) for pid in pids] == [0, 0]
    linked.finish()
    assert_exact(linked, MANY)


@lenience
def test_two_interfaces_at_once(linked, lenient):
    """Two loops, and two accounts files that both of them serve, side by side."""
    linked.add_branch(DOCUMENTS)
    linked.renew(MANY, lenient=lenient, latency_ms=50)
    linked.workers.run("queue", documents=DOCUMENTS, prefix=BRANCH)
    pids = [linked.workers.start("upload") for _ in range(2)]
    for pid in pids:
        linked.workers.go(pid)
    assert [linked.workers.wait(pid) for pid in pids] == [0, 0]
    linked.finish()
    assert_exact(linked, MANY + DOCUMENTS)


@lenience
def test_person_meddles(linked, lenient):
    """Somebody saves the settings, resets documents to draft and removes some meanwhile."""
    linked.renew(MANY, lenient=lenient, latency_ms=300)
    person = linked.workers.start("meddle", seed=7, rounds=30)
    linked.workers.go(person)
    while (code := linked.workers.poll(person)) is None:
        linked.workers.run("upload")
    assert code == 0
    if linked.execute("SELECT id FROM acct_link_batch_line WHERE state = 'failed'"):
        linked.workers.run("retry")
    linked.finish_in_time()
    [[removed]] = linked.execute(
        "SELECT count(*) FROM acct_link_batch_line WHERE state = 'removed'"
    )
    assert removed
    assert_exact(linked, MANY - removed)


@judged
def test_lost_lock(sender, sent, lenient):
    """The connection that holds the lock breaks off while a request is at Xero, and a second loop
    starts before the first one has its answer.
    """
    linked = sender
    linked.renew(DOCUMENTS, lenient=lenient)
    _request, path = (REQUESTS | BILLS)[sent]
    linked.stand_in.control("faults", kind="slow", method="PUT", path=path, seconds=0.8)
    first, second = (linked.workers.start("upload") for _ in range(2))
    linked.workers.go(first)
    wait_until(lambda: count_calls(linked, f"PUT {path}"))
    assert linked.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database"
        f" WHERE locktype = 'advisory' AND datname = current_database() AND classid = {LOCK_CLASS}"
    ) == [(True,)]
    linked.workers.go(second)
    assert [linked.workers.wait(pid) for pid in (first, second)] == [0, 0]
    linked.finish_in_time()
    assert_exact(linked)


# === WHEN A MISS IS A PROOF === #


def test_miss_read_before_request_settled_proves_nothing(linked):
    """A look-up begins before the request has settled and ends after; Xero writes in between."""
    linked.renew(DOCUMENTS, lenient=True)
    _request, path = REQUESTS["invoices"]
    linked.stand_in.control("faults", kind="commit_later", method="PUT", path=path, seconds=3.5)
    time.sleep(-time.time() % 1)  # Odoo's moments are whole seconds
    linked.workers.run("upload")
    linked.execute(
        "UPDATE acct_link_request SET settle_until = sent_at + interval '4 s'"
        " WHERE state = 'unknown';"
        "UPDATE acct_link_batch_line SET next_try = NULL"
    )
    [[left]] = linked.execute(
        "SELECT extract(epoch FROM sent_at + interval '3.3 s' - now() AT TIME ZONE 'utc')"
        " FROM acct_link_request WHERE state = 'unknown'"
    )
    time.sleep(max(0, float(left)))
    linked.stand_in.control("faults", kind="slow", method="GET", path=path, seconds=1.9)
    linked.finish_in_time()
    assert_exact(linked)
    assert count_calls(linked, f"PUT {path}") == 1


def test_look_up_of_contacts_that_is_not_understood_proves_nothing(linked):
    """Xero answers 400 to the questions whether they are there now, and adds them then."""
    linked.renew(2, lenient=True)
    _request, path = REQUESTS["contacts"]
    faults = [
        {"kind": "commit_later", "method": "PUT", "seconds": 3},
        {"kind": "html_400", "method": "GET", "skip": 2, "times": 2},
    ]
    for fault in faults:
        linked.stand_in.control("faults", path=path, **fault)
    linked.finish_in_time()
    assert_exact(linked, 2)
    assert count_calls(linked, f"PUT {path}") == 1


def test_request_settles_from_its_end(linked):
    """Renewing the token delays a request that is written ahead; then its write comes late."""
    linked.renew(DOCUMENTS, lenient=True)
    _request, path = REQUESTS["invoices"]
    faults = [
        {"kind": "unauthorized_expired", "method": "PUT", "path": path},
        {"kind": "slow", "path": TOKEN, "seconds": 5},
        {"kind": "commit_later", "method": "PUT", "path": path, "seconds": 3},
    ]
    for fault in faults:
        linked.stand_in.control("faults", **fault)
    linked.finish_in_time()
    assert_exact(linked)
    assert count_calls(linked, f"PUT {path}") == 2  # the first of them was refused


# === AT RANDOM === #


def test_random_kills(linked):
    say = []
    assert kill(linked, MANY, seed=7, kills=3, say=say.append) == 3, say
    assert_exact(linked, MANY)


def test_killed_server_goes_on_by_itself(linked):
    """A whole Odoo server: when it is up again, its scheduled action takes up what was left."""
    linked.renew(DOCUMENTS)
    linked.execute("UPDATE acct_link_interface SET paused = TRUE")
    server = OdooServer(linked.dbname, free_port())
    try:
        server.start()
        _request, path = REQUESTS["invoices"]
        linked.stand_in.control(
            "faults", kind="kill", pid=server.pid, point="committed", method="PUT", path=path
        )
        linked.workers.run("unpause")
        wait_until(lambda: count_calls(linked, f"PUT {path}"))
        server.kill()  # the dead want to be buried
        assert linked.count_open()
        server.start()
        # A server looks at its scheduled actions once a minute; a knock saves the wait.
        execute(f"NOTIFY cron_trigger, '{linked.dbname}'")
        wait_until(lambda: not linked.count_open())
    finally:
        server.stop()
    assert_exact(linked)
