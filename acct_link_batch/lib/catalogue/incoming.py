"""What can be wrong with what comes back from an accounting system."""

from .entry import Entry, _lt

INCOMING = {
    "payment_no_journal": Entry(
        _lt("The interface names no journal for payments of %(office)s."),
        _lt("Choose one in the interface settings under Payments, then try again."),
    ),
    "payment_too_much": Entry(
        _lt("%(amount)s was paid in %(system)s, but here only %(open)s of %(number)s is open."),
        _lt(
            "If the payment was entered here by hand, mark it as settled. If not, see what was set "
            "against the document here, then try again."
        ),
    ),
    "payment_not_posted": Entry(
        _lt("%(number)s is paid in %(system)s and not posted here."),
        _lt("Post it again, then try again."),
    ),
    "payment_refused": Entry(
        _lt("Odoo did not take the payment of %(number)s: %(message)s"),
        _lt("Correct what it names, then try again."),
    ),
    "payment_not_ours": Entry(
        _lt(
            "%(number)s in %(system)s is paid and has the number of this document, but a total of "
            "%(theirs)s instead of %(ours)s."
        ),
        _lt("If it is the same document, register the payment by hand and mark it as settled."),
    ),
    "payment_reconciled": Entry(
        _lt("The payment was deleted in %(system)s, and is matched with a bank statement here."),
        _lt("Undo the match and cancel the payment, or enter it in %(system)s again."),
    ),
    "payment_gone_here": Entry(
        _lt("The payment is in %(system)s, and was cancelled or deleted here."),
        _lt("Try again to register it here, or delete it in %(system)s."),
    ),
    "record_failed": Entry(
        _lt("%(number)s could not be read into Odoo: %(message)s"),
        _lt("Tell an administrator; the log of the server says more. It is tried again."),
    ),
}
