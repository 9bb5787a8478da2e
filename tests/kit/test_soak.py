"""People who act at random on both sides of the link, with faults and kills between them; and a
puller that is killed at each of its commits: both sides end the same.
"""

import pytest

from kit.cases import KILLED
from kit.conftest import name_database

AT_RANDOM, UPLOADED, KILLS = 60, 12, 8

pytestmark = pytest.mark.on_one_system


@pytest.fixture(scope="module")
def soaks():
    """Call it for the Fixture of a system's soak."""
    built = {}

    def get(system):
        if system not in built:
            purpose = name_database("soak", system)
            documents = max(AT_RANDOM + KILLS * UPLOADED, 5 * system.actions)
            built[system] = system.get_soak().build(purpose, documents, system)
        return built[system]

    yield get
    for fixture in built.values():
        fixture.close()


def test_random_actions_end_without_a_difference(soaks, system):
    said = []
    soak = system.get_soak()(soaks(system), seed=11, actions=system.actions, say=said.append)
    assert soak.play() == {}, (said, soak.done)
    assert sum(soak.done.values()) == system.actions
    soak.assert_much_happened()


def count_payments(linked):
    [[count]] = linked.execute("SELECT count(*) FROM account_payment")
    return count


@pytest.mark.needs("pull_task")
@pytest.mark.crossed(die_at=range(1, KILLS + 1))
@pytest.mark.sampled(die_at=[3, 6])  # before a commit and after one, in the midst of a run
def test_killed_puller_registers_once(soaks, system, die_at):
    """At every commit of a run, before it (odd) or after it."""
    linked = soaks(system)
    first = AT_RANDOM + (die_at - 1) * UPLOADED
    soak = system.get_soak()(linked, seed=die_at, actions=0, first=first)
    soak.renew()
    soak.upload(UPLOADED)
    paid = soak.pay_everything()
    assert paid > 5
    before = count_payments(linked)
    pid = linked.workers.start(system.pull_task, die_at=die_at)
    linked.workers.go(pid)
    assert linked.workers.wait(pid) == KILLED
    soak.pull_to_the_end()
    assert soak.judge() == {}
    assert linked.execute(
        "SELECT count(*), count(DISTINCT payment_id) FROM acct_link_payment"
        " WHERE state = 'registered'"
    ) == [(paid, paid)]
    # Nothing of a run that died stays behind, either.
    assert count_payments(linked) == before + paid
