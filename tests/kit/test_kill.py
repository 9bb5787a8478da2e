"""Processes that die in the middle of an upload, and books that stay exact.

Every process here is a real one, killed by SIGKILL; the stand-in is another process and lives on. A
last one, which knows nothing of Odoo, counts in the books.
"""

import pytest

from kit.cases import POINTS, assert_exact, assert_sent, operation_of, run_to_death
from kit.stage.fixture import LATE


@pytest.mark.on_every_system
@pytest.mark.crossed(point=POINTS)
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
