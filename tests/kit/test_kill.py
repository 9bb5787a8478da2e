"""Processes that die in the middle of an upload, and books that stay exact.

Every process here is a real one, killed by SIGKILL; the stand-in is another process and lives on. A
last one, which knows nothing of Odoo, counts in the books.
"""

import pytest

from database import TEST_ADDONS_PATH
from kit.cases import (
    POINTS,
    assert_exact,
    assert_sent,
    operation_of,
    run_to_death,
    wait_until,
)
from kit.kill import kill
from kit.stage.fixture import LATE
from odoo_server import OdooServer, free_port
from postgres import execute

# === THE LOOP === #


@pytest.mark.parametrize("point", POINTS)
def test_kill_leaves_books_exact(linked, sent, point, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    die_in, states = POINTS[point]
    if die_in:
        run_to_death(linked, die_in=die_in, request=operation_of(sent))
    else:
        run_to_death(linked, fault=linked.system.writes[sent].fault("kill", point=point))
    [[state]] = linked.execute(
        "SELECT state FROM acct_link_request WHERE operation = %s AND coalesce(kind, '') = %s"
        " ORDER BY id DESC LIMIT 1",
        operation_of(sent),
    )
    assert state in states
    if sent != "contacts":
        # Between the write and our knowing of it, and afterwards.
        linked.system.check_again(linked)
    linked.finish()
    assert_exact(linked)
    # Sent again only where nothing was written.
    assert_sent(linked, sent, again=point == "received")
    if sent != "contacts":
        linked.system.check_again(linked)


def test_late_commit_leaves_books_exact(linked, sent, lenient):
    """Nobody answers, and seconds later it is written after all."""
    linked.renew(linked.system.few, lenient=lenient)
    fault = linked.system.writes[sent].fault("commit_later", seconds=LATE)
    linked.stand_in.control("faults", **fault)
    linked.finish_in_time()
    assert_exact(linked)
    assert_sent(linked, sent)


# === FOLLOW-UPS === #


def assert_done_once(linked, operation):
    assert linked.execute("SELECT operation, state FROM acct_link_operation") == [
        (operation, "done")
    ]
    books = linked.stand_in.control("books")[linked.tenant]
    if operation == "attach":
        assert linked.system.read_file_sizes(books) == [23]
    else:
        gone = [row["id"] for row in linked.system.read_books(books).documents if row["gone"]]
        assert linked.execute(
            "SELECT remote_id FROM acct_link_batch_line WHERE state = 'removed'"
        ) == [(remote_id,) for remote_id in gone]
        assert len(gone) == 1


@pytest.mark.needs("follow_ups")
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("operation", ["attach", "void"])
def test_kill_leaves_follow_up_done_once(linked, operation, point, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    linked.finish()
    linked.workers.run("follow_up", operation=operation)
    call = linked.system.follow_ups[operation]
    die_in, states = POINTS[point]
    if die_in:
        run_to_death(linked, die_in=die_in, request=(operation, "invoice"))
    else:
        run_to_death(linked, fault=call.fault("kill", point=point))
    [[state]] = linked.execute(
        "SELECT state FROM acct_link_request WHERE operation = %s", (operation,)
    )
    assert state in states
    linked.finish()
    assert_done_once(linked, operation)
    assert linked.count_calls(call) == (2 if point == "received" else 1)


@pytest.mark.needs("follow_ups")
def test_late_commit_of_follow_up_is_found(linked, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    linked.finish()
    linked.workers.run("follow_up", operation="attach")
    call = linked.system.follow_ups["attach"]
    linked.stand_in.control("faults", **call.fault("commit_later", seconds=LATE))
    linked.finish_in_time()
    assert_done_once(linked, "attach")
    assert linked.count_calls(call) == 1


# === AT RANDOM === #


def test_random_kills(linked):
    say = []
    assert kill(linked, linked.system.many, seed=7, kills=3, say=say.append) == 3, say
    assert_exact(linked, linked.system.many)


def test_killed_server_goes_on_by_itself(linked):
    """A whole Odoo server: when it is up again, its scheduled action takes up what was left."""
    linked.renew(linked.system.few)
    linked.execute("UPDATE acct_link_interface SET paused = TRUE")
    server = OdooServer(linked.dbname, free_port(), addons_path=TEST_ADDONS_PATH)
    try:
        server.start()
        call = linked.system.writes["invoice"]
        linked.stand_in.control("faults", **call.fault("kill", pid=server.pid, point="committed"))
        linked.workers.run("unpause")
        wait_until(lambda: linked.count_calls(call))
        server.kill()  # the dead want to be buried
        assert linked.count_open()
        server.start()
        # A server looks at its scheduled actions once a minute; a knock saves the wait.
        execute(f"NOTIFY cron_trigger, '{linked.dbname}'")
        wait_until(lambda: not linked.count_open())
    finally:
        server.stop()
    assert_exact(linked)
