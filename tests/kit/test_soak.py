"""A bookkeeper and a clerk who act at random on both sides of the link, with faults and kills
between them, and a puller that is killed at each of its commits: both sides end the same.

Processes of their own on a database of their own, as in test_kill.py.
"""

import signal

import pytest

from odoo.tools import config

from kit.soak import Soak, build

ACTIONS, AT_RANDOM, UPLOADED, KILLS = 40, 60, 12, 8


@pytest.fixture(scope="module")
def linked():
    fixture = build("_".join(["soak", *(config["db_name"] or [])]), AT_RANDOM + KILLS * UPLOADED)
    yield fixture
    fixture.close()


def count_payments(linked):
    [[count]] = linked.execute("SELECT count(*) FROM account_payment")
    return count


def test_random_actions_end_without_a_difference(linked):
    said = []
    soak = Soak(linked, seed=11, actions=ACTIONS, say=said.append)
    assert soak.play() == {}, (said, soak.done)
    assert sum(soak.done.values()) == ACTIONS
    assert linked.execute("SELECT count(*) > 5 FROM acct_link_payment WHERE state = 'registered'")


@pytest.mark.parametrize("die_at", range(1, KILLS + 1))
def test_killed_puller_registers_once(linked, die_at):
    """At every commit of a run, before it (odd) or after it."""
    first = AT_RANDOM + (die_at - 1) * UPLOADED
    soak = Soak(linked, seed=die_at, actions=0, first=first)
    soak.renew()
    soak.upload(UPLOADED)
    for row in soak.unpaid():
        soak.bookkeeper("pay", id=row["id"])
    paid = len([row for row in soak.books()["payments"] if row["status"] == "AUTHORISED"])
    assert paid > 5
    before = count_payments(linked)
    pid = linked.workers.start("kit.soak_tasks.pull", die_at=die_at)
    linked.workers.go(pid)
    assert linked.workers.wait(pid) == -signal.SIGKILL
    soak.pull_to_the_end()
    assert soak.judge() == {}
    assert linked.execute(
        "SELECT count(*), count(DISTINCT payment_id) FROM acct_link_payment"
        " WHERE state = 'registered'"
    ) == [(paid, paid)]
    # Nothing of a run that died stays behind, either.
    assert count_payments(linked) == before + paid
