"""What can be wrong of Xero's own rules."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

CONTACT_THERE = {
    "email_invalid": Entry(
        _lt(
            "%(system)s refuses %(number)s, as the e-mail address that the contact “%(key)s” has "
            "there is not valid."
        ),
        _lt("Correct it in %(system)s, then retry: no document changes it from here."),
    ),
    "email_invalid_there": Entry(
        _lt(
            "In %(system)s the contact “%(key)s” has the e-mail address “%(email)s”, which is not "
            "valid: its documents are refused."
        ),
        _lt("Correct it in %(system)s, then press “Read Contacts” under Customers to Match."),
        WARNING,
    ),
}

catalogue.add("acct_link_xero", CONTACT_THERE)
repair.add(places=dict.fromkeys(CONTACT_THERE, repair.CONTACT_THERE), readers={}, pages={})
