"""What the processes of worker.py do within Odoo."""

import base64
import os
import random
import signal
import threading
from dataclasses import replace
from functools import partial

# === SET-UP === #


def draw_up(env, company, layouts):
    """Post the documents that `copies.copy_documents` copies.

    :param layouts: [(move type or "expense", [(quantity, price, discount, rate of tax or None)])]
    """
    company = env["res.company"].search([("name", "=", company)])
    env = env(context={"allowed_company_ids": company.ids})
    customer = env["res.partner"].create({"name": "Customer", "is_company": True})
    for number, (kind, lines) in enumerate(layouts, 1):
        move_type = "in_invoice" if kind == "expense" else kind
        move = env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": customer.id,
                "invoice_date": "2026-01-31",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Work {position}",
                            "quantity": quantity,
                            "price_unit": price,
                            "discount": discount,
                            "tax_ids": [(6, 0, find_tax(env, company, rate, move_type).ids)],
                        },
                    )
                    for position, (quantity, price, discount, rate) in enumerate(lines, 1)
                ],
            }
        )
        if kind == "expense":
            move.acct_link_chosen_send_as = kind
        move.action_post()
        move.name = f"SOURCE/{number}"


def find_tax(env, company, rate, move_type="out_invoice"):
    taxes = env["account.tax"]
    if rate is None:
        return taxes
    use = "sale" if move_type.startswith("out_") else "purchase"
    ours = [("company_id", "=", company.id), ("type_tax_use", "=", use)]
    return taxes.search([*ours, ("amount_type", "=", "percent"), ("amount", "=", rate)], limit=1)


def open_branch(env, company, branch, documents, currency):
    """Make a branch of a company, and post documents without tax in it, numbered BRANCH/1 on."""
    env.ref(f"base.{currency}").active = True
    company = env["res.company"].search([("name", "=", company)])
    branch = env["res.company"].create({"name": branch, "parent_id": company.id})
    env.cr.commit()  # only then does it have accounts
    env = env(context={"allowed_company_ids": (branch + company).ids})
    for number in range(1, documents + 1):
        customer = env["res.partner"].create({"name": f"{branch.name} customer {number}"})
        line = {"name": "Work", "quantity": number, "price_unit": 12.34, "tax_ids": False}
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": branch.id,
                "partner_id": customer.id,
                "currency_id": env.ref(f"base.{currency}").id,
                "invoice_date": "2026-01-31",
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        move.action_post()
        move.name = f"{branch.name}/{number}"


def make_interface(env, connector, company, settle_margin=0, **settings):
    """The interface of a company, not connected yet.

    :param settle_margin: seconds, see `_get_settle_seconds`; :param settings: its fields
    """
    parameters = env["ir.config_parameter"].sudo()
    parameters.set_param("web.base.url", "http://localhost")
    parameters.set_param("acct_link_batch.settle_margin", str(settle_margin))
    company = env["res.company"].search([("name", "=", company)])
    env = env(context={"allowed_company_ids": company.ids})
    return env["acct.link.interface"].create(
        {
            "name": f"{company.name} to {connector.title()}",
            "connector": connector,
            "company_id": company.id,
            "office_ids": [(6, 0, company.ids)],
            "start_date": "2000-01-01",
            "contact_policy": "add",
            **settings,
        }
    )


def link_codes(interface, sales, purchases, no_tax):
    """Pull the code lists, and link what the company books on.

    :param sales: code of an account, as is `purchases`
    :param no_tax: the tax code for what has no plain one
    """
    interface.action_pull_codes()
    by_code = {account.code: account for account in interface.account_ids}
    interface.default_account_id = by_code[sales]
    interface.default_purchase_account_id = interface.send_bills and by_code[purchases]
    rest = interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id)
    rest.remote_tax_id = interface.tax_ids.filtered(lambda row: row.code == no_tax)


def link_files(env, company, profile):
    """Make the interface of a company whose books import files of a format, by its key."""
    env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost")
    company = env["res.company"].search([("name", "=", company)])
    env = env(context={"allowed_company_ids": company.ids})
    interface = env["acct.link.interface"].create(
        {
            "name": f"{company.name} to files",
            "connector": "csv",
            "company_id": company.id,
            "office_ids": [(6, 0, company.ids)],
            "start_date": "2000-01-01",
            "csv_profile_id": env["acct.link.csv.profile"].search([("key", "=", profile)]).id,
            "csv_own_codes": True,
            "tax_ids": [
                (0, 0, {"code": "GST", "name": "GST", "rate": 15}),
                (0, 0, {"code": "NONE", "name": "No tax"}),
            ],
        }
    )
    gst, none = interface.tax_ids.sorted("rate", reverse=True)
    codes = {find_tax(env, company, 15): gst, env["account.tax"]: none}
    for tax, code in codes.items():
        rows = interface.tax_map_ids.filtered(lambda row, tax=tax: row.tax_id == tax)
        vals = {"interface_id": interface.id, "tax_id": tax.id, "remote_tax_id": code.id}
        rows.write({"remote_tax_id": code.id}) if rows else rows.create(vals)


# === IMPORT FILES === #


def read_files(env):
    """:return: [{name, digest, content (base64)}] of the files there are"""
    return [
        {"name": file.name, "digest": file.digest, "content": file.content.decode()}
        for file in env["acct.link.file"].search([], order="id")
    ]


def read_journal_files(env):
    """:return: [{name, content (base64)}] of the files that are attached to the journal"""
    found = env["ir.attachment"].search([("res_model", "=", "acct.link.request")], order="id")
    return [{"name": each.name, "content": each.datas.decode()} for each in found]


def confirm_import(env):
    """Say that all of it was imported."""
    batch = env["acct.link.batch"].search([])
    wizard = env["acct.link.confirm"]._open(batch, batch.file_ids)
    wizard.answer = "all"
    wizard.action_confirm()


# === WHAT PEOPLE DO === #


def find_interface(env, company):
    return env["acct.link.interface"].search([("company_id.name", "=", company)])


def find_copies(env, documents, offset=0, prefix="COPY"):
    copies = [("name", "=like", f"{prefix}/%")]
    moves = env["account.move"].search(copies, order="name", limit=documents, offset=offset)
    return moves.with_context(allowed_company_ids=moves.company_id.ids)


def queue(env, documents, **which):
    """Put copies in a batch and press Upload; what an earlier test has reset is posted again."""
    copies = find_copies(env, documents, **which)
    copies.filtered(lambda move: move.state == "draft").action_post()
    action = copies.action_acct_link_batch()
    env["acct.link.batch"].browse(action["res_id"]).action_upload()


def follow_up(env, operation, kind="invoice"):
    """Ask for a follow-up about the first uploaded document of this kind."""
    line = env["acct.link.batch.line"].search(
        [("state", "=", "uploaded"), ("kind", "=", kind)], order="id", limit=1
    )
    if operation == "attach" and kind == "invoice":
        line.move_id.invoice_pdf_report_file = base64.b64encode(b"%PDF-1.7 as it was sent")
    elif operation == "attach":
        values = {"res_model": "account.move", "res_id": line.move_id.id, "name": "bill.pdf"}
        file = env["ir.attachment"].create({**values, "raw": b"%PDF-1.7 as it was sent"})
        line.move_id._message_set_main_attachment_id(file)
    else:  # what is posted is not voided
        line.move_id.with_context(allowed_company_ids=line.company_id.ids).button_draft()
    env["acct.link.operation"]._enqueue_for(line, operation)


def meddle(env, seed, rounds):
    """Do what a person does who does not know that an upload is going on: save the settings, reset
    a document to draft and post it again, remove another one. What is refused is left alone.
    """
    import psycopg2

    from odoo.exceptions import UserError

    chance = random.Random(seed)
    lines = env["acct.link.batch.line"].search([("state", "!=", "removed")])
    env = env(context={"allowed_company_ids": lines.company_id.ids})

    def attempt(do, *values):
        try:
            do(*values)
            env.cr.commit()
        except (UserError, psycopg2.OperationalError):
            env.cr.rollback()

    for number in range(rounds):
        reset, removed = (env[lines._name].browse(id_) for id_ in chance.sample(lines.ids, 2))
        attempt(lines.interface_id.write, {"contact_policy": "add", "name": f"Link {number}"})
        attempt(reset.move_id.button_draft)
        attempt(removed.action_remove)
        if reset.move_id.state == "draft":
            reset.move_id.action_post()
            env.cr.commit()


def post_again(env, move_id):
    """Reset a document and post it again, as it is."""
    move = env["account.move"].browse(move_id)
    move = move.with_context(allowed_company_ids=move.company_id.ids)
    move.button_draft()
    move.action_post()


def retry(env):
    """What failed as it was a draft at that moment, once more."""
    env["acct.link.batch.line"].search([("state", "=", "failed")]).action_retry()


def stop(env):
    """What has not left yet stays in its batch."""
    env["acct.link.batch"].search([]).action_stop()


def press_upload(env):
    env["acct.link.batch"].search([]).action_upload()


def unpause(env):
    """Let an interface go on, and wake the scheduled action of a server."""
    env["acct.link.interface"].search([]).paused = False
    env["acct.link.upload"].sudo()._wake()


# === WHAT THE MACHINES DO === #


def take_token(env, company):
    """Ask for an access token, as every call does."""
    interface = find_interface(env, company)
    interface._connector()._get_access_token(interface)


def upload(env, die_in=None, request=None, after=False, chunk=0, parallel=0):
    """Run the loop once, as the scheduled action does.

    :param die_in: (model, method) whose call is the end of the process
    :param request: (operation, kind of document) that the requests it is given must be of
    :param after: die when it has done its work, instead of before
    :param chunk: no more documents or contacts a call than these; :param parallel: calls at once
    """
    watch_lanes()
    if chunk or parallel:
        narrow(env, chunk, parallel)
    if die_in:
        model, name = type(env[die_in[0]]), die_in[1]
        original = getattr(model, name)

        def deadly(self, *args, **values):
            its_turn = not request or is_about(args, request)
            if its_turn and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(self, *args, **values)
            if its_turn:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(model, name, deadly)
    env["acct.link.upload"].sudo()._cron_upload()


def watch_lanes():
    """What sends in a thread has no business in the database: the process ends."""
    from odoo.sql_db import Cursor

    from odoo.addons.acct_link_batch.lib.flight import LANE

    execute = Cursor.execute

    def watched(*args, **values):
        if threading.current_thread().name == LANE:
            os.abort()
        return execute(*args, **values)

    Cursor.execute = watched


def is_about(args, request):
    """:param request: [operation, kind]; :return: whether requests of these are among `args`"""
    for each in args:
        if getattr(each, "_name", "") == "acct.link.request":
            return any([row.operation, row.kind or ""] == request for row in each)
    return False


def narrow(env, chunk, parallel):
    """So few documents or contacts a call that a handful of them have a first, a middle and a last
    one; so many calls at once.
    """

    def narrowed(found):
        size = min(found.request_size, chunk or found.request_size)
        return replace(found, request_size=size, parallel=parallel or found.parallel)

    change_capabilities(env, narrowed)


def change_capabilities(env, change):
    """:param change: callable(Capabilities) -> Capabilities"""
    for interface in env["acct.link.interface"].search([]):
        connector = type(interface._connector())

        def changed(self, interface, capabilities=connector._capabilities):
            return change(capabilities(self, interface))

        connector._capabilities = changed


# === ROLES === #


def find_breaches(env, guarded, actions):
    """What a user of the link, and one who is none, get that they should not.

    :param guarded: fields of the interface that are an administrator's
    :param actions: its buttons that are an administrator's
    :return: [str]
    """
    found = []
    for group in ("acct_link_batch.group_acct_link_user", "base.group_user"):
        interface = env["acct.link.interface"].search([], limit=1)
        user = env["res.users"].create(
            {
                "name": group,
                "login": group,
                "group_ids": [(6, 0, env.ref(group).ids)],
                "company_id": interface.company_id.id,
                "company_ids": [(6, 0, interface.company_id.ids)],
            }
        )
        interface = interface.with_user(user)
        interface = interface.with_context(allowed_company_ids=interface.sudo().company_id.ids)
        attempts = {f"reads {name}": partial(interface.read, [name]) for name in guarded}
        attempts |= {f"presses {name}": getattr(interface, name) for name in actions}
        attempts["writes the interface"] = partial(interface.write, {"name": "Mine"})
        for model in ("acct.link.batch", "acct.link.batch.line", "acct.link.request"):
            record = interface.env[model].browse(env[model].search([], limit=1).id)
            for right in ("write", "create", "unlink", *(["read"] * (group == "base.group_user"))):
                attempts[f"may {right} {model}"] = partial(record.check_access, right)
        found += [f"{group} {what}" for what, do in attempts.items() if is_allowed(env, do)]
    env.cr.rollback()
    return found


def is_allowed(env, do):
    from odoo.exceptions import AccessError, UserError

    with env.cr.savepoint(flush=False) as savepoint:
        try:
            do()
            return True
        except (AccessError, UserError):
            return False
        finally:
            savepoint.rollback()
            env.invalidate_all()
