"""Which kind of Document each type of Odoo's moves is."""

from .document import BILL, CREDIT_NOTE, INVOICE, PURCHASES, VENDOR_CREDIT

KINDS = {
    "out_invoice": INVOICE,
    "out_receipt": INVOICE,
    "out_refund": CREDIT_NOTE,
    "in_invoice": BILL,
    "in_receipt": BILL,
    "in_refund": VENDOR_CREDIT,
}
SALES_TYPES = tuple(type_ for type_, kind in KINDS.items() if kind not in PURCHASES)
PURCHASE_TYPES = tuple(type_ for type_, kind in KINDS.items() if kind in PURCHASES)
