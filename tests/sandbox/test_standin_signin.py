"""Signing in: page, codes, tokens, connections, revocation."""

import base64
import hashlib
import json
import re

import pytest
import requests
from signin_browser import SCOPE, Browser, sent_back

from sandbox.xero import (
    AU_TENANT,
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOM_CLIENT_ID,
    CUSTOM_CLIENT_SECRET,
    NZ_TENANT,
    PUBLIC_CLIENT_ID,
)

HALF_AN_HOUR, SIXTY_DAYS = 1_800, 60 * 86_400


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@pytest.fixture
def browser(server):
    return Browser(server)


def bearer(token, tenant=NZ_TENANT):
    return {"Authorization": f"Bearer {token}", "xero-tenant-id": tenant}


def test_page_names_app_and_organisations(browser):
    page = browser.open()
    assert page.status_code == 200
    for text in ("acct_link", "Demo NZ Ltd", "Demo AU Pty Ltd", "Allow", "Cancel"):
        assert text in page.text


def test_allow_returns_code_and_state(browser):
    back = sent_back(browser.press("allow", NZ_TENANT))
    assert back["state"] == "s t&te"
    assert set(back) == {"code", "state"}


def test_cancel_returns_access_denied(browser):
    back = sent_back(browser.press("cancel"))
    assert back == {"error": "access_denied", "state": "s t&te"}


def test_allow_without_organisation_shows_page_again(browser):
    page = browser.press("allow")
    assert page.status_code == 200
    assert "Choose at least one organisation" in page.text


@pytest.mark.parametrize("scope", ["accounting.transactions", "accounting.invoices nonsense", ""])
def test_authorise_with_broad_or_unknown_scope_is_refused(browser, scope):
    assert sent_back(browser.open(scope=scope))["error"] == "invalid_scope"


def test_authorise_without_state_is_refused(browser):
    assert sent_back(browser.open(state=None))["error"] == "invalid_request"


def test_authorise_for_another_response_type_is_refused(browser):
    assert sent_back(browser.open(response_type="token"))["error"] == "unsupported_response_type"


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:8069/acct_link_xero/callback/",
        "http://127.0.0.1:8069/acct_link_xero/callback",
        "https://elsewhere.example.com/",
        "",
    ],
)
def test_authorise_with_unregistered_redirect_shows_error_page(browser, uri):
    page = browser.open(redirect_uri=uri)
    assert page.status_code == 400
    assert "redirect_uri" in page.text


def test_plain_http_is_refused_for_127_even_if_registered(browser, xero):
    address, safe = "http://127.0.0.1:9/callback", "https://books.example.com/callback"
    xero.control("settings", redirect_uris=[address, safe])
    assert browser.open(redirect_uri=address).status_code == 400
    assert browser.open(redirect_uri=safe).status_code == 200


def test_authorise_for_unknown_app_shows_error_page(browser):
    assert browser.open(client_id="nobody").status_code == 400


def test_code_gives_tokens_with_claims(browser):
    reply = browser.signed_in()
    assert reply["expires_in"] == HALF_AN_HOUR
    assert reply["token_type"] == "Bearer"
    assert set(reply["scope"].split()) == set(SCOPE.split())
    assert "id_token" not in reply
    found = claims(reply["access_token"])
    assert {"authentication_event_id", "xero_userid", "scope", "exp"} <= set(found)


def test_openid_scope_adds_id_token(browser):
    reply = browser.redeem(browser.code(NZ_TENANT, scope=f"openid {SCOPE}")).json()
    assert claims(reply["id_token"])["aud"] == CLIENT_ID


def test_without_offline_access_there_is_no_refresh_token(browser):
    reply = browser.redeem(browser.code(NZ_TENANT, scope="accounting.invoices")).json()
    assert "refresh_token" not in reply


def test_code_works_once(browser):
    code = browser.code(NZ_TENANT)
    assert browser.redeem(code).status_code == 200
    again = browser.redeem(code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_code_dies_after_five_minutes(browser, xero):
    code = browser.code(NZ_TENANT)
    xero.control("clock", advance=301)
    assert browser.redeem(code).json() == {"error": "invalid_grant"}


def test_code_with_other_redirect_is_refused(browser):
    code = browser.code(NZ_TENANT)
    reply = browser.redeem(code, redirect_uri="https://elsewhere.example.com/")
    assert reply.json() == {"error": "invalid_grant"}


def test_client_may_say_who_it_is_in_the_body(browser):
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    assert browser.redeem(browser.code(NZ_TENANT), auth=None, **form).status_code == 200


def test_wrong_secret_is_invalid_client(browser):
    reply = browser.refresh("whatever", auth=(CLIENT_ID, "wrong"))
    assert (reply.status_code, reply.json()) == (401, {"error": "invalid_client"})


def test_unknown_grant_is_refused(browser):
    reply = browser.ask(grant_type="password")
    assert (reply.status_code, reply.json()) == (400, {"error": "unsupported_grant_type"})


def test_refresh_gives_a_new_pair(browser):
    first = browser.signed_in()
    second = browser.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]


def test_previous_refresh_token_may_be_repeated_for_30_minutes(browser, xero):
    first = browser.signed_in()["refresh_token"]
    browser.refresh(first)
    xero.control("clock", advance=HALF_AN_HOUR - 60)
    assert browser.refresh(first).status_code == 200
    xero.control("clock", advance=120)
    assert browser.refresh(first).json() == {"error": "invalid_grant"}


def test_refresh_token_of_a_lost_race_is_worthless(browser):
    first = browser.signed_in()["refresh_token"]
    lost = browser.refresh(first).json()["refresh_token"]
    kept = browser.refresh(first).json()["refresh_token"]
    assert browser.refresh(lost).json() == {"error": "invalid_grant"}
    assert browser.refresh(kept).status_code == 200


def test_refresh_token_two_generations_old_is_refused(browser):
    first = browser.signed_in()["refresh_token"]
    second = browser.refresh(first).json()["refresh_token"]
    browser.refresh(second)
    assert browser.refresh(first).json() == {"error": "invalid_grant"}


def test_refresh_token_dies_after_sixty_days_without_use(browser, xero):
    value = browser.signed_in()["refresh_token"]
    xero.control("clock", advance=SIXTY_DAYS - 60)
    value = browser.refresh(value).json()["refresh_token"]
    xero.control("clock", advance=SIXTY_DAYS + 60)
    assert browser.refresh(value).json() == {"error": "invalid_grant"}


def test_token_calls_are_counted_by_grant(browser, xero):
    value = browser.signed_in()["refresh_token"]
    browser.refresh(value)
    browser.refresh("unknown")
    counters = xero.control("calls", "GET")["counters"]
    assert counters["grants"] == {"authorization_code": 1, "refresh_token": 2}


def test_record_of_calls_holds_no_secret(browser, xero):
    reply = browser.signed_in()
    browser.refresh(reply["refresh_token"])
    record = json.dumps(xero.control("calls", "GET"))
    for secret in (reply["access_token"], reply["refresh_token"], CLIENT_SECRET):
        assert secret not in record


def test_connections_are_found_by_auth_event(browser, server):
    browser.signed_in(NZ_TENANT)
    token = browser.signed_in(AU_TENANT)["access_token"]
    event = claims(token)["authentication_event_id"]
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("connections", "Connections"):
        rows = requests.get(f"{server.url}/{path}", headers=headers, timeout=9).json()
        assert {row["tenantId"] for row in rows} == {NZ_TENANT, AU_TENANT}
    rows = requests.get(
        f"{server.url}/connections", params={"authEventId": event}, headers=headers, timeout=9
    ).json()
    assert [(row["tenantId"], row["tenantType"]) for row in rows] == [(AU_TENANT, "ORGANISATION")]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}", rows[0]["createdDateUtc"])


def test_connecting_again_keeps_the_connection_and_renews_its_event(browser, server):
    def row(token):
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{server.url}/connections", headers=headers, timeout=9).json()[0]

    before = row(browser.signed_in()["access_token"])
    token = browser.signed_in()["access_token"]
    after = row(token)
    assert after["id"] == before["id"]
    assert after["authEventId"] == claims(token)["authentication_event_id"]


def test_deleted_connection_closes_the_organisation(browser, server):
    token = browser.signed_in(NZ_TENANT, AU_TENANT)["access_token"]
    url = f"{server.url}/connections"
    rows = requests.get(url, headers=bearer(token), timeout=9).json()
    connection = next(row["id"] for row in rows if row["tenantId"] == NZ_TENANT)
    first, second = (
        requests.delete(f"{url}/{connection}", headers=bearer(token), timeout=9) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (204, 404)
    organisation = f"{server.url}/api.xro/2.0/Organisation"
    gone = requests.get(organisation, headers=bearer(token), timeout=9)
    assert (gone.status_code, gone.json()["Title"]) == (403, "Forbidden")
    other = requests.get(organisation, headers=bearer(token, AU_TENANT), timeout=9)
    assert other.json()["Organisations"][0]["Name"] == "Demo AU Pty Ltd"


def test_revocation_ends_tokens_and_every_connection(browser, server):
    reply = browser.signed_in(NZ_TENANT, AU_TENANT)
    answer = requests.post(
        f"{server.url}/connect/revocation",
        data={"token": reply["refresh_token"]},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=9,
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert browser.refresh(reply["refresh_token"]).json() == {"error": "invalid_grant"}
    url = f"{server.url}/connections"
    assert requests.get(url, headers=bearer(reply["access_token"]), timeout=9).status_code == 401
    token = browser.signed_in(AU_TENANT)["access_token"]
    rows = requests.get(url, headers=bearer(token), timeout=9).json()
    assert [row["tenantId"] for row in rows] == [AU_TENANT]


def test_scopes_add_up_over_sign_ins(browser):
    browser.signed_in()
    reply = browser.redeem(browser.code(NZ_TENANT, scope="accounting.payments.read")).json()
    assert set(reply["scope"].split()) == {*SCOPE.split(), "accounting.payments.read"}


def test_custom_connection_reaches_its_organisation_without_tenant_header(browser, server):
    auth = (CUSTOM_CLIENT_ID, CUSTOM_CLIENT_SECRET)
    reply = browser.ask(auth, grant_type="client_credentials", scope="accounting.settings").json()
    assert "refresh_token" not in reply
    headers = {"Authorization": f"Bearer {reply['access_token']}"}
    found = requests.get(f"{server.url}/api.xro/2.0/Organisation", headers=headers, timeout=9)
    assert found.json()["Organisations"][0]["OrganisationID"] == NZ_TENANT
    assert requests.get(f"{server.url}/connections", headers=headers, timeout=9).status_code == 401
    elsewhere = requests.get(
        f"{server.url}/api.xro/2.0/Organisation",
        headers=bearer(reply["access_token"], AU_TENANT),
        timeout=9,
    )
    assert elsewhere.status_code == 403


VERIFIER = "a-verifier-of-forty-three-characters-at-least"
CHALLENGE = {
    "client_id": PUBLIC_CLIENT_ID,
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    .rstrip(b"=")
    .decode(),
    "code_challenge_method": "S256",
}


def test_public_app_proves_itself_with_the_verifier(browser):
    code = browser.code(NZ_TENANT, **CHALLENGE)
    form = {"auth": None, "client_id": PUBLIC_CLIENT_ID}
    reply = browser.redeem(code, code_verifier=VERIFIER, **form)
    assert reply.status_code == 200, reply.text
    renewed = browser.refresh(reply.json()["refresh_token"], **form)
    assert renewed.json()["refresh_token"] != reply.json()["refresh_token"]


@pytest.mark.parametrize("verifier", ["", "x" * 42, "x" * 43, VERIFIER + "x", "ü" * 50])
def test_another_verifier_is_refused_and_the_code_is_used_up(browser, verifier):
    code = browser.code(NZ_TENANT, **CHALLENGE)
    form = {"auth": None, "client_id": PUBLIC_CLIENT_ID}
    for each in (verifier, VERIFIER):
        reply = browser.redeem(code, code_verifier=each, **form)
        assert reply.json() == {"error": "invalid_grant"}


def test_public_app_must_send_a_challenge_and_has_no_secret(browser):
    for changes in (
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
    ):
        back = sent_back(browser.open(**(CHALLENGE | changes)))
        assert back["error"] == "invalid_request"
    reply = browser.refresh("x", auth=(PUBLIC_CLIENT_ID, "some secret"))
    assert reply.json() == {"error": "invalid_client"}


def test_web_app_without_its_secret_is_refused(browser):
    code = browser.code(NZ_TENANT)
    reply = browser.redeem(code, auth=None, client_id=CLIENT_ID, code_verifier=VERIFIER)
    assert reply.json() == {"error": "invalid_client"}


def test_custom_connection_asks_for_no_personal_scope_and_has_no_page(browser):
    auth = (CUSTOM_CLIENT_ID, CUSTOM_CLIENT_SECRET)
    reply = browser.ask(auth, grant_type="client_credentials", scope="offline_access")
    assert reply.json() == {"error": "invalid_scope"}
    back = sent_back(browser.open(client_id=CUSTOM_CLIENT_ID))
    assert back["error"] == "unauthorized_client"


def test_client_credentials_of_a_web_app_are_refused(browser):
    reply = browser.ask(grant_type="client_credentials", scope="accounting.settings")
    assert (reply.status_code, reply.json()) == (400, {"error": "unauthorized_client"})


def test_client_credentials_with_broad_scope_are_refused(browser):
    auth = (CUSTOM_CLIENT_ID, CUSTOM_CLIENT_SECRET)
    reply = browser.ask(auth, grant_type="client_credentials", scope="accounting.transactions")
    assert reply.json() == {"error": "invalid_scope"}


def test_expired_access_token_is_told_apart(xero):
    xero.control("clock", advance=HALF_AN_HOUR + 1)
    answer = xero.call("GET", "Organisation")
    assert answer.status_code == 401
    assert re.fullmatch(
        r"TokenExpired: token expired at \d\d/\d\d/\d{4} \d\d:\d\d:\d\d", answer.json()["Detail"]
    )
    assert set(answer.json()) == {"Type", "Title", "Status", "Detail", "Instance", "Extensions"}


@pytest.mark.parametrize("value", ["Bearer nonsense", "Basic abc", ""])
def test_missing_or_invalid_token_is_refused(xero, value):
    answer = xero.call("GET", "Organisation", headers={"Authorization": value})
    assert (answer.status_code, answer.json()["Detail"]) == (401, "AuthenticationUnsuccessful")


@pytest.mark.parametrize("tenant", ["", "11111111-1111-4111-8111-111111111111"])
def test_missing_or_wrong_tenant_is_forbidden(xero, tenant):
    answer = xero.call("GET", "Organisation", headers={"xero-tenant-id": tenant})
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_missing_scope_is_told_in_the_header(another_client):
    reader = another_client(scope="accounting.invoices.read accounting.contacts")
    assert reader.get("Invoices") == []
    for method, resource in (("PUT", "Invoices"), ("GET", "Accounts")):
        answer = reader.call(method, resource, [] if method == "PUT" else None)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "insufficent_scope"
