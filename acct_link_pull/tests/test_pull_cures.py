"""Every cure of what comes back can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin

MODELS = ("acct.link.bill", "acct.link.payment")


@tagged("post_install", "-at_install")
class TestPullCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_pull"
    buttons = {
        r"\btry again\b": [(model, "action_try_again") for model in MODELS],
        r"\bmark (it|this) as settled": [(model, "action_settle") for model in MODELS],
    }
    least = (50, 5)
