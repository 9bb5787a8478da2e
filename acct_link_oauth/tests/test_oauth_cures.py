"""Every cure of a sign-in can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin


@tagged("post_install", "-at_install")
class TestOauthCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_oauth"
    buttons = {}
    least = (-1, 5)
