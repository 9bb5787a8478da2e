"""Whose turn it is: uploads, and the workers that are woken for them."""

import math
import queue
import time
from datetime import timezone
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...lib.alarm import Alarm
from ...lib.turns import Turns
from ...models.base.tries import MAX_CONFLICTS
from ...models.upload import ir_cron
from ...models.upload.turn import ALONE_SECONDS, TURN_SECONDS, get_turn_seconds
from ...models.upload.upload import LONGER
from ..common import AcctLinkCommon
from ..common_turns import TurnsCommon

MANY = 12


class Dead(BaseException):
    """The process ends, as nothing in it expects."""


@tagged("at_install")
class TestTurns(BaseCase):
    """Odoo apart: what `lib.turns` promises."""

    def _serve(self, lengths, seconds):
        """:param lengths: {id: how long its turns are}; :return: [(id, when its turn ended)]"""
        now, served = 0.0, []
        turns = Turns(dict.fromkeys(lengths, 0.0), clock=lambda: now)
        while now < seconds:
            id_ = turns.take()
            now += lengths[id_]
            turns.put_back(id_)
            served.append((id_, now))
        return served

    def test_turns_of_one_length_go_round(self):
        served = self._serve({1: 2, 2: 2, 3: 2}, 20)
        self.assertEqual([id_ for id_, _at in served][:7], [1, 2, 3, 1, 2, 3, 1])

    def test_slow_one_gets_no_more_time_than_the_others(self):
        lengths = {1: 35, **dict.fromkeys(range(2, 7), 1)}
        served = self._serve(lengths, 2000)
        time = {id_: lengths[id_] * sum(each == id_ for each, _at in served) for id_ in lengths}
        self.assertLess(time[1], min(time.values()) + 2 * 35)
        # Ten turns of each other: twice their time alone, and one call of the slow one.
        ends = [[at for each, at in served if each == id_][9] for id_ in range(2, 7)]
        self.assertLessEqual(max(ends), 2 * 5 * 10 + 35)

    def test_lone_one_never_waits(self):
        self.assertEqual([at for _id, at in self._serve({1: 35}, 100)], [35, 70, 105])

    def test_lone_one_has_what_is_left_of_the_slice_and_no_turn_is_shorter_than_one_of_many(self):
        self.assertEqual(get_turn_seconds(math.inf, is_alone=True), ALONE_SECONDS)
        self.assertEqual(get_turn_seconds(7, is_alone=True), 7)
        self.assertEqual(get_turn_seconds(1, is_alone=True), TURN_SECONDS)
        self.assertEqual(get_turn_seconds(math.inf, is_alone=False), TURN_SECONDS)

    def test_turns_that_take_no_time_go_round(self):
        turns = Turns({1: 0.0, 2: 0.0}, clock=lambda: 5.0)
        served = []
        for _turn in range(4):
            served.append(turns.take())
            turns.put_back(served[-1])
        self.assertEqual(served, [1, 2, 1, 2])


@tagged("at_install")
class TestAlarm(BaseCase):
    """Odoo apart: what `lib.alarm` promises."""

    def setUp(self):
        super().setUp()
        self.rung = queue.Queue()
        self.alarm = Alarm(self._ring)

    def _ring(self, name):
        self.rung.put((name, time.time()))
        if name == "broken":
            raise ZeroDivisionError

    def _hear(self):
        """:return: (name, moment) of what rings next"""
        return self.rung.get(timeout=30)

    def test_rings_at_each_moment_whatever_the_order_they_were_set_in(self):
        now = time.time()
        self.alarm.set("late", now + 0.3)
        self.alarm.set("soon", now + 0.1)
        self.alarm.set("over", now - 5)
        heard = [self._hear() for _ in range(3)]
        self.assertEqual([name for name, _at in heard], ["over", "soon", "late"])
        for (_name, at), moment in zip(heard, (now, now + 0.1, now + 0.3), strict=True):
            self.assertGreaterEqual(at, moment)

    def test_one_moment_that_is_set_twice_rings_once(self):
        moment = time.time() + 0.1
        for _time in range(2):
            self.alarm.set("same", moment)
        self.alarm.set("last", moment + 0.1)
        self.assertEqual([self._hear()[0] for _ in range(2)], ["same", "last"])

    @mute_logger("odoo.addons.acct_link_batch.lib.alarm")
    def test_rings_on_after_an_error_and_after_a_pause(self):
        self.alarm.set("broken", time.time())
        self.assertEqual(self._hear()[0], "broken")
        self.alarm.set("next", time.time())
        self.assertEqual(self._hear()[0], "next")


@tagged("post_install", "-at_install")
class TestTurnsOfInterfaces(TurnsCommon):
    def _take_turn(self, end):
        """A slice of the scheduled action that has time for one turn.

        :param end: called instead of the work of a turn; :return: id of the interface served
        """
        Document = self.env.registry["acct.link.upload.document"]
        Cron = self.env.registry["ir.cron"]
        served, seconds = [], iter((10, 0, 0))

        def work(_self, turn):
            served.append(turn.interface.id)
            return end()

        def commit(cron, *_args, **_values):
            cron.env.cr.commit()
            return next(seconds)

        with (
            patch.object(Document, "_run", work),
            patch.object(Cron, "_commit_progress", commit),
            mute_logger("odoo.addons.acct_link_batch.models.upload.upload"),
        ):
            try:
                self._run_loop()
            except Dead:
                self.env.invalidate_all()
        [interface_id] = served
        return interface_id

    def test_slice_goes_on_behind_the_one_served_last_whatever_ended_it(self):
        def die():
            raise Dead

        def fail():
            raise ZeroDivisionError

        first, second = self._add_interfaces(1).ids
        self._queue_for(self.interface.browse((first, second)))
        runs = self.env["acct.link.run"].sudo()
        for end in (die, fail, lambda: 0):
            with self.subTest(end=end):
                runs.search([]).unlink()
                self.assertEqual(self._take_turn(end), first)
                runs.search([]).wait_until = False  # of what failed
                self.assertEqual(self._take_turn(end), second)
                runs.search([]).wait_until = False
                self.assertEqual(self._take_turn(end), first)

    def test_slice_ends_once_and_for_all_some_time_after_ten_seconds(self):
        """Odoo begins a scheduled action anew as long as it says that something is left."""

        def ask(**context):
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                return self.env(cr=cr)["acct.link.upload"].with_context(**context)._commit()

        now = time.monotonic()
        self.assertEqual(ask(), math.inf)
        self.assertLessEqual(ask(cron_end_time=now + 10), LONGER + 10)
        self.assertGreater(ask(cron_end_time=now), 0)
        self.assertEqual(ask(cron_end_time=now - LONGER), 0)

    def _meet_rows_of_others(self, times):
        """:return: (how often the turn began, results of its runs) where so often a row that it
        makes was made by another process meanwhile
        """
        left = [times]

        def work(_self, _turn):
            if left[0]:
                left[0] -= 1
                raise UniqueViolation

        self._queue_for(self.interface)
        runs = self.env["acct.link.run"].sudo()
        runs.search([]).unlink()
        with (
            patch.object(type(self.env["acct.link.upload.document"]), "_run", work),
            mute_logger("odoo.addons.acct_link_batch.models.upload.upload"),
        ):
            self._run_loop()
        return times - left[0], runs.search([]).mapped("result")

    def test_row_that_another_process_made_meanwhile_is_no_failure(self):
        began, results = self._meet_rows_of_others(2)
        self.assertEqual(began, 2)
        self.assertNotIn("failed", results)

    def test_row_that_is_there_time_and_again_stops_the_interface(self):
        began, results = self._meet_rows_of_others(100)
        self.assertEqual(began, MAX_CONFLICTS)
        self.assertIn("failed", results)

    def test_look_for_due_interfaces_takes_as_many_queries_for_many(self):
        interfaces = self._add_interfaces(MANY)
        Upload = self.env["acct.link.upload"].sudo()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.assertFalse(Upload._get_due_interfaces(), "nothing is due")
        self._queue_for(interfaces)
        self.env.invalidate_all()
        Upload._get_turns()  # what is cached beyond transactions
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.assertTrue(Upload._get_turns())


@tagged("post_install", "-at_install")
class TestWorkersAreWoken(AcctLinkCommon):
    def _get_actions(self):
        """Those of the add-ons that are installed."""
        actions = self.env["ir.cron"].search([("model_id.model", "=like", "acct.link.%")])
        self.assertIn(self.env.ref("acct_link_batch.ir_cron_upload"), actions)
        return actions

    def _reschedule(self, action):
        """:return: how often workers are woken once what is left is rescheduled and committed"""
        with patch.object(self.env.registry["ir.cron"], "_notifydb") as wake:
            self.env["ir.cron"]._reschedule_asap({"id": action.id})
            self.assertFalse(wake.called, "the row is not free yet")
            self.env.cr.postcommit.run()
            return wake.call_count

    def test_what_is_left_wakes_the_workers_once_it_is_committed(self):
        for action in self._get_actions():
            with self.subTest(action=action.name):
                self.assertEqual(self._reschedule(action), 1)

    def test_actions_of_others_wake_nobody(self):
        self.assertEqual(self._reschedule(self.env.ref("base.autovacuum_job")), 0)

    def _trigger_in(self, action, **delay):
        """:return: how many times workers are to be woken, once the trigger is committed"""
        at = fields.Datetime.add(fields.Datetime.now(), **delay)
        with patch.object(ir_cron._alarm, "set") as wake:
            action._trigger(at)
            self.assertFalse(wake.called, "the trigger is not there yet")
            self.env.cr.postcommit.run()
        for call in wake.call_args_list:
            dbname, moment = call.args
            self.assertEqual(dbname, self.env.cr.dbname)
            self.assertGreater(moment, at.replace(tzinfo=timezone.utc).timestamp())
        return wake.call_count

    def test_trigger_of_a_moment_wakes_the_workers_when_it_comes(self):
        for action in self._get_actions():
            with self.subTest(action=action.name):
                self.assertEqual(self._trigger_in(action, seconds=60), 1)

    def test_trigger_of_a_far_moment_or_of_others_is_left_to_odoo(self):
        self.assertEqual(
            self._trigger_in(self.env.ref("acct_link_batch.ir_cron_upload"), hours=1), 0
        )
        self.assertEqual(self._trigger_in(self.env.ref("base.autovacuum_job"), seconds=60), 0)
