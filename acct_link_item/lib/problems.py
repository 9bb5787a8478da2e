"""What can be wrong with the items of lines."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

ITEM = {
    "item_refused": Entry(
        _lt("%(system)s does not take an item of %(number)s: %(message)s"),
        _lt(
            "Press “Pull Code Lists” in the interface settings, so that the line goes without it, "
            "then retry."
        ),
    ),
}

catalogue.add("acct_link_item", ITEM)
repair.add(
    places={"item_refused": repair.INTERFACE},
    readers={},
    pages={"item_refused": ("content", "")},
)
