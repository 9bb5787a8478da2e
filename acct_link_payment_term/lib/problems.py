"""What can be wrong with the payment terms of a document."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

TERM = {
    "payment_term_archived": Entry(
        _lt(
            "The payment terms %(term)s are linked to “%(terms)s”, which no longer exists in "
            "%(system)s."
        ),
        _lt("Choose others in the interface settings under Content, or none, then retry."),
    ),
}

catalogue.add("acct_link_payment_term", TERM)
repair.add(
    places=dict.fromkeys(TERM, repair.INTERFACE),
    readers={},
    pages=dict.fromkeys(TERM, ("content", "payment_term_map_ids")),
)
