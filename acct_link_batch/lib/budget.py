"""How many calls an accounting system still takes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Budget:
    """What the last answers told, at the moment `at` (naive UTC); None: not known.

    `reserve`: calls of the day that scheduled work leaves to people.
    """

    day: int | None = None
    minute: int | None = None
    at: datetime | None = None
    reserve: int = 0
