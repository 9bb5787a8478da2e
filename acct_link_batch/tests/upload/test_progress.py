"""Pages that show a batch are told by the bus when something moved: once a chunk, nobody else."""

import json

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.bus.models.bus import dispatch
from odoo.addons.bus.tests.common import WebsocketCase

from ...lib.problem import Problem
from ..common import AcctLinkCommon


def get_channel(batch):
    return (batch.env.cr.dbname, "acct.link.batch", batch.id)


@tagged("post_install", "-at_install")
class TestProgress(AcctLinkCommon):
    """The books of these tests take four documents at a time."""

    def _count_messages(self, batch):
        self.env.cr.precommit.run()
        messages = (
            self.env["bus.bus"]
            .sudo()
            .search([])
            .mapped(lambda row: (tuple(json.loads(row.channel)), json.loads(row.message)))
        )
        expected = {"type": "acct_link_batch/progress", "payload": {"id": batch.id}}
        return messages.count((get_channel(batch), expected))

    def test_one_message_for_each_chunk(self):
        batch = self._batch(self._invoices(9))
        self.assertFalse(self._count_messages(batch))
        batch.action_upload()
        self._run_loop()
        self.assertEqual(batch.uploaded_count, 9)
        self.assertEqual(self._count_messages(batch), 3)

    def test_chunk_of_two_batches_tells_both(self):
        batches = self._batch(self._invoices(2)) + self._batch(self._invoices(2))
        for batch in batches:
            batch.action_upload()
        self._run_loop()
        self.assertEqual(len(self.books.sent), 1)
        self.assertEqual([self._count_messages(batch) for batch in batches], [1, 1])

    def test_documents_that_fail_before_they_leave_are_told(self):
        other = self._invoice(
            lines=[{"price_unit": 9, "account_id": self._create_unlinked_account().id}]
        )
        failing = self._batch(other)
        good = self._batch(self._invoices(2))
        for batch in failing + good:
            batch.action_upload()
        self._run_loop()
        self.assertEqual((failing.failed_count, good.uploaded_count), (1, 2))
        self.assertEqual(self._count_messages(failing), 1)
        self.assertEqual(self._count_messages(good), 1)

    def test_refusals_and_lost_answers_are_told(self):
        move = self._invoice()
        self.books.rejected = {move.name: Problem("rejected", {"message": "No."})}
        batch = self._upload(move).batch_id
        self.assertEqual(batch.failed_count, 1)
        self.assertEqual(self._count_messages(batch), 1)
        self.books.faults = ["lost"]
        batch = self._upload(self._invoice()).batch_id
        self.assertEqual(batch.unknown_count, 1)
        self.assertEqual(self._count_messages(batch), 1)
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(batch.uploaded_count, 1)
        self.assertGreater(self._count_messages(batch), 1)

    def _create_unlinked_account(self):
        return self.account.copy({"code": "498765", "name": "Not linked"})


@tagged("post_install", "-at_install")
class TestSubscription(AcctLinkCommon, WebsocketCase):
    def _is_told(self, batch, group, company, channel="acct_link_batch_%s"):
        """Whether somebody's page that asks for the batch's channel would get its messages."""
        login = f"watcher_{group}_{company.id}"
        user = new_test_user(
            self.env(su=True),
            login,
            groups=f"base.group_user,{group}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            password="Watch-it-1",
        )
        session = self.authenticate(user.login, "Watch-it-1")
        websocket = self.websocket_connect(cookie=f"session_id={session.sid};")
        self.subscribe(
            websocket, ["broadcast", channel % batch.id], self.env["bus.bus"].sudo()._bus_last_id()
        )
        told = dispatch._channels_to_ws
        # The subscription as such has arrived.
        self.assertIn((self.env.cr.dbname, "res.partner", user.partner_id.id), told)
        return get_channel(batch) in told

    def test_user_of_the_link_is_told(self):
        batch = self._batch(self._invoice())
        self.assertTrue(
            self._is_told(batch, "acct_link_batch.group_acct_link_user", self.env.company)
        )

    def test_who_may_not_read_batches_is_not_told(self):
        batch = self._batch(self._invoice())
        self.assertFalse(self._is_told(batch, "account.group_account_invoice", self.env.company))

    def test_user_of_another_company_is_not_told(self):
        batch = self._batch(self._invoice())
        other = self.setup_other_company()["company"]
        self.assertFalse(self._is_told(batch, "acct_link_batch.group_acct_link_user", other))

    def test_numbers_that_are_none_do_no_harm(self):
        batch = self._batch(self._invoice())
        group = "acct_link_batch.group_acct_link_user"
        self.assertFalse(
            self._is_told(batch, group, self.env.company, channel="acct_link_batch_0%s0000")
        )
