"""Every cure of payment terms can be followed by whoever reads it."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin


@tagged("post_install", "-at_install")
class TestPaymentTermCures(CuresMixin, AcctLinkCommon):
    module = "acct_link_payment_term"
    least = (-1, 0)
