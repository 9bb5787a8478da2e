"""When a request that nobody answered has settled, and what a look-up before that proves."""

import time

import pytest

from kit.cases import assert_exact, assert_sent
from kit.stage.fixture import LATE


def test_miss_read_before_request_settled_proves_nothing(linked):
    """A look-up begins before the request has settled and ends after; it is written in between."""
    linked.renew(linked.system.few, lenient=True)
    fault = linked.system.writes["invoice"].fault("commit_later", seconds=3.5)
    linked.stand_in.control("faults", **fault)
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
    slow = linked.system.get_question("invoice").fault("slow", seconds=1.9)
    linked.stand_in.control("faults", **slow)
    linked.finish_in_time()
    assert_exact(linked)
    assert_sent(linked, "invoice")


def test_look_up_of_contacts_that_is_not_understood_proves_nothing(linked):
    """The books answer 400 to the question whether they are there now, and add them then."""
    linked.renew(2, lenient=True)
    call = linked.system.writes["contacts"]
    linked.stand_in.control("faults", **call.fault("commit_later", seconds=LATE))
    asked = min(2, linked.system.chunk)
    question = linked.system.get_question("contacts")
    linked.stand_in.control("faults", **question.fault("html_400", skip=2, times=asked))
    linked.finish_in_time()
    assert_exact(linked, 2)
    assert_sent(linked, "contacts")


# === THE SIGN-IN === #


@pytest.mark.needs("sign_in")
def test_request_settles_from_its_end(linked):
    """Renewing the token delays a request that is written ahead; then its write comes late."""
    linked.renew(linked.system.few, lenient=True)
    call = linked.system.writes["invoice"]
    for fault in (
        call.fault("unauthorized_expired"),
        linked.system.sign_in.fault("slow", seconds=5),
        call.fault("commit_later", seconds=LATE),
    ):
        linked.stand_in.control("faults", **fault)
    linked.finish_in_time()
    assert_exact(linked)
    assert_sent(linked, "invoice", again=1)  # the first of them was refused
