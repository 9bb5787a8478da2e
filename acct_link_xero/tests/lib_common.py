"""What the tests of `lib` share: documents to send, answers of Xero."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    INVOICE,
    VENDOR_CREDIT,
    Document,
    Line,
    Party,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_xero.lib.translate import document_payload

CONTACT = "5b96e86b-418e-48e8-8949-308c14aec278"
INVOICE_ID = "f5832195-5cd3-4660-ad3f-b73d9c64f263"
OTHER_ID = "0a1b2c3d-418e-48e8-8949-308c14aec278"
ZERO_ID = "00000000-0000-0000-0000-000000000000"
URL = "https://books.example/acct_link/6f1de0ce"
PARTY = Party(key="Acme Ltd", name="Acme Ltd", partner_id=7)


def line(**changes):
    values = {
        "description": "Design",
        "quantity": Decimal("1.5"),
        "price": Decimal("133.3333"),
        "discount": Decimal(0),
        "net": Decimal("200.00"),
        "tax": Decimal("30.00"),
        "account": "200",
        "tax_code": "OUTPUT2",
        "tax_rate": Decimal(15),
    }
    return Line(**{**values, **changes})


def document(*lines, **changes):
    lines = lines or (line(),)
    net, tax = sum(one.net for one in lines), sum(one.tax for one in lines)
    values = {
        "kind": INVOICE,
        "number": "INV/0007",
        "marker": "6f1de0ce",
        "reference": "J100 Depot",
        "date": date(2026, 11, 2),
        "due_date": date(2026, 12, 20),
        "currency": "NZD",
        "contact": CONTACT,
        "party": PARTY,
        "lines": lines,
        "net": net,
        "tax": tax,
        "total": net + tax,
        "url": URL,
    }
    return Document(**{**values, **changes})


def credit_note(*lines, **changes):
    note = replace(document(*lines), kind=CREDIT_NOTE, number="RINV/0003", url="")
    return replace(note, **changes)


def bill(*lines, **changes):
    lines = lines or (line(account="400", tax_code="INPUT2"),)
    return replace(document(*lines), **{"kind": BILL, "number": "1001", **changes})


def vendor_credit(*lines, **changes):
    return bill(*lines, **{"kind": VENDOR_CREDIT, "number": "C-7", "url": "", **changes})


TYPES = {
    INVOICE: "ACCREC",
    CREDIT_NOTE: "ACCRECCREDIT",
    BILL: "ACCPAY",
    VENDOR_CREDIT: "ACCPAYCREDIT",
}


def found(of, **changes):
    """The element of a document as Xero lists it."""
    invoice = of.kind in (INVOICE, BILL)
    values = {
        "Type": TYPES[of.kind],
        "InvoiceID" if invoice else "CreditNoteID": INVOICE_ID,
        "InvoiceNumber" if invoice else "CreditNoteNumber": of.number,
        "Contact": {"ContactID": of.contact, "Name": of.party.name},
        "DateString": f"{of.date.isoformat()}T00:00:00",
        "Status": "AUTHORISED",
        "CurrencyCode": of.currency,
        "Total": float(of.total),
        "HasErrors": False,
        **({"Url": of.url} if invoice else {}),
    }
    return {**values, **changes}


def answer(name, *elements, status=200, **more):
    return Answer(status, json.dumps({"Id": OTHER_ID, "Status": "OK", name: elements, **more}))


class Books:
    """A `get` that answers every question about a path alike, and keeps the questions."""

    def __init__(self, path="Invoices", *elements, page_count=1):
        self.asked = []
        self._answers = {path: elements}
        self._page_count = page_count

    def __call__(self, path, params):
        params = dict(params)
        self.asked.append((path, params))
        pagination = {"page": int(params["page"]), "pageCount": self._page_count}
        return answer(path, *self._answers.get(path, ()), pagination=pagination)


def payload_line(**changes):
    return document_payload(document(line(**changes)), "DRAFT")["LineItems"][0]
