"""What the tests of `lib` share: documents to send, answers of MYOB."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    CUSTOMER,
    INVOICE,
    SUPPLIER,
    VENDOR_CREDIT,
    Document,
    Line,
    Party,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer

MARK = "6f1de0ce7a3b4f0c9d8e7f6a5b4c3d2e"
CUSTOMER_ID, SUPPLIER_ID = (f"c0000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
ACCOUNT_ID, TAX_ID, JOB_ID, CATEGORY_ID = (
    f"a0000000-0000-4000-8000-00000000000{n}" for n in range(1, 5)
)
DOCUMENT_ID = "d0000000-0000-4000-8000-000000000001"
CUSTOMER_PARTY = Party("Acme Builders", "Acme Builders", 7, role=CUSTOMER)
SUPPLIER_PARTY = Party("Acme Timber", "Acme Timber", 8, role=SUPPLIER)


def guid(number):
    return f"e0000000-0000-4000-8000-{number:012d}"


def line(**changes):
    values = {
        "description": "Design",
        "quantity": Decimal("1.5"),
        "price": Decimal("133.3333"),
        "discount": Decimal(0),
        "net": Decimal("200.00"),
        "tax": Decimal("20.00"),
        "account": "4-1100",
        "tax_code": "GST",
        "tax_rate": Decimal(10),
        "account_id": ACCOUNT_ID,
        "tax_id": TAX_ID,
    }
    return Line(**{**values, **changes})


def document(*lines, **changes):
    lines = lines or (line(),)
    net, tax = sum(one.net for one in lines), sum(one.tax for one in lines)
    values = {
        "kind": INVOICE,
        "number": "INV202600007",
        "marker": MARK,
        "reference": "J100 Depot",
        "date": date(2026, 11, 2),
        "due_date": date(2026, 12, 20),
        "currency": "AUD",
        "contact": CUSTOMER_ID,
        "party": CUSTOMER_PARTY,
        "lines": lines,
        "net": net,
        "tax": tax,
        "total": net + tax,
        "order_number": "PO 77",
    }
    return Document(**{**values, **changes})


def credit_note(*lines, **changes):
    return replace(document(*lines), **{"kind": CREDIT_NOTE, "number": "RINV00003", **changes})


def bill(*lines, **changes):
    values = {"kind": BILL, "number": "A 1001", "contact": SUPPLIER_ID, "party": SUPPLIER_PARTY}
    return replace(document(*lines, order_number=""), **{**values, **changes})


def vendor_credit(*lines, **changes):
    return bill(*lines, **{"kind": VENDOR_CREDIT, "number": "C-7", **changes})


def sale_row(uid=DOCUMENT_ID, **changes):
    """A sale as the list of all layouts shows it."""
    values = {
        "UID": uid,
        "Number": "INV202600007",
        "Date": "2026-11-02T00:00:00",
        "Customer": {"UID": CUSTOMER_ID, "Name": "Acme Builders"},
        "TotalAmount": 220.0,
        "JournalMemo": f"J100 Depot [{MARK}]",
        "InvoiceType": "Service",
    }
    return {**values, **changes}


def bill_row(uid=DOCUMENT_ID, **changes):
    values = {
        "UID": uid,
        "Number": "00000012",
        "SupplierInvoiceNumber": "A 1001",
        "Date": "2026-11-02T00:00:00",
        "Supplier": {"UID": SUPPLIER_ID, "Name": "Acme Timber"},
        "TotalAmount": 220.0,
        "JournalMemo": f"J100 Depot [{MARK}]",
    }
    return {**values, **changes}


def answer(body, status=200, **headers):
    return Answer(status, body if isinstance(body, str) else json.dumps(body), headers)


def refusal(name, message="Something", code=None, details="", severity="Error"):
    entry = {"Name": name, "Message": message, "ErrorCode": code, "AdditionalDetails": details}
    return {"Errors": [{**entry, "Severity": severity}], "Information": "", "RequestId": "r"}


def page(*rows, following=None, count=None):
    total = len(rows) if count is None else count
    return answer({"Items": list(rows), "NextPageLink": following, "Count": total})


class Books:
    """Answers to questions: those rows of a list of which a condition names a value; or an Answer
    as it is; and what was asked, as (route, condition).
    """

    def __init__(self, **rows):
        """:param rows: by the last part of a route"""
        self.rows, self.asked = rows, []

    def __call__(self, path, params=()):
        condition = dict(params).get("$filter", "")
        self.asked.append((path, condition))
        found = self.rows.get(path.rpartition("/")[2], [])
        if isinstance(found, Answer):
            return found
        named = {_unquoted(each) for each in re.findall(r"'(?:[^']|'')*'", condition)}
        if not condition:
            return page(*found)
        clauses = re.split(r" and (?![^()]*\))", condition)
        fitting = [row for row in found if all(_fits(row, clause, named) for clause in clauses)]
        return page(*fitting)


def _fits(row, clause, named):
    """Whether one of the fields that a clause names holds one of the values."""
    for field in re.findall(r"([A-Za-z/]+) eq ", clause):
        value = row
        for name in field.split("/"):
            value = (value or {}).get(name)
        if str(value or "").casefold() in named:
            return True
    return False


def _unquoted(text):
    return text[1:-1].replace("''", "'").casefold()
