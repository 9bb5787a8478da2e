"""Measure, on a database of copied documents and the Xero stand-in.

python dev/bench.py
    Prints one JSON object a line. Beside each figure stands a yardstick of the same database and
    the same minute: the fewest calls possible; what Odoo's own export of the same documents to UBL
    takes; the memory of the process before the upload; the cheapest records Odoo can create.
    "own" is time without waiting for the stand-in.
"""

import json
import math
import resource
import signal
import sys
import tempfile
import time

from fixture import LAYOUTS, Fixture
from postgres import ROOT, Failure

BATCH, UPLOAD, CUSTOMERS, CHUNK = 10_000, 1_000, 200, 50
UBL_SAMPLE = 100


# === WITHIN ODOO === #


def tell(into, **figures):
    with open(into, "w") as file:
        json.dump(figures, file)


def get_peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def upload(env, into):
    from odoo.addons.acct_link_xero.lib.client import XeroClient

    waited = 0
    exchange = XeroClient._exchange

    def timed(self, *args):
        nonlocal waited
        started = time.perf_counter()
        try:
            return exchange(self, *args)
        finally:
            waited += time.perf_counter() - started

    XeroClient._exchange = timed
    before_mb, queries, started = get_peak_mb(), env.cr.sql_log_count, time.perf_counter()
    env["acct.link.upload"].sudo()._cron_upload()
    seconds = time.perf_counter() - started - waited
    tell(
        into,
        seconds=seconds,
        queries=env.cr.sql_log_count - queries,
        peak_mb=get_peak_mb(),
        before_mb=before_mb,
    )


def export_ubl(env, into):
    from worker import find_copies

    moves = find_copies(env, UBL_SAMPLE)
    moves.partner_id.write({"peppol_eas": "0088", "peppol_endpoint": "9482348239847239874"})
    builder = moves.env["account.edi.xml.ubl_bis3"]
    builder._export_invoice(moves[0])  # what is loaded once does not count
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    for move in moves:
        builder._export_invoice(move)
    seconds = time.perf_counter() - started
    tell(into, seconds=seconds, queries=env.cr.sql_log_count - queries)


def batch(env, into):
    from worker import find_copies

    moves = find_copies(env, BATCH)
    queries, started = env.cr.sql_log_count, time.perf_counter()
    moves.action_acct_link_batch()
    env.flush_all()
    seconds = time.perf_counter() - started
    queries = env.cr.sql_log_count - queries
    started = time.perf_counter()
    env["res.partner.category"].create([{"name": f"Tag {n}"} for n in range(BATCH)])
    env.flush_all()
    create = time.perf_counter() - started
    tell(into, seconds=seconds, queries=queries, create_seconds=create)


# === FROM OUTSIDE === #


def run(linked, task):
    with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
        linked.workers.run(f"bench.{task}", into=file.name)
        return json.load(file)


def report(**figures):
    print(json.dumps(figures), flush=True)


def count_calls(linked):
    return len(linked.stand_in.control("calls")["calls"])


def measure_upload(linked):
    """:return: figures of an upload, with the calls it took"""
    before = count_calls(linked)
    figures = run(linked, "upload")
    if wrong := linked.judge():
        raise Failure(f"The upload failed: {wrong}")
    return {**figures, "calls": count_calls(linked) - before}


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, str(ROOT))
    started = time.monotonic()
    linked = Fixture("bench", BATCH, CUSTOMERS)
    try:
        report(bench="fixture", seconds=round(time.monotonic() - started, 1), documents=BATCH)
        refunds = sum(move_type == "out_refund" for move_type, _lines in LAYOUTS) / len(LAYOUTS)
        puts = math.ceil(UPLOAD * refunds / CHUNK) + math.ceil(UPLOAD * (1 - refunds) / CHUNK)
        linked.renew(UPLOAD, minute_limit=100_000)
        new = measure_upload(linked)
        ubl = run(linked, "export_ubl")
        report(
            bench=f"upload_{UPLOAD}",
            calls=new["calls"],
            fewest_calls=puts + math.ceil(CUSTOMERS / CHUNK) + 1,
            queries_per_document=round(new["queries"] / UPLOAD, 2),
            ubl_queries_per_document=round(ubl["queries"] / UBL_SAMPLE, 2),
            own_ms_per_document=round(new["seconds"] / UPLOAD * 1000, 2),
            ubl_ms_per_document=round(ubl["seconds"] / UBL_SAMPLE * 1000, 2),
            peak_mb=round(new["peak_mb"]),
            before_mb=round(new["before_mb"]),
        )
        linked.workers.run("queue", documents=UPLOAD, offset=UPLOAD)
        known = measure_upload(linked)
        report(bench=f"upload_{UPLOAD}_known", calls=known["calls"], fewest_calls=puts)
        linked.renew(0)
        made = run(linked, "batch")
        report(
            bench=f"batch_{BATCH}",
            queries=made["queries"],
            ms_per_document=round(made["seconds"] / BATCH * 1000, 3),
            create_ms_per_record=round(made["create_seconds"] / BATCH * 1000, 3),
        )
    finally:
        linked.close()


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
