"""What can be wrong with the categories that lines and documents belong to."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

TRACKING = {
    "tracking_unlinked": Entry(
        _lt("The analytic account %(account)s is not linked to an option of “%(category)s” yet."),
        _lt(
            "Press “Suggest Links” in the interface settings and link it under Tracking; add the "
            "option in %(system)s before if it is not there."
        ),
    ),
    "tracking_of_other_category": Entry(
        _lt(
            "The analytic account %(account)s is linked to “%(option)s”, which is no option of "
            "“%(category)s”."
        ),
        _lt("Link it to an option of that category in the interface settings, then retry."),
    ),
    "tracking_archived": Entry(
        _lt("The analytic account %(account)s is linked to “%(option)s”, which is archived."),
        _lt("Link it to another option in the interface settings, or restore it in %(system)s."),
    ),
    "tracking_required": Entry(
        _lt(
            "The line “%(line)s” is not wholly assigned to an analytic account of the plan "
            "“%(plan)s”, which is required."
        ),
        _lt("Choose its analytic account on the line, then retry."),
    ),
    "tracking_disagrees": Entry(
        _lt(
            "“%(category)s” applies to the whole document in %(system)s, but its lines belong to "
            "different options: %(options)s."
        ),
        _lt("Give all lines the same analytic account of that plan, or split the document."),
    ),
    "tracking_unclear": Entry(
        _lt("The line “%(line)s” is split in more than one analytic plan at once."),
        _lt("Say on the line which shares of the plans belong together, or split the line."),
    ),
    "tracking_exceeds": Entry(
        _lt(
            "The shares of the line “%(line)s” in an analytic plan are below 0 %% or add up to "
            "more than 100 %%."
        ),
        _lt("Correct the analytic distribution of the line, then retry."),
    ),
}
_LINKS = ("tracking_unlinked", "tracking_of_other_category", "tracking_archived")

catalogue.add("acct_link_tracking", TRACKING)
repair.add(
    places={
        code: repair.INTERFACE if code in _LINKS else repair.DOCUMENT_ITSELF for code in TRACKING
    },
    readers={},
    pages=dict.fromkeys(_LINKS, ("tracking", "analytic_map_ids")),
    missing=("tracking_unlinked",),
)
