"""The record of all requests that came in, for tests to count and compare. Holds no secrets."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .clock import moment_string
from .request import Request


@dataclass
class Call:
    """`status` stays empty while, or if, no answer was made; `answered` tells whether the whole
    answer was handed to the network. `tenant` is the organisation whose books were meant, `grant`
    that of a call for a token; `replayed`: answered from memory by its `idempotency_key`;
    `under_way`: it is still served."""

    number: int
    time: str
    method: str
    path: str
    query: str
    idempotency_key: str = ""
    tenant: str = ""
    grant: str = ""
    status: int | None = None
    answered: bool = False
    replayed: bool = False
    fault: str = ""
    under_way: bool = True


@dataclass
class CallRecord:
    calls: list[Call] = field(default_factory=list)

    def begin(self, request: Request, now: datetime, **marks: str) -> Call:
        """:param marks: what the system sees in a request: `idempotency_key`, `grant`"""
        call = Call(
            number=len(self.calls) + 1,
            time=moment_string(now),
            method=request.method,
            path=request.path,
            query=urlsplit(request.target).query,
            **marks,
        )
        self.calls.append(call)
        return call

    def clear(self) -> None:
        self.calls.clear()

    def rows(self) -> list[dict[str, Any]]:
        return [asdict(call) for call in self.calls]

    def counters(self) -> dict[str, dict[str, int]]:
        """Requests by method and path, and token requests by grant."""
        endpoints: dict[str, int] = {}
        grants: dict[str, int] = {}
        for call in self.calls:
            name = f"{call.method} {call.path}"
            endpoints[name] = endpoints.get(name, 0) + 1
            if call.grant:
                grants[call.grant] = grants.get(call.grant, 0) + 1
        return {"endpoints": endpoints, "grants": grants}
