"""What the cases share."""

import math
import signal
import time

KILLED = -signal.SIGKILL

# Where a process dies: the method it does not live to run, or the point at the stand-in; and what
# the journal then says of the request. An answer on its way may be kept before the kill arrives.
POINTS = {
    "written_ahead": (("acct.link.transport", "_transmit"), {"open"}),
    "received": (None, {"open"}),
    "committed": (None, {"open"}),
    "answered": (None, {"open", "answered"}),
    "stored": (("acct.link.transport", "_apply"), {"answered"}),
}


def operation_of(sent):
    """:return: (operation, kind) as the journal has it"""
    return ("create_contacts", "") if sent == "contacts" else ("create_documents", sent)


def run_to_death(linked, **where):
    """Run the loop until it is killed: here (see `tasks.upload`), or by the stand-in.

    :param fault: where: values of a fault of the stand-in
    """
    fault = where.pop("fault", None)
    pid = linked.workers.start("upload", **where)
    if fault:
        linked.stand_in.control("faults", pid=pid, **fault)
    linked.workers.go(pid)
    assert linked.workers.wait(pid) == KILLED


def run_at_once(linked, count=2):
    pids = [linked.workers.start("upload") for _ in range(count)]
    for pid in pids:
        linked.workers.go(pid)
    assert [linked.workers.wait(pid) for pid in pids] == [0] * count


def assert_exact(linked, documents=None):
    """:param documents: how many there have to be; None: the few of the system"""
    assert linked.judge() == {}, linked.judge()
    assert linked.found == (documents or linked.system.few)


def count_needed(linked, sent):
    """:return: the fewest calls to the path on which `sent` is written, of all that goes there"""
    role = "m.move_type LIKE 'in%%'" if linked.system.has_roles else "1"
    items = dict(
        linked.execute("SELECT kind, count(*) FROM acct_link_batch_line GROUP BY kind"),
        contacts=linked.execute(
            f"SELECT count(DISTINCT (m.commercial_partner_id, {role})) FROM acct_link_batch_line l"
            " JOIN account_move m ON m.id = l.move_id"
        )[0][0],
    )
    path = linked.system.writes[sent].path
    together = [name for name, call in linked.system.writes.items() if call.path == path]
    return sum(math.ceil(items.get(name, 0) / linked.system.chunk) for name in together)


def assert_sent(linked, sent, again=0):
    """What goes out in the calls of `sent` went out once, and so many calls twice."""
    calls = linked.count_calls(linked.system.writes[sent])
    assert calls == count_needed(linked, sent) + again


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
