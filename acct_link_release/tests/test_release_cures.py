"""Every cure of a release can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin

BATCH = "acct.link.batch"


@tagged("post_install", "-at_install")
class TestReleaseCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_release"
    buttons = {"“Release”": [(BATCH, "action_release")]}
    names = {"Release": BATCH}
    least = (2, -1)  # it says whom to ask by itself
