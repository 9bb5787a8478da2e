"""What the tests of `lib/client` share: a client of a listener on loopback, and its calls."""

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import INVOICE
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Request
from odoo.addons.acct_link_oauth.tests.lib_door import TOKEN
from odoo.addons.acct_link_xero.lib.client import XeroClient

TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
KEY = "7c6f3a0e-key"
REQUEST = Request(CREATE_DOCUMENTS, INVOICE, '{"Invoices": []}')
DETAIL = '{"Type": null, "Title": "Unauthorized", "Status": 401, "Detail": "%s"}'


def client_of(listener, **changes):
    return XeroClient(
        **{
            "api_url": listener.url,
            "access_token": TOKEN,
            "tenant": TENANT,
            "timeout": 1,
            **changes,
        }
    )


def put(listener):
    return client_of(listener).put(REQUEST, KEY)


def get(listener):
    return client_of(listener).get("Invoices", {"where": 'Name=="Secret customer"'})
