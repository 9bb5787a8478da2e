"""A sign-in that is renewed: once, by whomever, and never lost."""

import pytest

from kit.cases import assert_exact, run_to_death

pytestmark = pytest.mark.needs("sign_in")


def test_eight_processes_refresh_once(linked):
    linked.renew(linked.system.few)
    linked.expire_token()
    # Long enough for the others to come and wait.
    linked.stand_in.control("faults", **linked.system.sign_in.fault("slow", seconds=0.3))
    pids = [linked.workers.start("take_token", company=linked.company) for _ in range(8)]
    for pid in pids:
        linked.workers.go(pid)
    assert [linked.workers.wait(pid) for pid in pids] == [0] * 8
    assert linked.count_calls(linked.system.sign_in) == 1


@pytest.mark.crossed(point=["received", "committed", "answered", "kept"])
def test_kill_in_refresh_loses_nothing(linked, point, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    linked.expire_token()
    call = linked.system.sign_in
    if point == "kept":
        run_to_death(linked, die_in=linked.system.after_sign_in)
    else:
        run_to_death(linked, fault=call.fault("kill", point=point))
    if linked.system.lost_sign_in and point in ("committed", "answered"):
        linked.finish(1)  # what was renewed nobody has, and the token of before ended the sign-in
        assert linked.execute("SELECT count(*) FROM acct_link_token WHERE lapsed") == [(1,)]
        linked.sign_in()
    linked.finish()
    assert_exact(linked)
    assert linked.count_calls(call) == (1 if point == "kept" else 2)
