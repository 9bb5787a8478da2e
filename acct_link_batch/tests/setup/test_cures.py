"""Every cure of the core's problems can be followed by whoever reads it."""

from odoo.tests import tagged

from ..common import AcctLinkCommon
from ..common_cures import CuresMixin


@tagged("post_install", "-at_install")
class TestCures(CuresMixin, AcctLinkCommon):
    pass
