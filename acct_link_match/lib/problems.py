"""What is asked of customers: of those who were merged, which stops nothing, and of those who are
much like contacts that are there.
"""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

MERGED = {
    "contact_of_merged": Entry(
        _lt(
            "%(merged)s was merged into %(customer)s, whose contact in %(system)s is still "
            "“%(kept)s”; that of %(merged)s was “%(key)s”."
        ),
        _lt("Say under Customers to Match which of the two is used from now on."),
        WARNING,
    ),
}

SIMILAR = {
    "contact_similar": Entry(
        _lt(
            "%(customer)s is not added to %(system)s before somebody says whether it is one of the "
            "contacts there that are much like it: %(contacts)s."
        ),
        _lt(
            "Choose one of them under Customers to Match, or press “Create New” there if it is "
            "another customer; then retry."
        ),
    ),
    "contacts_unread": Entry(
        _lt(
            "%(customer)s is not added to %(system)s: whether a contact there is much like it is "
            "not known, as they were never read."
        ),
        _lt("Press “Read Contacts” under Customers to Match, then retry."),
    ),
}

catalogue.add("acct_link_match", MERGED | SIMILAR)
repair.add(dict.fromkeys(MERGED | SIMILAR, repair.MATCH), {}, {})
