"""Consent to one business, and tokens that turn over."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.myob import API_KEY, API_SECRET, BUSINESS_FILE, DEFAULT_REDIRECT_URI, RIGHT_FILE

DAY = 86_400


def back(answer):
    """What comes back to the app."""
    assert answer.status_code == 302, answer.text
    target = answer.headers["Location"]
    assert target.startswith(DEFAULT_REDIRECT_URI)
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}


def signed_in(window, **values):
    return window.redeem(back(window.consent(**values))["code"]).json()


def test_business_comes_back_with_the_code(window):
    found = back(window.consent(BUSINESS_FILE))
    assert found.pop("code")
    assert found == {
        "state": "s-1",
        "scope": "sme-company-file sme-sales",
        "businessId": BUSINESS_FILE,
        "businessName": "MYOB Business Pty Ltd",
    }


def test_business_is_not_told_without_prompt(window):
    assert set(back(window.consent(prompt=None))) == {"state", "scope", "code"}
    # Who has agreed once is not asked again, and not told of the file again.
    found = back(window.look(prompt=None))
    assert set(found) == {"state", "scope", "code"}
    assert window.redeem(found["code"]).ok
    assert window.look().status_code == 200


def test_page_offers_every_business(window):
    page = window.look(state='"><b>')
    assert page.status_code == 200
    assert "MYOB Right Pty Ltd" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"decision": "cancel"}, "access_denied"),
        ({"scope": "CompanyFile"}, "invalid_scope"),
        ({"scope": "sme-customer"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_consent_that_is_none(window, changes, error):
    assert back(window.consent(**changes)) == {"error": error, "state": "s-1"}


@pytest.mark.parametrize(
    "changes", [{"client_id": "x"}, {"redirect_uri": DEFAULT_REDIRECT_URI + "/"}]
)
def test_nobody_is_sent_to_an_address_that_is_not_the_key_s(window, changes):
    assert window.look(**changes).status_code == 400


def test_business_has_to_be_one(window):
    assert window.consent("x").status_code == 200


def test_only_an_administrator_can_agree(myob, window):
    myob.act("company", values={"administrator": False})
    assert back(window.consent())["error"] == "access_denied"


def test_tokens_say_how_long_as_a_text(window):
    tokens = signed_in(window)
    assert tokens["expires_in"] == "1200"
    assert tokens["token_type"] == "bearer"
    assert tokens["scope"] == "sme-company-file sme-sales"
    assert tokens["user"]["username"]


def test_code_works_once_and_for_its_address(window):
    code = back(window.consent())["code"]
    assert window.redeem(code).ok
    assert window.redeem(code).json() == {"error": "invalid_grant"}
    code = back(window.consent())["code"]
    assert window.redeem(code, redirect_uri="https://other").status_code == 400


def test_credentials_are_in_the_form(window):
    code = back(window.consent())["code"]
    head = base64.b64encode(f"{API_KEY}:{API_SECRET}".encode()).decode()
    answer = window.redeem(code, headers={"Authorization": f"Basic {head}"})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})
    assert window.redeem(code, client_secret="x").json() == {"error": "invalid_client"}
    assert window.token(grant_type="password").json() == {"error": "unsupported_grant_type"}
    assert window.redeem(code).ok


def test_refresh_token_turns_over(window):
    first = signed_in(window)["refresh_token"]
    second = window.refresh(first).json()["refresh_token"]
    assert second != first
    old = window.refresh(first)
    assert (old.status_code, old.json()) == (400, {"error": "invalid_grant"})
    assert window.refresh(second).ok


def test_refresh_token_dies_after_a_week_without_use(myob, window):
    tokens = signed_in(window)
    for _ in range(3):
        myob.control("clock", advance=6 * DAY)
        tokens = window.refresh(tokens["refresh_token"]).json()
    myob.control("clock", advance=7 * DAY + 1)
    assert window.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}


def test_consent_ends_after_a_year(myob, window):
    tokens = signed_in(window)
    for _ in range(60):
        myob.control("clock", advance=6 * DAY)
        tokens = window.refresh(tokens["refresh_token"]).json()
    myob.control("clock", advance=6 * DAY)
    assert window.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert window.look(prompt=None).status_code == 200


def test_access_token_dies_after_twenty_minutes(myob):
    assert myob.call("GET").ok
    myob.control("clock", advance=1201)
    assert myob.call("GET").status_code == 401
    assert myob.last.json()["Errors"][0]["ErrorCode"] == 31001


def test_firm_lets_nobody_in_any_more(myob, window):
    token = myob.tokens["refresh_token"]
    myob.act("disconnect")
    assert myob.call("GET").status_code == 401
    assert window.refresh(token).json() == {"error": "invalid_grant"}


def test_grants_are_in_the_record(myob, window):
    tokens = signed_in(window)
    window.refresh(tokens["refresh_token"])
    grants = myob.control("calls", "GET")["counters"]["grants"]
    assert grants == {"authorization_code": 1, "refresh_token": 1}


def test_tokens_of_a_test_are_for_what_there_is(myob):
    for wish in ({"tenant": "x"}, {"tenant": RIGHT_FILE, "scope": "x"}):
        url = f"{myob.url}/_sandbox/tokens"
        assert myob.session.post(url, json=wish, timeout=10).status_code == 400
