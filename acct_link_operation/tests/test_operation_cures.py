"""Every cure of a follow-up can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import INTERFACE, CuresMixin

OPERATION = "acct.link.operation"


@tagged("post_install", "-at_install")
class TestOperationCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_operation"
    buttons = {
        r"\bretry\b": [(OPERATION, "action_retry")],
        r"\bcancel this follow-up": [(OPERATION, "action_cancel")],
    }
    names = {
        "Attach the PDF": INTERFACE,
        "Retry": OPERATION,
        "Cancel": OPERATION,
        "Send Again…": "account.move",
        "Create Batch": "account.move",
    }
    least = (40, 1)
