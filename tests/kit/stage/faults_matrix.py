"""What faults.py plays its cases on: the books before, the fault, the person, the books after."""

import re
import signal
import time

from kit.stage.count import count_apart
from kit.stage.faults_cases import CONTACTS, EXPENSE, SIGN_IN, get_kinds
from kit.stage.fixture import Fixture
from kit.systems import get_system
from postgres import Failure

CHUNK, EACH, CUSTOMERS = 2, 6, 6
# One customer is in the books already; in each kind one document's number is somebody else's.
KNOWN, TAKEN = "Customer 00001 Ltd", 3
LIKE = str.maketrans("OS", "\u00d6\u0160")  # letters that look like those of our numbers
# Said by the core of what it found, and by a system of what it refused.
NUMBER_TAKEN = "number_taken|number_of_another"
# A token is renewed a minute before its end: one lives for a call, the other for the whole upload.
SHORT, LONG = 60, 1800
ANSWER_SECONDS = 1
PATIENCE = 30  # seconds for a late write to be done
HIDDEN = 2  # seconds that no fault hides a write for
# Nothing settles by itself, however long a run takes on a busy machine: waits are ended here, when
# nothing is on its way any more.
SETTLE_MARGIN = 600


class Matrix(Fixture):
    """One database and one stand-in, on which cases are played one after the other."""

    settle_margin = SETTLE_MARGIN
    latency_ms = 0  # of the stand-in
    # One after the other, as a case says which call is hit; test_in_flight plays them side by side.
    upload_values = {"chunk": CHUNK, "parallel": 1}

    def __init__(self, purpose, system=None):
        system = system or get_system()
        prices = (100.0, 33.33)
        self.kinds = get_kinds(system)
        layouts = [
            (move_type, [(number, price, 0, 15) for price in prices])
            for number, move_type in enumerate(self.kinds.values(), 1)
        ]
        self.count = EACH * len(self.kinds)
        settings = {"send_bills": EXPENSE in self.kinds}
        super().__init__(purpose, self.count, CUSTOMERS, layouts, system, **settings)
        self.execute("UPDATE acct_link_interface SET answer_timeout = %s", (ANSWER_SECONDS,))
        self.calls = {}  # (column, lenient): how many an undisturbed upload needs

    # === A CASE === #

    def play(self, case):
        """:return: ({what is wrong: which}, what a person had to do)"""
        self.measure_calls(case)
        foreign = self.prepare(case.lenient, SHORT if case.column == SIGN_IN else LONG)
        pid = self.workers.start("upload", **self.upload_values)
        fault = self.add_fault(case, pid)
        self.workers.go(pid)
        code = self.workers.wait(pid)
        if code != (-signal.SIGKILL if case.fault.startswith("kill") else 0):
            raise Failure(f"{case}: the loop ended with {code}; see {self.workers.log}")
        self.end_waits()
        self.finish()
        silent = self.find_silent()
        by_hand = self.act_as_person()
        wrong = {"silent": silent, **self.count_in_books(foreign)}
        [row] = [row for row in self.stand_in.control("faults") if row["id"] == fault]
        wrong["not_fired"] = [] if row["hits"] else [case.fault]
        return {name: values for name, values in wrong.items() if values}, by_hand

    def finish(self, passes=12):
        for _ in range(passes):
            self.workers.run("upload", **self.upload_values)
            if not self.count_open() or self.is_signed_out():
                return
            self.end_waits()

    def end_waits(self):
        """What is still on its way arrives before, although nobody waited for it."""
        deadline = time.monotonic() + PATIENCE
        while self.stand_in.control("calls")["under_way"]:
            if time.monotonic() > deadline:
                raise Failure("A late write does not come")
            time.sleep(0.05)
        # What cannot be read for a while can be.
        self.stand_in.control("clock", advance=HIDDEN)
        super().end_waits()

    def add_fault(self, case, pid):
        """:return: its id"""
        values = {**self.system.faults[case.fault][0], "kind": case.fault.split()[0]}
        if values["kind"] == "kill":
            values["pid"] = pid
        if values["kind"] == "unknown_enum":
            values["field"] = self.system.enums[case.column]
        if values["kind"] == "bookkeeper":
            wish = self.system.wish_contact("Entered meanwhile")
            values["wish"] = {"tenant": self.tenant, **wish}
        call, calls = self.get_call(case.column), self.calls[case.column, case.lenient]
        skip = {"first": 0, "middle": calls // 2, "last": calls - 1}[case.chunk]
        return self.stand_in.control("faults", **call.fault(**values), skip=skip)["id"]

    def get_call(self, column):
        return self.system.sign_in if column == SIGN_IN else self.system.writes[column]

    # === THE BOOKS BEFORE === #

    def prepare(self, lenient, token_seconds):
        """Everything queued, and books that hold what is not ours. :return: those books"""
        name = self.system.sign_in_seconds
        self.renew(
            0,
            **self.system.calm,
            lenient=lenient,
            latency_ms=self.latency_ms,
            **({name: token_seconds} if name else {}),
        )
        self.workers.run("queue", documents=self.count)
        self.add_strangers()
        return self.read_books()

    def read_books(self):
        return self.stand_in.control(f"books?tenant={self.tenant}")[self.tenant]

    def add_strangers(self):
        """A contact whom we know by name, others who look like one of ours; and documents with a
        number, a customer or a total of ours, of every kind.
        """
        names = {
            KNOWN: "known@elsewhere.example",
            "Customer 00002 Limited": "office@customer-2.example",
            "Customer 00003  Ltd.": "",
        }
        ids = {}
        for number, (name, email) in enumerate(names.items()):
            ids[name] = f"0f000000-0000-4000-8000-{number:012}"
            self.system.add_contact(self.stand_in, self.tenant, name, email, id=ids[name])
        documents = self.read_documents(self.tenant)
        for kind in self.kinds:
            ours = [each for each in documents if each["kind"] == kind]
            taken = ours[TAKEN]
            # The same total for a customer of ours, on another day.
            self.add_document(kind, taken["number"], ids[KNOWN], taken["total"])
            for number in (f"{ours[0]['number']}A", ours[1]["number"].translate(LIKE)):
                self.add_document(kind, number, ids["Customer 00002 Limited"], "12.50")
            # Numbers of other kinds of documents are no numbers of this kind, but for those that
            # share a sequence.
            mates = self.system.number_mates if kind in self.system.number_mates else ()
            for other in sorted(set(self.system.kinds) - {kind, *mates}):
                self.add_document(other, ours[0]["number"], ids[KNOWN], ours[0]["total"])

    def add_document(self, kind, number, contact_id, total):
        self.system.add_document(self.stand_in, self.tenant, kind, number, contact_id, total)

    def measure_calls(self, case):
        """How many calls of its kind an undisturbed upload needs; where tokens are hit, when each
        lives for one call only.
        """
        if (case.column, case.lenient) in self.calls:
            return
        foreign = self.prepare(case.lenient, SHORT if case.column == SIGN_IN else LONG)
        self.finish()
        if wrong := self.count_in_books(foreign):
            raise Failure(f"The upload fails even without faults: {wrong}")
        columns = [SIGN_IN] if case.column == SIGN_IN else [*self.kinds, CONTACTS]
        for column in columns:
            call = self.get_call(column)
            # One path may serve several kinds, of which a call takes one document each.
            alone = call.contains and self.system.chunk == 1
            count = self.count_uploaded(column) if alone else self.count_calls(call)
            self.calls[column, case.lenient] = count

    def count_uploaded(self, kind):
        [[count]] = self.execute(
            "SELECT count(*) FROM acct_link_batch_line WHERE state = 'uploaded' AND kind = %s",
            (kind,),
        )
        return count

    # === A PERSON === #

    def is_signed_out(self):
        signs_in = self.system.sign_in
        return bool(signs_in and self.execute("SELECT 1 FROM acct_link_token WHERE lapsed"))

    def find_failed(self):
        """:return: [(number, problems)] of what failed, but for numbers that are another's"""
        return [
            row
            for row in self.execute(
                "SELECT m.name, l.problems::text FROM acct_link_batch_line l"
                " JOIN account_move m ON m.id = l.move_id WHERE l.state = 'failed' ORDER BY m.name"
            )
            if not re.search(NUMBER_TAKEN, row[1] or "")
        ]

    def find_silent(self):
        """Documents that wait or failed, and nobody is told why."""
        silent = [number for number, problems in self.find_failed() if not problems]
        if not self.is_signed_out() and (count := self.count_open()):
            silent.append(f"{count} open")
        return silent

    def act_as_person(self):
        """Do what Odoo asks a person for. :return: what that was"""
        done = []
        while (out := self.is_signed_out()) or self.find_failed():
            if len(done) == 3:
                return done  # no use; the count will tell
            done.append("sign in" if out else "retry")
            self.sign_in() if out else self.workers.run("retry")
            self.finish()
        return done

    # === THE BOOKS AFTERWARDS === #

    def count_in_books(self, foreign):
        """:return: {what is wrong: which}"""
        documents = self.read_documents(self.tenant)
        refused = {
            number
            for (number,) in self.execute(
                "SELECT number_sent FROM acct_link_batch_line"
                f" WHERE state = 'failed' AND problems::text ~ '{NUMBER_TAKEN}'"
            )
        }
        taken = {
            [each for each in documents if each["kind"] == kind][TAKEN]["number"]
            for kind in self.kinds
        }
        for document in documents:
            document["refused"] = document["number"] in refused & taken
        counted = count_apart(self.system.name, self.stand_in.url, self.tenant, documents, foreign)
        found = counted.pop("found")
        if len(found) + len(refused & taken) != self.count:
            counted["not_found"] = [self.count - len(found)]
        counted["requests"] = self.execute(
            "SELECT operation, kind, state FROM acct_link_request"
            " WHERE state NOT IN ('done', 'void')"
        )
        return {name: values for name, values in counted.items() if values}
