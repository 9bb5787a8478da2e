"""Measure how a batch becomes a file, beside Odoo's own export of the same columns.

python dev/bench_file.py
    Prints one JSON object: seconds and memory of writing 10,000 documents of four lines to a file
    and of writing a tenth of them; how much of it is building the documents; and the same of
    Odoo's export of the invoices with their lines to CSV.
"""

import json
import sys
import tempfile
import time

from bench import measured
from fixture import FileFixture
from postgres import ROOT, Failure

MANY, FEW, CUSTOMERS = 10_000, 1_000, 200
FORMAT = "xero_invoices_29"
LAYOUT = [
    ("out_invoice", [(1, 100.0, 0, 15), (3, 33.33, 7.5, 15), (1, 0.05, 0, None), (2, 19.99, 0, 15)])
]
# What of an invoice stands in the file, as the export names it.
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
    lines = env["acct.link.batch.line"].search([], order="id", limit=documents)
    # As the loop does it: as superuser, in the companies of the documents.
    lines = lines.sudo().with_context(allowed_company_ids=lines.company_id.ids)
    interface, builder = lines.interface_id, lines.env["acct.link.document"]
    size = interface._connector()._capabilities(interface).chunk_size
    writing = interface._get_csv_writer()
    figures = {"building": 0.0}

    def parts():
        for start in range(0, len(lines), size):
            started = time.perf_counter()
            chunk = lines[start : start + size]
            built = builder._prepare_documents(interface, chunk, dict.fromkeys(chunk.ids, "1"))
            lines.env.invalidate_all()
            figures["building"] += time.perf_counter() - started
            found = [problem for problems in writing.check(built.values()) for problem in problems]
            if any(problem.level == "error" for problem in found):
                raise Failure(f"The documents do not fit the format: {found[:3]}")
            yield writing.render(built.values())

    figures["rows"] = 0
    with measured() as measures:
        for _name, content in writing.assemble(parts(), "BENCH"):
            with tempfile.TemporaryFile() as file:
                for piece in content:
                    file.write(piece)
                    figures["rows"] += piece.count(b"\n")
    return {**measures, **figures}


def export(env, documents):
    from odoo.addons.web.controllers.export import CSVExport

    from worker import find_copies

    moves = find_copies(env, documents).sudo()
    with measured() as measures:
        rows = moves.export_data(COLUMNS)["datas"]
        content = CSVExport().from_data(COLUMNS, COLUMNS, rows).encode()
        with tempfile.TemporaryFile() as file:
            file.write(content)
    return {**measures, "rows": len(rows)}


def write_down(env, task, documents, into):
    tasks = {"write": write, "export": export}
    with open(into, "w") as file:
        json.dump(tasks[task](env, documents), file)


# === FROM OUTSIDE === #


def run(linked, task, documents):
    with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
        linked.workers.run(
            "bench_file.write_down", seconds=900, task=task, documents=documents, into=file.name
        )
        return json.load(file)


def main():
    sys.path.insert(0, str(ROOT))
    linked = FileFixture("bench_file", MANY, CUSTOMERS, LAYOUT, profile=FORMAT)
    try:
        linked.renew(MANY)
        few, many = run(linked, "write", FEW), run(linked, "write", MANY)
        odoos = run(linked, "export", MANY)
    finally:
        linked.close()
    print(
        json.dumps(
            {
                "bench": f"file_{MANY}",
                "rows": many["rows"],
                "seconds": round(many["seconds"], 1),
                "of_these_building": round(many["building"], 1),
                "odoo_export_seconds": round(odoos["seconds"], 1),
                "peak_mb": round(many["peak_mb"]),
                f"peak_mb_of_{FEW}": round(few["peak_mb"]),
                "before_mb": round(many["before_mb"]),
                "odoo_export_peak_mb": round(odoos["peak_mb"]),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
