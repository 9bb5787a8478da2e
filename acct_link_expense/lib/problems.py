"""What can be wrong with an expense."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

EXPENSE = {
    "expense_account_missing": Entry(
        _lt("Nothing says from which account %(number)s was paid."),
        _lt(
            "Choose “Paid from” on the bill, or send it as a bill; or have a manager choose a "
            "default purchase account."
        ),
    ),
    "expense_account_gone": Entry(
        _lt("%(number)s is paid from “%(account)s”, which cannot be used in %(system)s any more."),
        _lt("Choose another account under “Paid from” on the bill."),
    ),
    "expense_account_currency": Entry(
        _lt("%(number)s is in %(currency)s, and “%(account)s” is an account in %(other)s."),
        _lt("Choose an account in that currency under “Paid from” on the bill."),
    ),
}

catalogue.add("acct_link_expense", EXPENSE)
repair.add(places=dict.fromkeys(EXPENSE, repair.DOCUMENT_ITSELF), readers={}, pages={})
