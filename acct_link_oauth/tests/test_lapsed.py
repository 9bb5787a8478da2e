"""What a sign-in that lapsed means for what waits, whatever the accounting system."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

from ..hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestLapsed(AcctLinkCommon):
    def test_lapsed_sign_in_keeps_the_rest_queued_until_it_is_renewed(self):
        self.books.faults = [errors.SignInNeeded(Problem("sign_in_needed"))]
        lines = self._upload(self._invoices(2))
        self.assertEqual(lines.mapped("state"), ["queued"] * 2)
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertIn("Nobody is signed in", lines.batch_id.notice)
        self._run_loop()
        self.assertEqual(len(self.books.sent), 1)
        self.interface._get_token().lapsed = False
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)

    def test_interface_that_was_there_before_the_add_on_can_be_signed_in_to(self):
        self.interface._get_token().unlink()
        self.interface.active = False
        post_init_hook(self.env)
        self.assertTrue(self.interface._get_token())
