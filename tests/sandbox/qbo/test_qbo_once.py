"""What is remembered of a requestid, and how an answer gets lost on purpose."""

import threading
import time

import pytest
import requests

HOUR = 3600
GONE = requests.exceptions.RequestException


def post(qbo, body, key, entity="invoice"):
    return qbo.post(entity, body, minorversion=75, requestid=key)


def test_first_answer_comes_again_and_nothing_is_written(qbo):
    first, second = (post(qbo, qbo.invoice(), "k-1") for _ in range(2))
    assert first.content == second.content
    assert len(qbo.books("Invoice")) == 1
    calls = qbo.control("calls", "GET")["calls"]
    assert [call["replayed"] for call in calls] == [False, True]
    assert {call["idempotency_key"] for call in calls} == {"k-1"}


def test_other_text_gets_the_first_answer_silently(qbo):
    first = post(qbo, qbo.invoice(), "k-1").json()
    assert post(qbo, qbo.bill(), "k-1", "bill").json() == first
    assert qbo.books("Bill") == []
    assert "k-1" in qbo.control("violations", "GET")[0]
    assert qbo.control("violations", "GET") == []


def test_refusal_is_remembered_although_its_cause_is_mended(qbo):
    body = qbo.invoice(CurrencyRef={"value": "EUR"})
    assert qbo.fault(post(qbo, body, "k-1"))[0] == 6000
    assert qbo.fault(post(qbo, qbo.invoice(), "k-1"))[0] == 6000
    assert post(qbo, qbo.invoice(), "k-2").ok


def test_delete_and_void_are_remembered(qbo):
    qbo.create("Bill", **qbo.bill())
    head = {"Id": "1", "SyncToken": "0"}
    for _ in range(2):
        assert qbo.post("bill", head, operation="delete", requestid="k-1").ok


def test_memory_is_over_after_an_hour_or_never_there(qbo):
    body = qbo.invoice(None)
    post(qbo, body, "k-1")
    qbo.control("clock", advance=HOUR - 10)
    post(qbo, body, "k-1")
    assert len(qbo.books("Invoice")) == 1
    qbo.control("settings", memory_seconds=0)
    qbo.control("clock", advance=9)
    post(qbo, body, "k-1")
    qbo.tokens = qbo.control("tokens", tenant=qbo.realm)
    qbo.control("clock", advance=2)
    for key in ("k-1", "k-2", "k-2"):
        post(qbo, body, key)
    assert len(qbo.books("Invoice")) == 4


def test_batch_is_remembered_and_answered_otherwise(qbo):
    items = [{"bId": "1", "operation": "create", "Invoice": qbo.invoice()}]
    first, second = (post(qbo, {"BatchItemRequest": items}, "k-1", "batch") for _ in range(2))
    assert "Invoice" in first.json()["BatchItemResponse"][0]
    [item] = second.json()["BatchItemResponse"]
    assert (item["bId"], item["Fault"]["Error"][0]["code"]) == ("1", "6000")
    assert len(qbo.books("Invoice")) == 1


def test_door_is_before_the_memory(qbo):
    qbo.control("clock", advance=HOUR + 1)
    assert post(qbo, qbo.invoice(), "k-1").status_code == 401
    qbo.tokens = qbo.control("tokens", tenant=qbo.realm)
    assert post(qbo, qbo.invoice(), "k-1").ok


def test_longer_requestid_is_refused(qbo):
    code, detail = qbo.fault(post(qbo, qbo.invoice(), "k" * 51))
    assert (code, "50 characters" in detail) == (6000, True)


def test_second_request_while_the_first_is_at_work(qbo):
    qbo.control("settings", latency_ms=400)
    body, answers = qbo.invoice(), []

    def send():
        answers.append(post(qbo, body, "k-1"))

    first = threading.Thread(target=send)
    first.start()
    time.sleep(0.1)
    assert qbo.fault(post(qbo, body, "k-1"))[0] == 600
    first.join()
    assert answers[0].ok
    assert len(qbo.books("Invoice")) == 1


# === FAULTS === #


def fault(qbo, kind, **values):
    qbo.control("faults", kind=kind, path="/v3/company/.*/invoice$", **values)


@pytest.mark.parametrize(
    ("kind", "values", "written"),
    [
        ("drop_before", {}, 0),
        ("drop_after", {}, 1),
        ("truncated", {}, 1),
        ("garbage", {}, 1),
    ],
)
def test_lost_answers(qbo, kind, values, written):
    fault(qbo, kind, **values)
    with pytest.raises(GONE):
        post(qbo, qbo.invoice(), "k-1").json()
    assert len(qbo.books("Invoice")) == written
    assert post(qbo, qbo.invoice(), "k-1").ok
    assert len(qbo.books("Invoice")) == 1


@pytest.mark.parametrize(
    ("kind", "values", "status", "said", "written"),
    [
        ("status_500_after", {}, 500, "10000", 1),
        ("status_500_after", {"status": 504}, 504, "<html>", 1),
        ("status_500", {}, 500, "10000", 0),
        ("status_503", {}, 503, "<html>", 0),
        ("rate_limit", {}, 429, "errorCode=003001", 0),
        ("unauthorized_expired", {}, 401, '"fault": {"error"', 0),
        ("forbidden", {}, 403, "003100", 0),
        ("refuse_whole", {"code": 6000, "message": "No"}, 400, '"Detail": "No"', 0),
        ("refuse_whole", {"code": 5020}, 403, '"code": "5020"', 0),
        ("fault_in_200", {"code": 6240}, 200, '"code": "6240"', 0),
        ("html_400", {}, 400, "<html>", 0),
    ],
)
def test_answers_that_are_none(qbo, kind, values, status, said, written):
    fault(qbo, kind, **values)
    answer = post(qbo, qbo.invoice(), "k-1")
    assert answer.status_code == status
    assert said in answer.text
    assert len(qbo.books("Invoice")) == written


def test_failure_that_is_remembered(qbo):
    fault(qbo, "status_500_after", remember=True)
    for _ in range(2):
        assert post(qbo, qbo.invoice(), "k-1").status_code == 500
    assert len(qbo.books("Invoice")) == 1
    assert qbo.fault(post(qbo, qbo.invoice(), "k-2"))[0] == 6140


def test_late_arrival(qbo):
    fault(qbo, "commit_later", seconds=0.2)
    with pytest.raises(GONE):
        post(qbo, qbo.invoice(), "k-1")
    assert qbo.books("Invoice") == []
    time.sleep(0.5)
    assert len(qbo.books("Invoice")) == 1


def test_what_nobody_can_do_is_said(qbo):
    for wish in ({"action": "fly"}, {"action": "touch", "entity": "Invoice", "id": "9"}):
        body = {"tenant": qbo.realm, **wish}
        answer = requests.post(f"{qbo.url}/_sandbox/bookkeeper", json=body, timeout=10)
        assert answer.status_code == 400


def test_fault_with_a_code_that_is_none_is_refused(qbo):
    body = {"kind": "refuse_whole", "code": 1}
    assert requests.post(f"{qbo.url}/_sandbox/faults", json=body, timeout=10).status_code == 400


def at_once(number, work):
    """:return: what `work` answered to each of them"""
    found = []
    threads = [threading.Thread(target=lambda n=n: found.append(work(n))) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_many_at_once_with_one_number_one_is_taken(qbo):
    qbo.control("settings", concurrent_limit=100)
    body = qbo.invoice()
    answers = at_once(12, lambda n: post(qbo, body, f"k-{n}").status_code)
    assert sorted(answers) == [200, *[400] * 11]
    assert len(qbo.books("Invoice")) == 1


def test_many_at_once_with_one_requestid_are_one(qbo):
    qbo.control("settings", concurrent_limit=100)
    body = qbo.invoice(None)
    answers = at_once(12, lambda n: post(qbo, body, "k-1").json()["Invoice"]["Id"])
    assert answers == ["1"] * 12
    assert len(qbo.books("Invoice")) == 1


# === LIMITS === #


def throttled(answer):
    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/xml"
    return "errorCode=003001" in answer.text


def test_calls_a_second_and_a_minute(qbo):
    qbo.control("settings", second_limit=2)
    assert 429 in [qbo.call("GET", "preferences").status_code for _ in range(40)]
    qbo.control("settings", second_limit=1000, minute_limit=5)
    qbo.control("clock", advance=61)
    assert [qbo.call("GET", "preferences").status_code for _ in range(5)] == [200] * 5
    assert throttled(qbo.call("GET", "preferences"))
    qbo.control("clock", advance=61)
    assert qbo.call("GET", "preferences").ok


def test_calls_at_once(qbo):
    qbo.control("settings", concurrent_limit=2, latency_ms=300)
    found = at_once(4, lambda n: qbo.call("GET", "preferences").status_code)
    assert sorted(found) == [200, 200, 429, 429]


def test_reads_are_metered_and_writes_are_not(qbo):
    qbo.control("settings", read_limit=2)
    for _ in range(2):
        assert qbo.ask("select count(*) from Invoice")
    assert throttled(qbo.call("GET", "preferences"))
    assert post(qbo, qbo.invoice(), "k-1").ok
