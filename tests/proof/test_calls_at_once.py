"""Xero takes five calls at once of an organisation, whoever makes them."""

from common_walk import WalkCommon

from odoo import sql_db
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.models.upload import lock as acct_link_lock
from odoo.addons.acct_link_xero.lib.client import CALLS_AT_ONCE


@tagged("post_install", "-at_install")
class TestCallsAtOnce(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        # Of another class than the one this long transaction has kept.
        self.patch(acct_link_lock, "SLOT_CLASS", acct_link_lock.SLOT_CLASS ^ 0xFF)

    def take(self, name, count=1):
        """So many other processes have a call under way. :return: [their cursors]"""
        others = []
        for _number in range(count):
            cr = sql_db.db_connect(self.env.cr.dbname).cursor()
            self.addCleanup(cr.close)
            others.append(cr)
            self.assertTrue(self.slot(name, cr))
        return others

    def slot(self, name, cr=None):
        env = self.env(cr=cr) if cr else self.env
        return env["acct.link.lock"]._take_slot(name, CALLS_AT_ONCE)

    def count_made(self):
        return len(self.control("calls")["calls"])

    def test_slot_is_free_again_when_the_transaction_of_the_call_ends(self):
        others = self.take("books", CALLS_AT_ONCE)
        self.assertFalse(self.slot("books"))
        self.assertTrue(self.slot("other books"), "each organisation has its own")
        others[2].commit()
        self.assertTrue(self.slot("books"))
        others[4].rollback()
        self.assertTrue(self.slot("books", others[2]))
        self.assertFalse(self.slot("books", others[4]), "so many are under way")

    def test_many_calls_of_one_transaction_take_one_slot(self):
        for _call in range(2 * CALLS_AT_ONCE):
            self.assertTrue(self.slot("books"))
        self.take("books", CALLS_AT_ONCE - 1)
        self.assertTrue(self.slot("books"))

    def test_upload_waits_without_a_call_and_goes_on(self):
        others = self.take(self.interface.remote_org_id, CALLS_AT_ONCE)
        before = self.count_made()
        line = self.upload(self.invoice())
        self.assertEqual((line.state, line.attempts), ("queued", 0))
        self.assertProblem(self.interface.last_run_id, "calls_at_once")
        self.assertEqual(self.count_made(), before)
        # The reads keep one here, as this transaction never ends.
        for cr in others[:2]:
            cr.rollback()
        self.let_time_pass()
        self.run_loop()
        self.assertExact(line)

    def test_person_is_told_to_press_again(self):
        self.take(self.interface.remote_org_id, CALLS_AT_ONCE)
        with self.assertRaisesRegex(UserError, "as many as it takes at once"):
            self.pull_codes()
