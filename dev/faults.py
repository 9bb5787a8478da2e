"""Play every fault of the stand-in at every kind of write, and look for lost, doubled or foreign
documents.

python dev/faults.py [--rows PATTERN] [--at-once N]
    Each row is a fault, each column a kind of call and the chunk it hits. A case begins with clean
    books that hold other people's documents and contacts, some with a number or a name of ours,
    and ends when nothing is left to do. What needs a person (a sign-in, a retry) is done by one;
    then another process counts in the books. A fault that did not fire is a failure, too. What may
    have been written without our knowing also happens on the lenient stand-in, where whatever is
    sent twice is there twice.
"""

import argparse
import queue
import re
import signal
import sys
import threading
import time
from collections import Counter
from typing import NamedTuple

from count import count_apart
from fixture import Fixture
from postgres import ROOT, Failure

API = "/api.xro/2.0/"


class Kind(NamedTuple):
    """A kind of document: its column, Odoo's and our names of it, and its call."""

    column: str
    move_type: str
    kind: str
    resource: str
    type: str


# What is uploaded; a kind that can be pushed later is one more row (and one of count.LISTS).
KINDS = [
    Kind("invoices", "out_invoice", "invoice", "Invoices", "ACCREC"),
    Kind("credit notes", "out_refund", "credit_note", "CreditNotes", "ACCRECCREDIT"),
]
CONTACTS, TOKEN = "contacts", "token calls"
CHUNKS = ("first", "middle", "last")
CHUNK, EACH, CUSTOMERS = 2, 6, 6
COLUMNS = [*(kind.column for kind in KINDS), CONTACTS, TOKEN]
# One customer is in the books already; in each kind one document's number is somebody else's.
KNOWN, TAKEN = "Customer 00001 Ltd", 3
TOKEN_PATH, NUMBER_TAKEN = "/connect/token", "number_taken"
# A token is renewed a minute before its end: one lives for a call, the other for the whole upload.
SHORT, LONG = 60, 1800
ANSWER_SECONDS = 1
SETTINGS = {"minute_limit": 100_000, "app_minute_limit": 100_000, "day_limit": 100_000}
LATE = 1.6  # seconds until a late write is done: longer than anybody waits for the answer
PATIENCE = 30  # seconds for a late write to be done

# Every switch of sandbox/README.md: (fault, whether something may have been written).
FAULTS = {
    "drop_before": ({}, True),
    "drop_after": ({}, True),
    "commit_later": ({"seconds": LATE}, True),
    "status_500_after": ({}, True),
    "status_500_after remembered": ({"remember": True}, True),
    "status_503": ({}, True),
    "status_503 retry_after": ({"retry_after": 20}, True),
    "rate_limit minute": ({"variant": "minute"}, False),
    "rate_limit day": ({"variant": "day"}, False),
    "rate_limit appminute": ({"variant": "appminute"}, False),
    "rate_limit concurrent": ({"variant": "concurrent"}, False),
    "unauthorized_expired": ({}, False),
    "unauthorized_scope": ({}, False),
    "forbidden": ({}, False),
    "slow": ({"seconds": LATE}, True),
    "slow received": ({"seconds": LATE, "point": "received"}, True),
    "garbage": ({}, True),
    "html_400": ({}, False),
    "truncated": ({}, True),
    "unknown_enum": ({}, False),
    "warning": ({}, False),
    "refuse_whole": ({}, False),
    "bookkeeper": ({}, False),
    "kill received": ({"point": "received"}, True),
    "kill committed": ({"point": "committed"}, True),
    "kill answered": ({"point": "answered"}, True),
}
# The field that `unknown_enum` fills.
FIELDS = {CONTACTS: "ContactStatus", TOKEN: "token_type"}
# Answers that have no elements a warning could stand on.
NOTHING_TO_WARN_OF = {("warning", CONTACTS), ("warning", TOKEN)}


class Case(NamedTuple):
    fault: str
    column: str
    chunk: str
    lenient: bool


def say(text):
    print(text, flush=True)


def get_rows(pattern=""):
    """:return: [(fault, lenient, [Case])]: the rows whose name the pattern is found in"""
    rows = []
    for fault, (_values, may_be_written) in FAULTS.items():
        for lenient in (False, True) if may_be_written else (False,):
            cases = [
                Case(fault, column, chunk, lenient)
                for column in COLUMNS
                for chunk in CHUNKS
                if (fault, column) not in NOTHING_TO_WARN_OF
            ]
            if re.search(pattern, name_row(fault, lenient)):
                rows.append((fault, lenient, cases))
    return rows


def name_row(fault, lenient):
    return f"{fault}, lenient" if lenient else fault


class Matrix(Fixture):
    """One database and one stand-in, on which cases are played one after the other."""

    upload_task = "faults_tasks.upload"

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


# === THE TABLE === #


class Table:
    """Lines of the table while it is played, and the sums."""

    def __init__(self, say=say):
        self.say, self.cases, self.sums, self.wrong = say, 0, Counter(), []
        self._lock = threading.Lock()

    def begin(self):
        self.say(" " * 38 + " | ".join(f"{column:^23}" for column in COLUMNS))
        self.say(" " * 38 + " | ".join(" ".join(f"{c:<7}" for c in CHUNKS) for _ in COLUMNS))

    def add(self, fault, lenient, results):
        """:param results: {Case: (wrong, by hand)}"""
        cells = {column: [] for column in COLUMNS}
        with self._lock:
            for case, (wrong, by_hand) in results.items():
                self.cases += 1
                self.sums["lost"] += len(wrong.get("lost", []))
                self.sums["twice"] += len(
                    [*wrong.get("twice", []), *wrong.get("contacts_twice", [])]
                )
                self.sums["foreign"] += len(wrong.get("foreign", []))
                if wrong:
                    self.wrong.append((case, wrong))
                cells[case.column].append(
                    ", ".join(wrong) if wrong else " + ".join(by_hand) or "ok"
                )
            line = " | ".join(
                f"{' '.join(f'{cell:<7}' for cell in each):<23}" for each in cells.values()
            )
            self.say(f"{name_row(fault, lenient):<38}{line}".rstrip())

    def end(self):
        """:return: whether nothing was wrong"""
        for case, wrong in self.wrong:
            self.say(
                f"  {name_row(case.fault, case.lenient)}, {case.column}, {case.chunk}: {wrong}"
            )
        self.say(
            f"faults: {self.cases} cases, {self.sums['lost']} lost, {self.sums['twice']} twice,"
            f" {self.sums['foreign']} foreign"
        )
        return not self.wrong


def play_rows(matrix, rows, table):
    """Play rows until none is left. :param rows: queue of (fault, lenient, [Case])"""
    while True:
        try:
            fault, lenient, cases = rows.get_nowait()
        except queue.Empty:
            return
        table.add(fault, lenient, {case: matrix.play(case) for case in cases})


def play(matrices, rows, table):
    """Several at once, each on a database and a stand-in of its own."""
    waiting, failures = queue.Queue(), []
    for row in rows:
        waiting.put(row)

    def work(matrix):
        try:
            play_rows(matrix, waiting, table)
        except Exception as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work, args=[matrix]) for matrix in matrices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--rows", default="", help="only those with this pattern in it")
    parser.add_argument("--at-once", type=int, default=2)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, str(ROOT))

    rows = get_rows(options.rows)
    cases = sum(len(each) for _fault, _lenient, each in rows)
    say(f"{cases} cases; preparing {options.at_once} databases")
    table, matrices = Table(), []
    try:
        for number in range(options.at_once):
            matrices.append(Matrix(f"faults_{number}"))
        table.begin()
        play(matrices, rows, table)
    finally:
        for matrix in matrices:
            matrix.close()
    is_right = table.end()
    if table.cases != cases or not cases:
        raise Failure(f"{cases} cases were to be played")
    return 0 if is_right else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"faults: {problem}")
