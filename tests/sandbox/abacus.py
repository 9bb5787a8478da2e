"""A made-up system with one list: all that a stand-in has to write."""

import time
from dataclasses import asdict, dataclass

from sandbox.common.answer import Answer, Refused, json_answer, load
from sandbox.common.clock import moment_string
from sandbox.common.fault_kinds import refusing
from sandbox.common.faults import Faults
from sandbox.common.ids import new_guid
from sandbox.common.server import Server
from sandbox.common.settings import Settings
from sandbox.common.shelf import Shelf
from sandbox.common.standin import StandIn


@dataclass(frozen=True)
class Entry:
    id: str
    Text: str
    Written: str

    def keys(self):
        yield "text", self.Text


class AbacusFaults(Faults):
    KINDS = Faults.KINDS | {"closed": refusing(lambda fault: json_answer(403, {"Closed": True}))}


class Abacus(StandIn):
    FAULTS = AbacusFaults

    def begin_books(self):
        self.entries = Shelf(Entry.keys)

    def answer(self, request, call):
        time.sleep(self.settings.latency_ms / 1000)
        with self.lock:
            if request.path != "/entries":
                raise Refused(Answer(404))
            if request.method == "POST":
                return json_answer(200, asdict(self._write(load(request.body)["Text"])))
            return json_answer(200, self.books({}))

    def _write(self, text):
        if self.entries.find(("text", text)) and not self.settings.lenient:
            raise Refused(json_answer(400, {"Message": "is there already"}))
        entry = Entry(new_guid(), text, moment_string(self.clock.now()))
        self.entries.put(entry)
        return entry

    def books(self, body):
        return {"entries": [asdict(entry) for entry in self.entries]}

    def act(self, wish):
        with self.lock:
            self._write(wish["write"])

    def marks(self, request):
        return {"idempotency_key": request.header("Abacus-Key")}


def start(port=0):
    return Server(Abacus(Settings()), port).run()
