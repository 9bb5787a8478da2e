"""Something that is to happen at a moment, though nobody is awake then to do it."""

import heapq
import logging
import threading
import time
from collections.abc import Callable

_logger = logging.getLogger(__name__)


class Alarm:
    """Rings at the moments that were set, in a thread of its own that costs nothing while it waits
    and ends with the process. So it is no more than a hint: what must not be missed is kept
    elsewhere.
    """

    def __init__(self, ring: Callable[[str], None]):
        """:param ring: called with the name that was set; what it raises is logged"""
        self._ring = ring
        self._changed = threading.Condition()
        self._moments = []
        self._thread = None

    def set(self, name: str, moment: float):
        """:param moment: seconds since 1970; one that is over rings at once"""
        with self._changed:
            if (moment, name) in self._moments:
                return
            heapq.heappush(self._moments, (moment, name))
            # A process that was forked has the moments of its parent, and not its thread.
            if not (self._thread and self._thread.is_alive()):
                self._thread = threading.Thread(target=self._watch, name="alarm", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _watch(self):
        while name := self._wait():
            try:
                self._ring(name)
            except Exception:
                _logger.warning("The alarm of %s did not ring", name, exc_info=True)

    def _wait(self):
        """:return: whose moment has come; None once no moment is left"""
        with self._changed:
            while self._moments:
                moment, name = self._moments[0]
                seconds = moment - time.time()
                if seconds <= 0:
                    heapq.heappop(self._moments)
                    return name
                self._changed.wait(seconds)
            self._thread = None
            return None
