"""What the tests of `lib` share: documents to send, answers of QuickBooks Online."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    BANK,
    BILL,
    CREDIT_NOTE,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    SUPPLIER,
    VENDOR_CREDIT,
    Document,
    Line,
    Party,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer

MARK = "6f1de0ce7a3b4f0c9d8e7f6a5b4c3d2e"
SALES_15 = (("REVENUE:1", Decimal(15)),)
PURCHASES_15 = (("EXPENSE:2", Decimal(15)),)
CUSTOMER_PARTY = Party("Acme Builders", "Acme Builders", 7, role=CUSTOMER)
VENDOR_PARTY = Party("Acme Timber", "Acme Timber", 8, role=SUPPLIER)


def line(**changes):
    values = {
        "description": "Design",
        "quantity": Decimal("1.5"),
        "price": Decimal("133.3333"),
        "discount": Decimal(0),
        "net": Decimal("200.00"),
        "tax": Decimal("30.00"),
        "account": "",
        "tax_code": "",
        "tax_rate": Decimal(15),
        "account_id": "item:1",
        "tax_id": "1",
        "tax_parts": SALES_15,
    }
    return Line(**{**values, **changes})


def bought(**changes):
    values = {"account_id": "account:5", "tax_id": "2", "tax_parts": PURCHASES_15}
    return line(**{**values, **changes})


def document(*lines, **changes):
    lines = lines or (line(),)
    net, tax = sum(one.net for one in lines), sum(one.tax for one in lines)
    values = {
        "kind": INVOICE,
        "number": "INV/2026/0007",
        "marker": MARK,
        "reference": "J100 Depot",
        "date": date(2026, 11, 2),
        "due_date": date(2026, 12, 20),
        "currency": "NZD",
        "contact": "Customer:1",
        "party": CUSTOMER_PARTY,
        "lines": lines,
        "net": net,
        "tax": tax,
        "total": net + tax,
    }
    return Document(**{**values, **changes})


def credit_note(*lines, **changes):
    return replace(document(*lines), kind=CREDIT_NOTE, number="RINV/0003", **changes)


def bill(*lines, **changes):
    values = {"kind": BILL, "number": "1001", "contact": "Vendor:1", "party": VENDOR_PARTY}
    return replace(document(*(lines or (bought(),))), **{**values, **changes})


def vendor_credit(*lines, **changes):
    return bill(*lines, **{"kind": VENDOR_CREDIT, "number": "C-7", **changes})


def expense(*lines, **changes):
    values = {"kind": EXPENSE, "number": "E-9", "paid_from": "account:7", "paid_by": BANK}
    return bill(*lines, **{**values, **changes})


def answer(body, status=200):
    return Answer(status, json.dumps(body))


def fault(code, detail="", message="Something", kind="ValidationFault", element=""):
    error = {"Message": message, "Detail": detail, "code": str(code), "element": element}
    return {"Fault": {"Error": [error], "type": kind}, "time": "2026-11-02T09:10:11.123-08:00"}


def rows_of(entity, *rows):
    """The answer to a question."""
    body = {entity: list(rows), "startPosition": 1, "maxResults": len(rows)} if rows else {}
    return answer({"QueryResponse": body, "time": "2026-11-02T09:10:11.123-08:00"})


class Books:
    """Answers to questions: those of the rows of an entity that fulfil the conditions, or an Answer
    as it is; and what was asked.
    """

    def __init__(self, **rows):
        self.rows, self.asked = rows, []

    def __call__(self, path, params=(), statement=None):
        self.asked.append(statement or path)
        entity = statement.split(" from ")[1].split(" ")[0]
        found = self.rows.get(entity, [])
        if isinstance(found, Answer):
            return found
        conditions = [
            (name, {_folded(value) for value in re.findall(r"'((?:[^'\\]|\\.)*)'", values)})
            for name, values in re.findall(r"(\w+) in \(('.*?')\)", statement)
        ]
        return rows_of(
            entity,
            *(
                row
                for row in found
                if all(_folded(_value(row.get(name))) in values for name, values in conditions)
            ),
        )


def _value(value):
    return value.get("value") if isinstance(value, dict) else value


def _folded(value):
    """Values are compared without case, and numbers as numbers."""
    if isinstance(value, int | float):
        return f"{value:.2f}"
    return (value or "").replace("\\", "").casefold()
