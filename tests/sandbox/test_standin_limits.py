"""Call limits, the memory of idempotency keys, and requests that come at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

SIX_MINUTES = 360


def keyed(xero, key, *elements, method="PUT", resource="Invoices", **query):
    return xero.call(method, resource, list(elements), headers={"Idempotency-Key": key}, **query)


def test_every_answer_tells_what_is_left(xero):
    xero.control("settings", day_limit=100, minute_limit=50, app_minute_limit=70)
    headers = xero.call("GET", "Organisation").headers
    assert headers["X-DayLimit-Remaining"] == "99"
    assert headers["X-MinLimit-Remaining"] == "49"
    assert headers["X-AppMinLimit-Remaining"] == "69"


@pytest.mark.parametrize(
    ("setting", "problem", "longest"),
    [
        ("minute_limit", "minute", 60),
        ("day_limit", "day", 86_400),
        ("app_minute_limit", "appminute", 60),
    ],
)
def test_call_over_a_limit_is_told_to_wait(xero, setting, problem, longest):
    xero.control("settings", **{setting: 2})
    statuses = [xero.call("GET", "Organisation").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = xero.call("PUT", "Invoices", [xero.invoice()])
    assert (refused.status_code, refused.content) == (429, b"")
    assert refused.headers["X-Rate-Limit-Problem"] == problem
    seconds = int(refused.headers["Retry-After"])
    assert 0 < seconds <= longest
    assert xero.rows("invoices") == []
    xero.control("clock", advance=seconds + 1)
    xero.sign_in()
    assert xero.call("GET", "Organisation").status_code == 200


def test_limits_count_per_organisation(xero, another_client):
    from sandbox.xero import AU_TENANT

    other = another_client(tenant=AU_TENANT)
    xero.control("settings", minute_limit=1)
    assert [c.call("GET", "Accounts").status_code for c in (xero, xero, other)] == [200, 429, 200]


def test_sixth_concurrent_call_is_refused_without_retry_after(xero):
    xero.control("settings", latency_ms=600)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: xero.call("GET", "Organisation"), range(6)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 1
    assert refused[0].headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused[0].headers
    assert xero.call("GET", "Organisation").status_code == 200


def test_latency_is_waited(xero):
    xero.control("settings", latency_ms=150)
    assert xero.call("GET", "Organisation").elapsed.total_seconds() >= 0.15


def test_same_key_and_request_is_answered_from_memory(xero):
    first, second = (keyed(xero, "k1", xero.invoice(None)) for _ in range(2))
    assert first.content == second.content
    assert len(xero.rows("invoices")) == 1
    assert [call["replayed"] for call in xero.calls()] == [False, True]


def test_errors_are_remembered_too(xero):
    xero.put("Invoices", xero.invoice())
    first = keyed(xero, "k1", xero.invoice())
    assert first.status_code == 400
    xero.control("settings", tenants={xero.tenant: {"PeriodLockDate": "2026-12-31"}})
    assert keyed(xero, "k1", xero.invoice()).content == first.content


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "POST"},
        {"resource": "CreditNotes"},
        {"unitdp": 4},
        {"number": "S-2"},
    ],
    ids=str,
)
def test_key_used_for_another_request_is_refused(xero, changes):
    keyed(xero, "k1", xero.invoice())
    number = changes.pop("number", "S-0001")
    answer = keyed(xero, "k1", xero.invoice(number), **changes)
    assert answer.status_code == 400
    assert answer.json()["Message"] == ("Idempotency Key: k1 is used with a different request.")
    assert len(xero.rows("invoices")) == 1


def test_key_used_for_another_organisation_is_refused(xero, another_client):
    from sandbox.xero import AU_TENANT

    other = another_client(tenant=AU_TENANT)
    keyed(xero, "k1", {"Name": "A 1"}, resource="Contacts")
    assert keyed(other, "k1", {"Name": "A 1"}, resource="Contacts").status_code == 400


@pytest.mark.parametrize(("seconds", "documents"), [(SIX_MINUTES - 2, 1), (SIX_MINUTES + 2, 2)])
def test_key_is_forgotten_after_six_minutes(xero, seconds, documents):
    keyed(xero, "k1", xero.invoice(None))
    xero.control("clock", advance=seconds)
    keyed(xero, "k1", xero.invoice(None))
    assert len(xero.rows("invoices")) == documents


def test_without_a_key_nothing_is_remembered(xero):
    for _ in range(2):
        xero.call("PUT", "Invoices", [xero.invoice(None)])
    assert len(xero.rows("invoices")) == 2


def test_longest_key(xero):
    assert keyed(xero, "k" * 128, xero.invoice("S-1")).status_code == 200
    assert keyed(xero, "k" * 129, xero.invoice("S-2")).status_code == 400
    assert len(xero.rows("invoices")) == 1


def test_limit_is_checked_before_the_key_and_replays_count(xero):
    xero.control("settings", minute_limit=2)
    statuses = [keyed(xero, "k1", xero.invoice()).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_lenient_mode_forgets_keys(xero):
    xero.control("settings", lenient=True)
    for _ in range(2):
        keyed(xero, "k1", xero.invoice())
    assert len(xero.rows("invoices")) == 2


@pytest.mark.parametrize("key", ["k1", None], ids=["with key", "by number alone"])
def test_parallel_identical_puts_create_exactly_one(xero, key):
    xero.control("settings", concurrent_limit=50, latency_ms=20)
    element, headers = xero.invoice(), {"Idempotency-Key": key} if key else {}
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: xero.call("PUT", "Invoices", [element], headers=headers), range(20))
        )
    good = [answer for answer in answers if answer.status_code == 200]
    assert len(good) == (20 if key else 1)
    assert len(xero.rows("invoices")) == 1


def test_parallel_different_puts_all_arrive_with_their_own_numbers(xero):
    xero.control("settings", concurrent_limit=50)
    element = xero.invoice(None)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: xero.call("PUT", "Invoices", [element] * 5), range(16)))
    numbers = [row["number"] for row in xero.rows("invoices")]
    assert len(set(numbers)) == len(numbers) == 80
