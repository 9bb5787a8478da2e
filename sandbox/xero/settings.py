"""What a test or a demo may change about the stand-in for Xero while it runs."""

from dataclasses import dataclass, field

from sandbox.common import settings

CLIENT_ID = "4A1DF00D5EED4A1DF00D5EED4A1DF00D"
CLIENT_SECRET = "sandbox-web-app-secret-not-for-real-use"
CUSTOM_CLIENT_ID = "C0FFEE5EEDC0FFEE5EEDC0FFEE5EEDC0"
CUSTOM_CLIENT_SECRET = "sandbox-custom-connection-secret"
PUBLIC_CLIENT_ID = "B1ADE5EEDB1ADE5EEDB1ADE5EEDB1ADE"
DEFAULT_REDIRECT_URI = "http://localhost:8069/acct_link_xero/callback"


@dataclass
class Settings(settings.Settings):
    """Defaults are Xero's (Xero API: Limits; OAuth 2.0), apart from `strict` (see README)."""

    minute_limit: int = 60
    app_minute_limit: int = 10_000
    day_limit: int = 5_000
    concurrent_limit: int = 5
    access_token_seconds: int = 1_800
    provider_name: str = "acct_link sandbox"
    contract: str = ""  # folder of Xero's OpenAPI description, to check every call against
    # Of payrolls: one timesheet for an employee and period; API 2.0 heeds `filter`; how long its
    # totals are 0 after a change; in Australia it keeps lines twice.
    payroll_unique: bool = True
    payroll_filters: bool = True
    payroll_totals_seconds: int = 60
    payroll_doubled_lines: bool = False
    redirect_uris: list[str] = field(default_factory=lambda: [DEFAULT_REDIRECT_URI])
