"""What can be wrong with QuickBooks Online and with no other system."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

# What stops the interface.
COMPANY = {
    "qbo_user_removed": Entry(
        _lt("Whoever signed in to %(system)s may not use this company any more."),
        _lt("Sign in again on the interface, as an administrator of the company there."),
    ),
    "qbo_subscription": Entry(
        _lt("The subscription of this company to %(system)s has ended or is not paid."),
        _lt("Settle it in %(system)s under Account and settings ▸ Billing; then upload again."),
    ),
    "qbo_not_allowed": Entry(
        _lt("%(system)s does not allow this to the company or its user: %(message)s"),
        _lt(
            "See in %(system)s whether the plan has this feature and whoever signed in may use it; "
            "or sign in again as an administrator of the company."
        ),
    ),
    "qbo_numbers_off": Entry(
        _lt("%(system)s gives invoices numbers of its own: those of Odoo would not be unique."),
        _lt(
            "Switch on Custom transaction numbers in %(system)s under Account and settings ▸ "
            "Sales, press “Pull Code Lists” on the interface, then retry."
        ),
    ),
    "qbo_purchase_numbers_off": Entry(
        _lt("%(system)s gives expenses and vendor credits numbers of its own: not %(number)s."),
        _lt(
            "Nothing to do, if the supplier's number need not stand there. Else switch on Custom "
            "transaction numbers in %(system)s under Account and settings ▸ Expenses and press "
            "“Pull Code Lists” on the interface."
        ),
        WARNING,
    ),
    "qbo_currencies_off": Entry(
        _lt("%(number)s is in %(currency)s, and %(system)s keeps these books in one currency."),
        _lt(
            "Switch on Multicurrency in %(system)s under Account and settings ▸ Advanced, press "
            "“Pull Code Lists” on the interface, then retry."
        ),
    ),
    "qbo_reads_near": Entry(
        _lt("%(used)s of the %(limit)s reads that %(system)s takes in a month are used."),
        _lt(
            "Nothing to do: what runs on schedule is spread over the rest of the month. If it "
            "comes again, read less often (page Pull), or use a larger plan with Intuit."
        ),
        WARNING,
    ),
}
# What stops a document, or a follow-up.
QUICKBOOKS = {
    "qbo_closed": Entry(
        _lt("%(date)s lies in books that are closed in %(system)s."),
        _lt(
            "Open them in %(system)s under Account and settings ▸ Advanced ▸ Close the books and "
            "retry; or give the document a later date."
        ),
    ),
    "qbo_unmarked": Entry(
        _lt(
            "%(system)s has %(number)s of this party with this date and total, without the mark of "
            "this upload: it may have been sent from here, or entered by hand."
        ),
        _lt(
            "Open it in %(system)s. If it is this document, mark it as already in the books; if "
            "not, one of the two needs another number."
        ),
    ),
    "qbo_number_of_another": Entry(
        _lt("%(system)s has the number %(number)s already: %(message)s"),
        _lt(
            "If that is the same document, mark this one as already in the books. If not, one of "
            "the two needs another number; of bills the warning about numbers that are used twice "
            "can be switched off in %(system)s."
        ),
    ),
    "qbo_tax_differs": Entry(
        _lt("%(system)s would compute a tax on %(number)s that is %(difference)s from Odoo's."),
        _lt("Link the taxes of its lines to codes with the same rates, then retry."),
    ),
    "qbo_us_tax": Entry(
        _lt("%(number)s has the tax %(tax)s, and %(system)s computes sales tax by itself here."),
        _lt(
            "Choose Odoo's tax in the interface settings under Content, then retry; or take the "
            "tax off the document."
        ),
    ),
    "qbo_no_tax": Entry(
        _lt("The document has the tax “%(tax)s”, and %(system)s keeps no tax in these books."),
        _lt(
            "Switch on sales tax in %(system)s under Taxes, press “Pull Code Lists” on the "
            "interface and link the taxes, then retry; or take the tax off the document."
        ),
    ),
    "qbo_us_purchase_tax": Entry(
        _lt("The tax “%(tax)s” is on a purchase, which has none in the books of this country."),
        _lt("Reset it to draft, enter its prices with the tax and without a tax code; then retry."),
    ),
    "qbo_item_needed": Entry(
        _lt("The line “%(line)s” is linked to an account; sales are booked by products there."),
        _lt(
            "Link its account to a product or service in the interface settings under Accounts, "
            "then retry. If %(system)s has none for it, add one there and pull the code lists."
        ),
    ),
    "qbo_bank_refund": Entry(
        _lt("%(number)s is money that came back to a bank account, which is no expense there."),
        _lt("Send it as a vendor credit, or choose the credit card that it came back to."),
    ),
    "qbo_name_characters": Entry(
        _lt("“%(key)s” holds a colon, which %(system)s takes in no name: it is added without."),
        _lt("Nothing to do, if the name can be told from others as it is."),
        WARNING,
    ),
    "qbo_email_left_out": Entry(
        _lt("“%(email)s” is no e-mail address that %(system)s takes: “%(key)s” has none there."),
        _lt("Correct it here; if the contact was added already, enter it in %(system)s, too."),
        WARNING,
    ),
    "qbo_name_of_another": Entry(
        _lt(
            "%(system)s has “%(key)s” as another kind of party or one that is not in use: a name "
            "is there once among customers, suppliers and employees."
        ),
        _lt(
            "Give the customer another name, such as with (Supplier) behind it; or give the one "
            "in %(system)s another name, or make it active; then retry."
        ),
    ),
    "qbo_set_off_changed": Entry(
        _lt("The payment that set the two off was changed in %(system)s: it was left as it is."),
        _lt("Set them off in %(system)s by hand, then cancel this follow-up."),
    ),
    "qbo_file_type": Entry(
        _lt("%(system)s takes no file like “%(name)s”."),
        _lt("Attach it as a PDF or a picture and retry; or cancel this follow-up."),
    ),
}

catalogue.add("acct_link_qbo", COMPANY | QUICKBOOKS)
repair.add(
    places={
        **dict.fromkeys(COMPANY, repair.INTERFACE),
        **dict.fromkeys(QUICKBOOKS, repair.DOCUMENT_ITSELF),
        **dict.fromkeys(
            ("qbo_us_tax", "qbo_no_tax", "qbo_tax_differs", "qbo_item_needed"),
            repair.INTERFACE,
        ),
        **dict.fromkeys(
            ("qbo_name_characters", "qbo_email_left_out", "qbo_name_of_another"), repair.CUSTOMER
        ),
    },
    readers={
        **dict.fromkeys(
            ("qbo_name_characters", "qbo_email_left_out", "qbo_name_of_another"), repair.CONTACTS
        ),
        "qbo_closed": repair.ACCOUNTANT,
    },
    pages={
        "qbo_us_tax": ("content", ""),
        "qbo_no_tax": ("taxes", "tax_map_ids"),
        "qbo_tax_differs": ("taxes", "tax_map_ids"),
        "qbo_item_needed": ("accounts", "account_map_ids"),
    },
)
