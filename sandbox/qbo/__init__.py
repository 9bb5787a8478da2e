"""A stand-in for the API of QuickBooks Online: sign-in, books, limits and faults on demand."""

from .seed import AU_REALM, NZ_REALM, US_REALM
from .settings import CLIENT_ID, CLIENT_SECRET, DEFAULT_REDIRECT_URI
from .standin import start

__all__ = [
    "AU_REALM",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "DEFAULT_REDIRECT_URI",
    "NZ_REALM",
    "US_REALM",
    "start",
]
