"""Measure, on a database of copied documents and the Xero stand-in.

python -m bench.upload
    Prints one JSON object a line. Beside each figure stands a yardstick of the same database and
    the same minutes: the fewest calls possible; what Odoo's own export of the same documents to UBL
    takes; the memory of the process before the upload; the cheapest records Odoo can create; the
    same documents sent one by one. Queries are those of all cursors. Times are without waiting for
    the stand-in, but for those beside a latency.
"""

import contextlib
import json
import math
import resource
import signal
import sys
import threading
import time

from kit.stage.fixture import LAYOUTS, Measured
from postgres import Failure

MANY, UPLOAD, CUSTOMERS, CHUNK = 10_000, 1_000, 200, 50
UBL_SAMPLE = 250
LATENCY = 100  # ms
NO_LIMITS = {"minute_limit": 1_000_000}
TOKEN = "/connect/token"


# === WITHIN ODOO === #


@contextlib.contextmanager
def measured():
    """What the block takes, to be read when it is left: `seconds` of our own, those spent
    `waiting` for the stand-in, `queries` of all cursors, memory. While calls are under way in
    threads only the time counts as waiting in which nobody here computes.
    """
    from urllib3.connectionpool import HTTPConnectionPool

    from odoo.sql_db import Cursor

    from odoo.addons.acct_link_batch.lib.flight import LANE, Flight

    figures = {"queries": 0, "waiting": 0, "before_mb": get_peak_mb()}
    execute, urlopen, collect = Cursor.execute, HTTPConnectionPool.urlopen, Flight._collect

    def count(*args, **kwargs):
        figures["queries"] += 1
        return execute(*args, **kwargs)

    def wait(*args, **kwargs):
        if threading.current_thread().name == LANE:
            return urlopen(*args, **kwargs)
        started = time.perf_counter()
        try:
            return urlopen(*args, **kwargs)
        finally:
            figures["waiting"] += time.perf_counter() - started

    def look_on(flight):
        started, computed = time.perf_counter(), time.process_time()
        try:
            return collect(flight)
        finally:
            computed = time.process_time() - computed
            figures["waiting"] += max(time.perf_counter() - started - computed, 0)

    Cursor.execute, HTTPConnectionPool.urlopen, Flight._collect = count, wait, look_on
    started = time.perf_counter()
    try:
        yield figures
    finally:
        figures["seconds"] = time.perf_counter() - started - figures["waiting"]
        figures["peak_mb"] = get_peak_mb()
        Cursor.execute, HTTPConnectionPool.urlopen = execute, urlopen
        Flight._collect = collect


def get_peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def upload(env):
    with measured() as figures:
        env["acct.link.upload"].sudo()._cron_upload()
    return figures


def export_ubl(env):
    from kit.stage.tasks import find_copies

    moves = find_copies(env, UBL_SAMPLE)
    moves.partner_id.write({"peppol_eas": "0088", "peppol_endpoint": "9482348239847239874"})
    builder = moves.env["account.edi.xml.ubl_bis3"]
    builder._export_invoice(moves[0])  # what is loaded once does not count
    env.flush_all()
    env.invalidate_all()
    with measured() as figures:
        exports = [builder._export_invoice(move)[0] for move in moves]
    if not all(move.name.encode() in xml for move, xml in zip(moves, exports, strict=True)):
        raise Failure("The export to UBL does not work")
    return figures


def batch(env):
    """Put documents in a batch; leave it to be uploaded."""
    from kit.stage.tasks import find_copies

    moves = find_copies(env, MANY)
    with measured() as figures:
        action = moves.action_acct_link_batch()
        env.flush_all()
    with measured() as cheapest:
        env["res.partner.category"].create([{"name": f"Tag {n}"} for n in range(MANY)])
        env.flush_all()
    env["acct.link.batch"].browse(action["res_id"]).action_upload()
    return {**figures, "create_seconds": cheapest["seconds"]}


def preflight(env):
    """Look at documents as the button “Check” does."""
    from kit.stage.tasks import find_copies

    moves = find_copies(env, UPLOAD)
    env.flush_all()
    env.invalidate_all()
    with measured() as figures:
        action = moves.action_acct_link_check()
        env.flush_all()
    check = env["acct.link.check"].browse(action["res_id"])
    if check.document_count != UPLOAD or check.stopped_count:
        raise Failure("The check of documents failed")
    return figures


def send_singly(env):
    """The documents of the journal once more under other numbers, one call each."""
    from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Request

    interface = env["acct.link.interface"].search([])
    connector = interface._connector()
    requests = env["acct.link.request"].search([("operation", "=", CREATE_DOCUMENTS)])
    singles = []
    for request in requests:
        [(name, elements)] = json.loads(request.text).items()
        number = "InvoiceNumber" if name == "Invoices" else "CreditNoteNumber"
        for element in elements:
            single = {**element, number: f"SINGLE/{element[number]}"}
            singles.append(Request(CREATE_DOCUMENTS, request.kind, json.dumps({name: [single]})))

    def send(client):
        for number, single in enumerate(singles):
            client.put(single, f"single-{number}")

    with measured() as figures:
        connector._call(interface, send)
    return figures


# === FROM OUTSIDE === #


def run(linked, task):
    """:return: the figures of a task, with the `calls` it took, those for tokens left out"""
    before = count_calls(linked)
    figures = linked.workers.run(f"bench.upload.{task}", seconds=600)
    return {**figures, "calls": count_calls(linked) - before}


def count_calls(linked):
    calls = linked.stand_in.control("calls")["calls"]
    return sum(call["path"] != TOKEN for call in calls)


def run_upload(linked):
    figures = run(linked, "upload")
    if wrong := linked.judge():
        raise Failure(f"The upload failed: {wrong}")
    return figures


def count_documents(linked):
    books = linked.stand_in.control("books")[linked.tenant]
    return len(books["invoices"]) + len(books["credit_notes"])


def report(**figures):
    print(json.dumps(figures), flush=True)


def per_document(seconds, documents, digits=2):
    return round(seconds / documents * 1000, digits)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    linked = Measured("bench", MANY, CUSTOMERS)
    try:
        report(bench="fixture", seconds=round(time.monotonic() - started, 1), documents=MANY)
        measure_preflight(linked)
        measure_speed(linked)
        peak_mb = measure_upload(linked)
        measure_size(linked, peak_mb)
    finally:
        linked.close()
    report(bench="all", seconds=round(time.monotonic() - started, 1))


def measure_preflight(linked):
    looked = run(linked, "preflight")
    report(
        bench=f"preflight_{UPLOAD}",
        calls=looked["calls"],
        seconds=round(looked["seconds"], 2),
        queries_per_document=round(looked["queries"] / UPLOAD, 2),
    )


def measure_upload(linked):
    """:return: the memory it took at most"""
    refunds = sum(move_type == "out_refund" for move_type, _lines in LAYOUTS) / len(LAYOUTS)
    puts = math.ceil(UPLOAD * refunds / CHUNK) + math.ceil(UPLOAD * (1 - refunds) / CHUNK)
    linked.renew(UPLOAD, **NO_LIMITS)
    new, ubl = run_upload(linked), run(linked, "export_ubl")
    report(
        bench=f"upload_{UPLOAD}",
        calls=new["calls"],
        fewest_calls=puts + math.ceil(CUSTOMERS / CHUNK) + 1,
        queries_per_document=round(new["queries"] / UPLOAD, 2),
        ubl_queries_per_document=round(ubl["queries"] / UBL_SAMPLE, 2),
        ms_per_document=per_document(new["seconds"], UPLOAD),
        ubl_ms_per_document=per_document(ubl["seconds"], UBL_SAMPLE),
        peak_mb=round(new["peak_mb"]),
        before_mb=round(new["before_mb"]),
    )
    linked.workers.run("queue", documents=UPLOAD, offset=UPLOAD)
    known = run_upload(linked)
    report(bench=f"upload_{UPLOAD}_known", calls=known["calls"], fewest_calls=puts)
    return new["peak_mb"]


def measure_size(linked, peak_mb):
    """:param peak_mb: what a smaller upload took"""
    linked.renew(0, **NO_LIMITS)
    made = run(linked, "batch")
    report(
        bench=f"batch_{MANY}",
        queries=made["queries"],
        ms_per_document=per_document(made["seconds"], MANY, 3),
        create_ms_per_record=per_document(made["create_seconds"], MANY, 3),
        peak_mb=round(made["peak_mb"]),
        before_mb=round(made["before_mb"]),
    )
    large = run_upload(linked)
    report(
        bench=f"upload_{MANY}",
        calls=large["calls"],
        queries_per_document=round(large["queries"] / MANY, 2),
        ms_per_document=per_document(large["seconds"], MANY),
        peak_mb=round(large["peak_mb"]),
        **{f"peak_mb_of_{UPLOAD}": round(peak_mb)},
    )


def measure_speed(linked):
    linked.renew(UPLOAD, latency_ms=LATENCY, **NO_LIMITS)
    ours, naive = run_upload(linked), run(linked, "send_singly")
    if count_documents(linked) != 2 * UPLOAD:
        raise Failure("Documents sent one by one were refused")
    report(
        bench=f"naive_{UPLOAD}",
        latency_ms=LATENCY,
        calls=naive["calls"],
        seconds=round(naive["seconds"] + naive["waiting"], 1),
        ours_calls=ours["calls"],
        ours_seconds=round(ours["seconds"] + ours["waiting"], 1),
    )


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
