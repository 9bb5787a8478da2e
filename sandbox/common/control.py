"""The control API under /_sandbox: how a test looks behind the scenes and pulls the strings."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .answer import Answer, json_answer, load
from .clock import moment_string
from .request import Request

if TYPE_CHECKING:
    from .standin import StandIn

ROOT = "/_sandbox/"
Body = dict[str, Any]
Routes = dict[tuple[str, str], Callable[[Body], Any]]


class Control:
    """Strings that every stand-in has; a system adds its own to `routes`."""

    def __init__(self, stand_in: "StandIn") -> None:
        self._stand_in = stand_in

    def routes(self) -> Routes:
        """By method and name: what is done with the values sent, and what is answered."""
        return {
            ("GET", "books"): self._books,
            ("GET", "calls"): lambda body: self._calls(),
            ("GET", "faults"): lambda body: self._stand_in.faults.rows(),
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda body: self._stand_in.faults.clear(),
            ("GET", "settings"): lambda body: self._stand_in.settings.values(),
            ("POST", "settings"): self._change_settings,
            ("POST", "clock"): self._advance,
            ("POST", "reset"): lambda body: self._stand_in.reset(),
            ("POST", "bookkeeper"): self._stand_in.act,
        }

    def answer(self, request: Request) -> Answer:
        """JSON in, JSON out; 400 with the reason for a wish that makes no sense."""
        route = self.routes().get((request.method, request.path.removeprefix(ROOT)))
        if route is None:
            return json_answer(404, {"error": "no such control"})
        try:
            body = load(request.body) if request.body else dict(request.query)
            found = route(body)
        except (ValueError, TypeError, KeyError, ArithmeticError, OSError) as problem:
            return json_answer(400, {"error": f"{type(problem).__name__}: {problem}"})
        return json_answer(200, {"ok": True} if found is None else found)

    def _books(self, body: Body) -> Body:
        with self._stand_in.lock:
            return self._stand_in.books(body)

    def _calls(self) -> Body:
        with self._stand_in.lock:
            record = self._stand_in.calls
            under_way = sum(call.under_way for call in record.calls) + self._stand_in.faults.late
            counters = record.counters()
            return {"calls": record.rows(), "counters": counters, "under_way": under_way}

    def _add_fault(self, body: Body) -> Body:
        body = {name: _plain(value) for name, value in body.items()}
        return {"id": self._stand_in.faults.add(body).id}

    def _change_settings(self, body: Body) -> None:
        with self._stand_in.lock:
            self._stand_in.change_settings(body)

    def _advance(self, body: Body) -> Body:
        self._stand_in.clock.advance(float(body["advance"]))
        return {"now": moment_string(self._stand_in.clock.now())}


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
