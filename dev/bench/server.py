"""Measure uploads by a real Odoo server with its default settings, beside the loop alone.

python -m bench.server [--workers N] [NAME ...]
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

from bench.firms import SECONDS, Firms
from postgres import Failure

DOCUMENTS, CUSTOMERS, CHUNK = 1000, 100, 50
FIRMS, DOCUMENTS_OF_A_FIRM = 20, 100
CALL_MS, DOCUMENT_MS = 300, 40
SLOW_SECONDS = 35


# === WITHIN ODOO === #


def run_loop(env):
    """Every slice after the other, as a server would that never sleeps."""
    upload = env["acct.link.upload"].sudo()
    while upload._count_due():
        upload._cron_upload()


# === FROM OUTSIDE === #


class Paced(Firms):
    """Books that take their time, as Xero does."""

    def pace(self, slow=()):
        """:param slow: firms whose books answer after SLOW_SECONDS"""
        slow = dict.fromkeys(slow, SLOW_SECONDS)
        self.prepare(call_ms=CALL_MS, write_seconds=CHUNK * DOCUMENT_MS / 1000, slow=slow)

    def measure_loop(self):
        """:return: seconds of the loop, entered directly"""
        self.pace()
        self.press()
        started = time.monotonic()
        self.workers.run("bench.server.run_loop", seconds=SECONDS)
        return time.monotonic() - started


def report(name, **figures):
    print(json.dumps({"bench": name, **figures}), flush=True)


@contextlib.contextmanager
def firms(purpose, count, documents=DOCUMENTS_OF_A_FIRM):
    linked = Paced(purpose, count, documents, CUSTOMERS)
    try:
        yield linked
    finally:
        linked.close()


def measure_one(options):
    with firms("bench_server", 1, DOCUMENTS) as linked:
        loop = linked.measure_loop()
        with linked.served(**options):
            linked.pace()
            _first, last = linked.measure()
    report("server_1000", seconds=max(last.values()), loop_seconds=round(loop, 1))


def measure_many(options):
    with firms("bench_firms", FIRMS) as linked:
        loop = linked.measure_loop()
        with linked.served(**options):
            linked.pace()
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
            linked.pace()
            _first, alone = linked.measure()
            linked.pace(slow=[slow])
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
    for name in given.names:
        MEASURED[name]({"workers": given.workers, "max_cron_threads": 2})


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
