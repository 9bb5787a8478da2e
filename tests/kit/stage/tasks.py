"""What the processes of worker.py do within Odoo."""

import base64
import os
import random
import signal

import psycopg2

# === SET-UP === #


def draw_up(env, company, layouts):
    """Post the documents that `copies.copy_documents` copies.

    :param layouts: [(move type, [(quantity, price, discount, rate of tax or None)])]
    """
    company = env["res.company"].search([("name", "=", company)])
    env = env(context={"allowed_company_ids": company.ids})
    customer = env["res.partner"].create({"name": "Customer", "is_company": True})
    for number, (move_type, lines) in enumerate(layouts, 1):
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


def link(env, url, tokens, company, organisation, no_tax, settle_margin, **settings):
    """Make the interface of a company, signed in; link what the company books on.

    :param no_tax: the tax code for what has no plain one
    """
    parameters = env["ir.config_parameter"].sudo()
    parameters.set_param("web.base.url", "http://localhost")
    parameters.set_param("acct_link_batch.settle_margin", str(settle_margin))
    company = env["res.company"].search([("name", "=", company)])
    env = env(context={"allowed_company_ids": company.ids})
    interface = env["acct.link.interface"].create(
        {
            "name": f"{company.name} to Xero",
            "connector": "xero",
            "company_id": company.id,
            "office_ids": [(6, 0, company.ids)],
            "start_date": "2000-01-01",
            "contact_policy": "add",
            "xero_login_url": url,
            "xero_identity_url": url,
            "xero_api_url": url,
            **settings,
        }
    )
    sign_in(env, tokens, company.name)
    reached = interface._connector()._get_organisations(interface)
    [found] = [each for each in reached if each.name == organisation]
    interface._tie(found)
    interface.action_pull_codes()
    by_code = {account.code: account for account in interface.account_ids}
    interface.default_account_id = by_code["200"]
    interface.default_purchase_account_id = interface.send_bills and by_code["400"]
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


def sign_in(env, tokens, company):
    """Keep tokens that the stand-in gave without its page."""
    from odoo.addons.acct_link_oauth.lib.sign_in import Tokens
    from odoo.addons.acct_link_oauth.lib.web import in_seconds

    answer = Tokens(
        tokens["access_token"],
        tokens["refresh_token"],
        in_seconds(tokens["expires_in"]),
    )
    model = env["acct.link.token"].sudo()
    env.cr.commit()  # the row, if it is new
    with model._locked(find_interface(env, company)) as values:
        model._keep(values, answer)


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


def follow_up(env, operation):
    """Ask for a follow-up about the first uploaded invoice."""
    line = env["acct.link.batch.line"].search(
        [("state", "=", "uploaded"), ("kind", "=", "invoice")], order="id", limit=1
    )
    if operation == "attach":
        line.move_id.invoice_pdf_report_file = base64.b64encode(b"%PDF-1.7 as it was sent")
    else:  # what is posted is not voided
        line.move_id.with_context(allowed_company_ids=line.company_id.ids).button_draft()
    env["acct.link.step"]._enqueue_for(line, operation)


def take_bills(env, company):
    """Pull the suppliers' bills of the books from now on."""
    interface = find_interface(env, company)
    journals = [("company_id", "=", interface.company_id.id), ("type", "=", "purchase")]
    interface.write(
        {
            "bill_journal_id": env["account.journal"].search(journals, limit=1).id,
            "bill_new_suppliers": True,
        }
    )


def meddle(env, seed, rounds):
    """Do what a person does who does not know that an upload is going on: save the settings, reset
    a document to draft and post it again, remove another one. What is refused is left alone.
    """
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
        attempt(lines.interface_id.write, {"contact_policy": "add", "name": f"Xero {number}"})
        attempt(reset.move_id.button_draft)
        attempt(removed.action_remove)
        if reset.move_id.state == "draft":
            reset.move_id.action_post()
            env.cr.commit()


def retry(env):
    """What failed as it was a draft at that moment, once more."""
    env["acct.link.batch.line"].search([("state", "=", "failed")]).action_retry()


def unpause(env):
    """Let an interface go on, and wake the scheduled action of a server."""
    env["acct.link.interface"].search([]).paused = False
    env["acct.link.upload"].sudo()._wake()


# === WHAT THE MACHINES DO === #


def take_token(env, company):
    """Ask for an access token, as every call does."""
    interface = find_interface(env, company)
    interface._connector()._get_access_token(interface)


def upload(env, die_in=None, request=None, after=False):
    """Run the loop once, as the scheduled action does.

    :param die_in: (model, method) whose call is the end of the process
    :param request: (operation, kind of document) that its first argument must be of
    :param after: die when it has done its work, instead of before
    """
    if die_in:
        model, name = type(env[die_in[0]]), die_in[1]
        original = getattr(model, name)

        def deadly(self, first, *args, **values):
            its_turn = not request or [first.operation, first.kind or ""] == request
            if its_turn and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(self, first, *args, **values)
            if its_turn:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(model, name, deadly)
    env["acct.link.upload"].sudo()._cron_upload()
