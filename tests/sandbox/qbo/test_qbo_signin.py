"""Signing in: one company a consent, tokens that replace each other, and both their ends."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from sandbox.qbo import CLIENT_ID, CLIENT_SECRET, DEFAULT_REDIRECT_URI, NZ_REALM, US_REALM

DAY = 86_400


def back(answer):
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(DEFAULT_REDIRECT_URI)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def exchange(window, code, **values):
    return window.token(
        grant_type="authorization_code", code=code, redirect_uri=DEFAULT_REDIRECT_URI, **values
    )


def test_consent_page_shows_the_companies_and_takes_one(window):
    url = f"{window.url}/connect/oauth2"
    asked = {"client_id": CLIENT_ID, "redirect_uri": DEFAULT_REDIRECT_URI, "state": "x"}
    asked |= {"response_type": "code", "scope": "com.intuit.quickbooks.accounting"}
    page = requests.get(url, params=asked, timeout=10).text
    assert page.count('type="radio"') == 3
    assert "QBO NZ Ltd" in page
    given = back(window.consent())
    assert set(given) == {"code", "state", "realmId"}
    assert (given["state"], given["realmId"]) == ("s-1", NZ_REALM)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"client_id": "nobody"}, 400),
        ({"redirect_uri": DEFAULT_REDIRECT_URI + "/"}, 400),
        ({"state": ""}, 400),
        ({"realm": "1"}, 200),  # the page again
    ],
)
def test_consent_that_cannot_be_stays_here(window, change, status):
    assert window.consent(**change).status_code == status


def test_refused_consent_says_so(window):
    assert back(window.consent(decision="cancel")) == {"error": "access_denied", "state": "s-1"}
    assert back(window.consent(scope="everything"))["error"] == "invalid_scope"


def test_code_gives_tokens_for_its_company(window, qbo):
    reply = exchange(window, back(window.consent())["code"])
    assert reply.status_code == 200
    tokens = reply.json()
    assert set(tokens) == {
        *("token_type", "access_token", "expires_in", "refresh_token"),
        "x_refresh_token_expires_in",
    }
    assert (tokens["expires_in"], tokens["x_refresh_token_expires_in"]) == (3600, 8_726_400)
    qbo.tokens = tokens
    assert qbo.call("GET", f"companyinfo/{NZ_REALM}").json()["CompanyInfo"]["Country"] == "NZ"
    answer = qbo.call("GET", "preferences", realm=US_REALM)
    assert answer.status_code == 403
    assert answer.json()["fault"]["error"][0]["code"] == "3100"


def test_code_used_twice_ends_the_tokens_of_the_first_time(window, qbo):
    code = back(window.consent())["code"]
    qbo.tokens = exchange(window, code).json()
    assert exchange(window, code).json()["error"] == "invalid_grant"
    assert qbo.call("GET", "preferences").status_code == 401
    assert window.refresh(qbo.tokens["refresh_token"]).status_code == 400


def test_client_shows_itself_by_basic_only(window):
    code = back(window.consent())["code"]
    sent = exchange(window, code, auth=None, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    assert (sent.status_code, sent.json()) == (401, {"error": "invalid_client"})
    assert exchange(window, code, auth=(CLIENT_ID, "wrong")).status_code == 401
    assert exchange(window, code).status_code == 200


def test_refresh_token_is_replaced_and_the_old_one_ends_all(window, qbo):
    first = qbo.tokens["refresh_token"]
    second = window.refresh(first).json()
    assert second["refresh_token"] != first
    lost = window.refresh(first)
    assert (lost.status_code, lost.json()) == (
        400,
        {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"},
    )
    assert window.refresh(second["refresh_token"]).status_code == 400
    qbo.tokens = second
    assert qbo.call("GET", "preferences").status_code == 401


def test_refresh_token_may_stay_for_a_day(window, qbo):
    qbo.control("settings", rotate_seconds=DAY)
    first = qbo.tokens["refresh_token"]
    assert window.refresh(first).json()["refresh_token"] == first
    qbo.control("clock", advance=DAY)
    assert window.refresh(first).json()["refresh_token"] != first


def test_refresh_token_dies_unused_after_a_hundred_and_one_days(window, qbo):
    qbo.control("clock", advance=101 * DAY)
    assert window.refresh(qbo.tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_hard_end_comes_although_it_is_used(window, qbo):
    header = {"x-include-refresh-token-hard-expires-in": "true"}
    qbo.control("settings", refresh_hard_seconds=200 * DAY)
    token = qbo.tokens["refresh_token"]
    for _ in range(2):
        qbo.control("clock", advance=90 * DAY)
        reply = window.refresh(token, headers=header).json()
        token = reply["refresh_token"]
    assert 0 < reply["x_refresh_token_hard_expires_in"] <= 20 * DAY
    assert reply["x_refresh_token_expires_in"] == reply["x_refresh_token_hard_expires_in"]
    qbo.control("clock", advance=21 * DAY)
    assert window.refresh(token).status_code == 400


def test_access_token_ends_after_an_hour(qbo):
    qbo.control("clock", advance=3601)
    answer = qbo.call("GET", "preferences")
    assert answer.status_code == 401
    body = answer.json()["fault"]
    assert (body["type"], body["error"][0]["code"]) == ("AUTHENTICATION", "3200")


@pytest.mark.parametrize("name", ["refresh_token", "access_token"])
def test_revoked_is_revoked(window, qbo, name):
    url = f"{window.url}/v2/oauth2/tokens/revoke"
    auth = (CLIENT_ID, CLIENT_SECRET)
    answer = requests.post(url, json={"token": qbo.tokens[name]}, auth=auth, timeout=10)
    assert (answer.status_code, answer.content) == (200, b"")
    assert qbo.call("GET", "preferences").status_code == 401
    assert window.refresh(qbo.tokens["refresh_token"]).status_code == 400
    again = requests.post(url, json={"token": qbo.tokens[name]}, auth=auth, timeout=10)
    assert again.status_code == 400


def test_user_disconnects_or_reconnects_in_quickbooks(qbo):
    url = f"{qbo.url}/app/myapps"
    assert "http://localhost:8069/acct_link_qbo/reconnect" in requests.get(url, timeout=10).text
    requests.post(url, data={"realm": NZ_REALM}, timeout=10)
    assert qbo.call("GET", "preferences").status_code == 401
    assert "Reconnect" not in requests.get(url, timeout=10).text


@pytest.mark.parametrize("name", ["openid_configuration/", "openid_sandbox_configuration"])
def test_discovery_names_the_addresses_here(server, name):
    found = requests.get(f"{server.url}/.well-known/{name}", timeout=10).json()
    assert found["token_endpoint"] == f"{server.url}/oauth2/v1/tokens/bearer"
    assert "com.intuit.quickbooks.accounting" not in found["scopes_supported"]
