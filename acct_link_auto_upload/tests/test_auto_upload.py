"""Uploading without anybody: on posting, and once a day."""

from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.schedule import next_moment
from ..models import auto_upload
from .common import AutoUploadCommon


@tagged("post_install", "-at_install")
class TestPush(AutoUploadCommon):
    @contextmanager
    def capture_triggers(self, name):
        """Yields a list of the moments a scheduled action is woken at in the block."""
        ours = [("cron_id", "=", self.env.ref(name).id)]
        Trigger = self.env["ir.cron.trigger"].sudo()
        before = Trigger.search(ours)
        woken = []
        yield woken
        woken += (Trigger.search(ours) - before).mapped("call_at")

    def _get_batches(self):
        return self.env["acct.link.batch"].search([], order="id")

    def _waiting(self):
        return self.env["acct.link.auto.upload"].search([]).move_id

    # === ON POSTING === #

    def test_nothing_is_pushed_unless_it_is_switched_on(self):
        self._invoice()
        self.assertFalse(self._waiting())
        self._run_push()
        self.assertFalse(self._get_batches())

    def test_posting_uploads(self):
        self.interface.push_on_post = True
        move = self._invoice()
        self.assertEqual(self._waiting(), move)
        self.assertEqual(move.acct_link_state, "available")
        self.assertFalse(self.books.sent)
        self._run_push()
        self.assertFalse(self._waiting())
        self.assertEqual(move.acct_link_state, "queued")
        batch = self._get_batches()
        self.assertEqual((batch.origin, batch.upload_user_id), ("posting", self.env.user))
        self.assertIn("uploads on posting", "".join(batch.message_ids.mapped("body")))
        self._run_loop()
        self.assertEqual(move.acct_link_state, "uploaded")
        self.assertEqual(self.books.numbers(), [move.name])

    def test_posting_wakes_the_action_and_the_upload(self):
        self.interface.push_on_post = True
        with self.capture_triggers("acct_link_auto_upload.ir_cron_push") as woken:
            self._invoice()
        self.assertEqual(len(woken), 1)
        with self.capture_triggers("acct_link_batch.ir_cron_upload") as woken:
            self._run_push()
        self.assertTrue(woken)

    def test_an_office_that_waits_for_its_sign_in_holds_up_no_other(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        waiting = self._create_interface(branch, push_on_post=True)
        waiting.sudo().remote_org_id = False
        self.interface.push_on_post = True
        moves = self._invoices(2)
        moves[0].sudo().company_id = branch
        with patch.object(auto_upload, "MAX_DOCUMENTS", 1):
            self._run_push()
        self.assertEqual(self._waiting(), moves[0])
        self.assertEqual(moves[1].acct_link_state, "queued")

    def test_a_day_has_one_batch(self):
        self.interface.push_on_post = True
        with freeze_time("2026-10-05 10:00"):
            first = self._invoices(3)
            self._run_push()
            second = self._invoice()
            self._run_push()
        with freeze_time("2026-10-06 10:00"):
            third = self._invoice()
            self._run_push()
        today, tomorrow = self._get_batches()
        self.assertEqual(today.line_ids.move_id, first + second)
        self.assertEqual(tomorrow.line_ids.move_id, third)

    def test_many_posted_together_make_one_batch(self):
        self.interface.push_on_post = True
        moves = self.env["account.move"].union(*(self._invoice(post=False) for _n in range(30)))
        with self.capture_triggers("acct_link_auto_upload.ir_cron_push") as woken:
            moves.action_post()
        self.assertEqual(len(woken), 1)
        self._run_push()
        self.assertEqual(self._get_batches().line_ids.move_id, moves)
        self._run_loop()
        self.assertEqual(set(moves.mapped("acct_link_state")), {"uploaded"})

    def test_posting_by_the_scheduled_action_pushes(self):
        self.interface.push_on_post = True
        move = self._invoice(post=False)
        move.auto_post = "at_date"
        move.date = move.invoice_date = "2026-10-01"
        Cron = self.env.registry["ir.cron"]
        with freeze_time("2026-10-02"), patch.object(Cron, "_commit_progress"):
            self.env["account.move"]._autopost_draft_entries()
        self.assertEqual(move.state, "posted")
        self.assertEqual(self._waiting(), move)

    def test_only_documents_on_offer_are_pushed(self):
        self.interface.push_on_post = True
        parked, reset, zero = self._invoice(), self._invoice(), self._invoice(
            lines=[{"price_unit": 0}]
        )  # fmt: skip
        old = self._invoice(invoice_date="2019-12-31")
        bill = self._invoice(move_type="in_invoice")
        good = self._invoice()
        self.env["acct.link.parking"]._set_aside(parked, "parked", "")
        reset.button_draft()
        self.assertNotIn(bill, self._waiting())
        self._run_push()
        self.assertEqual(self._get_batches().line_ids.move_id, good)
        self.assertFalse(self._waiting())
        self.assertEqual(old.acct_link_state, False)
        self.assertEqual(zero.acct_link_state, False)
        reset.action_post()
        self.assertEqual(self._waiting(), reset)

    def test_a_document_that_was_batched_meanwhile_stays_there(self):
        self.interface.push_on_post = True
        move = self._invoice()
        batch = self._batch(move)
        self._run_push()
        self.assertEqual(self._get_batches(), batch)
        self.assertEqual(move.acct_link_state, "ready")

    def _fail_as_draft(self):
        """A document that was being corrected as the loop came for it."""
        move = self._invoice()
        self._run_push()
        move.button_draft()
        self._run_loop()
        line = self.env["acct.link.batch.line"].search([("move_id", "=", move.id)])
        self.assertProblem(line, "not_posted")
        move.invoice_line_ids.price_unit = 120
        return line

    def test_a_document_that_is_posted_again_goes_though_it_failed_meanwhile(self):
        self.interface.push_on_post = True
        line = self._fail_as_draft()
        line.move_id.action_post()
        with self.capture_triggers("acct_link_batch.ir_cron_upload") as woken:
            self._run_push()
        self.assertTrue(woken)
        self.assertEqual((line.state, len(self._get_batches())), ("queued", 1))
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
        self.assertEqual(self.books.numbers(), [line.number])

    def test_what_was_refused_goes_again_once_it_is_posted_again(self):
        self.interface.push_on_post = True
        move = self._invoice()
        self.books.rejected[move.name] = Problem("refused", {"message": "no"})
        self._run_push()
        self._run_loop()
        self._run_push()
        self._run_loop()
        self.assertEqual(move.acct_link_state, "failed", "nobody has posted it again")
        self.books.rejected.clear()
        move.button_draft()
        move.action_post()
        self._run_push()
        self._run_loop()
        self.assertEqual(move.acct_link_state, "uploaded")

    def test_the_schedule_takes_what_was_not_posted_when_it_was_time(self):
        self.interface.push_on_post = True
        line, still_draft = self._fail_as_draft(), self._fail_as_draft()
        self.interface.push_on_post = False
        line.move_id.action_post()
        self.books.rejected["later"] = Problem("refused", {"message": "no"})
        refused = self._invoice(name="later")
        self._upload(refused)
        with freeze_time("2026-10-05 00:00"):
            self.interface.write({"push_on_schedule": True, "push_hour": 1})
        with freeze_time("2026-10-09 00:00"):
            self._run_push()
        self.assertEqual(line.state, "queued")
        self.assertEqual(still_draft.state, "failed")
        self.assertEqual(refused.acct_link_state, "failed")

    def test_an_office_without_an_interface_posts_as_ever(self):
        self.interface.push_on_post = True
        self.env.company.sudo().acct_link_interface_id = False
        move = self._invoice()
        self.assertEqual(move.state, "posted")
        self.assertFalse(self._waiting())

    def test_a_failing_link_never_stops_a_posting(self):
        self.interface.push_on_post = True
        Push = self.env.registry["acct.link.auto.upload"]
        for error in (ValueError("broken"), psycopg2.errors.LockNotAvailable("held")):
            with (
                patch.object(Push, "_add", side_effect=error),
                mute_logger("odoo.addons.acct_link_batch.models.move.account_move"),
            ):
                move = self._invoice()
            self.assertEqual(move.state, "posted")

        def fail_in_the_database(push, moves):
            push.env.cr.execute("SELECT 1 / 0")

        with (
            patch.object(Push, "_add", fail_in_the_database),
            mute_logger("odoo.addons.acct_link_batch.models.move.account_move", "odoo.sql_db"),
        ):
            move = self._invoice()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.acct_link_state, "available")

    def test_a_posting_that_fails_leaves_nothing(self):
        self.interface.push_on_post = True
        move = self._invoice(post=False)
        with self.assertRaisesRegex(ValueError, "later"), self.env.cr.savepoint():
            move.action_post()
            raise ValueError("later")
        self.assertFalse(self._waiting())

    def test_a_paused_interface_takes_documents_and_sends_nothing(self):
        self.interface.write({"push_on_post": True, "paused": True})
        move = self._invoice()
        self._run_push()
        self._run_loop()
        self.assertEqual(move.acct_link_state, "queued")
        self.assertFalse(self.books.sent)
        self.interface.paused = False
        self._run_loop()
        self.assertEqual(move.acct_link_state, "uploaded")

    def test_documents_wait_for_an_accounts_file(self):
        self.interface.push_on_post = True
        self.interface.sudo().remote_org_id = False
        move = self._invoice()
        self._run_push()
        self.assertEqual(self._waiting(), move)
        self.interface.sudo().remote_org_id = "file"
        self._run_push()
        self.assertEqual(move.acct_link_state, "queued")

    def test_switching_it_off_forgets_what_waits(self):
        self.interface.push_on_post = True
        move = self._invoice()
        self.interface.push_on_post = False
        self._run_push()
        self.assertFalse(self._waiting())
        self.assertEqual(move.acct_link_state, "available")

    def test_a_batch_that_cannot_be_made_leaves_its_documents_on_offer(self):
        self.interface.push_on_post = True
        move = self._invoice()
        Batch = self.env.registry["acct.link.batch"]
        with (
            patch.object(Batch, "_take_pushed", side_effect=ValueError("broken")),
            mute_logger("odoo.addons.acct_link_auto_upload.models.auto_upload"),
        ):
            self._run_push()
        self.assertEqual(move.acct_link_state, "available")
        self.assertFalse(self._get_batches())

    def test_a_failed_document_reaches_the_responsible(self):
        colleague = new_test_user(self.env, "colleague", "acct_link_batch.group_acct_link_user")
        self.interface.write({"push_on_post": True, "push_user_id": colleague.id})
        move = self._invoice()
        self.books.rejected[move.name] = Problem("refused", {"message": "no"})
        self._run_push()
        self._run_loop()
        self.assertEqual(move.acct_link_state, "failed")
        self.assertEqual(self._get_batches().activity_ids.user_id, colleague)

    def test_whoever_posts_needs_no_rights_on_the_link(self):
        self.interface.push_on_post = True
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice")
        move = self._invoice(post=False)
        move.with_user(clerk).action_post()
        self.assertEqual(self._waiting(), move)

    def test_duplicates_and_credit_notes_go_their_own_way(self):
        self.interface.push_on_post = True
        move = self._invoice()
        copy = move.copy()
        self.assertEqual(self._waiting(), move)
        refund = move._reverse_moves()
        refund.action_post()
        self.assertEqual(self._waiting(), move + refund)
        self.assertEqual(copy.state, "draft")

    # === ONCE A DAY === #

    def test_the_schedule_batches_and_uploads_what_is_on_offer(self):
        moves = self._invoices(2)
        parked = self._invoice()
        self.env["acct.link.parking"]._set_aside(parked, "parked", "")
        self.env.user.tz = "Pacific/Auckland"
        with freeze_time("2026-10-05 00:00"):  # 13:00 there
            self.interface.write({"push_on_schedule": True, "push_hour": 18.5})
            self.assertEqual(self.interface.push_next, datetime(2026, 10, 5, 5, 30))
            self._run_push()
            self.assertFalse(self._get_batches())
        with freeze_time("2026-10-05 05:31"):
            self._run_push()
        batch = self._get_batches()
        self.assertEqual(batch.origin, "schedule")
        self.assertEqual(batch.line_ids.move_id, moves)
        self.assertIn("schedule", "".join(batch.message_ids.mapped("body")))
        self.assertEqual(self.interface.push_next, datetime(2026, 10, 6, 5, 30))
        self._run_loop()
        self.assertEqual(set(moves.mapped("acct_link_state")), {"uploaded"})
        later = self._invoice()
        with freeze_time("2026-10-05 08:00"):
            self._run_push()
        self.assertEqual(later.acct_link_state, "available")

    def test_the_action_is_woken_at_that_time(self):
        self.env.user.tz = False
        with (
            freeze_time("2026-10-05 10:00"),
            self.capture_triggers("acct_link_auto_upload.ir_cron_push") as woken,
        ):
            self.interface.write({"push_on_schedule": True, "push_hour": 9})
        self.assertEqual(woken, [datetime(2026, 10, 6, 9)])

    def test_a_day_without_documents_makes_no_batch(self):
        with freeze_time("2026-10-05 00:00"):
            self.interface.write({"push_on_schedule": True, "push_hour": 1})
        with freeze_time("2026-10-09 00:00"):
            self._run_push()
            self.assertFalse(self._get_batches())
            self.assertGreater(self.interface.push_next, datetime(2026, 10, 9))

    def test_the_offices_of_other_interfaces_are_left_alone(self):
        company = self.setup_other_company()["company"]
        other = self._create_interface(company)
        with freeze_time("2026-10-05 00:00"):
            other.write({"push_on_schedule": True, "push_hour": 1})
        move = self._invoice()
        with freeze_time("2026-10-09 00:00"):
            self._run_push()
        self.assertEqual(move.acct_link_state, "available")

    def test_only_administrators_switch_it_on(self):
        user = new_test_user(self.env, "user", "acct_link_batch.group_acct_link_user")
        with self.assertRaises(AccessError):
            self.interface.with_user(user).push_on_post = True
        with self.assertRaises(AccessError):
            self.env["acct.link.auto.upload"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["acct.link.auto.upload"].create({"move_id": self._invoice().id})


class TestSchedule(BaseCase):
    def test_next_moment(self):
        noon = datetime(2026, 11, 22, 12)
        assert next_moment(noon, 18.5, "") == datetime(2026, 11, 22, 18, 30)
        assert next_moment(noon, 12, "") == datetime(2026, 11, 23, 12)
        assert next_moment(noon, 0, "Pacific/Auckland") == datetime(2026, 11, 23, 11)
        # Clocks go forward on 28 March 2027 and back on 31 October 2027 in Berlin.
        assert next_moment(datetime(2027, 3, 27, 12), 9, "Europe/Berlin") == datetime(
            2027, 3, 28, 7
        )
        assert next_moment(datetime(2027, 3, 27, 12), 2.5, "Europe/Berlin") == datetime(
            2027, 3, 28, 1, 30
        )
        assert next_moment(datetime(2027, 10, 30, 12), 9, "Europe/Berlin") == datetime(
            2027, 10, 31, 8
        )
