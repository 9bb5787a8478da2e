"""Processes that die while a document that is in the books is voided or gets its file: that happens
once, too.
"""

import pytest

from kit.cases import POINTS, run_to_death
from kit.stage.fixture import LATE


def assert_done_once(linked, operation):
    assert linked.execute("SELECT operation, state FROM acct_link_operation") == [
        (operation, "done")
    ]
    books = linked.stand_in.control("books")[linked.tenant]
    if operation == "attach":
        assert linked.system.read_file_sizes(books) == [23]
    else:
        documents = linked.system.read_books(books).documents
        there = {row["id"] for row in documents if not row["gone"]}
        [[removed]] = linked.execute(
            "SELECT remote_id FROM acct_link_batch_line WHERE state = 'removed'"
        )
        # Void, or deleted, which leaves no trace.
        assert [row["id"] for row in documents if row["gone"]] in ([removed], [])
        assert removed not in there
        query = "SELECT remote_id FROM acct_link_batch_line WHERE state = 'uploaded'"
        rest = {remote_id for (remote_id,) in linked.execute(query)}
        assert rest and rest <= there


@pytest.mark.needs("follow_ups")
@pytest.mark.crossed(operation=["attach", "void"], point=POINTS)
def test_kill_leaves_follow_up_done_once(linked, operation, point, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    linked.finish()
    call = linked.system.follow_ups[operation]
    before = linked.count_calls(call)  # what adds documents may go the same way
    kind = linked.system.file_kind if operation == "attach" else "invoice"
    linked.workers.run("follow_up", operation=operation, kind=kind)
    die_in, states = POINTS[point]
    if die_in:
        run_to_death(linked, die_in=die_in, request=(operation, kind))
    else:
        run_to_death(linked, fault=call.fault("kill", point=point))
    [[state]] = linked.execute(
        "SELECT state FROM acct_link_request WHERE operation = %s", (operation,)
    )
    assert state in states
    linked.finish()
    assert_done_once(linked, operation)
    assert linked.count_calls(call) - before == (2 if point == "received" else 1)


@pytest.mark.needs("follow_ups")
def test_late_commit_of_follow_up_is_found(linked, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    linked.finish()
    linked.workers.run("follow_up", operation="attach", kind=linked.system.file_kind)
    call = linked.system.follow_ups["attach"]
    linked.stand_in.control("faults", **call.fault("commit_later", seconds=LATE))
    linked.finish_in_time()
    assert_done_once(linked, "attach")
    assert linked.count_calls(call) == 1
