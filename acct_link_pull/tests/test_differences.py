"""What the screens tell of what comes back."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_pull.lib.incoming import OPEN, PAID, VOID, RemoteDocument


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

    # === A SECOND ONE === #

    def _keep(self, line, remote_id="twin", kind="invoice", status=OPEN):
        """A document with the mark of a line was read."""
        total = Decimal(str(line.total_sent))
        values = (remote_id, kind, line.number_sent, status, line.currency_id.name, total, total)
        document = RemoteDocument(*values, marker=line.marker)
        self.env["acct.link.remote.document"].sudo()._keep(self.interface, [document])

    def test_second_document_with_our_mark_warns_once(self):
        line = self._upload(self._invoice())
        for _each in range(2):
            self._keep(line)
        self.assertProblem(line, "found_twice")
        self.assertEqual((len(line.problems), line.has_warning), (1, True))
        self.assertIn("2 documents", line.batch_id.message_ids[0].body)

    def test_document_itself_its_reversal_and_a_void_one_are_no_second_one(self):
        line = self._upload(self._invoice())
        self._keep(line, line.remote_id)
        self._keep(line, kind=CREDIT_NOTE)
        self._keep(line, status=VOID)
        self.assertFalse(line.problems)

    # === WHAT NOTHING TELLS OF === #

    def test_paid_document_is_read_again_only_where_its_end_is_not_told(self):
        line = self._upload(self._invoice())
        self._keep(line, line.remote_id, status=PAID)
        known = self.env["acct.link.remote.document"].search([("line_id", "=", line.id)]).sudo()
        known.write({"seen_at": "2020-01-01", "difference": False})
        self.env.flush_all()
        move = line.move_id
        self.env.cr.execute("UPDATE account_move SET amount_residual = 0 WHERE id = %s", [move.id])
        self.env.invalidate_all()
        before = self.env.cr.now()
        line.sudo().uploaded_at = before

        def find():
            return known._get_stale(self.interface, before, 10)

        self.assertFalse(find())
        connector = self.env.registry["acct.link.connector"]
        self.patch(connector, "_get_recheck_days", lambda self, interface: 1)
        self.assertEqual(find(), line)
        line.sudo().uploaded_at = "2020-01-01"
        self.assertFalse(find(), "it is long ago")
