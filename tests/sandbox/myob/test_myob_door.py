"""Who may enter, and how often."""

import pytest

from sandbox.myob import BUSINESS_FILE, OWN_USERS_FILE, RIGHT_FILE

INVOICE = "Sale/Invoice/Service"
USER = "Administrator:open sesame"


def name_of(answer):
    return answer.json()["Errors"][0]["Name"]


@pytest.mark.parametrize("key", ["", "x"])
def test_key_has_to_be_one(myob, key):
    answer = myob.call("GET", headers={"x-myobapi-key": key})
    assert (answer.status_code, name_of(answer)) == (403, "DeveloperInactive")


@pytest.mark.parametrize("token", ["", "Bearer x", "Basic x"])
def test_token_has_to_be_one(myob, token):
    answer = myob.call("GET", headers={"Authorization": token})
    assert (answer.status_code, name_of(answer)) == (401, "OAuthTokenIsInvalid")


def test_version_has_to_be_named_unless_lax(myob):
    assert myob.call("GET", headers={"x-myobapi-version": ""}).status_code == 400
    myob.control("settings", strict=False)
    assert myob.call("GET", headers={"x-myobapi-version": "v0"}).ok
    assert "x-myobapi-version" in myob.control("violations", "GET")[0]


def test_token_is_for_one_file(myob):
    answer = myob.call("GET", file=BUSINESS_FILE)
    assert (answer.status_code, answer.json()["ErrorCode"]) == (403, "AccessDenied")
    assert myob.call("GET", file="x").status_code == 403
    assert myob.call("GET", file=RIGHT_FILE.upper()).ok


def test_keys_of_today_are_told_of_no_file(myob):
    assert myob.call("GET", file="/").json() == []


def test_scope_is_needed_by_what_is_asked(another):
    limited = another(scope="sme-company-file sme-sales")
    assert limited.call("GET", "Sale/Invoice").ok
    assert limited.call("GET", "Sale/CustomerPayment").ok
    for path in ("Contact/Customer", "GeneralLedger/Job", "Purchase/Bill", "Company/Preferences"):
        answer = limited.call("GET", path)
        assert (answer.status_code, answer.json()["ErrorCode"]) == (403, "AccessDenied")
    assert limited.call("GET", "DataScopes").json() == ["sme-company-file", "sme-sales"]
    assert another(scope="sme-sales").call("GET").status_code == 403


@pytest.mark.parametrize(
    ("user", "status"),
    [(None, 401), ("Administrator:", 401), ("x:open sesame", 401), ("nobody", 401), (USER, 200)],
)
def test_file_with_users_of_its_own(another, user, status):
    client = another(OWN_USERS_FILE, user=user)
    assert client.call("GET").status_code == status
    if status == 401:
        assert client.last.json()["Message"] == "Access denied"


def test_user_of_the_file_that_is_no_text(another):
    client = another(OWN_USERS_FILE)
    assert client.call("GET", headers={"x-myobapi-cftoken": "%%%"}).status_code == 401


def test_file_changes_to_users_of_its_own(myob):
    myob.user = USER
    assert myob.call("GET").ok
    assert "x-myobapi-cftoken" in myob.control("violations", "GET")[0]
    myob.act("company", values={"users": {"Ann": "secret"}})
    assert myob.call("GET").status_code == 401
    myob.user = "Ann:secret"
    assert myob.call("GET").ok


def test_calls_a_second(myob):
    myob.control("settings", second_limit=2)
    answers = [myob.call("GET") for _ in range(20)]
    [*_, refused] = [each for each in answers if not each.ok]
    [error] = refused.json()["Errors"]
    assert (refused.status_code, error["Name"]) == (403, "RateLimitError")
    assert error["Message"] == "API key has exceeded the per-second rate limit"
    assert error["AdditionalDetails"] == "Header: x-myobapi-key"
    myob.control("clock", advance=1)
    assert myob.call("GET").ok


def test_calls_a_day_over_all_files_of_a_key(myob, business):
    myob.control("settings", day_limit=3)
    assert [client.call("GET").ok for client in (myob, business, myob, business)] == [
        *(True, True, True, False),
    ]
    assert "daily" in business.last.json()["Errors"][0]["Message"]
    myob.control("clock", advance=86_400)
    myob.tokens = myob.control("tokens", tenant=RIGHT_FILE)
    assert myob.call("GET").ok


@pytest.mark.parametrize(
    ("state", "status"), [("offline", 503), ("upgraded", 423), ("removed", 410)]
)
def test_state_of_the_file(myob, state, status):
    myob.act("company", values={"status": state})
    assert myob.call("GET").status_code == status
    myob.act("company", values={"status": "open"})
    assert myob.call("GET").ok


def test_product_is_told(myob, business):
    right, other = (client.call("GET").json()["CompanyFile"] for client in (myob, business))
    assert (right["UIAccessFlags"], right["Name"]) == (3, "MYOB Right Pty Ltd")
    assert (other["UIAccessFlags"], other["Id"]) == (2, BUSINESS_FILE)
    assert right["ProductLevel"] == {"Code": 50, "Name": "Premier"}


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "Nothing", 404),
        ("GET", "Sale", 404),
        ("GET", "Contact/Customer/00000000-0000-4000-8000-000000000000/Photo", 404),
        ("GET", "Sale/Invoice/Service/x", 400),
        ("GET", "Sale/Invoice/00000000-0000-4000-8000-000000000000", 404),
        ("POST", "Sale/Invoice", 405),
        ("PUT", INVOICE, 405),
        ("DELETE", INVOICE, 405),
        ("POST", f"{INVOICE}/00000000-0000-4000-8000-000000000000", 405),
        ("PUT", "Sale/CustomerPayment/00000000-0000-4000-8000-000000000000", 405),
        ("POST", "GeneralLedger/TaxCode", 405),
        ("POST", "Company/Preferences", 405),
        ("POST", "", 405),
        ("PATCH", INVOICE, 405),
    ],
)
def test_what_cannot_be_asked(myob, verb, path, status):
    assert myob.call(verb, path, json={}).status_code == status


def test_address_that_is_too_long(myob):
    answer = myob.call("GET", INVOICE, params={"$filter": "x" * 3000})
    assert answer.status_code == 414


def test_record_tells_whose_books_were_meant(myob):
    myob.call("GET", INVOICE, params={"$top": 1})
    call = myob.control("calls", "GET")["calls"][-1]
    assert (call["tenant"], call["status"], call["query"]) == (RIGHT_FILE, 200, "%24top=1")


def test_latency_is_waited_outside(myob):
    myob.control("settings", latency_ms=50)
    assert myob.call("GET").elapsed.total_seconds() >= 0.05
