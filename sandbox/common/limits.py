"""How often a client may call: what limits of every kind are counted in."""

from dataclasses import dataclass


@dataclass
class Window:
    """A fixed window that begins with the first call in it."""

    seconds: int
    began: float = 0.0
    used: int = 0

    def seconds_left(self, now: float) -> int:
        if now >= self.began + self.seconds:
            self.began, self.used = now, 0
        return max(1, int(self.began + self.seconds - now))
