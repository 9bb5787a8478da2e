"""How many calls a time are made, so that no limit of the other side is reached."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

SHORT = 2  # seconds that are waited for at most; a longer wait ends the turn


@dataclass(frozen=True)
class Pace:
    """No more than `calls` in any `seconds`."""

    calls: int
    seconds: float


class Pacer:
    """Counts the calls of one process to one accounts file, in windows that slide: however the
    other side cuts its own, none of them is ever full. Threads share it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._moments = deque()

    def take(self, paces: tuple[Pace, ...], others: int = 0) -> float:
        """Count one call, if it may be made now.

        :param others: calls that other processes made in the longest window
        :return: seconds to wait before the question is asked again; 0: it is counted
        """
        with self._lock:
            now = self._clock()
            wait = max((self._wait(pace, now, others) for pace in paces), default=0)
            if not wait and paces:
                self._moments.append(now)
                longest = max(pace.seconds for pace in paces)
                while self._moments[0] <= now - longest:
                    self._moments.popleft()
            return wait

    def pause(self, seconds: float):
        """Let a short time pass: a worker is kept, and so is its transaction."""
        threading.Event().wait(min(seconds, SHORT))

    def count_left(
        self, paces: tuple[Pace, ...], others: int = 0, within: float = 0
    ) -> tuple[float, float]:
        """Of the windows that are too long to wait for.

        :param within: seconds, in which more calls may follow those of now
        :return: (calls that may be made one after another, seconds until there are more if there
            are none)
        """
        long = [pace for pace in paces if pace.seconds > SHORT]
        with self._lock:
            now = self._clock()
            left = min(
                (self._count_free(pace, now, others, within) for pace in long),
                default=float("inf"),
            )
            wait = max((self._wait(pace, now, others) for pace in long), default=0)
        return left, wait

    def _count_free(self, pace, now, others, within):
        inside = [moment for moment in self._moments if moment > now - pace.seconds]
        most = pace.calls - others
        count, at = max(most - len(inside), 0), now
        # Each that leaves the window makes room for another, which a gap would keep waiting.
        for moment in inside[max(len(inside) - most, 0) :]:
            leaving = moment + pace.seconds
            if leaving > now + within or leaving - at > SHORT:
                break
            count, at = count + 1, leaving
        return count

    def _wait(self, pace, now, others):
        # Those of others count for windows as long as they were counted in.
        most = pace.calls - (others if pace.seconds > SHORT else 0)
        inside = [moment for moment in self._moments if moment > now - pace.seconds]
        if len(inside) < most:
            return 0
        # When so many have left the window that one more fits in.
        leaving = inside[len(inside) - most] if most > 0 else now
        return max(leaving + pace.seconds - now, 0.001)
