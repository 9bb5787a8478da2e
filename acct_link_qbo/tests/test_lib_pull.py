"""What changed since a moment: all of it, and never an odd answer taken for nothing."""

import json
from datetime import datetime, timedelta, timezone

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_qbo.lib.incoming.allowance import wait_until
from odoo.addons.acct_link_qbo.lib.incoming.pull import MOST_CHANGES, changes, moment
from odoo.addons.acct_link_qbo.tests.lib_common import answer, fault, rows_of

NOW = datetime.now(timezone.utc)
PACIFIC = timezone(timedelta(hours=-8))
TIME = (NOW - timedelta(hours=1)).astimezone(PACIFIC).isoformat(timespec="milliseconds")
RECENT = json.dumps({"since": (NOW - timedelta(days=3)).isoformat()})
LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
ENTITIES = ("Invoice", "Payment")
TIME_OF_LISTS = "2026-11-02T09:10:11.123-08:00"  # in answers to questions


def row(number, at=TIME, **values):
    return {"Id": str(number), "MetaData": {"LastUpdatedTime": at}, **values}


def told(**rows):
    parts = [
        {entity: some, "startPosition": 1, "maxResults": len(some)} if some else {}
        for entity, some in rows.items()
    ]
    return answer({"CDCResponse": [{"QueryResponse": parts}], "time": TIME})


def cursor_at(ago):
    return (NOW - ago).replace(microsecond=0).isoformat()


class Queue:
    """Answers in order; and what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, path, params=(), statement=None):
        self.asked.append(statement or dict(params))
        return self.answers.pop(0)


def read(ask, cursor=RECENT, start=LONG_AGO, entities=ENTITIES, documents=("Invoice",)):
    return list(changes(ask, entities, documents, cursor, start))


def test_one_call_tells_all_and_the_clock_there_says_where_to_go_on():
    ask = Queue(told(Invoice=[row(1), {**row(2), "status": "Deleted"}], Payment=[]))
    [found] = read(ask)
    assert found.rows == {"Invoice": [row(1)]}
    assert found.deleted == ("Invoice:2",)
    assert json.loads(found.cursor) == {"since": cursor_at(timedelta(hours=1, minutes=5))}
    assert ask.asked[0]["entities"] == "Invoice,Payment"


def test_the_cursor_never_goes_back():
    late = json.dumps({"since": cursor_at(timedelta(minutes=1))})
    [found] = read(Queue(told(Invoice=[])), late)
    assert found.cursor == late


def test_an_answer_as_long_as_it_may_be_is_asked_for_again_by_entity():
    most = [row(number) for number in range(MOST_CHANGES)]
    ask = Queue(
        told(Invoice=most[:600], Payment=most[:400]),
        told(Invoice=most[:700]),
        told(Payment=[*most[:500], {**row(9999), "status": "Deleted"}]),
    )
    [found] = read(ask)
    assert {name: len(some) for name, some in found.rows.items()} == {
        "Invoice": 700,
        "Payment": 500,
    }
    assert found.deleted == ("Payment:9999",)


def test_what_does_not_fit_even_alone_is_read_as_a_list():
    most = [row(number) for number in range(MOST_CHANGES)]
    ask = Queue(
        told(Invoice=most),
        told(Invoice=most),
        rows_of("Invoice", *most),
        rows_of("Invoice", row(5000)),
        told(Payment=[]),
    )
    [found] = read(ask)
    ids = [each["Id"] for each in found.rows["Invoice"]]
    assert len(ids) == MOST_CHANGES + 1
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "odd",
    [
        answer(fault(4002), 400),
        answer({}),
        answer({"CDCResponse": []}),
        answer({"CDCResponse": [{}]}),
        answer({"CDCResponse": [{"QueryResponse": [[]]}], "time": TIME}),
        answer({"CDCResponse": [{"QueryResponse": [{"Invoice": [{}]}]}], "time": TIME}),
        answer({"CDCResponse": [{"QueryResponse": [{"Bill": [row(1)]}]}], "time": TIME}),
        answer({"CDCResponse": [{"QueryResponse": []}]}),
    ],
)
def test_an_odd_answer_is_not_no_change(odd):
    with pytest.raises(Postponed):
        read(Queue(odd))


def test_long_ago_is_read_list_by_list_and_each_page_is_kept():
    stamps = [f"2026-01-01T00:{n // 60:02}:{n % 60:02}-08:00" for n in range(1200)]
    rows = [row(number, at) for number, at in enumerate(stamps)]
    first = Queue(rows_of("Invoice", *rows[:1000]))
    pages = changes(first, ENTITIES, ("Invoice",), "", LONG_AGO)
    page = next(pages)
    assert len(page.rows["Invoice"]) == 1000
    # A run that dies here goes on where it was, and still from the clock it began with.
    later = Queue(rows_of("Invoice", *rows[999:]))
    rest = read(later, page.cursor)
    assert [each["Id"] for each in rest[0].rows["Invoice"]][-1] == "1199"
    assert "2026-01-01T08:16:39" in later.asked[0]
    assert "lists" not in json.loads(rest[-1].cursor)
    begun = moment(TIME_OF_LISTS) - timedelta(minutes=5)
    assert moment(json.loads(rest[-1].cursor)["since"]) == begun.replace(microsecond=0)


def test_more_than_a_page_in_one_second_is_read_by_number():
    rows = [row(number, "2026-01-01T00:00:00-08:00") for number in range(1500)]
    since = datetime(2026, 1, 1, 8, tzinfo=timezone.utc)
    old = json.dumps({"since": since.isoformat(), "lists": {}})
    ask = Queue(rows_of("Invoice", *rows[:1000]), rows_of("Invoice", *rows[1000:]))
    found = read(ask, old)
    assert sum(len(each.rows.get("Invoice", ())) for each in found) == 1500
    assert "startposition 1001" in ask.asked[1]


@pytest.mark.parametrize("odd", [answer(fault(4001), 400), answer({}), rows_of("Invoice", {})])
def test_an_odd_list_is_not_an_empty_one(odd):
    with pytest.raises(Postponed):
        read(Queue(odd), "")


@pytest.mark.parametrize(
    ("used", "day", "waits"),
    [
        (0, 1, False),
        (399_999, 1, False),
        (400_000, 1, True),
        (400_000, 24, True),
        (400_000, 26, False),
        (600_000, 30, True),
    ],
)
def test_reads_on_schedule_are_spread_over_the_month(used, day, waits):
    now = datetime(2026, 11, day, 12)
    until = wait_until(used, 500_000, now)
    assert (until is not None) == waits
    if until:
        assert now < until <= datetime(2026, 12, 1)
    assert wait_until(used, 0, now) is None
