"""What the tests of what comes back share: rows as the lists of MYOB show them."""

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_myob.tests.lib_common import (
    ACCOUNT_ID,
    CUSTOMER_ID,
    DOCUMENT_ID,
    SUPPLIER_ID,
    TAX_ID,
    answer,
    bill_row,
    guid,
    page,
    sale_row,
)

CUSTOMER = {"UID": CUSTOMER_ID, "Name": "Acme Builders"}
SUPPLIER = {"UID": SUPPLIER_ID, "Name": "Acme Timber"}
CREDIT_ID, PAYMENT_ID, SETTLEMENT_ID, REFUND_ID = guid(70), guid(80), guid(90), guid(91)


class Lists:
    """Answers to questions: the rows of a list whatever is asked of them, or a record or an Answer
    by its path; and what was asked, as (path, params).
    """

    def __init__(self, known):
        """:param known: {path: rows, record or Answer}"""
        self.known, self.asked = known, []

    def __call__(self, path, params=()):
        self.asked.append((path, dict(params)))
        found = self.known.get(path, ())
        if isinstance(found, Answer):
            return found
        return answer(found) if isinstance(found, dict) else page(*found)

    @property
    def conditions(self):
        return [params.get("$filter", "") for _path, params in self.asked]


def sale(total=220, open_=None, uid=DOCUMENT_ID, **changes):
    balance = total if open_ is None else open_
    status = "Credit" if balance < 0 else "Open" if balance else "Closed"
    values = {"TotalAmount": total, "BalanceDueAmount": balance, "Status": status}
    return sale_row(uid, **{**values, **changes})


def debt(total=220, open_=None, uid=DOCUMENT_ID, **changes):
    balance = total if open_ is None else open_
    values = {"TotalAmount": total, "BalanceDueAmount": balance, "Status": "Open"}
    return bill_row(uid, **{**values, "BillType": "Service", **changes})


def payment(*parts, uid=PAYMENT_ID, **changes):
    """:param parts: (UID of an invoice, amount)"""
    lines = [{"UID": paid, "AmountApplied": value, "Type": "Invoice"} for paid, value in parts]
    values = {"Date": "2026-11-20T00:00:00", "ReceiptNumber": "R1", "Customer": CUSTOMER}
    return {"UID": uid, **values, "Invoices": lines, **changes}


def paid_bill(*parts, uid=PAYMENT_ID, **changes):
    lines = [
        {"Purchase": {"UID": paid}, "AmountApplied": value, "Type": "Bill"} for paid, value in parts
    ]
    values = {"Date": "2026-11-20T00:00:00", "PaymentNumber": "P1", "Supplier": SUPPLIER}
    return {"UID": uid, **values, "Lines": lines, **changes}


def settlement(*parts, credit=CREDIT_ID, uid=SETTLEMENT_ID, **changes):
    lines = [
        {"Sale": {"UID": paid}, "AmountApplied": value, "Type": "Invoice"} for paid, value in parts
    ]
    values = {"Date": "2026-11-21T00:00:00", "CreditFromInvoice": {"UID": credit, "Number": "C1"}}
    return {"UID": uid, **values, "Lines": lines, **changes}


def refund(value, credit=CREDIT_ID, uid=REFUND_ID, **changes):
    values = {"Date": "2026-11-22T00:00:00", "Memo": "Back", "Invoice": {"UID": credit}}
    return {"UID": uid, **values, "Amount": value, **changes}


def bought(total=100, **changes):
    """A line of a service bill."""
    values = {"Type": "Transaction", "Description": "Ink", "Account": {"UID": ACCOUNT_ID}}
    values |= {"TaxCode": {"UID": TAX_ID}, "UnitCount": 1, "UnitPrice": total, "Total": total}
    return {**values, **changes}
