"""What can be wrong with MYOB and with no other system."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

# What stops the interface.
MYOB_FILE = {
    "myob_key": Entry(
        _lt("%(system)s does not know the API key of this interface, or it is switched off."),
        _lt(
            "Compare the client ID on the interface with the key in my.MYOB under Developer; ask "
            "MYOB's developer support if it was switched off."
        ),
    ),
    "myob_denied": Entry(
        _lt("%(system)s lets this sign-in do less than it has to: %(message)s"),
        _lt("Sign in again on the interface, as an administrator of the company file."),
    ),
    "myob_file_user": Entry(
        _lt("%(system)s wants to know which user of the company file signs in."),
        _lt("Enter name and password of a user of the company file on the interface, MYOB App."),
    ),
    "myob_file_gone": Entry(
        _lt("The company file is not in %(system)s any more."),
        _lt("Restore it there, or make a new interface for the file that took its place."),
    ),
    "myob_file_upgraded": Entry(
        _lt("The company file was moved to another product of %(system)s and has a new id."),
        _lt("Make a new interface and sign in to the company file as it is now."),
    ),
    "myob_category_needed": Entry(
        _lt("%(number)s has no category, and the company file takes no document without one."),
        _lt(
            "Link a plan to categories in the interface settings under Tracking and give the lines "
            "an analytic account of it; or switch off in %(system)s that categories are required."
        ),
    ),
}
# What stops a document, or a follow-up.
MYOB = {
    "myob_no_negatives": Entry(
        _lt(
            "%(number)s is a credit, which is a negative invoice there: MYOB AccountRight accepts "
            "invoices with a negative value, MYOB Business (Essentials) will not."
        ),
        _lt(
            "Enter the credit in %(system)s by hand and mark this one as already in the books. If "
            "your company file does accept them, switch on Negative Documents on the interface, "
            "page Content."
        ),
    ),
    "myob_tax_differs": Entry(
        _lt("%(system)s would compute a tax on %(number)s that is %(difference)s from Odoo's."),
        _lt(
            "Choose Round per Line in the settings of Invoicing, reset the document to draft and "
            "confirm it again; or correct the taxes of its lines."
        ),
    ),
    "myob_due_before": Entry(
        _lt("%(number)s is due before its own date, which %(system)s does not take."),
        _lt("Reset it to draft, correct the due date, confirm it, then retry."),
    ),
    "myob_unmarked": Entry(
        _lt(
            "%(system)s has %(number)s of this party with this date and total, without the mark of "
            "this upload: it may have been sent from here, or entered by hand."
        ),
        _lt(
            "Open it in %(system)s. If it is this document, mark it as already in the books; if "
            "not, one of the two needs another number."
        ),
    ),
    "myob_closed": Entry(
        _lt("%(date)s lies in a period that is locked in %(system)s."),
        _lt(
            "Unlock it in %(system)s under Business settings ▸ Security and retry; or give the "
            "document a later date."
        ),
    ),
    "myob_header": Entry(
        _lt("%(system)s books nothing on headers or control accounts: %(message)s"),
        _lt("Link the account, or the job, to one below it in the interface settings, then retry."),
    ),
    "myob_item_needed": Entry(
        _lt("The line “%(line)s” is linked to an account, and sales go with items here."),
        _lt(
            "Link its account to an item in the interface settings under Accounts, then retry; or "
            "choose the layout Service on the page Content and pull the code lists."
        ),
    ),
    "myob_reverse": Entry(
        _lt("The company file changes and deletes no transactions: they have to be reversed."),
        _lt(
            "Open the document in %(system)s and reverse it there (Edit ▸ Reverse), then cancel "
            "this follow-up."
        ),
    ),
    "myob_converted": Entry(
        _lt("The document has another layout in %(system)s: it was left as it is."),
        _lt("Change it in %(system)s by hand, then cancel this follow-up."),
    ),
    "myob_card_id_missing": Entry(
        _lt("“%(customer)s” has no card ID of its own."),
        _lt(
            "Enter it on the customer, page Invoicing, as MYOB Card ID, or give the customer a "
            "code; then retry."
        ),
    ),
    "myob_name_cut": Entry(
        _lt("“%(key)s” is longer than the names of cards in %(system)s: its end is left out."),
        _lt("Nothing to do, if the name can be told from others as it is."),
        WARNING,
    ),
}
_CUSTOMER = ("myob_card_id_missing", "myob_name_cut")

catalogue.add("acct_link_myob", MYOB_FILE | MYOB)
repair.add(
    places={
        **dict.fromkeys(MYOB_FILE, repair.INTERFACE),
        **dict.fromkeys(MYOB, repair.DOCUMENT_ITSELF),
        **dict.fromkeys(("myob_header", "myob_no_negatives", "myob_item_needed"), repair.INTERFACE),
        **dict.fromkeys(_CUSTOMER, repair.CUSTOMER),
    },
    readers={
        **dict.fromkeys(_CUSTOMER, repair.CONTACTS),
        "myob_closed": repair.ACCOUNTANT,
    },
    pages={
        **dict.fromkeys(("myob_key", "myob_file_user"), ("app", "")),
        "myob_no_negatives": ("content", ""),
        "myob_category_needed": ("tracking", "plan_map_ids"),
        **dict.fromkeys(("myob_header", "myob_item_needed"), ("accounts", "account_map_ids")),
    },
)
