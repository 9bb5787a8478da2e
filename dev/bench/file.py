"""Measure how a batch becomes a file, beside Odoo's own export of the same columns.

python -m bench.file
    Prints one JSON object: seconds and memory of writing 10,000 documents of four lines to a file
    and of writing a tenth of them; how much of it is building the documents and checking them; and
    the same of Odoo's export of the same columns to CSV, as the list of journal items gives it:
    each row whole, as in the file. What its list of invoices gives (the columns of the document
    stand in the first row of each only, so nothing could import it) stands beside it. Medians of
    several rounds in turns, as the machine is shared; also in seconds of this process's own CPU,
    which leave out waiting for PostgreSQL and for others.
"""

import contextlib
import json
import statistics
import sys
import tempfile
import time

from bench.upload import measured
from kit.stage.fixture import FileFixture
from postgres import Failure

MANY, FEW, CUSTOMERS, ROUNDS = 10_000, 1_000, 200, 5
FORMAT = "xero_invoices_29"
LAYOUT = [
    ("out_invoice", [(1, 100.0, 0, 15), (3, 33.33, 7.5, 15), (1, 0.05, 0, None), (2, 19.99, 0, 15)])
]
# What of an invoice stands in the file, as the export of the list of invoices names it.
LINES = "invoice_line_ids/"
COLUMNS = [
    *("partner_id/name", "partner_id/email", "partner_id/street", "partner_id/street2"),
    *(
        "partner_id/city",
        "partner_id/state_id/name",
        "partner_id/zip",
        "partner_id/country_id/name",
    ),
    *("name", "payment_reference", "invoice_date", "invoice_date_due", "invoice_line_ids/name"),
    *("invoice_line_ids/quantity", "invoice_line_ids/price_unit", "invoice_line_ids/discount"),
    *("invoice_line_ids/account_id/code", "invoice_line_ids/tax_ids/name"),
    *("invoice_line_ids/price_subtotal", "currency_id/name"),
]


# === WITHIN ODOO === #


def write(env, documents):
    """Documents to a file, a chunk at a time, as they go from the database to the disk."""
    from odoo.addons.acct_link_batch.lib.document import Document

    fields = ["interface_id", "company_id"]
    lines = env["acct.link.batch.line"].search_fetch([], fields, order="id", limit=documents)
    # As the loop does it: as superuser, in the companies of the documents.
    lines = lines.sudo().with_context(allowed_company_ids=lines.company_id.ids)
    interface, builder = lines.interface_id, lines.env["acct.link.document"]
    size = interface._connector()._capabilities(interface).request_size
    writing = interface._get_csv_writer()
    figures = {"building": 0.0}

    def parts():
        for start in range(0, len(lines), size):
            started = time.perf_counter()
            chunk = lines[start : start + size]
            built = builder._prepare_documents(interface, chunk, dict.fromkeys(chunk.ids, "1"))
            lines.env.invalidate_all()
            figures["building"] += time.perf_counter() - started
            if found := [each for each in built.values() if not isinstance(each, Document)]:
                raise Failure(f"The documents do not fit the format: {found[:3]}")
            yield writing.render(built.values())

    figures["rows"] = 0
    with measured() as measures, own_time(measures):
        for _name, content in writing.assemble(parts(), "BENCH"):
            with tempfile.TemporaryFile() as file:
                for piece in content:
                    file.write(piece)
                    figures["rows"] += piece.count(b"\n")
    return {**measures, **figures}


def export_items(env, documents):
    """The list of journal items: every row says all of its document."""
    from kit.stage.tasks import find_copies

    columns = [
        name.removeprefix(LINES) if name.startswith(LINES) else f"move_id/{name}"
        for name in COLUMNS
    ]
    moves = find_copies(env, documents).sudo()
    lines = moves.env["account.move.line"].search(
        [("move_id", "in", moves.ids), ("display_type", "=", "product")]
    )
    lines.env.invalidate_all()
    return export(lines, columns)


def export_invoices(env, documents):
    """The list of invoices, with their lines below."""
    from kit.stage.tasks import find_copies

    return export(find_copies(env, documents).sudo(), COLUMNS)


def export(records, columns):
    """As the controller of Odoo's export does it, to the disk."""
    from odoo.addons.web.controllers.export import CSVExport

    with measured() as measures, own_time(measures):
        rows = records.export_data(columns)["datas"]
        content = CSVExport().from_data(columns, columns, rows).encode()
        with tempfile.TemporaryFile() as file:
            file.write(content)
    return {**measures, "rows": len(rows)}


@contextlib.contextmanager
def own_time(measures):
    started = time.process_time()
    yield
    measures["cpu"] = time.process_time() - started


# === FROM OUTSIDE === #


def run(linked, task, documents):
    return linked.workers.run(f"bench.file.{task}", seconds=900, documents=documents)


def main():
    linked = FileFixture("bench_file", MANY, CUSTOMERS, LAYOUT, profile=FORMAT)
    try:
        linked.renew(MANY)
        few = run(linked, "write", FEW)
        found = {"write": [], "export_items": [], "export_invoices": []}
        for _round in range(ROUNDS):
            for task, results in found.items():
                results.append(run(linked, task, MANY))
    finally:
        linked.close()
    if {each["rows"] for each in found["export_items"] + found["export_invoices"]} != {4 * MANY}:
        raise Failure("Odoo's export does not hold the same rows")

    def median(task, name):
        return round(statistics.median(each[name] for each in found[task]), 2)

    print(
        json.dumps(
            {
                "bench": f"file_{MANY}",
                "rows": median("write", "rows"),
                "queries": median("write", "queries"),
                "odoo_export_queries": median("export_items", "queries"),
                "seconds": median("write", "seconds"),
                "of_these_building": median("write", "building"),
                "cpu_seconds": median("write", "cpu"),
                "odoo_export_seconds": median("export_items", "seconds"),
                "odoo_export_cpu_seconds": median("export_items", "cpu"),
                "odoo_invoice_list_seconds": median("export_invoices", "seconds"),
                "odoo_invoice_list_cpu_seconds": median("export_invoices", "cpu"),
                "peak_mb": round(median("write", "peak_mb")),
                f"peak_mb_of_{FEW}": round(few["peak_mb"]),
                "before_mb": round(median("write", "before_mb")),
                "odoo_export_peak_mb": round(median("export_items", "peak_mb")),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
