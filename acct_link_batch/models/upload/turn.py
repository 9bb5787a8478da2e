import math
import time
from dataclasses import dataclass, field

from odoo.sql_db import BaseCursor

from ...lib import errors
from ...lib.exchange import Capabilities

# Then no further call is made in a turn that can go on later: where others wait, and alone.
TURN_SECONDS, ALONE_SECONDS = 5, 10


def get_turn_seconds(left, is_alone):
    """How long a turn may take. What is done once a turn costs less in a long one, and nobody
    waits for one that is alone; the slice of the scheduled action, or job, is no longer for it.

    :param left: seconds left of that
    """
    return max(min(left, ALONE_SECONDS), TURN_SECONDS) if is_alone else TURN_SECONDS


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
    `calls_left`: what may be called by the pace of the system; `seconds`: how long it may look for
    something, and then send.
    """

    interface: object
    connector: object
    capabilities: Capabilities
    lock: BaseCursor
    sign_ins: int
    memory: Memory
    calls_left: float = math.inf
    seconds: float = TURN_SECONDS
    is_sending: bool = False

    def __post_init__(self):
        self.ends_at = time.monotonic() + self.seconds

    def begin_sending(self):
        """What was made ready has the whole time of a turn to leave, once: what is left over is
        made ready again.
        """
        if not self.is_sending:
            self.is_sending = True
            self.ends_at = time.monotonic() + self.seconds

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
            count = max(int(lanes * self.seconds / self.memory.call_seconds), lanes)
        return max(min(count, self.calls_left), 1)

    def count_items(self):
        """:return: how many documents, or contacts, to take"""
        size = max(self.capabilities.request_size, 1)
        most = max(self.capabilities.turn_size, size)
        return min(self.count_requests() * size, most)
