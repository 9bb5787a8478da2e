"""Every cure of options can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import BUTTONS, CuresMixin

BATCH = "acct.link.batch"


@tagged("post_install", "-at_install")
class TestOptionCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_tracking_option"
    buttons = {**BUTTONS, "“Add Missing Options”": [(BATCH, "action_add_options")]}
    names = {"Add Missing Options": BATCH}
    least = (6, 2)
