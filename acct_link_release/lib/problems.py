"""What keeps a document back that needs a second person."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

RELEASE = {
    "not_released": Entry(
        _lt("%(number)s is not released yet, or was changed since."),
        _lt("Ask another user than %(makers)s to press “Release” on the batch."),
    ),
}

catalogue.add("acct_link_release", RELEASE)
repair.add(places={"not_released": ""}, readers={}, pages={})
