"""Measure an upload to systems that take their time for each call, beside the least it can take.

python -m bench.parallel [NAME ...]
    Prints one JSON object a line. `upload_1000_latency_xero`: 300 ms a call and 40 ms a document,
    with the calls at once of the connector and with one. `upload_1000_one_by_one`: a system that
    takes one document a call, 200 ms each, ten calls at once and 500 a minute, which it enforces;
    our own time beside that of Odoo's export of the same documents to UBL, taken in turns.
    `upload_1000_qbo`: invoices alone, to QuickBooks Online, whose stand-in takes 200 ms, 10 calls a
    second, ten at once and 500 a minute. `upload_1000_myob`: the same to MYOB, whose stand-in takes
    200 ms and 8 calls a second, at a pace of 5. `limit_seconds` is the least: the calls of the
    busiest lane, or of the pace, and what has to go before them.
"""

import argparse
import json
import math
import signal
import statistics
import sys
import time
from dataclasses import replace

from bench.upload import CUSTOMERS, LAYOUTS, NO_LIMITS, UBL_SAMPLE, UPLOAD, measured
from kit.stage.fixture import Measured
from kit.systems import get_systems
from postgres import Failure

CALL_MS, DOCUMENT_MS, CHUNK, LANES = 300, 40, 50, 4
SINGLE_MS, SINGLE_LANES, MINUTE, AT_ONCE, MANY = 200, 8, 500, 10, 40
TIMES = 3  # our own time and the yardstick's, in turns
LARGE = 10_000
INVOICES = [each for each in LAYOUTS if each[0] == "out_invoice"]
SECOND = 10  # calls that QuickBooks takes of one app in a second
MYOB_PACE, MYOB_SECOND = 5, 8  # calls that are made in a second, and that MYOB takes of one key
UNHURRIED = 600  # seconds


# === WITHIN ODOO === #


def upload(env, parallel=0, paced=True, hurried=True):
    """Until nothing is left, with all waits; those are not our own time.

    :param paced: keep to the pace of the system, whose stand-in then need not enforce it
    :param hurried: a turn ends by the clock; else when it is full, however slow the machine is
    """
    from odoo.addons.acct_link_batch.models.upload import turn

    from kit.stage.tasks import change_capabilities, narrow

    if parallel:
        narrow(env, 0, parallel)
    if not paced:
        change_capabilities(env, lambda found: replace(found, pace=()))
    if not hurried:
        turn.TURN_SECONDS = turn.ALONE_SECONDS = UNHURRIED
    Upload, Run = env["acct.link.upload"].sudo(), env["acct.link.run"].sudo()
    Line = env["acct.link.batch.line"].sudo()
    started = time.monotonic()
    with measured() as figures:
        while True:
            Upload._cron_upload()
            if not Line.search_count([("state", "in", ("queued", "sending", "unknown"))]):
                break
            until = Run.search([], limit=1).wait_until
            pause = max((until - env.cr.now()).total_seconds() if until else 0, 0.2)
            env.cr.rollback()
            time.sleep(pause)
            figures["waiting"] += pause
    return {**figures, "wall": time.monotonic() - started}


# === FROM OUTSIDE === #


def report(name, **figures):
    print(json.dumps({"bench": name, **figures}), flush=True)


def get_system(name):
    [system] = [each for each in get_systems() if each.name == name]
    return system


def run(linked, **values):
    linked.execute("UPDATE acct_link_interface SET answer_timeout = 30")
    figures = linked.workers.run("bench.parallel.upload", seconds=1800, **values)
    if wrong := linked.judge():
        raise Failure(f"The upload failed: {wrong}")
    return figures


def count_calls(linked):
    """:return: (calls that wrote, all others) since the stand-in was reset"""
    endpoints = linked.stand_in.control("calls")["counters"]["endpoints"]
    kinds = {call._replace(contains="") for call in linked.system.writes.values()}
    writes = sum(map(linked.count_calls, kinds))
    return writes, sum(endpoints.values()) - writes


def count_refused(linked, status=429):
    """:return: how many calls were one too many"""
    return sum(call["status"] == status for call in linked.stand_in.control("calls")["calls"])


def measure_xero():
    refunds = sum(move_type == "out_refund" for move_type, _lines in LAYOUTS) / len(LAYOUTS)
    requests = math.ceil(UPLOAD * refunds / CHUNK) + math.ceil(UPLOAD * (1 - refunds) / CHUNK)
    write = (CALL_MS + CHUNK * DOCUMENT_MS) / 1000
    contacts = CALL_MS / 1000 * (1 + math.ceil(CUSTOMERS / CHUNK / LANES))  # looked for, added
    linked = Measured("bench_latency", UPLOAD, CUSTOMERS, system=get_system("xero"))
    try:
        seconds = []
        for parallel in (0, 1):
            linked.renew(UPLOAD, latency_ms=CALL_MS, **NO_LIMITS)
            slow = {"path": "/api.xro/2.0/(Invoices|CreditNotes)$", "method": "PUT"}
            extra = CHUNK * DOCUMENT_MS / 1000
            linked.stand_in.control("faults", kind="slow", times=0, seconds=extra, **slow)
            seconds.append(round(run(linked, parallel=parallel)["wall"], 1))
    finally:
        linked.close()
    report(
        f"upload_{UPLOAD}_latency_xero",
        seconds=seconds[0],
        limit_seconds=round(contacts + write * math.ceil(requests / LANES), 1),
        seconds_parallel_1=seconds[1],
    )


def measure_single():
    linked = Measured("bench_single", LARGE, CUSTOMERS, system=get_system("ledger"))
    try:
        linked.renew(UPLOAD, latency_ms=SINGLE_MS, minute_limit=MINUTE, at_once_limit=AT_ONCE)
        paced = run(linked)
        refused = count_refused(linked)
        ours, ubl = [], []
        for _time in range(TIMES):
            linked.renew(UPLOAD, minute_limit=1_000_000)
            ours.append(run(linked, paced=False)["seconds"] / UPLOAD)
            exported = linked.workers.run("bench.upload.export_ubl", seconds=600)
            ubl.append(exported["seconds"] / UBL_SAMPLE)
        linked.renew(LARGE, minute_limit=1_000_000)
        large = run(linked, paced=False)
    finally:
        linked.close()
    count = UPLOAD + CUSTOMERS + math.ceil(UPLOAD / MANY) + math.ceil(CUSTOMERS / MANY)
    minutes, rest = divmod(count, MINUTE)
    report(
        f"upload_{UPLOAD}_one_by_one",
        seconds=round(paced["wall"], 1),
        limit_seconds=round(60 * minutes + rest * SINGLE_MS / 1000 / SINGLE_LANES, 1),
        queries_per_document=round(paced["queries"] / UPLOAD, 2),
        ms_per_document=round(1000 * statistics.median(ours), 2),
        ubl_ms_per_document=round(1000 * statistics.median(ubl), 2),
        answers_429=refused,
        peak_mb=round(paced["peak_mb"]),
        peak_mb_of_10000=round(large["peak_mb"]),
    )


def measure_qbo():
    limits = {"minute_limit": MINUTE, "second_limit": SECOND, "concurrent_limit": AT_ONCE}

    def least(calls):
        minutes, rest = divmod(calls, MINUTE)
        return 60 * minutes + rest / SECOND

    measure_invoices("qbo", least, 429, {"read_limit": 1_000_000, **limits})


def measure_myob():
    settings = {"myob_calls_a_second": MYOB_PACE}
    measure_invoices(
        "myob", lambda calls: calls / MYOB_PACE, 403, {"second_limit": MYOB_SECOND}, **settings
    )


def measure_invoices(name, least, refusal, limits, **settings):
    """:param least: seconds that so many calls take at best; refusal: status of one too many
    :param limits: settings of the stand-in; settings: fields of the interface
    """
    system = get_system(name)
    linked = Measured(f"bench_{name}", UPLOAD, CUSTOMERS, INVOICES, system, **settings)
    try:
        linked.renew(UPLOAD, latency_ms=SINGLE_MS, **limits)
        found = run(linked)
        writes, reads = count_calls(linked)
        refused = count_refused(linked, refusal)
    finally:
        linked.close()
    report(
        f"upload_{UPLOAD}_{name}",
        writes=writes,
        reads=reads,
        seconds=round(found["wall"], 1),
        limit_seconds=round(least(writes + reads), 1),
        queries_per_document=round(found["queries"] / UPLOAD, 2),
        ms_per_document=round(1000 * found["seconds"] / UPLOAD, 2),
        answers_refused=refused,
        peak_mb=round(found["peak_mb"]),
    )


MEASURED = {
    "xero": measure_xero,
    "single": measure_single,
    "qbo": measure_qbo,
    "myob": measure_myob,
}


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("names", nargs="*", default=list(MEASURED), metavar="NAME")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for name in parser.parse_args().names:
        MEASURED[name]()


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
