"""Whose turn it is, where several wait for the one worker that serves them."""

import time
from collections.abc import Callable


class Turns:
    """Those who wait, the one whose turn is next first. After a turn one comes again when as many
    times its length are over as there are who wait: each gets the same share of the time, however
    long its turns are, and nobody is kept waiting while the worker is idle.
    """

    def __init__(self, waiting: dict[int, float], clock: Callable[[], float] = time.time):
        """:param waiting: {id: moment of its next turn, in seconds as those of `clock`}"""
        self._clock = clock
        self._served = 0
        self._waiting = {id_: (moment, 0, id_) for id_, moment in waiting.items()}

    def __len__(self):
        return len(self._waiting)

    def take(self) -> int:
        """Whose turn it is now; it waits no more."""
        id_ = min(self._waiting, key=self._waiting.__getitem__)
        del self._waiting[id_]
        self._began = self._clock()
        return id_

    def put_back(self, id_: int) -> float:
        """It waits again after its turn. :return: the moment of its next one"""
        length = self._clock() - self._began
        moment = self._began + length * (len(self._waiting) + 1)
        self._served += 1
        self._waiting[id_] = (moment, self._served, id_)
        return moment
