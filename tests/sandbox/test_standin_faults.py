"""Things that go wrong on purpose: each kind of fault does what it says, and no more."""

import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests

PUT_INVOICES = {"method": "PUT", "path": "/api.xro/2.0/Invoices$"}
CONNECTION_LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def put(xero, number="S-1", **headers):
    return xero.call("PUT", "Invoices", [xero.invoice(number)], headers=headers)


def documents(xero):
    return [row["number"] for row in xero.rows("invoices")]


def wait_until(condition, seconds=5):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not come true in time"
        time.sleep(0.02)


def raw_answer(xero, request):
    """Everything the server sends until it closes, byte by byte."""
    address = urlsplit(xero.url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received


def test_drop_before_does_nothing_and_closes(xero):
    xero.fault("drop_before", **PUT_INVOICES)
    with pytest.raises(requests.ConnectionError):
        put(xero)
    assert documents(xero) == []
    assert put(xero).status_code == 200


def test_drop_sends_not_one_byte(xero):
    xero.fault("drop_before", path="/connections")
    assert raw_answer(xero, b"GET /connections HTTP/1.1\r\nHost: x\r\n\r\n") == b""


def test_drop_after_commits_and_closes(xero):
    xero.fault("drop_after", **PUT_INVOICES)
    with pytest.raises(requests.ConnectionError):
        put(xero)
    assert documents(xero) == ["S-1"]
    call = xero.calls()[-1]
    assert (call["fault"], call["status"], call["answered"]) == ("drop_after", 200, False)


def test_dropped_answer_is_given_again_for_the_same_key(xero):
    xero.fault("drop_after", **PUT_INVOICES)
    with pytest.raises(requests.ConnectionError):
        put(xero, **{"Idempotency-Key": "k1"})
    answer = put(xero, **{"Idempotency-Key": "k1"})
    assert answer.json()["Invoices"][0]["InvoiceNumber"] == "S-1"
    assert documents(xero) == ["S-1"]


def test_commit_later_drops_now_and_commits_in_a_while(xero):
    xero.fault("commit_later", seconds=0.3, **PUT_INVOICES)
    with pytest.raises(requests.ConnectionError):
        put(xero)
    assert documents(xero) == []
    wait_until(lambda: documents(xero) == ["S-1"])


def test_forgetting_faults_cancels_what_was_to_be_committed_later(xero):
    xero.fault("commit_later", seconds=0.2, **PUT_INVOICES)
    with pytest.raises(requests.ConnectionError):
        put(xero)
    xero.control("faults", "DELETE")
    time.sleep(0.4)
    assert documents(xero) == []


def test_status_500_after_commits(xero):
    xero.fault("status_500_after", **PUT_INVOICES)
    assert put(xero, **{"Idempotency-Key": "k1"}).status_code == 500
    assert documents(xero) == ["S-1"]
    assert put(xero, **{"Idempotency-Key": "k1"}).status_code == 200


def test_status_500_can_be_remembered_under_the_key(xero):
    xero.fault("status_500_after", remember=True, status=502, **PUT_INVOICES)
    answers = [put(xero, **{"Idempotency-Key": "k1"}).status_code for _ in range(2)]
    assert answers == [502, 502]
    assert documents(xero) == ["S-1"]


@pytest.mark.parametrize("seconds", [None, 7])
def test_status_503_is_plain_text(xero, seconds):
    xero.fault("status_503", retry_after=seconds, **PUT_INVOICES)
    answer = put(xero)
    assert answer.status_code == 503
    assert answer.text == "The Xero API is currently offline for maintenance"
    assert answer.headers.get("Retry-After") == (str(seconds) if seconds else None)
    assert documents(xero) == []


@pytest.mark.parametrize(
    ("variant", "wait", "header"),
    [
        ("minute", "30", "X-MinLimit-Remaining"),
        ("day", "66975", "X-DayLimit-Remaining"),
        ("appminute", "30", "X-AppMinLimit-Remaining"),
        ("concurrent", None, None),
    ],
)
def test_rate_limit(xero, variant, wait, header):
    xero.fault("rate_limit", variant=variant, **PUT_INVOICES)
    answer = put(xero)
    assert (answer.status_code, answer.content) == (429, b"")
    assert answer.headers["X-Rate-Limit-Problem"] == variant
    assert answer.headers.get("Retry-After") == wait
    zero = [name for name in answer.headers if answer.headers[name] == "0"]
    assert zero == ["Content-Length"] + ([header] if header else [])
    assert documents(xero) == []


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [
        ("unauthorized_expired", 401, "TokenExpired: token expired at "),
        ("unauthorized_scope", 401, "AuthorizationUnsuccessful"),
        ("forbidden", 403, "AuthenticationUnsuccessful"),
    ],
)
def test_refusals_of_access(xero, kind, status, detail):
    xero.fault(kind, **PUT_INVOICES)
    answer = put(xero)
    assert answer.status_code == status
    assert answer.json()["Detail"].startswith(detail)
    header = answer.headers.get("WWW-Authenticate")
    assert header == ("insufficent_scope" if kind == "unauthorized_scope" else None)
    assert documents(xero) == []


@pytest.mark.parametrize(("point", "at_once"), [("committed", ["S-1"]), ("received", [])])
def test_slow_answers_late(xero, point, at_once):
    xero.fault("slow", seconds=0.4, point=point, **PUT_INVOICES)
    element = xero.invoice("S-1")
    with pytest.raises(requests.ReadTimeout):
        requests.put(
            f"{xero.url}/api.xro/2.0/Invoices",
            json={"Invoices": [element]},
            headers=xero.session.headers,
            timeout=0.2,
        )
    assert documents(xero) == at_once
    wait_until(lambda: documents(xero) == ["S-1"])


def test_garbage_is_no_json_though_it_says_so(xero):
    xero.fault("garbage", **PUT_INVOICES)
    answer = put(xero)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert documents(xero) == ["S-1"]


def test_html_400(xero):
    xero.fault("html_400", **PUT_INVOICES)
    answer = put(xero)
    assert (answer.status_code, answer.text[:6]) == (400, "<html>")
    assert documents(xero) == []


def test_unknown_enum(xero):
    xero.fault("unknown_enum", field="Class", value='A "new" plan', path=".*/Organisation")
    (row,) = xero.call("GET", "Organisation").json()["Organisations"]
    assert row["Class"] == 'A "new" plan'


def test_truncated_sends_half_of_what_it_promised(xero):
    xero.fault("truncated", **PUT_INVOICES)
    with pytest.raises(CONNECTION_LOST):
        put(xero)
    assert documents(xero) == ["S-1"]
    xero.fault("truncated", path=".*/Organisation")
    request = (
        "GET /api.xro/2.0/Organisation HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {xero.session.headers['Authorization']}\r\n"
        f"xero-tenant-id: {xero.tenant}\r\n\r\n"
    )
    head, _, body = raw_answer(xero, request.encode()).partition(b"\r\n\r\n")
    promised = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert 0 < len(body) == promised // 2


def test_refuse_whole_hits_only_requests_with_the_text(xero):
    xero.fault("refuse_whole", contains='"POISON"', times=0, **PUT_INVOICES)
    elements = [xero.invoice("S-1"), xero.invoice("POISON")]
    for _ in range(2):
        answer = xero.call("PUT", "Invoices", elements, summarizeErrors="false")
        assert (answer.status_code, answer.json()["Type"]) == (400, "PostDataInvalidException")
    assert xero.call("PUT", "Invoices", elements[:1]).status_code == 200
    assert documents(xero) == ["S-1"]


def test_warning_marks_the_good_elements(xero):
    xero.fault("warning", message="Check the rate", **PUT_INVOICES)
    good, bad = xero.put("Invoices", xero.invoice(), xero.invoice())
    assert good["StatusAttributeString"] == "WARNING"
    assert good["Warnings"] == [{"Message": "Check the rate"}]
    assert bad["StatusAttributeString"] == "ERROR"


def test_fault_of_the_token_endpoint(xero):
    xero.fault("drop_after", path="/connect/token")
    with pytest.raises(requests.ConnectionError):
        requests.post(f"{xero.url}/connect/token", data={"grant_type": "x"}, timeout=5)


def test_skip_and_times_are_counted(xero):
    xero.fault("status_503", skip=1, times=2, path=".*/Organisation")
    statuses = [xero.call("GET", "Organisation").status_code for _ in range(5)]
    assert statuses == [200, 503, 503, 200, 200]
    assert xero.control("faults", "GET")[0]["hits"] == 2


def test_faults_apply_in_their_order(xero):
    xero.fault("status_503", path=".*/Organisation")
    xero.fault("forbidden", path=".*/Organisation")
    statuses = [xero.call("GET", "Organisation").status_code for _ in range(3)]
    assert statuses == [503, 403, 200]


def test_method_and_path_select(xero):
    xero.fault("status_503", method="PUT", path="/api.xro/2.0/Invoices$", times=0)
    assert xero.call("GET", "Invoices").status_code == 200
    assert xero.call("PUT", "CreditNotes", [xero.credit_note()]).status_code == 200
    assert put(xero).status_code == 503
    xero.control("faults", "DELETE")
    assert put(xero).status_code == 200


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "earthquake"},
        {"kind": "slow", "secs": 1},
        {"kind": "slow", "seconds": "1"},
        {"kind": "kill"},
        {"kind": "kill", "pid": 1},
        {"kind": "slow", "point": "never"},
        {"kind": "rate_limit", "variant": "year"},
        {"kind": "slow", "path": "("},
    ],
    ids=str,
)
def test_fault_that_makes_no_sense_is_refused(xero, wish):
    answer = requests.post(f"{xero.url}/_sandbox/faults", json=wish, timeout=5)
    assert answer.status_code == 400
    assert xero.control("faults", "GET") == []


SENDER = """
import sys, urllib.request
url, authorization, tenant, body = sys.argv[1:]
headers = {
    "Authorization": authorization,
    "xero-tenant-id": tenant,
    "Accept": "application/json",
    "Content-Type": "application/json",
}
request = urllib.request.Request(url, body.encode(), headers, method="PUT")
answer = urllib.request.urlopen(request)
answer.read()
print("answered", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("point", "found"), [("received", []), ("committed", ["S-1"]), ("answered", ["S-1"])]
)
def test_kill_ends_the_process_at_the_point(xero, point, found):
    body = requests.Request("PUT", "http://x", json={"Invoices": [xero.invoice("S-1")]}).prepare()
    arguments = [
        f"{xero.url}/api.xro/2.0/Invoices",
        xero.session.headers["Authorization"],
        xero.tenant,
        body.body.decode(),
    ]
    # The process waits for a line before it sends, so that the fault can name its pid.
    script = f"input()\n{SENDER}"
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        xero.fault("kill", pid=process.pid, point=point, **PUT_INVOICES)
        process.stdin.write(b"go\n")
        process.stdin.flush()
        assert process.wait(10) == -signal.SIGKILL
    assert documents(xero) == found
    assert xero.calls()[-1]["answered"] is (point == "answered")
