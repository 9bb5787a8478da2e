"""Helpers of the tests: the scheduled action that batches by itself."""

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


class AutoUploadCommon(AcctLinkCommon):
    def _run_push(self):
        """Run the scheduled action that batches by itself, as the server does."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id, su=True)[
                "acct.link.auto.upload"
            ]._cron_push()
        self.env.invalidate_all()
