"""What faults.py plays its cases on: the books before, the fault, the person, the books after."""

import signal
import time

from kit.faults_cases import CHUNKS, CONTACTS, FAULTS, KINDS, TOKEN
from kit.stage.count import count_apart
from kit.stage.fixture import Fixture
from postgres import Failure

API = "/api.xro/2.0/"
CHUNK, EACH, CUSTOMERS = 2, 6, 6
# One customer is in the books already; in each kind one document's number is somebody else's.
KNOWN, TAKEN = "Customer 00001 Ltd", 3
TOKEN_PATH, NUMBER_TAKEN = "/connect/token", "number_taken"
# A token is renewed a minute before its end: one lives for a call, the other for the whole upload.
SHORT, LONG = 60, 1800
ANSWER_SECONDS = 1
SETTINGS = {"minute_limit": 100_000, "app_minute_limit": 100_000, "day_limit": 100_000}
PATIENCE = 30  # seconds for a late write to be done
# The field that `unknown_enum` fills.
FIELDS = {CONTACTS: "ContactStatus", TOKEN: "token_type"}


class Matrix(Fixture):
    """One database and one stand-in, on which cases are played one after the other."""

    upload_task = "kit.faults_tasks.upload"

    def __init__(self, purpose):
        prices = (100.0, 33.33)
        layouts = [
            (kind.move_type, [(number, price, 0, 15) for price in prices])
            for number, kind in enumerate(KINDS, 1)
        ]
        self.count = EACH * len(KINDS)
        super().__init__(purpose, self.count, CUSTOMERS, layouts)
        self.execute("UPDATE acct_link_interface SET answer_timeout = %s", (ANSWER_SECONDS,))
        self.token_calls = {}  # lenient: how many an undisturbed upload needs

    # === A CASE === #

    def play(self, case):
        """:return: ({what is wrong: which}, what a person had to do)"""
        if case.column == TOKEN:
            self.measure_token_calls(case.lenient)
        foreign = self.prepare(case.lenient, SHORT if case.column == TOKEN else LONG)
        pid = self.workers.start(self.upload_task, chunk=CHUNK)
        fault = self.add_fault(case, pid)
        self.workers.go(pid)
        code = self.workers.wait(pid)
        if code != (-signal.SIGKILL if case.fault.startswith("kill") else 0):
            raise Failure(f"{case}: the loop ended with {code}; see {self.workers.log}")
        self.wait_for_late_write(case)
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
            self.workers.run(self.upload_task, chunk=CHUNK)
            if not self.count_open() or self.is_signed_out():
                return
            self.end_waits()

    def wait_for_late_write(self, case):
        """What is still on its way arrives, although nobody waited for it."""
        if "seconds" not in FAULTS[case.fault][0]:
            return
        deadline = time.monotonic() + PATIENCE
        while any(
            call["fault"] and call["status"] is None
            for call in self.stand_in.control("calls")["calls"]
        ):
            if time.monotonic() > deadline:
                raise Failure(f"{case}: the late write does not come")
            time.sleep(0.05)

    def add_fault(self, case, pid):
        """:return: its id"""
        values = {**FAULTS[case.fault][0], "kind": case.fault.split()[0]}
        if values["kind"] == "kill":
            values["pid"] = pid
        if values["kind"] == "unknown_enum":
            values["field"] = FIELDS.get(case.column, "Status")
        if values["kind"] == "bookkeeper":
            wish = {"action": "add_contact", "name": "Entered meanwhile", "values": {}}
            values["wish"] = {"tenant": self.tenant, **wish}
        path, calls = "Contacts", len(CHUNKS)
        for kind in KINDS:
            if kind.column == case.column:
                path, values["contains"] = kind.resource, f'"{kind.type}"'
        where = {"method": "PUT", "path": f"{API}{path}$"}
        if case.column == TOKEN:
            where, calls = {"method": "POST", "path": TOKEN_PATH}, self.token_calls[case.lenient]
        skip = {"first": 0, "middle": calls // 2, "last": calls - 1}[case.chunk]
        return self.stand_in.control("faults", **values, **where, skip=skip)["id"]

    # === THE BOOKS BEFORE === #

    def prepare(self, lenient, token_seconds):
        """Everything queued, and books that hold what is not ours. :return: those books"""
        self.renew(0, **SETTINGS, lenient=lenient, access_token_seconds=token_seconds)
        self.workers.run("queue", documents=self.count)
        self.add_strangers()
        return self.read_books()

    def read_books(self):
        return self.stand_in.control(f"books?tenant={self.tenant}")[self.tenant]

    def bookkeeper(self, action, **wish):
        self.stand_in.control("bookkeeper", tenant=self.tenant, action=action, **wish)

    def add_strangers(self):
        """A contact whom we know by name, others who look like one of ours; and documents with a
        number, a customer or a total of ours, of every type.
        """
        names = {
            KNOWN: "known@elsewhere.example",
            "Customer 00002 Limited": "office@customer-2.example",
            "Customer 00003  Ltd.": "",
        }
        ids = {}
        for number, (name, email) in enumerate(names.items()):
            ids[name] = f"0f000000-0000-4000-8000-{number:012}"
            values = {"EmailAddress": email}
            self.bookkeeper("add_contact", id=ids[name], name=name, values=values)
        documents = self.read_documents(self.tenant)
        of_kind = {
            kind.kind: [each for each in documents if each["kind"] == kind.kind] for kind in KINDS
        }
        for kind in KINDS:
            ours = of_kind[kind.kind]
            taken = ours[TAKEN]
            # The same total for a customer of ours, on another day.
            self.add_document(kind.type, taken["number"], ids[KNOWN], taken["total"])
            for number in (f"{ours[0]['number']}A", ours[1]["number"].replace("O", "\u00d6")):
                self.add_document(kind.type, number, ids["Customer 00002 Limited"], "12.50")
            # Numbers of other kinds of documents are no numbers of this kind.
            others = {"ACCPAY", "ACCPAYCREDIT", *(each.type for each in KINDS)} - {kind.type}
            for type_ in sorted(others):
                self.add_document(type_, ours[0]["number"], ids[KNOWN], ours[0]["total"])

    def add_document(self, type_, number, contact_id, total):
        line = {"Description": "By hand", "Quantity": 1, "UnitAmount": float(total)}
        line.update(AccountCode="200", TaxType="NONE")
        self.bookkeeper(
            "add_document",
            type=type_,
            number=number,
            contact_id=contact_id,
            date="2026-01-30",
            lines=[line],
        )

    def measure_token_calls(self, lenient):
        """How many tokens an undisturbed upload needs when each lives for one call only."""
        if lenient not in self.token_calls:
            foreign = self.prepare(lenient, SHORT)
            self.finish()
            if wrong := self.count_in_books(foreign):
                raise Failure(f"The upload fails even without faults: {wrong}")
            grants = self.stand_in.control("calls")["counters"]["grants"]
            self.token_calls[lenient] = grants["refresh_token"]

    # === A PERSON === #

    def is_signed_out(self):
        return bool(self.execute("SELECT 1 FROM acct_link_token WHERE lapsed"))

    def find_failed(self):
        """:return: [(number, problems)] of what failed, but for numbers that are another's"""
        return [
            row
            for row in self.execute(
                "SELECT m.name, l.problems::text FROM acct_link_batch_line l"
                " JOIN account_move m ON m.id = l.move_id WHERE l.state = 'failed' ORDER BY m.name"
            )
            if NUMBER_TAKEN not in (row[1] or "")
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
                f" WHERE state = 'failed' AND problems::text LIKE '%%{NUMBER_TAKEN}%%'"
            )
        }
        taken = {
            [each for each in documents if each["kind"] == kind.kind][TAKEN]["number"]
            for kind in KINDS
        }
        for document in documents:
            document["refused"] = document["number"] in refused & taken
        counted = count_apart(self.stand_in.url, self.tenant, documents, foreign)
        found = counted.pop("found")
        if len(found) + len(refused & taken) != self.count:
            counted["not_found"] = [self.count - len(found)]
        counted["requests"] = self.execute(
            "SELECT operation, kind, state FROM acct_link_request"
            " WHERE state NOT IN ('done', 'void')"
        )
        return {name: values for name, values in counted.items() if values}
