"""How an answer gets lost on purpose, and what is in the books then."""

import threading
import time

import pytest
import requests

INVOICE = "Sale/Invoice/Service"
GONE = requests.exceptions.RequestException


def post(myob, number="INV-1"):
    return myob.post(INVOICE, myob.invoice(number))


def count(myob):
    return len(myob.books("Invoice"))


@pytest.mark.parametrize(
    ("kind", "values", "status", "written"),
    [
        ("status_500_after", {"status": 504}, 504, 1),
        ("status_500_after", {}, 500, 1),
        ("status_500", {"status": 504}, 504, 0),
        ("status_500", {"status": 502}, 502, 0),
        ("status_503", {}, 503, 0),
        ("conflict_before", {}, 409, 0),
        ("conflict_after", {}, 409, 1),
        ("bare", {}, 201, 1),
        ("rate_limit", {}, 403, 0),
        ("rate_limit", {"variant": "day"}, 403, 0),
        ("rate_limit", {"variant": "page"}, 403, 0),
        ("rate_limit", {"variant": "429"}, 429, 0),
        ("unauthorized_expired", {}, 401, 0),
        ("forbidden", {}, 403, 0),
        ("inactive", {}, 403, 0),
        ("refuse_whole", {"name": "NotFound"}, 400, 0),
        ("html_400", {}, 400, 0),
        ("garbage", {}, 200, 1),
        ("hidden", {"status": 201, "seconds": 5}, 201, 1),
        ("hidden", {"status": 504, "seconds": 5}, 504, 1),
    ],
)
def test_fault_answers_and_writes(myob, kind, values, status, written):
    myob.fault(kind, method="POST", **values)
    assert post(myob).status_code == status
    assert count(myob) == written
    assert post(myob, "INV-2").status_code == 201


@pytest.mark.parametrize(("kind", "written"), [("drop_before", 0), ("drop_after", 1)])
def test_no_answer(myob, kind, written):
    myob.fault(kind, method="POST")
    with pytest.raises(GONE):
        post(myob)
    assert count(myob) == written


def test_half_an_answer(myob):
    myob.fault("truncated", method="POST")
    with pytest.raises(GONE):
        myob.create(INVOICE, myob.invoice())
    assert count(myob) == 1


def wait_for(what):
    until = time.monotonic() + 5
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_gateway_gives_up_and_it_is_written_later(myob):
    myob.fault("late", method="POST", status=504, seconds=0.2)
    assert post(myob).status_code == 504
    assert count(myob) == 0
    wait_for(lambda: count(myob) == 1)


def test_connection_goes_and_it_is_written_later(myob):
    myob.fault("commit_later", method="POST", seconds=0.2)
    with pytest.raises(GONE):
        post(myob)
    assert count(myob) == 0
    wait_for(lambda: count(myob) == 1)


def test_row_appears_two_minutes_late(myob):
    myob.fault("hidden", method="POST", status=504, seconds=120)
    post(myob)
    [row] = myob.books("Invoice")
    assert myob.ask("Sale/Invoice") == []
    assert myob.ask(INVOICE, f"UID eq guid'{row['UID']}'") == []
    assert myob.call("GET", f"{INVOICE}/{row['UID']}").status_code == 404
    assert myob.put(INVOICE, row).status_code == 404
    myob.control("clock", advance=121)
    [shown] = myob.ask("Sale/Invoice")
    # Nothing tells that it came late.
    assert shown["LastModified"] == row["LastModified"]


def test_refusal_says_what_was_asked_for(myob):
    myob.fault("refuse_whole", name="DateInLockPeriod", message="No", contains="INV-7")
    assert post(myob).ok
    assert post(myob, "INV-7").json()["Errors"][0]["Message"] == "No"


def test_limit_tells_when_to_come_again(myob):
    myob.fault("rate_limit", retry_after=3)
    assert post(myob).headers["Retry-After"] == "3"
    myob.fault("rate_limit", variant="page")
    assert "Developer Over Qps" in post(myob).text


def test_five_hundred_for_ever(myob):
    myob.fault("status_500", contains="INV-1", times=0)
    assert [post(myob).status_code for _ in range(3)] == [500] * 3
    assert myob.last.json()["Errors"][0]["Name"] == "InternalError"
    assert post(myob, "INV-2").ok


def test_choice_nobody_knows(myob):
    post(myob)
    myob.fault("unknown_enum", method="GET")
    assert myob.ask("Sale/Invoice")[0]["Status"] == "GALACTIC"


def test_list_moves_under_the_hands_of_who_pages(myob):
    for number in range(3):
        post(myob, f"N-{number}")
    first = myob.books("Invoice")[0]["UID"]
    wish = {"tenant": myob.file, "action": "delete", "id": first}
    myob.fault("bookkeeper", method="GET", wish=wish)
    seen = [row["Number"] for row in myob.ask(INVOICE, top=1)]
    seen += [row["Number"] for row in myob.ask(INVOICE, top=2, skip=1)]
    assert seen == ["N-0", "N-2"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "x"},
        {"kind": "refuse_whole", "name": "x"},
        {"kind": "rate_limit", "variant": "hour"},
        {"kind": "status_500_after", "remember": True},
        {"kind": "bare", "colour": "red"},
    ],
)
def test_fault_that_is_none(myob, values):
    answer = requests.post(f"{myob.url}/_sandbox/faults", json=values, timeout=10)
    assert answer.status_code == 400


def test_many_at_once_are_many(myob):
    """Nothing but the client itself keeps a document from being there twice."""
    body = myob.invoice()
    threads = [threading.Thread(target=myob.post, args=(INVOICE, body)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = myob.books("Invoice")
    assert len({row["UID"] for row in rows}) == 8
    assert {row["Number"] for row in rows} == {"INV-1"}


def test_of_many_at_once_with_a_supplier_s_number_one_is_taken(myob):
    body, found = myob.bill(), []

    def work():
        found.append(myob.post("Purchase/Bill/Service", body).status_code)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [201, *[400] * 7]


def test_reset_is_as_after_the_start(myob):
    post(myob)
    myob.fault("drop_before", times=0)
    myob.control("settings", strict=False)
    myob.prefer(CategoryTracking="OnAndRequired")
    myob.control("reset")
    assert count(myob) == 0
    assert myob.control("settings", "GET")["strict"] is True
    assert myob.books("preferences")["System"]["CategoryTracking"] == "OnAndNotRequired"
    assert myob.call("GET").status_code == 401
