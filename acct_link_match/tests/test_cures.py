"""Every cure of what is asked can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin


@tagged("post_install", "-at_install")
class TestMatchCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_match"
    names = {"Create New": "acct.link.match", "Read Contacts": "acct.link.match"}
    least = (-1, -1)  # nobody has to ask
