"""What a clerk does in Odoo by hand: invoices, parking, "Now". For demo and pictures."""

import datetime
import time

from postgres import Failure

DAYS = 10  # the first invoice of a call is as old as that
PULL_SECONDS = 90
GROUPS = (
    ("base", "group_user"),
    ("account", "group_account_invoice"),
    ("acct_link_batch", "group_acct_link_user"),
)


def make_user(person, company_id):
    """A user of the link, who is neither manager nor administrator. :return: (login, password)"""
    groups = []
    for module, name in GROUPS:
        known = [["module", "=", module], ["name", "=", name]]
        [found] = person.search_read("ir.model.data", known, ["res_id"])
        groups.append(found["res_id"])
    vals = {
        "name": "Ann Clerk",
        "login": "ann",
        "password": "ann of the office",
        "company_id": company_id,
        "company_ids": [[6, 0, [company_id]]],
        "group_ids": [[6, 0, groups]],
    }
    person.call("res.users", "create", vals)
    return vals["login"], vals["password"]


def find_tax(person, company_id, rate=15, use="sale"):
    """:return: id of a tax of the company; :param use: "sale" or "purchase" """
    [tax] = person.search_read(
        "account.tax",
        [["company_id", "=", company_id], ["type_tax_use", "=", use], ["amount", "=", rate]],
        ["id"],
        limit=1,
    )
    return tax["id"]


def make_customers(person, names):
    """:return: ids"""
    return [person.call("res.partner", "create", {"name": name}) for name in names]


def make_invoices(person, orders, move_type="out_invoice"):
    """Posted invoices, or bills, of one line each, a day apart.

    :param orders: [(customer or supplier id, what for, quantity, price, tax id or None)]
    :return: ids
    """
    first = datetime.datetime.now().astimezone().date() - datetime.timedelta(days=DAYS)
    moves = [
        person.call(
            "account.move",
            "create",
            {
                "move_type": move_type,
                "ref": move_type == "in_invoice" and f"{customer}-{number + 1}",
                "partner_id": customer,
                "invoice_date": str(first + datetime.timedelta(days=number)),
                "invoice_line_ids": [
                    [0, 0, {
                        "name": name, "quantity": quantity, "price_unit": price,
                        "tax_ids": [[6, 0, [tax]]] if tax else [[5]],
                    }]
                ],
            },
        )
        for number, (customer, name, quantity, price, tax) in enumerate(orders)
    ]  # fmt: skip
    person.call("account.move", "action_post", moves)
    return moves


def make_jobs(person, company_id, names):
    """A plan of analytic accounts, which Odoo shows once somebody switches it on.

    :return: (id of the plan, ids of its accounts)
    """
    settings = person.call("res.config.settings", "create", {"group_analytic_accounting": True})
    person.call("res.config.settings", "execute", [settings])
    plan = person.call("account.analytic.plan", "create", {"name": "Jobs"})
    values = {"plan_id": plan, "company_id": company_id}
    jobs = [
        person.call("account.analytic.account", "create", {"name": name, **values})
        for name in names
    ]
    return plan, jobs


def charge(person, move_id, job_id):
    """Put all lines of a document on a job."""
    product_lines = [["move_id", "=", move_id], ["display_type", "=", "product"]]
    lines = person.call("account.move.line", "search", product_lines)
    person.call("account.move.line", "write", lines, {"analytic_distribution": {str(job_id): 100}})


def park(person, moves, reason):
    vals = {"kind": "parked", "reason": reason, "move_ids": [[6, 0, moves]]}
    person.call("acct.link.park", "action_confirm", [person.call("acct.link.park", "create", vals)])


def register_payments(person, interface_id, company_id):
    """Switch it on, into the company's bank journal. :return: id of the journal"""
    [journal] = person.search_read(
        "account.journal",
        [["company_id", "=", company_id], ["type", "=", "bank"]],
        ["id"],
        limit=1,
    )
    journals = {"office_id": company_id, "payment_journal_id": journal["id"]}
    person.call(
        "acct.link.interface",
        "write",
        [interface_id],
        {"register_payments": True, "journal_map_ids": [[0, 0, journals]]},
    )
    return journal["id"]


def pull_now(person, interface_id, resource):
    """Press "Now" and wait until it is read. :raises Failure: it is not"""
    [pull] = person.search_read(
        "acct.link.pull", [["interface_id", "=", interface_id], ["resource", "=", resource]], ["id"]
    )
    done = [["pull_id", "=", pull["id"]], ["result", "=", "done"]]
    before = person.call("acct.link.pull.run", "search_count", done)
    person.call("acct.link.pull", "action_pull_now", [pull["id"]])
    deadline = time.monotonic() + PULL_SECONDS
    while person.call("acct.link.pull.run", "search_count", done) == before:
        if time.monotonic() > deadline:
            raise Failure(f"{resource} are not pulled")
        time.sleep(0.5)
