"""Calls under way at the same time, and how often they are made: Odoo apart."""

import itertools
import math
import threading
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...lib import flight as lib_flight
from ...lib.flight import Flight, GivenUp
from ...lib.pace import Pace, Pacer


def pause(seconds):
    threading.Event().wait(seconds)


def land_all(flight):
    """:return: [(id, result)] of all that lands"""
    landed = []
    while flight and (some := flight.land()):
        landed += some
    return landed


@tagged("at_install")
class TestFlight(BaseCase):
    def _fly(self, call, items=8, **values):
        flight = Flight(lambda: call, **values)
        flight.put([(number, (number,)) for number in range(items)])
        return flight

    def test_one_lane_calls_in_the_thread_of_its_caller_and_in_order(self):
        threads = []
        flight = self._fly(lambda number: threads.append(threading.current_thread()) or -number)
        self.assertFalse(threads, "nothing is called before somebody asks")
        self.assertEqual(land_all(flight), [(number, -number) for number in range(8)])
        self.assertEqual(set(threads), {threading.current_thread()})

    def test_as_many_calls_are_under_way_as_there_are_lanes(self):
        under_way, most, lock = set(), [], threading.Lock()

        def call(number):
            with lock:
                under_way.add(number)
                most.append(len(under_way))
            pause(0.05)
            with lock:
                under_way.remove(number)

        landed = land_all(self._fly(call, items=12, lanes=4))
        self.assertEqual(sorted(id_ for id_, _result in landed), list(range(12)))
        self.assertEqual(max(most), 4)

    def test_calls_that_wait_for_the_pace_land_together(self):
        """At few calls a second only one is under way at a time; each kept alone costs more."""
        waits = itertools.cycle((0.01, 0))
        with patch.object(lib_flight, "GATHER", 10):
            flight = self._fly(lambda number: number, lanes=4, gate=lambda: next(waits))
            self.assertEqual(len(flight.land()), 8)

    def test_each_lane_has_a_client_of_its_own(self):
        opened = []

        def open_lane():
            client = object()
            opened.append(client)
            return lambda number: pause(0.02) or client

        flight = Flight(open_lane, lanes=3)
        flight.put([(number, (number,)) for number in range(9)])
        used = {client for _id, client in land_all(flight)}
        self.assertLessEqual(len(opened), 3)
        self.assertEqual(used, set(opened))

    def test_answers_land_as_they_come_whatever_the_order(self):
        waits = [threading.Event() for _number in range(3)]
        flight = self._fly(lambda number: waits[number].wait(20), items=3, lanes=3)
        order = []
        for number in (2, 0, 1):
            waits[number].set()
            order += [id_ for id_, _result in flight.land()]
        self.assertEqual(order, [2, 0, 1])

    def test_what_came_together_is_handed_back_together_but_what_went_wrong_at_once(self):
        others = threading.Event()

        def call(number):
            if not number:
                return 1 // number
            return others.wait(20)

        with patch.object(lib_flight, "GATHER", 20):
            flight = self._fly(call, items=4, lanes=4)
            [(failed, _error)] = flight.land()
            self.assertEqual(failed, 0)
            others.set()
            self.assertEqual(sorted(id_ for id_, _result in flight.land()), [1, 2, 3])

    def test_exception_is_a_result_and_stops_no_other(self):
        for lanes in (1, 4):
            with self.subTest(lanes=lanes):
                landed = dict(land_all(self._fly(lambda number: 1 // number, 4, lanes=lanes)))
                self.assertIsInstance(landed[0], ZeroDivisionError)
                self.assertEqual([landed[number] for number in (1, 2, 3)], [1, 0, 0])

    def test_halt_lets_what_is_under_way_end_and_begins_nothing_new(self):
        began, go_on = [], threading.Event()

        def call(number):
            began.append(number)
            go_on.wait(20)
            return number

        flight = self._fly(call, items=10, lanes=2)
        while len(began) < 2:
            pause(0.01)
        self.assertEqual(flight.halt(), list(range(2, 10)))
        go_on.set()
        self.assertEqual(sorted(id_ for id_, _result in land_all(flight)), [0, 1])
        self.assertEqual(sorted(began), [0, 1])

    def test_call_that_never_returns_is_given_up_and_the_others_go_on(self):
        never = threading.Event()
        self.addCleanup(never.set)

        def call(number):
            if not number:
                never.wait(20)
            return number

        landed = dict(land_all(self._fly(call, items=6, lanes=2, patience=0.3)))
        self.assertIsInstance(landed.pop(0), GivenUp)
        self.assertEqual(landed, {number: number for number in range(1, 6)})

    def test_lanes_that_all_hang_leave_none_that_waits_behind(self):
        never = threading.Event()
        self.addCleanup(never.set)
        landed = land_all(self._fly(lambda number: never.wait(20), 4, lanes=2, patience=0.1))
        self.assertEqual({id_ for id_, _result in landed}, {0, 1, 2, 3})
        self.assertTrue(all(isinstance(result, GivenUp) for _id, result in landed))

    def test_what_is_put_again_goes_through_the_new_lane(self):
        flight = Flight(lambda: lambda number: "old", lanes=2)
        flight.put([(1, (1,))])
        self.assertEqual(flight.land(), [(1, "old")])
        flight.put([(1, (1,))], lambda: lambda number: "new")
        self.assertEqual(flight.land(), [(1, "new")])

    def test_closed_gate_leaves_the_rest_waiting(self):
        for lanes in (1, 3):
            with self.subTest(lanes=lanes):
                passes = iter([0] * 5 + [math.inf] * 100)
                flight = self._fly(abs, items=9, lanes=lanes, gate=lambda: next(passes))  # noqa: B023
                landed = land_all(flight)
                self.assertEqual(len(landed), 5)
                self.assertTrue(flight)
                self.assertEqual(len(flight.halt()), 4)
                self.assertFalse(flight)


@tagged("at_install")
class TestPacer(BaseCase):
    def setUp(self):
        super().setUp()
        self.now = 0.0
        self.pacer = Pacer(clock=lambda: self.now)

    def _call_for(self, seconds, *paces):
        """Call as often as it may be. :return: [moment]"""
        moments = []
        while self.now < seconds:
            wait = self.pacer.take(paces)
            if wait:
                self.now += wait
            else:
                moments.append(self.now)
                self.now += 0.01
        return moments

    def test_no_window_ever_holds_more_than_it_may(self):
        paces = (Pace(5, 1), Pace(60, 60))
        moments = self._call_for(300, *paces)
        for pace in paces:
            for first, later in zip(moments, moments[pace.calls :], strict=False):
                self.assertGreaterEqual(later - first, pace.seconds - 1e-6)
        self.assertGreaterEqual(len(moments), 5 * 60 - 5, "and no time is wasted")

    def test_calls_go_out_at_once_until_the_window_is_full(self):
        moments = self._call_for(10, Pace(500, 60))
        self.assertEqual(len(moments), 500)
        self.assertLess(moments[-1], 10)

    def test_calls_of_others_count(self):
        pace = (Pace(10, 60),)
        for _call in range(4):
            self.assertEqual(self.pacer.take(pace, others=6), 0)
        self.assertGreater(self.pacer.take(pace, others=6), 0)
        left, wait = self.pacer.count_left(pace, others=6)
        self.assertEqual(left, 0)
        self.assertAlmostEqual(wait, 60, delta=1)

    def test_calls_left_are_also_those_that_become_free_soon(self):
        pace = (Pace(100, 60),)
        for moment in (*range(50), *(50 + number / 10 for number in range(50))):
            self.now = moment
            self.assertEqual(self.pacer.take(pace), 0)
        self.now = 65  # those of the first six seconds have left the window
        self.assertEqual(self.pacer.count_left(pace)[0], 6)
        self.assertEqual(self.pacer.count_left(pace, within=10)[0], 16)
        self.assertEqual(self.pacer.count_left(pace, others=6, within=10)[0], 10)
        self.assertEqual(self.pacer.count_left(pace, others=10, within=10)[0], 0, "a gap")
        self.assertEqual(self.pacer.count_left(pace, within=1000)[0], 100)

    def test_calls_left_are_none_that_a_gap_would_keep_waiting(self):
        pace = (Pace(10, 60),)
        for moment in (0, 1, 2, 20, 21, 22, 23, 24, 25, 26):
            self.now = moment
            self.assertEqual(self.pacer.take(pace), 0)
        self.now = 59
        self.assertEqual(self.pacer.count_left(pace, within=30)[0], 3)

    def test_short_windows_are_waited_for_and_do_not_end_a_turn(self):
        pace = (Pace(2, 1),)
        self.assertEqual([self.pacer.take(pace) > 0 for _call in range(3)], [False, False, True])
        self.assertEqual(self.pacer.count_left(pace), (math.inf, 0))
