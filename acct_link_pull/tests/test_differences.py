"""What the screens tell of what comes back."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestDifferences(AcctLinkCommon):
    def test_empty_differences_are_good_news_only_where_the_books_are_read(self):
        RemoteDocument = self.env["acct.link.remote.document"]
        action = self.env.ref("acct_link_pull.acct_link_remote_document_action")
        self.assertIn("not known", action.read(["help", "res_model", "context"])[0]["help"])
        vals = {"interface_id": self.interface.id, "resource": "documents", "enabled": True}
        pull = self.env["acct.link.pull"].sudo().create(vals)
        self.assertIn(self.interface.name, RemoteDocument.get_empty_list_help("agree"), "never run")
        run = {"pull_id": pull.id, "result": "done", "ended_at": self.env.cr.now()}
        self.env["acct.link.pull.run"].sudo().create(run)
        others = self.env["acct.link.interface"].search([("id", "!=", self.interface.id)])
        others.active = False
        self.assertEqual(RemoteDocument.get_empty_list_help("agree"), "agree")

    def test_scheduled_pull_that_is_off_is_said(self):
        self.assertFalse(self.interface.cron_notice)
        self.env.ref("acct_link_pull.ir_cron_pull").sudo().active = False
        self.env.invalidate_all()
        self.assertIn("nothing is read from the books", self.interface.cron_notice)
