"""What a person's browser does at the sign-in page, and what it comes back with."""

import re
from urllib.parse import parse_qs, urlsplit

import requests

from sandbox.xero import CLIENT_ID, CLIENT_SECRET, DEFAULT_REDIRECT_URI, NZ_TENANT

SCOPE = "offline_access accounting.invoices accounting.contacts accounting.settings.read"


class Browser:
    """What a person's browser does at the sign-in page."""

    def __init__(self, server):
        self.page = f"{server.url}/identity/connect/authorize"
        self.token_url = f"{server.url}/connect/token"

    def parameters(self, **changes):
        asked = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": DEFAULT_REDIRECT_URI,
            "scope": SCOPE,
            "state": "s t&te",
        }
        return {name: value for name, value in (asked | changes).items() if value is not None}

    def open(self, **changes):
        return requests.get(
            self.page, params=self.parameters(**changes), allow_redirects=False, timeout=9
        )

    def press(self, decision, *tenants, **changes):
        """Fill in and send the form of the page, as it stands there."""
        page = self.open(**changes)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        hidden = {name: value.replace("&amp;", "&") for name, value in hidden.items()}
        form = [*hidden.items(), *(("tenant", tenant) for tenant in tenants)]
        return requests.post(
            self.page, data=[*form, ("decision", decision)], allow_redirects=False, timeout=9
        )

    def code(self, *tenants, **changes):
        return sent_back(self.press("allow", *tenants, **changes))["code"]

    def ask(self, auth=(CLIENT_ID, CLIENT_SECRET), **form):
        return requests.post(self.token_url, data=form, auth=auth, timeout=9)

    def redeem(self, code, **changes):
        form = {"grant_type": "authorization_code", "redirect_uri": DEFAULT_REDIRECT_URI}
        return self.ask(code=code, **(form | changes))

    def refresh(self, value, **options):
        return self.ask(grant_type="refresh_token", refresh_token=value, **options)

    def signed_in(self, *tenants):
        return self.redeem(self.code(*(tenants or (NZ_TENANT,)))).json()


def sent_back(answer):
    """The parameters with which the browser returns to the app."""
    assert answer.status_code == 302, answer.text
    target = urlsplit(answer.headers["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == DEFAULT_REDIRECT_URI
    return {name: values[0] for name, values in parse_qs(target.query).items()}
