"""What the processes of soak.py do within Odoo."""

import os
import signal

PAGE_SIZE = 7  # rows, so that a list has many pages


def prepare(env, company):
    """Payments of the books are registered in the company's bank journal, bills of suppliers are
    posted, their codes linked.
    """
    company = env["res.company"].search([("name", "=", company)])
    env = env(context={"allowed_company_ids": company.ids})
    interface = env["acct.link.interface"].search([("company_id", "=", company.id)])
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    purchases = env["account.journal"].search(
        [("type", "=", "purchase"), ("company_id", "=", company.id)], limit=1
    )
    interface.write(
        {
            "bill_journal_id": purchases.id,
            "bill_state": "posted",
            "bill_new_suppliers": True,
            "register_payments": True,
            "journal_map_ids": [
                (0, 0, {"office_id": company.id, "payment_journal_id": journal.id})
            ],
        }
    )
    interface.action_suggest_mappings()
    account = env["account.account"].search([("account_type", "=", "expense")], limit=1)
    tax = env["account.tax"].search(
        [
            ("company_id", "=", company.id),
            ("type_tax_use", "=", "purchase"),
            ("amount_type", "=", "percent"),
            ("amount", "=", 15),
        ],
        limit=1,
    )
    link_alone(interface, "account", account, "400", "310")
    link_alone(interface, "tax", tax, "INPUT2", "ZERORATED")


def link_alone(interface, kind, record, code, other):
    """Link a record to a code, and what else was linked to it to another code."""
    codes, rows = interface[f"{kind}_ids"], interface[f"{kind}_map_ids"]
    to, field = f"remote_{kind}_id", f"{kind}_id"
    wanted = codes.filtered(lambda row: row.code == code)
    rows.filtered(lambda row: row[to] == wanted)[to] = codes.filtered(lambda row: row.code == other)
    ours = rows.filtered(lambda row: row[field] == record)
    ours = ours or rows.create({"interface_id": interface.id, field: record.id})
    ours[to] = wanted


def pull(env, resource="documents", die_at=0, page_size=PAGE_SIZE):
    """Press "Now" and run the puller as the scheduled action does.

    :param die_at: the process ends at this commit of the puller, half of the times before it
    """
    from odoo.addons.acct_link_xero.lib import paging, sweep

    sweep.PAGE_SIZE = paging.PAGE_SIZE = page_size
    env["acct.link.pull"].search([("resource", "=", resource)]).sudo().action_pull_now()
    env.cr.commit()
    puller = type(env["acct.link.puller"])
    original, commits = puller._commit, 0

    def commit(self):
        nonlocal commits
        commits += 1
        if commits == die_at and die_at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        original(self)
        if commits == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    puller._commit = commit
    env["acct.link.puller"].sudo()._cron_pull()


def register_here(env, number, share):
    """The clerk registers a payment that the books do not know."""
    move = env["account.move"].search([("name", "=", number)])
    amount = move.currency_id.round(move.amount_residual * share)
    register = env["account.payment.register"].with_context(
        active_model="account.move",
        active_ids=move.ids,
        allowed_company_ids=move.company_id.ids,
    )
    register.create({"amount": amount, "communication": "by the clerk"}).action_create_payments()


def cancel_here(env, payment_ids):
    payments = env["account.payment"].browse(payment_ids)
    payments = payments.with_context(allowed_company_ids=payments.company_id.ids)
    payments.filtered(lambda payment: payment.state != "draft").action_draft()
    payments.action_cancel()


def post_again(env, number):
    move = env["account.move"].search([("name", "=", number)])
    move = move.with_context(allowed_company_ids=move.company_id.ids)
    move.button_draft()
    move.action_post()


def mend_bills(env):
    """What the cure of each open bill asks for: reset what changed there, then try again."""
    rows = env["acct.link.bill"].search([("state", "=", "open")])
    rows = rows.with_context(allowed_company_ids=rows.company_id.ids)
    for row in rows:
        codes = {problem["code"] for problem in row.problems or []}
        if "bill_changed" in codes:
            row.move_id.button_draft()
        elif "bill_refused" in codes and row.move_id.state == "draft":
            row.move_id.name = False  # Odoo asks for it where the month is another one now
    if rows:
        rows.action_try_again()


def settle_what_is_left(env):
    """What only a person can do: what the clerk had entered is taken back, open payments are tried
    again, differences that remain are looked at.
    """
    env = env(context={"allowed_company_ids": env["acct.link.interface"].search([]).company_id.ids})
    own = env["account.payment"].search(
        [("memo", "=", "by the clerk"), ("state", "in", ("in_process", "paid"))]
    )
    if own:
        cancel_here(env, own.ids)
    rows = env["acct.link.payment"].search([("state", "=", "open")])
    if rows:
        rows.action_try_again()
    mend_bills(env)
    answer(env)
    failed = env["acct.link.batch.line"].search([("state", "=", "failed")])
    if failed:
        failed.action_retry()


def answer(env):
    """Whose contact it is, where the bookkeeper merged those of two customers: both customers'."""
    Match = env["acct.link.match"]
    Match.action_open()
    for row in Match.search([]).filtered("question"):
        action = row.action_answer()
        env[action["res_model"]].browse(action["res_id"]).action_same()


def accept(env):
    env["acct.link.remote.document"].search([("is_open", "=", True)], limit=2).action_accept()
