"""A lapsed sign-in to MYOB that a user of the link renews: to the same company file only."""

from common_myob import MyobCommon
from renewal_common import RenewalMixin

from odoo.tests import HttpCase, tagged

from sandbox.myob import NZ_FILE, RIGHT_FILE


@tagged("post_install", "-at_install")
class TestMyobRenewal(RenewalMixin, MyobCommon, HttpCase):
    file, other_file = NZ_FILE, RIGHT_FILE
    choice, file_name, decision = "business", "businessId", "allow"
