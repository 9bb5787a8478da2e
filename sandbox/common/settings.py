"""What a test or a demo may change about a stand-in while it runs."""

from copy import deepcopy
from dataclasses import dataclass, fields
from typing import Any


@dataclass
class Settings:
    """What every stand-in has; a system adds its own. What `strict` and `lenient` mean is told by
    each system (README); `latency_ms` is how long the work of a call takes."""

    strict: bool = True
    lenient: bool = False
    latency_ms: int = 0

    def update(self, changes: dict[str, Any]) -> None:
        """Set what is named; ValueError for an unknown name or a value of another kind."""
        known = {entry.name: type(getattr(self, entry.name)) for entry in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"no setting named {name}")
            if type(value) is not known[name]:
                raise ValueError(f"{name} must be of kind {known[name].__name__}")
        for name, value in changes.items():
            setattr(self, name, value)

    def values(self) -> dict[str, Any]:
        """All of them, as they are now: a list that changes later is another one."""
        return deepcopy(vars(self))
