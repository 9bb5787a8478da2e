"""What can be wrong with an option that is to be added."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

ADDITION = {
    "tracking_addable": Entry(
        _lt("“%(category)s” has no option yet that is linked to the analytic account %(account)s."),
        _lt(
            "Press “Add Missing Options” on the batch to add it in %(system)s; or link another one "
            "on the page Tracking of the interface settings, then retry."
        ),
    ),
    "tracking_underway": Entry(
        _lt("The option “%(option)s” is being added to “%(category)s” in %(system)s."),
        _lt("Wait: the document goes out by itself once it is there."),
    ),
    "tracking_to_add": Entry(
        _lt("The upload adds the option “%(option)s” to “%(category)s” in %(system)s."),
        _lt("Link the analytic account first if its option is there under another name."),
    ),
    "tracking_option_archived": Entry(
        _lt("“%(category)s” has the option “%(option)s” in %(system)s, but it is archived."),
        _lt("Restore it in %(system)s and retry, or link the analytic account to another option."),
    ),
    "tracking_option_limit": Entry(
        _lt("“%(category)s” has %(count)s options in %(system)s and takes no more."),
        _lt("Delete options that nobody needs in %(system)s and retry, or link to another option."),
    ),
    "tracking_option_long": Entry(
        _lt("“%(option)s” is longer than the %(limit)s characters that %(system)s takes."),
        _lt(
            "Cancel this follow-up, shorten the name of the analytic account, then press “Add "
            "Missing Options” on the batch."
        ),
    ),
}

catalogue.add("acct_link_tracking_option", ADDITION)
repair.add(
    places={
        **dict.fromkeys(ADDITION, repair.INTERFACE),
        "tracking_underway": "",  # nothing here is to be corrected
    },
    readers={"tracking_addable": repair.ANYBODY, "tracking_option_long": repair.ANYBODY},
    pages=dict.fromkeys(ADDITION.keys() - {"tracking_underway"}, ("tracking", "analytic_map_ids")),
    missing=("tracking_addable",),
)
