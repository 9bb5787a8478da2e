"""How many calls an accounting system still takes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Budget:
    """What the last answers told; None: not known. `at`: when they told of the day (naive UTC).

    `app_minute`: calls of this minute that all who use the same app share. `minute_ends`,
    `day_ends`: until when to wait (naive UTC), as no call of this minute, of this day is left.
    `used`: calls of the last 24 hours, by the counts of those answers. `reserve`: calls of the day
    that scheduled work leaves to people. `others`: calls that other processes made in the last
    minute.
    """

    day: int | None = None
    minute: int | None = None
    app_minute: int | None = None
    at: datetime | None = None
    minute_ends: datetime | None = None
    day_ends: datetime | None = None
    reserve: int = 0
    used: int | None = None
    others: int = 0
