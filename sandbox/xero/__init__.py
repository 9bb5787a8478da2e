"""A stand-in for the Xero Accounting API: sign-in, books, limits and faults on demand."""

from sandbox.common.server import Server

from .books.seed import AU_TENANT, NZ_TENANT
from .standin import start
from .settings import (
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOM_CLIENT_ID,
    CUSTOM_CLIENT_SECRET,
    DEFAULT_REDIRECT_URI,
    PUBLIC_CLIENT_ID,
)

__all__ = [
    "AU_TENANT",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CUSTOM_CLIENT_ID",
    "CUSTOM_CLIENT_SECRET",
    "DEFAULT_REDIRECT_URI",
    "NZ_TENANT",
    "PUBLIC_CLIENT_ID",
    "Server",
    "start",
]
