"""Measure how the list “Create Batch” opens on many documents, beside Odoo's own invoice list.

python -m bench.list
    Prints one JSON object: milliseconds of what the web client asks for when it opens each list
    (the first page and the count), the median of several openings. Four documents of ten are
    uploaded and one is parked; "excluded": one customer of ten is never sent; "why": those of them
    that are not offered, with the reason; "late": all but a hundred are uploaded.
"""

import json
import statistics
import sys
import time

from kit.stage.fixture import Measured
from postgres import Failure

DOCUMENTS, CUSTOMERS = 100_000, 2_000
OPENINGS = 9
PAGE, COUNT_LIMIT = 80, 10_001


# === WITHIN ODOO === #


def upload(env, chosen):
    """Make the documents uploaded that no line has yet, by SQL.

    :param chosen: condition on their number n
    """
    env.cr.execute(
        f"""
        INSERT INTO acct_link_batch_line
                    (batch_id, interface_id, company_id, move_id, kind, marker, state, urgency)
             SELECT b.id, b.interface_id, m.company_id, m.id, 'invoice', m.id::text, 'uploaded', 6
               FROM acct_link_batch b,
                    (SELECT *, sequence_number AS n FROM account_move WHERE name LIKE 'COPY/%') m
              WHERE {chosen}
        ON CONFLICT DO NOTHING;
        ANALYZE acct_link_batch_line
        """
    )


def park(env):
    env.cr.execute(
        """
        INSERT INTO acct_link_parking (move_id, company_id, kind)
             SELECT id, company_id, 'parked' FROM account_move
              WHERE name LIKE 'COPY/%' AND sequence_number % 10 = 4;
        ANALYZE acct_link_parking
        """
    )


def exclude(env):
    """One customer of ten is never sent."""
    env.cr.execute(
        """
        INSERT INTO acct_link_exclusion (partner_id, company_id, reason, active)
             SELECT DISTINCT partner_id, company_id, 'measured', true FROM account_move
              WHERE name LIKE 'COPY/%' AND partner_id % 10 = 0;
        ANALYZE acct_link_exclusion
        """
    )


def compare(env):
    """:return: {list: milliseconds}"""
    interface = env["acct.link.interface"].search([], limit=1)
    env["acct.link.batch"].sudo().create(
        {"interface_id": interface.id, "company_id": interface.company_id.id}
    )
    env.flush_all()
    upload(env, "n % 10 < 4")
    park(env)
    figures = open_lists(env, interface.company_id)
    exclude(env)
    figures["excluded"] = open_lists(env, interface.company_id)["ours"]
    figures["why"] = open_lists(env, interface.company_id, state=False)["ours"]
    upload(env, "n % 1000 <> 5 AND n % 10 <> 4")
    figures["late"] = open_lists(env, interface.company_id)["ours"]
    return figures


def open_lists(env, company, state="available"):
    """:return: {list: median of the milliseconds}"""
    moves = env["account.move"].with_context(
        allowed_company_ids=company.ids, default_move_type="out_invoice"
    )
    sales = [("move_type", "in", ["out_invoice", "out_refund", "out_receipt"])]
    lists = {
        "ours": (
            env.ref("acct_link_batch.account_move_view_list_available"),
            [*sales, ("acct_link_state", "=", state)],
            "invoice_date, id",
        ),
        "odoos": (env.ref("account.view_out_invoice_tree"), sales, None),
    }
    times = {name: [] for name in lists}
    for _opening in range(OPENINGS):
        for name, (view, domain, order) in lists.items():
            env.invalidate_all()
            specification = find_specification(moves, view)
            started = time.perf_counter()
            moves.web_search_read(
                domain, specification, limit=PAGE, order=order, count_limit=COUNT_LIMIT
            )
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def find_specification(model, view, kind="list"):
    """What the web client asks for to show the fields of a view.

    :param view: empty for the model's first one
    """
    views = model.get_views([(view.id, kind)])
    names = views["models"][model._name]["fields"]
    return {
        name: {"fields": {"display_name": {}}} if field["type"] == "many2one" else {}
        for name, field in names.items()
        if f'name="{name}"' in views["views"][kind]["arch"]
    }


# === FROM OUTSIDE === #


def measure(linked):
    """:param linked: Fixture with the documents. :return: figures"""
    return linked.workers.run("bench.list.compare")


def main():
    linked = Measured("bench_list", DOCUMENTS, CUSTOMERS)
    try:
        figures = measure(linked)
        print(
            json.dumps(
                {
                    "bench": f"list_{DOCUMENTS}",
                    "create_batch_ms": round(figures["ours"], 1),
                    "create_batch_excluded_ms": round(figures["excluded"], 1),
                    "not_offered_ms": round(figures["why"], 1),
                    "create_batch_late_ms": round(figures["late"], 1),
                    "odoo_invoices_ms": round(figures["odoos"], 1),
                    "ratio": round(figures["ours"] / figures["odoos"], 2),
                }
            ),
            flush=True,
        )
    finally:
        linked.close()


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench_list: {problem}")
