from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

from ..models.interface import PULL


@tagged("post_install", "-at_install")
class TestPuller(AcctLinkCommon):
    def test_workers_are_woken_for_what_is_left_and_for_its_moment(self):
        self.assertTrue(self.env.ref(PULL)._is_ours())
