"""What can be wrong with follow-ups to QuickBooks Online and with what is read from it."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

FOLLOW_UPS = {
    "qbo_set_off_changed": Entry(
        _lt("The payment that set the two off was changed in %(system)s: it was left as it is."),
        _lt("Set them off in %(system)s by hand, then cancel this follow-up."),
    ),
    "qbo_file_type": Entry(
        _lt("%(system)s takes no file like “%(name)s”."),
        _lt("Attach it as a PDF or a picture and retry; or cancel this follow-up."),
    ),
}
READS = {
    "qbo_reads_near": Entry(
        _lt("%(used)s of the %(limit)s reads that %(system)s takes in a month are used."),
        _lt(
            "Nothing to do: what runs on schedule is spread over the rest of the month. If it "
            "comes again, read less often (page Pull), or use a larger plan with Intuit."
        ),
        WARNING,
    ),
}

catalogue.add("acct_link_qbo", FOLLOW_UPS | READS)
