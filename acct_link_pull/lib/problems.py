"""What can be wrong with what comes back from an accounting system."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

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
    "payment_elsewhere": Entry(
        _lt("The payment was deleted in %(system)s, and is matched with another document here."),
        _lt("Undo that match and cancel the payment, or enter it in %(system)s again."),
    ),
    "payment_undo_refused": Entry(
        _lt(
            "The payment of %(number)s was deleted in %(system)s, and Odoo did not take it back: "
            "%(message)s"
        ),
        _lt("Correct what it names; it is tried again with the next pull."),
    ),
    "payment_set_off_differs": Entry(
        _lt("%(theirs)s of %(note)s is set against %(number)s in %(system)s, and %(ours)s here."),
        _lt("Make the two agree, then try again."),
    ),
    "payment_gone_here": Entry(
        _lt("The payment is in %(system)s, and was cancelled or deleted here."),
        _lt("Try again to register it here, or delete it in %(system)s."),
    ),
    "bill_no_journal": Entry(
        _lt("The interface does not say which office and journal bills of %(system)s are for."),
        _lt("Choose both in the interface settings under Pull."),
    ),
    "bill_supplier_unknown": Entry(
        _lt("No supplier here has the tax number or the name of “%(supplier)s”."),
        _lt(
            "Add it under this name, or let the interface add suppliers (page Pull), then try "
            "again."
        ),
    ),
    "bill_supplier_archived": Entry(
        _lt("The supplier “%(supplier)s” is archived here (%(partner)s)."),
        _lt(
            "Restore it, or merge it into the one that is used instead, then try again; or mark "
            "this as settled."
        ),
    ),
    "bill_supplier_several": Entry(
        _lt("Several contacts here have the tax number or the name of “%(supplier)s”."),
        _lt("Merge or rename them so that one is left, then try again."),
    ),
    "bill_account_unmapped": Entry(
        _lt("No account here is linked to “%(account)s” (line “%(line)s”)."),
        _lt("Link one in the interface settings under Accounts, then try again."),
    ),
    "bill_account_untold": Entry(
        _lt("%(system)s does not say which account “%(line)s” is booked on."),
        _lt("Enter this bill here by hand, then mark this as settled."),
    ),
    "bill_account_several": Entry(
        _lt("Several accounts are linked to “%(account)s”: %(accounts)s (line “%(line)s”)."),
        _lt("Leave one of the links in the interface settings, then try again."),
    ),
    "bill_tax_unmapped": Entry(
        _lt("No purchase tax here is linked to “%(tax)s” (line “%(line)s”)."),
        _lt("Link one in the interface settings under Taxes, then try again."),
    ),
    "bill_tax_several": Entry(
        _lt("Several purchase taxes are linked to “%(tax)s”: %(taxes)s (line “%(line)s”)."),
        _lt("Leave one of the links in the interface settings, then try again."),
    ),
    "bill_currency": Entry(
        _lt("The currency %(currency)s is not in use here."),
        _lt("Activate it, then try again."),
    ),
    "incoming_rate_missing": Entry(
        _lt("There is no exchange rate of %(currency)s for %(date)s, which %(number)s needs."),
        _lt("Enter the rate of that day at the currency, then try again."),
    ),
    "booked_later": Entry(
        _lt(
            "%(number)s is dated %(date)s in %(system)s and was booked on %(booked)s here, as the "
            "period of its date is locked."
        ),
        _lt("Nothing to do; if it has to count on its own day, ask the accountant to unlock it."),
        WARNING,
    ),
    "bill_total_differs": Entry(
        _lt("Odoo comes to a total of %(ours)s, tax in brackets, where %(system)s has %(theirs)s."),
        _lt("Look at the rates of the linked taxes, then try again, or enter the bill by hand."),
    ),
    "bill_here_already": Entry(
        _lt("Bill %(number)s of this supplier is here already: %(bill)s."),
        _lt(
            "If it is the same one, mark it as settled. If not, correct the reference of the one "
            "here, then try again."
        ),
    ),
    "bill_refused": Entry(
        _lt("Odoo did not take the bill %(number)s: %(message)s"),
        _lt("Correct what it names, then try again."),
    ),
    "bill_changed": Entry(
        _lt("%(number)s is posted here with %(ours)s, and has %(theirs)s in %(system)s now."),
        _lt("Reset it to draft and try again, or change it by hand and mark this as settled."),
    ),
    "bill_void_paid": Entry(
        _lt("%(number)s was voided in %(system)s, and something is paid of it here."),
        _lt("Undo the payment, then try again."),
    ),
    "bill_missing": Entry(
        _lt("%(number)s is not in %(system)s any more, and nothing there says why."),
        _lt(
            "Look for it there. If it was deleted, cancel the bill here; then mark this as settled."
        ),
    ),
    "bill_file_too_large": Entry(
        _lt("“%(name)s” has %(size)s MB; at most %(most)s MB are fetched."),
        _lt("Download it in %(system)s and attach it to the bill here."),
    ),
    "bill_file_gone": Entry(
        _lt("“%(name)s” is listed at the bill in %(system)s, and could not be had there."),
        _lt("Look for it there, then fetch the files again."),
    ),
    "bill_gone_here": Entry(
        _lt("The bill is in %(system)s, and was cancelled or deleted here."),
        _lt("Try again to take it once more, or mark it as settled."),
    ),
    "record_failed": Entry(
        _lt("%(number)s could not be read into Odoo: %(message)s"),
        _lt("Tell an administrator; the log of the server says more. It is tried again."),
    ),
}

_ACCOUNTS = ("bill_account_unmapped", "bill_account_several")
_TAXES = ("bill_tax_unmapped", "bill_tax_several")

catalogue.add("acct_link_pull", INCOMING)
repair.add(
    places=dict.fromkeys(
        ("payment_no_journal", "bill_no_journal", *_ACCOUNTS, *_TAXES), repair.INTERFACE
    ),
    readers={
        **dict.fromkeys(
            ("bill_supplier_unknown", "bill_supplier_several", "bill_supplier_archived"),
            repair.CONTACTS,
        ),
        **dict.fromkeys(("incoming_rate_missing", "bill_currency"), repair.ACCOUNTANT),
    },
    pages={
        **dict.fromkeys(_ACCOUNTS, repair.ACCOUNTS),
        **dict.fromkeys(_TAXES, repair.TAXES),
        "payment_no_journal": ("pull", "journal_map_ids"),
        "bill_no_journal": ("pull", ""),
    },
)
