"""What the tests of follow-up writes share: an operation of each kind, and what Xero holds."""

import json
from dataclasses import replace

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE, to_json
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Operation,
)
from odoo.addons.acct_link_tracking_option.lib.addition import ADD_OPTION, target_of
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    PARTY,
    URL,
    document,
)

LINE_ID = "11111111-418e-48e8-8949-308c14aec278"
PDF = b"%PDF \x00\xff"
OURS = {"marker": "6f1de0ce", "number": "INV/0007"}


def follow_up(operation=VOID, kind=INVOICE, **changes):
    values = {
        VOID: OURS,
        UPDATE: {**OURS, "document": to_json(document())},
        ALLOCATE: {**OURS, "invoice": OTHER_ID, "amount": "50.00"},
        ATTACH: {"name": "a b.pdf", "mimetype": "application/pdf", "size": 7, "sha256": "x"},
        SAVE_MAPPING: {"number": "K1"},
        UPDATE_CONTACT: {"party": to_json(replace(PARTY, email="a@example.com"))},
        ADD_OPTION: {"category": INVOICE_ID, "category_name": "Region", "name": "North"},
    }[operation]
    found = {
        VOID: {"status": "VOIDED"},
        UPDATE: {"lines": [LINE_ID]},
        ALLOCATE: {"amount": "50.00", "date": "2026-11-02"},
    }.get(operation, {})
    kind = "" if operation in (SAVE_MAPPING, UPDATE_CONTACT, ADD_OPTION) else kind
    kind = CREDIT_NOTE if operation == ALLOCATE else kind
    content = PDF if operation == ATTACH else b""
    target = target_of(INVOICE_ID, "North") if operation == ADD_OPTION else INVOICE_ID
    return replace(Operation(operation, kind, target, values, "key", found, content), **changes)


def answers(*bodies):
    """`get` that gives these answers in order, and keeps what was asked."""
    queue = list(bodies)

    def get(path, params=()):
        get.asked.append(path)
        get.params.append(list(params))
        body = queue.pop(0)
        return body if isinstance(body, Answer) else Answer(200, json.dumps(body))

    get.asked, get.params = [], []
    return get


def invoice(**changes):
    element = {
        "InvoiceID": INVOICE_ID, "InvoiceNumber": "INV/0007", "Status": "AUTHORISED",
        "Url": URL, "AmountPaid": 0, "AmountCredited": 0, "Reference": "J100 Depot",
        "Date": "2026-11-02T00:00:00", "DueDate": "2026-12-20T00:00:00", "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive", "Total": 230, "AmountDue": 230,
        "Contact": {"ContactID": CONTACT},
        "LineItems": [{
            "LineItemID": LINE_ID, "Description": "Design", "Quantity": 1.5,
            "UnitAmount": 133.3333, "LineAmount": 200, "TaxAmount": 30, "AccountCode": "200",
            "TaxType": "OUTPUT2",
        }],
    }  # fmt: skip
    return {"Invoices": [{**element, **changes}]}
