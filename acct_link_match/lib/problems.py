"""What is asked of customers who were merged. It stops nothing."""

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

catalogue.add("acct_link_match", MERGED)
repair.add({"contact_of_merged": repair.MATCH}, {}, {})
