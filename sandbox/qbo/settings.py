"""What a test or a demo may change about the stand-in for QuickBooks Online while it runs."""

from dataclasses import dataclass, field

from sandbox.common import settings

CLIENT_ID = "ABsandboxQboClientIdNotForRealUse0000000000000000"
CLIENT_SECRET = "sandbox-qbo-secret-not-for-real-use"
DEFAULT_REDIRECT_URI = "http://localhost:8069/acct_link_qbo/callback"


@dataclass
class Settings(settings.Settings):
    """Defaults are Intuit's, apart from `strict` (see README). `memory_seconds` is how long the
    answer to a requestid is kept, which nobody documents: 0 is never. `rotate_seconds` is how long
    a refresh token stays the same (about a day there; here each refresh gives a new one)."""

    minute_limit: int = 500
    second_limit: int = 10
    concurrent_limit: int = 10
    read_limit: int = 500_000
    memory_seconds: int = 3_600
    access_token_seconds: int = 3_600
    refresh_token_seconds: int = 8_726_400
    refresh_hard_seconds: int = 5 * 365 * 86_400
    rotate_seconds: int = 0
    reconnect_url: str = "http://localhost:8069/acct_link_qbo/reconnect"
    redirect_uris: list[str] = field(default_factory=lambda: [DEFAULT_REDIRECT_URI])
