"""The stand-in's own time, so that a test can let six minutes or sixty days pass at once."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset that only the control API moves, and only forwards."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def timestamp(self) -> float:
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock only moves forwards")
        self._offset += timedelta(seconds=seconds)

    def reset(self) -> None:
        self._offset = timedelta(0)


def moment_string(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
