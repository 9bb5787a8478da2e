"""Call limits per organisation (Xero API: Limits): asked before anything else happens."""

from dataclasses import dataclass, field

from sandbox.common.answer import Answer
from sandbox.common.clock import Clock
from sandbox.common.limits import Window

from ..settings import Settings

MINUTE, DAY = 60, 86_400


@dataclass
class _Usage:
    minute: Window = field(default_factory=lambda: Window(MINUTE))
    day: Window = field(default_factory=lambda: Window(DAY))
    running: int = 0


class Limits:
    """Not locked itself: the caller holds the stand-in's one lock."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._tenants: dict[str, _Usage] = {}
        self._apps: dict[str, Window] = {}

    def usage(self, tenant_id: str) -> "_Usage":
        """What was used so far of an accounts file's calls."""
        return self._tenants.setdefault(tenant_id, _Usage())

    def enter(self, tenant_id: str, client_id: str) -> Answer | None:
        """Count a call; the 429 answer if it is one too many. A call let in must `leave`."""
        now, limits = self._clock.timestamp(), self._settings
        usage = self.usage(tenant_id)
        app = self._apps.setdefault(client_id, Window(MINUTE))
        waits = {
            "day": (usage.day, limits.day_limit),
            "minute": (usage.minute, limits.minute_limit),
            "appminute": (app, limits.app_minute_limit),
        }
        for problem, (window, most) in waits.items():
            seconds = window.seconds_left(now)
            if window.used >= most:
                return self.refusal(problem, seconds, self.headers(tenant_id, client_id))
        if usage.running >= limits.concurrent_limit:
            return self.refusal("concurrent", None, self.headers(tenant_id, client_id))
        for window, _ in waits.values():
            window.used += 1
        usage.running += 1
        return None

    def leave(self, tenant_id: str) -> None:
        self._tenants[tenant_id].running -= 1

    def headers(self, tenant_id: str, client_id: str) -> dict[str, str]:
        usage = self.usage(tenant_id)
        app = self._apps.setdefault(client_id, Window(MINUTE))
        limits = self._settings
        left = {
            "X-DayLimit-Remaining": limits.day_limit - usage.day.used,
            "X-MinLimit-Remaining": limits.minute_limit - usage.minute.used,
            "X-AppMinLimit-Remaining": limits.app_minute_limit - app.used,
        }
        return {name: str(max(0, value)) for name, value in left.items()}

    @staticmethod
    def refusal(problem: str, seconds: int | None, headers: dict[str, str]) -> Answer:
        """429 with no body, nor a type of one. The wait is told for windows, not for too many calls
        at once."""
        headers = {**headers, "X-Rate-Limit-Problem": problem}
        if seconds is not None:
            headers["Retry-After"] = str(seconds)
        return Answer(429, content_type="", headers=headers)
