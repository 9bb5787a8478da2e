"""Measure uploads by a real Odoo server with its default settings, beside the loop alone.

python dev/bench_server.py [--workers N] [NAME ...]
    Prints one JSON object a line: seconds from the press of Upload until the last document is in
    the books, and what the loop takes that is entered directly. `server_1000`: invoices of one
    firm; `server_20_firms`: a hundred of each firm; `server_slow_firm`: firms beside one whose
    books answer after half a minute. The stand-in takes 300 ms for a call and 40 ms for a document.
"""

import argparse
import contextlib
import json
import signal
import sys
import time

from bench import NO_LIMITS
from fixture import COMPANY, ORGANISATION, Measured
from odoo_server import OdooServer, free_port
from postgres import ROOT, Failure
from standin import StandIn

DOCUMENTS, CUSTOMERS, CHUNK = 1000, 100, 50
FIRMS, DOCUMENTS_OF_A_FIRM = 20, 100
CALL_MS, DOCUMENT_MS = 300, 40
SLOW_SECONDS, TIMEOUT = 35, 40
WRITES = "/api.xro/2.0/(Invoices|CreditNotes|Contacts)$"
SECONDS = 900  # until it is given up
LAYOUT = [("out_invoice", [(1, 100.0, 0, 15)])]


# === WITHIN ODOO === #


def open_firms(env, company, count, documents):
    """Branches without an interface of their own yet, each with its part of the copied documents.

    :return: their names
    """
    company = env["res.company"].search([("name", "=", company)])
    firms = env["res.company"].create(
        [{"name": f"Firm {number:02}", "parent_id": company.id} for number in range(1, count + 1)]
    )
    env.cr.commit()
    for position, firm in enumerate(firms):
        env.cr.execute(
            """
            WITH part AS (SELECT id FROM account_move WHERE name LIKE 'COPY/%%'
                        ORDER BY name LIMIT %(count)s OFFSET %(start)s),
                 line AS (UPDATE account_move_line SET company_id = %(firm)s
                           WHERE move_id IN (SELECT id FROM part))
            UPDATE account_move SET company_id = %(firm)s WHERE id IN (SELECT id FROM part)
            """,
            {"firm": firm.id, "count": documents, "start": position * documents},
        )
    return firms.mapped("name")


def press_upload(env, documents):
    """Batch the documents of each office, and press Upload on all of them."""
    from worker_tasks import find_copies

    moves = find_copies(env, documents)
    batches = env["acct.link.batch"]
    for some in moves.grouped("company_id").values():
        batches += batches.browse(some.action_acct_link_batch()["res_id"])
    env.cr.commit()
    batches.action_upload()


def run_loop(env):
    """Every slice after the other, as a server would that never sleeps."""
    upload = env["acct.link.upload"].sudo()
    while upload._count_due():
        upload._cron_upload()


# === FROM OUTSIDE === #


class Firms(Measured):
    """Firms that send copies of the same invoices, each to books of its own."""

    def __init__(self, purpose, firms, documents):
        """:param firms: how many; 1: the company itself"""
        self.firms = firms
        self.stand_ins = {}
        super().__init__(purpose, firms * documents, CUSTOMERS, LAYOUT)

    def _link_first(self):
        if self.firms == 1:
            super()._link_first()
            self.stand_ins[COMPANY] = self.stand_in
            return
        documents = DOCUMENTS_OF_A_FIRM
        names = self.workers.run(
            "bench_server.open_firms", company=COMPANY, count=self.firms, documents=documents
        )
        for name in names:
            # Books of its own are a process of its own: one that answers late keeps no other.
            self.stand_in = self.stand_ins[name] = StandIn()
            self._stack.callback(self.stand_in.stop)
            self._link(name, ORGANISATION, no_tax="ZERORATED")

    def sign_in(self):
        for company, stand_in in self.stand_ins.items():
            [tenant] = {self._tenants[company]}
            tokens = stand_in.control("tokens", tenants=[tenant])
            self.workers.run("sign_in", tokens=tokens, company=company)

    def prepare(self, slow=()):
        """Clean books, and all documents waiting for somebody to press Upload.

        :param slow: firms whose books answer after SLOW_SECONDS
        """
        for name, stand_in in self.stand_ins.items():
            stand_in.reset(latency_ms=CALL_MS, **NO_LIMITS)
            pace = {"method": "PUT", "path": WRITES, "seconds": CHUNK * DOCUMENT_MS / 1000}
            if name in slow:
                pace = {"path": "/api.xro/", "seconds": SLOW_SECONDS}
            stand_in.control("faults", kind="slow", times=0, **pace)
        self._forget()
        self.sign_in()
        self.execute(f"UPDATE acct_link_interface SET answer_timeout = {TIMEOUT if slow else 30}")

    def count_left(self):
        """:return: {firm: how many of its documents are not through}"""
        return dict(
            self.execute(
                "SELECT c.name, count(*) FILTER (WHERE l.state <> 'uploaded')"
                "  FROM acct_link_batch_line l JOIN res_company c ON c.id = l.company_id"
                " GROUP BY c.name"
            )
        )

    def press(self):
        self.workers.run("bench_server.press_upload", documents=self.firms * DOCUMENTS)

    def measure(self, patient=()):
        """Press Upload, and look until all are through.

        :param patient: firms that are not waited for
        :return: {firm: seconds until its first document was through, the same of the last}
        """
        first, last = {}, {}
        self.press()
        started = time.monotonic()
        whole = self.count_left()
        while time.monotonic() - started < SECONDS:
            at = round(time.monotonic() - started, 1)
            for name, left in self.count_left().items():
                if left < whole[name]:
                    first.setdefault(name, at)
                if not left:
                    last.setdefault(name, at)
            if whole.keys() <= {*last, *patient}:
                return first, last
            time.sleep(0.2)
        raise Failure(f"Not through after {SECONDS} s: {self.count_left()}")

    @contextlib.contextmanager
    def served(self, **options):
        server = OdooServer(self.dbname, free_port(), **options)
        try:
            yield server.start()
        finally:
            server.stop()

    def measure_loop(self):
        """:return: seconds of the loop, entered directly"""
        self.prepare()
        self.press()
        started = time.monotonic()
        self.workers.run("bench_server.run_loop", seconds=SECONDS)
        return time.monotonic() - started


def report(name, **figures):
    print(json.dumps({"bench": name, **figures}), flush=True)


@contextlib.contextmanager
def firms(purpose, count, documents=DOCUMENTS_OF_A_FIRM):
    linked = Firms(purpose, count, documents)
    try:
        yield linked
    finally:
        linked.close()


def measure_one(options):
    with firms("bench_server", 1, DOCUMENTS) as linked:
        loop = linked.measure_loop()
        with linked.served(**options):
            linked.prepare()
            _first, last = linked.measure()
    report("server_1000", seconds=max(last.values()), loop_seconds=round(loop, 1))


def measure_many(options):
    with firms("bench_firms", FIRMS) as linked:
        loop = linked.measure_loop()
        with linked.served(**options):
            linked.prepare()
            first, last = linked.measure()
    report(
        "server_20_firms",
        seconds=max(last.values()),
        loop_seconds=round(loop, 1),
        first_of_last_firm_seconds=max(first.values()),
    )


def measure_slow(options, count=6):
    """The slow one is served first."""
    with firms("bench_slow", count) as linked:
        slow, *others = sorted(linked.stand_ins)
        with linked.served(**options):
            linked.prepare()
            _first, alone = linked.measure()
            linked.prepare(slow=[slow])
            _first, last = linked.measure(patient=[slow])
    report(
        "server_slow_firm",
        seconds=max(last[name] for name in others),
        seconds_without=max(alone.values()),
        slow_call_seconds=SLOW_SECONDS,
    )


MEASURED = {"1000": measure_one, "20_firms": measure_many, "slow_firm": measure_slow}


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--workers", type=int, default=0, help="HTTP processes; 0: threads")
    parser.add_argument("names", nargs="*", default=list(MEASURED), metavar="NAME")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, str(ROOT))
    for name in given.names:
        MEASURED[name]({"workers": given.workers, "max_cron_threads": 2})


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
