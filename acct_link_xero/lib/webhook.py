"""What Xero tells by itself: that something changed. Pure.

Source: Xero API: Webhooks.
"""

import re

from odoo.addons.acct_link_oauth.lib import notice
from odoo.addons.acct_link_oauth.lib.web import text

HEADER = "x-xero-signature"
# What changes with a payment or a set-off. A payment itself is not told of.
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_DOCUMENTS = {"INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT"}


def changed_files(body: bytes) -> set[str]:
    """Ids of the organisations in which documents changed; empty for what cannot be understood.
    Nothing else of it is believed: what changed is read from Xero.
    """
    content = notice.read(body)
    events = content.get("events") if isinstance(content, dict) else None
    return {
        event["tenantId"]
        for event in (events if isinstance(events, list) else [])
        if isinstance(event, dict)
        and _ID.fullmatch(text(event.get("tenantId")))
        and text(event.get("eventCategory")) in _DOCUMENTS
    }
