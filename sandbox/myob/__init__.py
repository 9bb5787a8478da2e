"""A stand-in for the MYOB Business API: sign-in, company files, limits and faults on demand."""

from .seed import BUSINESS_FILE, NZ_BUSINESS_FILE, NZ_FILE, OWN_USERS_FILE, RIGHT_FILE
from .settings import API_KEY, API_SECRET, DEFAULT_REDIRECT_URI
from .standin import start

__all__ = [
    "API_KEY",
    "API_SECRET",
    "BUSINESS_FILE",
    "DEFAULT_REDIRECT_URI",
    "NZ_BUSINESS_FILE",
    "NZ_FILE",
    "OWN_USERS_FILE",
    "RIGHT_FILE",
    "start",
]
