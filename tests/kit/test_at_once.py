"""Several processes in one loop, people between them, and one interface served by one at a time."""

import pytest

from kit.cases import assert_exact, operation_of, run_at_once, wait_until
from kit.stage.fixture import BRANCH


def test_two_loops_at_once(linked, lenient):
    many = linked.system.many
    linked.renew(many, lenient=lenient, latency_ms=linked.system.pace)
    run_at_once(linked)
    linked.finish()
    assert_exact(linked, many)


@pytest.mark.needs("branch_organisation")
def test_two_interfaces_at_once(linked, lenient):
    """Two loops, and two accounts files that both of them serve, side by side."""
    many = linked.system.many
    linked.add_branch(linked.system.few)
    linked.renew(many, lenient=lenient, latency_ms=linked.system.pace)
    linked.workers.run("queue", documents=linked.system.few, prefix=BRANCH)
    run_at_once(linked)
    linked.finish()
    assert_exact(linked, many + linked.system.few)


def test_person_meddles(linked, lenient):
    """Somebody saves the settings, resets documents to draft and removes some meanwhile."""
    many = linked.system.many
    linked.renew(many, lenient=lenient, latency_ms=4 * linked.system.pace)
    person = linked.workers.start("meddle", seed=7, rounds=min(30, many // 3))
    linked.workers.go(person)
    # The loop must not be through before the person has begun.
    wait_until(lambda: count_removed(linked))
    while (code := linked.workers.poll(person)) is None:
        linked.workers.run("upload")
    assert code == 0
    if linked.execute("SELECT id FROM acct_link_batch_line WHERE state = 'failed'"):
        linked.workers.run("retry")
    linked.finish_in_time()
    assert_exact(linked, many - count_removed(linked))


def count_removed(linked):
    [[count]] = linked.execute("SELECT count(*) FROM acct_link_batch_line WHERE state = 'removed'")
    return count


def test_lost_lock(linked, sent, lenient):
    """The connection that holds the lock breaks off while a request is at the books, and a second
    loop starts before the first one has its answer.
    """
    # Not above: add-ons are there only when a database is.
    from odoo.addons.acct_link_batch.models.upload.upload import LOCK_CLASS

    linked.renew(linked.system.few, lenient=lenient)
    call = linked.system.writes[sent]
    linked.stand_in.control("faults", **call.fault("slow", seconds=0.8))
    first, second = (linked.workers.start("upload") for _ in range(2))
    linked.workers.go(first)
    operation = operation_of(sent)
    wait_until(
        lambda: (
            linked.count_calls(call)
            and linked.execute(
                "SELECT 1 FROM acct_link_request"
                " WHERE state = 'open' AND operation = %s AND coalesce(kind, '') = %s",
                operation,
            )
        )
    )
    assert linked.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database"
        f" WHERE locktype = 'advisory' AND datname = current_database() AND classid = {LOCK_CLASS}"
    ) == [(True,)]
    linked.workers.go(second)
    assert [linked.workers.wait(pid) for pid in (first, second)] == [0, 0]
    linked.finish_in_time()
    assert_exact(linked)
