"""What Xero tells by itself: that something changed. Pure.

Source: Xero API: Webhooks.
"""

import base64
import hashlib
import hmac
import json
import re

from odoo.addons.acct_link_oauth.lib.web import text

HEADER = "x-xero-signature"
MAX_BYTES = 1024 * 1024
# What changes with a payment or a set-off. A payment itself is not told of.
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_DOCUMENTS = {"INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT"}


def is_signed(key: str | None, body: bytes, signature: str) -> bool:
    """Whether who sent this knows the key. It takes as long for every answer, also without a key,
    which nothing fits.
    """
    digest = hmac.new((key or "").encode(), body, hashlib.sha256).digest()
    fits = hmac.compare_digest(base64.b64encode(digest), signature.strip().encode())
    return fits and bool(key)


def changed_files(body: bytes) -> set[str]:
    """Ids of the organisations in which documents changed; empty for what cannot be understood.
    Nothing else of it is believed: what changed is read from Xero.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return set()
    events = content.get("events") if isinstance(content, dict) else None
    return {
        event["tenantId"]
        for event in (events if isinstance(events, list) else [])
        if isinstance(event, dict)
        and _ID.fullmatch(text(event.get("tenantId")))
        and text(event.get("eventCategory")) in _DOCUMENTS
    }
