"""What is particular to MYOB's sign-in. The rest is `acct_link_oauth`'s.

A consent is for one company file, which is named where the browser comes back, and only if the
consent was asked for. How long a refresh token lives is not published: a week is what is told.
A consent has to be given anew every year, by an administrator of the file.

Source: MYOB, "Authentication", "Scopes"; support articles on the id of a business.
"""

from odoo.addons.acct_link_oauth.lib.sign_in import BODY, App

SCOPES = (
    *("sme-company-file", "sme-company-settings", "sme-general-ledger"),
    *("sme-contacts-customer", "sme-contacts-supplier", "sme-sales", "sme-purchases"),
    "sme-banking",
)
ITEM_SCOPE = "sme-inventory"  # asked for only where sales go with items
API_URL, LOGIN_URL = "https://api.myob.com", "https://secure.myob.com"
# The id of the company file where the browser comes back, and nowhere else.
BUSINESS = "businessId"


def scopes_of(with_items: bool) -> tuple[str, ...]:
    return (*SCOPES, ITEM_SCOPE) if with_items else SCOPES


def app_of(client_id: str, redirect_uri: str, login_url: str, with_items: bool = False) -> App:
    """:param client_id: the API key"""
    login_url = login_url.rstrip("/")
    return App(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=" ".join(scopes_of(with_items)),
        login_url=f"{login_url}/oauth2/account/authorize",
        token_url=f"{login_url}/oauth2/v1/authorize",
        asked=(("prompt", "consent"),),
        credentials=BODY,
        named_in_callback=True,
        access_seconds=1200,
        idle_days=7,
        end_days=365,
        end_notice_days=30,
    )
