"""What a test or a demo may change about the stand-in for the MYOB Business API while it runs."""

from dataclasses import dataclass, field

from sandbox.common import settings

API_KEY = "sandbox-myob-key-not-for-real-use"
API_SECRET = "sandbox-myob-secret-not-for-real-use"
DEFAULT_REDIRECT_URI = "http://localhost:8069/acct_link_myob/callback"


@dataclass
class Settings(settings.Settings):
    """Defaults are MYOB's where they are known. `link_host` is the host that links name, another
    one than is asked. `most_rows`: a page holds no more, whatever $top says. What nobody knows for
    sure can be switched: `business_negatives` (MYOB Business takes negative documents),
    `supplier_numbers` (the number of a supplier's bill is its only one), `payments_touch` (what is
    paid shows in LastModified) and `card_ids` (where a Card ID is the only one: list, file,
    anywhere)."""

    second_limit: int = 8
    day_limit: int = 1_000_000
    access_token_seconds: int = 1_200
    refresh_token_seconds: int = 7 * 86_400
    consent_seconds: int = 365 * 86_400
    link_host: str = "https://ar2.api.myob.com"
    most_rows: int = 1_000
    business_negatives: bool = False
    supplier_numbers: bool = True
    payments_touch: bool = True
    card_ids: str = "list"
    redirect_uris: list[str] = field(default_factory=lambda: [DEFAULT_REDIRECT_URI])
