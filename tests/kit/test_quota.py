"""Limits of calls: a run stops where the books say so, asks nothing until then, loses nothing."""

from kit.cases import assert_exact

FEW = 4


def count_all(linked):
    return len(linked.stand_in.control("calls")["calls"])


def let_a_minute_pass(linked):
    linked.stand_in.control("clock", advance=61)
    linked.execute("TRUNCATE acct_link_budget")  # what was left of the minute before
    linked.end_waits()


def test_limit_stops_the_run_and_loses_nothing(linked):
    linked.renew(linked.system.few, lenient=True, **linked.system.limit(FEW))
    linked.workers.run("upload")
    made = count_all(linked)
    assert linked.count_open()
    assert linked.execute(
        "SELECT wait_until > now() AT TIME ZONE 'utc', problems::text LIKE '%%rate_limited%%'"
        " FROM acct_link_run ORDER BY id DESC LIMIT 1"
    ) == [(True, True)]
    # Whoever runs the loop meanwhile makes no call.
    linked.workers.run("upload")
    assert count_all(linked) == made
    for _minute in range(10 * linked.system.few):
        let_a_minute_pass(linked)
        linked.workers.run("upload")
        if not linked.count_open():
            break
    assert_exact(linked)


def test_refusal_in_the_midst_is_no_attempt(linked, sent):
    """The books refuse a write for their limit: it surely was not written, and nothing waits to be
    looked for.
    """
    linked.renew(linked.system.few, lenient=True)
    names = [name for name in linked.system.faults if name.startswith("rate_limit")]
    values = linked.system.faults[names[0]][0]
    fault = linked.system.writes[sent].fault("rate_limit", **values)
    linked.stand_in.control("faults", **fault)
    linked.workers.run("upload")
    assert not linked.execute("SELECT 1 FROM acct_link_request WHERE state IN ('open', 'unknown')")
    assert linked.count_open()
    linked.execute("TRUNCATE acct_link_budget")
    linked.end_waits()
    linked.finish()
    assert_exact(linked)
    assert linked.execute("SELECT DISTINCT attempts FROM acct_link_batch_line") == [(1,)]
