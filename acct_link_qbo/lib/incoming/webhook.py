"""What QuickBooks Online tells by itself: that something changed. Pure.

Two forms are told of: a list of CloudEvents, which may be about several companies, and before that
one object by company.

Source: Intuit, "Webhooks", "Upcoming change to webhooks payload structure".
"""

import re

from odoo.addons.acct_link_oauth.lib import notice
from odoo.addons.acct_link_oauth.lib.web import text

HEADER = "intuit-signature"
DOCUMENTS, BILLS = "documents", "bills"
_SALES = ("invoice", "creditmemo", "payment")
_PURCHASES = ("bill", "vendorcredit", "purchase", "billpayment")
_PULLS = {**dict.fromkeys(_SALES, (DOCUMENTS,)), **dict.fromkeys(_PURCHASES, (DOCUMENTS, BILLS))}
_REALM = re.compile(r"[0-9]{1,40}", re.ASCII)
_TYPE = re.compile(r"qbo\.([a-z]+)\.", re.ASCII)


def hints(body: bytes) -> dict[str, set[str]]:
    """What to read again: {id of a company: {DOCUMENTS, BILLS}}; empty for what cannot be
    understood. Nothing else of it is believed: what changed is read from QuickBooks.
    """
    content = notice.read(body)
    told = _events(content) if isinstance(content, list) else _notifications(content)
    found = {}
    for realm, entity in told:
        pulls = _PULLS.get(entity.lower(), ())
        if pulls and _REALM.fullmatch(realm):
            found.setdefault(realm, set()).update(pulls)
    return found


def _events(content):
    for event in content:
        named = _TYPE.match(text(event.get("type")).lower()) if isinstance(event, dict) else None
        if named:
            yield text(event.get("intuitaccountid")), named[1]


def _notifications(content):
    listed = content.get("eventNotifications") if isinstance(content, dict) else None
    for each in listed if isinstance(listed, list) else []:
        change = each.get("dataChangeEvent") if isinstance(each, dict) else None
        entities = change.get("entities") if isinstance(change, dict) else None
        for entity in entities if isinstance(entities, list) else []:
            if isinstance(entity, dict):
                yield text(each.get("realmId")), text(entity.get("name"))
