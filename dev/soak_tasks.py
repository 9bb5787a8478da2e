"""What the processes of soak.py do within Odoo."""

import os
import signal

PAGE_SIZE = 7  # rows, so that a list has many pages


def prepare(env, company):
    """Payments of the books are registered in the company's bank journal."""
    company = env["res.company"].search([("name", "=", company)])
    interface = env["acct.link.interface"].search([("company_id", "=", company.id)])
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    interface.write(
        {
            "register_payments": True,
            "journal_map_ids": [
                (0, 0, {"office_id": company.id, "payment_journal_id": journal.id})
            ],
        }
    )


def pull(env, what="documents", die_at=0, page_size=PAGE_SIZE):
    """Press "Now" and run the puller as the scheduled action does.

    :param die_at: the process ends at this commit of the puller, half of the times before it
    """
    from odoo.addons.acct_link_xero.lib import paging, sweep

    sweep.PAGE_SIZE = paging.PAGE_SIZE = page_size
    env["acct.link.pull"].search([("what", "=", what)]).sudo().action_pull_now()
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
    failed = env["acct.link.batch.line"].search([("state", "=", "failed")])
    if failed:
        failed.action_retry()


def accept(env):
    env["acct.link.counterpart"].search([("is_open", "=", True)], limit=2).action_accept()
