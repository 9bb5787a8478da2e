"""Calls that are under way at the same time, each in a thread that does HTTP and nothing else."""

import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress

LANE = "acct_link_lane"  # name of the threads


class GivenUp(Exception):
    """The call did not return in time. Whether it arrived is not known."""


GATHER = 0.7  # seconds in which what lands is handed back together


def went_wrong(landed):
    """:param landed: (id, what came of a call); None: a lane has ended"""
    return landed is not None and isinstance(landed[1], BaseException)


class Flight:
    """Sends what it is given through lanes, in order, and hands back what came of it as it comes.

    A lane is a thread with a client of its own. With a single lane there is none: a call is made
    by the caller, when it asks what has landed. Nobody else may use a Flight than its maker.
    """

    def __init__(
        self,
        open_lane: Callable,
        lanes: int = 1,
        patience: float = math.inf,
        gate: Callable[[], float] = lambda: 0,
    ):
        """:param open_lane: makes the function of one lane, which is called with what `put` got
        :param patience: seconds after which a call is given up, where threads are used
        :param gate: asked before each call: seconds to wait before it is asked again, 0: go on;
            `math.inf`: no further call begins
        """
        self._open_lane = open_lane
        self._gate = gate
        self._is_closed = False
        self._halted = threading.Event()  # whoever waits at the gate looks again
        self._lanes = lanes
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting = deque()
        self._under_way = {}  # id: when it began
        self._flying = 0  # threads that take what waits
        self._landed = queue.SimpleQueue()

    def __bool__(self):
        """Whether something waits or is under way."""
        return bool(self._waiting or self._under_way)

    def put(self, items: Iterable[tuple[Hashable, tuple]], open_lane: Callable | None = None):
        """:param items: (id, arguments) of calls to make
        :param open_lane: the one to use from now on
        """
        with self._lock:
            self._open_lane = open_lane or self._open_lane
            self._waiting.extend(items)
        self._halted.clear()
        self._fill()

    def halt(self) -> list[Hashable]:
        """:return: ids of the calls that have not begun, and never will"""
        with self._lock:
            left = [id_ for id_, _arguments in self._waiting]
            self._waiting.clear()
        self._halted.set()
        return left

    def land(self) -> list[tuple[Hashable, object]]:
        """Wait until something has landed.

        :return: [(id, what the call returned, or the exception it raised)], all that is there now;
            GivenUp for a call that takes too long. Empty: nothing is under way, and nothing waits
            that may begin.
        """
        if self._lanes == 1:
            return self._call_here()
        landed = []
        while not landed:
            self._fill()
            if not self._under_way and not self._flying:
                break
            landed = self._collect()
        self._fill()
        return landed

    def _collect(self):
        with self._lock:
            began = min(self._under_way.values(), default=time.monotonic())
        patience = max(began + self._patience - time.monotonic(), 0)
        landed = []
        with suppress(queue.Empty):
            landed.append(self._landed.get(timeout=None if patience == math.inf else patience))
            until = time.monotonic() + GATHER
            # What is kept together costs less; the lanes go on meanwhile. What went wrong may
            # concern those that wait.
            while self._may_land_more(landed) and not went_wrong(landed[-1]):
                landed.append(self._landed.get(timeout=max(until - time.monotonic(), 0)))
        landed = [each for each in landed if each]
        now = time.monotonic()
        with self._lock:
            # What was given up before lands too late.
            landed = [each for each in landed if self._under_way.pop(each[0], None) is not None]
            late = [id_ for id_, at in self._under_way.items() if at + self._patience <= now]
            for id_ in late:
                del self._under_way[id_]
            self._flying -= len(late)  # its thread may never come back
        return landed + [(id_, GivenUp()) for id_ in late]

    def _may_land_more(self, landed):
        """:return: whether more is under way than has landed, or waits, which at a slow pace may go
        and land soon
        """
        return bool(self._waiting) or sum(map(bool, landed)) < len(self._under_way)

    def _call_here(self):
        if not self._waiting or not self._pass():
            return []
        id_, arguments = self._waiting.popleft()
        try:
            return [(id_, self._open_lane()(*arguments))]
        except Exception as error:
            return [(id_, error)]

    def _fill(self):
        """Have as many threads as there are lanes, if so much waits."""
        if self._lanes == 1:
            return
        with self._lock:
            missing = min(self._lanes - self._flying, len(self._waiting))
            missing = 0 if self._is_closed else max(missing, 0)
            self._flying += missing
        for _number in range(missing):
            # The process does not wait for them: what they left open is looked up.
            threading.Thread(target=self._fly, name=LANE, daemon=True).start()

    def _fly(self):
        opened = call = None
        while True:
            may_go = self._pass()
            with self._lock:
                if not self._waiting or not may_go:
                    self._flying -= 1
                    break
                id_, arguments = self._waiting.popleft()
                began = self._under_way[id_] = time.monotonic()
                open_lane = self._open_lane
            try:
                if open_lane is not opened:
                    opened, call = open_lane, open_lane()
                result = call(*arguments)
            except BaseException as error:
                result = error
            with self._lock:
                given_up = self._under_way.get(id_) != began
            self._landed.put((id_, result))
            if given_up:  # another thread has this lane
                return
        self._landed.put(None)  # whoever waits looks again

    def _pass(self):
        """Wait for the gate. :return: whether a call may begin"""
        while self._waiting and not self._is_closed:
            wait = self._gate()
            if wait == math.inf:
                self._is_closed = True
            elif wait:
                self._halted.wait(wait)
            else:
                return True
        return False
