"""What can be wrong with a link to the ledger and with no other."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

LEDGER = {
    "ledger_address": Entry(
        _lt("%(address)s is not a safe address of the ledger."),
        _lt("Enter an address that begins with https:// in the interface settings."),
    ),
    "ledger_key": Entry(
        _lt("The interface has no key of the ledger."),
        _lt("Enter books and key in the interface settings and press “Connect to Ledger”."),
    ),
}

catalogue.add("test_acct_link", LEDGER)
repair.add(
    places=dict.fromkeys(LEDGER, repair.INTERFACE),
    readers={"ledger_address": repair.SYSTEM},
    pages=dict.fromkeys(LEDGER, ("ledger", "")),
)
