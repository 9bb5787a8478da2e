"""A lapsed sign-in to QuickBooks that a user of the link renews: to the same company only."""

from common_qbo import QboCommon
from renewal_common import RenewalMixin

from odoo.tests import HttpCase, tagged

from sandbox.qbo import AU_REALM, NZ_REALM


@tagged("post_install", "-at_install")
class TestQboRenewal(RenewalMixin, QboCommon, HttpCase):
    file, other_file = NZ_REALM, AU_REALM
    choice, file_name, decision = "realm", "realmId", "connect"
