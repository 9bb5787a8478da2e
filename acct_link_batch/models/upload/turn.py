import math
import time
from dataclasses import dataclass, field

from odoo.sql_db import BaseCursor

from ...lib import errors
from ...lib.exchange import Capabilities

TURN_SECONDS = 5  # then no further call is made in a turn that can go on later


@dataclass
class Memory:
    """What a run of the loop remembers of an interface from turn to turn.

    `problems`: {slot: Problem} of parties without a contact; `call_seconds`: how long a request
    takes that writes, 0 where none was sent yet.
    """

    problems: dict = field(default_factory=dict)
    call_seconds: float = 0


@dataclass
class Turn:
    """What the stages of one turn of one interface share. Its settings are those at its start.

    `interface`: acct.link.interface; `connector`: acct.link.connector; `lock`: the cursor that
    holds the interface; `sign_ins`: how many there had been when it began;
    `calls_left`: what may be called by the pace of the system.
    """

    interface: object
    connector: object
    capabilities: Capabilities
    lock: BaseCursor
    sign_ins: int
    memory: Memory
    calls_left: float = math.inf
    ends_at: float = field(default_factory=lambda: time.monotonic() + TURN_SECONDS)

    @property
    def is_over(self):
        return time.monotonic() > self.ends_at

    def check(self):
        """To be called between two calls, when the answer of the first one is committed.

        :raises TurnOver: it is the turn of another interface
        """
        if self.is_over:
            raise errors.TurnOver

    def count_requests(self):
        """:return: how many requests to send at once: as many as are surely under way before the
        turn is over, as far as is known of how long they take
        """
        count = lanes = max(self.capabilities.parallel, 1)
        if self.memory.call_seconds:
            count = max(int(lanes * TURN_SECONDS / self.memory.call_seconds), lanes)
        return max(min(count, self.calls_left), 1)

    def count_items(self):
        """:return: how many documents, or contacts, to take"""
        size = max(self.capabilities.request_size, 1)
        most = max(self.capabilities.turn_size, size)
        return min(self.count_requests() * size, most)
