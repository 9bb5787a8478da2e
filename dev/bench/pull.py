"""Measure how payments of the books come here, beside Odoo's own registering of payments.

python -m bench.pull
    Prints one JSON object: calls of reading 10,000 payments of 10,000 uploaded invoices; memory of
    reading all of them and of reading a tenth, nothing registered; queries and time of registering
    a tenth, and of Odoo's own wizard registering some, one by one, on the same database.
"""

import json
import signal
import sys
import time

from bench.upload import NO_LIMITS, count_calls, measured, per_document
from kit.stage.fixture import COMPANY, Measured
from postgres import Failure

MANY, FEW, CUSTOMERS = 10_000, 1_000, 200
WIZARD_SAMPLE = 100
LAYOUT = [("out_invoice", [(1, 100.0, 0, 15)])]
A_SECOND = 20  # documents that change in the same second in the books


# === WITHIN ODOO === #


def mark_uploaded(env, documents):
    """:return: what the books have to hold of these documents, as if they had gone there"""
    from kit.stage.tasks import find_copies

    moves = find_copies(env, documents)
    action = moves.action_acct_link_batch()
    batch = env["acct.link.batch"].browse(action["res_id"])
    env.flush_all()
    env.cr.execute(
        """
        UPDATE acct_link_batch_line line
           SET state = 'uploaded', remote_id = gen_random_uuid()::text,
               remote_org_id = interface.remote_org_id, number_sent = move.name,
               total_sent = move.amount_total
          FROM account_move move, acct_link_interface interface
         WHERE batch_id = %s AND move.id = line.move_id AND interface.id = line.interface_id
        """,
        [batch.id],
    )
    env.cr.commit()
    env.invalidate_all()
    return {"documents": [{"id": line.remote_id, "number": line.number} for line in batch.line_ids]}


def read(env, register=False):
    """The pull as the scheduled action runs it, but without its limit of time."""
    interface = env["acct.link.interface"].search([])
    interface.register_payments = register
    pull = env["acct.link.pull"].search([("resource", "=", "documents")])
    env["acct.link.pull.run"].search([]).sudo().unlink()
    env.cr.commit()
    with measured() as figures:
        while not env["acct.link.puller"].sudo()._run(pull.id, time.monotonic() + 600):
            pass
    run = pull.last_run_id
    if run.result != "done" or run.failed:
        raise Failure(f"The pull failed: {run.result}, {run.failed}, {run.problem_text}")
    return {**figures, "seen": run.seen}


def register(env):
    figures = read(env, register=True)
    return {**figures, "registered": env["acct.link.payment"].search_count([])}


def register_by_wizard(env, documents, offset):
    """Invoices paid one by one, as Odoo does it."""
    from kit.stage.tasks import find_copies

    moves = find_copies(env, documents, offset)
    journal = env["acct.link.journal.map"].search([]).payment_journal_id
    with measured() as figures:
        for move in moves:
            env["account.payment.register"].with_context(
                active_model="account.move",
                active_ids=move.ids,
                allowed_company_ids=move.company_id.ids,
            ).create({"journal_id": journal.id}).action_create_payments()
            env.flush_all()
    return figures


# === FROM OUTSIDE === #


def run(linked, task, **values):
    """:return: the figures of a task, with the `calls` it took"""
    before = count_calls(linked)
    figures = linked.workers.run(f"bench.pull.{task}", seconds=1800, **values)
    return {**figures, "calls": count_calls(linked) - before}


def fill_books(linked, documents):
    """The same documents in the books, each paid whole, some in every second."""
    contact = linked.stand_in.control("books?part=contacts")[linked.tenant]["contacts"][0]["id"]
    line = {"Description": "Work", "UnitAmount": "100", "AccountCode": "200"}
    for number, document in enumerate(documents):
        if number % A_SECOND == 0:
            linked.stand_in.control("clock", advance=1)
        act(
            linked, "add_document", type="ACCREC", contact_id=contact, **document,
            lines=[{**line, "TaxType": "OUTPUT2"}], status="AUTHORISED",
        )  # fmt: skip
        act(linked, "pay", id=document["id"], reference=document["number"])


def act(linked, action, **wish):
    linked.stand_in.control("bookkeeper", tenant=linked.tenant, action=action, **wish)


def renew(linked, documents):
    linked.renew(0, **NO_LIMITS)
    linked.execute(
        "TRUNCATE acct_link_payment, acct_link_remote_document, acct_link_pull_run CASCADE"
    )
    fill_books(linked, run(linked, "mark_uploaded", documents=documents)["documents"])


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    linked = Measured("bench_pull", MANY, CUSTOMERS, LAYOUT)
    try:
        linked.workers.run("kit.systems.xero.soak_tasks.prepare", company=COMPANY)
        renew(linked, FEW)
        few = run(linked, "read")
        ours = run(linked, "register")
        if ours["registered"] != FEW:
            raise Failure(f"{ours['registered']} payments registered")
        theirs = run(linked, "register_by_wizard", documents=WIZARD_SAMPLE, offset=FEW)
        renew(linked, MANY)
        many = run(linked, "read")
    finally:
        linked.close()
    print(
        json.dumps(
            {
                "bench": f"pull_{MANY}",
                "calls": many["calls"],
                "read": many["seen"],
                "read_ms_per_payment": per_document(many["seconds"], MANY),
                "read_queries_per_payment": round(many["queries"] / MANY, 2),
                "peak_mb": round(many["peak_mb"]),
                f"peak_mb_of_{FEW}": round(few["peak_mb"]),
                "before_mb": round(many["before_mb"]),
                "registered": FEW,
                "ms_per_payment": per_document(ours["seconds"], FEW, 1),
                "odoo_ms_per_payment": per_document(theirs["seconds"], WIZARD_SAMPLE, 1),
                "queries_per_payment": round(ours["queries"] / FEW, 1),
                "odoo_queries_per_payment": round(theirs["queries"] / WIZARD_SAMPLE, 1),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
