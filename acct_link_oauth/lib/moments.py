"""Moments at which calls may go out, as they were handed out before. Pure."""

import threading
import time
from collections import deque
from collections.abc import Callable


class Moments:
    """Those of one process, for calls that fly together. Threads share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._moments = deque()

    def fill(self, wait: float, count: int, step: float):
        """Moments in place of those of before: the first in `wait` seconds, the others behind it,
        `step` seconds from each other.
        """
        start = self._clock() + wait
        with self._lock:
            self._moments = deque(start + step * place for place in range(count))

    def before(self, gate: Callable[[], float]) -> Callable[[], float]:
        """A gate, as of a Flight, that keeps the moments, and then the other one. Calls that are
        made again have none, and keep the other one alone.
        """

        def both():
            with self._lock:
                moments = self._moments
                if moments and (wait := moments[0] - self._clock()) > 0:
                    return wait
                wait = gate()
                if not wait and moments:
                    moments.popleft()
                return wait

        return both
