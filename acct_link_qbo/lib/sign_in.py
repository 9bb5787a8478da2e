"""What is particular to Intuit's sign-in. The rest is `acct_link_oauth`'s.

Source: Intuit, "OAuth 2.0"; "Important changes to refresh token policy" (November 2025).
"""

from odoo.addons.acct_link_oauth.lib.sign_in import BASIC, App

# All or nothing: there is no narrower one.
SCOPE = "com.intuit.quickbooks.accounting"
PRODUCTION, SANDBOX = "production", "sandbox"
API_URLS = {
    PRODUCTION: "https://quickbooks.api.intuit.com",
    SANDBOX: "https://sandbox-quickbooks.api.intuit.com",
}
# Where people work.
SCREENS = {
    PRODUCTION: "https://app.qbo.intuit.com/app",
    SANDBOX: "https://app.sandbox.qbo.intuit.com/app",
}
# The name of the company's id where the browser comes back, and nowhere else.
REALM = "realmId"


def app_of(
    client_id: str, redirect_uri: str, login_url: str, token_url: str, revoke_url: str
) -> App:
    return App(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=SCOPE,
        login_url=f"{login_url.rstrip('/')}/connect/oauth2",
        token_url=f"{token_url.rstrip('/')}/oauth2/v1/tokens/bearer",
        revoke_url=f"{revoke_url.rstrip('/')}/v2/oauth2/tokens/revoke",
        revoke_json=True,
        # Only with it an answer says when the sign-in ends.
        headers=(("x-include-refresh-token-hard-expires-in", "true"),),
        credentials=BASIC,
        named_in_callback=True,
        access_seconds=3600,
        idle_days=100,
        end_days=5 * 365,
        end_name="x_refresh_token_hard_expires_in",
        end_notice_days=60,
    )
