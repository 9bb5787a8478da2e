"""Notices that an accounting system sends by itself, signed with a key that both sides know. Pure.

The signature is the HMAC-SHA256 of the body, in base64.

Source: RFC 2104, and what the vendors of the connectors say of their webhooks.
"""

import base64
import hashlib
import hmac
import json

MAX_BYTES = 1024 * 1024


def is_signed(key: str | None, body: bytes, signature: str) -> bool:
    """Whether who sent this knows the key. It takes as long for every answer, also without a key,
    which nothing fits.
    """
    digest = hmac.new((key or "").encode(), body, hashlib.sha256).digest()
    fits = hmac.compare_digest(base64.b64encode(digest), signature.strip().encode())
    return fits and bool(key)


def read(body: bytes):
    """What the body says, as JSON can carry it; None for what cannot be understood."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
