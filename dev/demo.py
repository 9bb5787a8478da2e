"""The walk through the house, played by machine: from a clean database to documents in the books.

python dev/demo.py [--once] [--port N]
    Connects Odoo's demo company "NZ Company" to the Xero stand-in through the real sign-in, maps
    the code lists, puts every posted invoice and credit note in a batch and uploads it - with one
    answer dropped on the way. A separate process then counts in the books. Then work is laid out
    for whoever looks on (demo_desk.py): the web client is served until Ctrl-C. With --once that
    work is done, too. The variable SYSTEM names another system of tests/kit/systems, which is
    connected as the proof does it.
"""

import argparse
import html
import os
import re
import signal
import sys
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import requests

import clerk
from database import (
    COMMON,
    TEST_ADDONS_PATH,
    clone,
    database_name,
    drop,
    ensure_template,
    install,
)
from demo_desk import Desk
from kit.stage.count import count_apart, is_exact
from kit.stage.worker import Workers
from kit.systems import get_system
from odoo_server import OdooServer, Person, free_port
from postgres import ROOT, Failure, start

COMPANY = "NZ Company"
ORGANISATION, OTHER_ORGANISATION = "Demo NZ Ltd", "Demo AU Pty Ltd"
UPLOAD_SECONDS = 120


def say(text):
    print(f"[demo {time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


STARTED = time.monotonic()


# === PREPARE === #


def make_database(dbname, add_ons=COMMON):
    start()
    clone(ensure_template("demo"), dbname)
    say("installing the add-ons")
    install(dbname, add_ons, addons_path=TEST_ADDONS_PATH)


def start_stand_in(system, port):
    if system.name != "xero":
        return system.start(checks=False)
    return system.start_with_redirects(
        f"http://localhost:{port}/acct_link_xero/callback", checks=False
    )


# === THE WALK === #


def connect(person, stand_in, company_id):
    """Make the interface and sign in. :return: (its id, id of the organisation)"""
    tenant = get_system("xero").find_tenant(stand_in, ORGANISATION)
    stand_in.control("settings", tenants={tenant: {"IsDemoCompany": True}})
    interface_id = make_interface(person, stand_in, company_id)
    sign_in(person, interface_id, [ORGANISATION])
    return interface_id, read_connection(person, interface_id)


def link(system, person, stand_in, dbname):
    """Connect and link the codes without a browser. :return: as `connect`"""
    tenant = system.find_tenant(stand_in, system.organisation)
    workers = Workers(dbname)
    try:
        linked = SimpleNamespace(stand_in=stand_in, workers=workers)
        system.link(linked, COMPANY, tenant, send_bills=system.has_expenses, **system.to_try)
    finally:
        workers.stop()
    person.call("ir.config_parameter", "set_param", "web.base.url", person.url)
    [interface] = person.search_read(
        "acct.link.interface", [["connector", "=", system.connector]], ["remote_org_name"]
    )
    # Not every accounting system says itself that it is a demo.
    vals = {"name": f"{COMPANY} to {system.title}", "remote_is_demo": True}
    person.call("acct.link.interface", "write", [interface["id"]], vals)
    say(f"connected to “{interface['remote_org_name']}”")
    return interface["id"], tenant


def enter_purchases(person, company_id, interface_id):
    """Two bills, and one that its company card paid: it goes as an expense."""
    suppliers = clerk.make_customers(person, ["Kowhai Paper", "Rata Rentals", "Tui Timber"])
    tax = clerk.find_tax(person, company_id, use="purchase")
    work = [("Paper", 10, 12.5), ("Rent", 1, 900), ("Shelves", 2, 75)]
    moves = clerk.make_invoices(
        person,
        [(supplier, *each, tax) for supplier, each in zip(suppliers, work, strict=True)],
        "in_invoice",
    )
    [card] = person.search_read(
        "acct.link.account",
        [["interface_id", "=", interface_id], ["role", "=", "card"]],
        ["display_name"],
        limit=1,
    )
    vals = {"acct_link_send_as": "expense", "acct_link_paid_from_id": card["id"]}
    person.call("account.move", "write", moves[-1:], vals)
    say(f"three vendor bills; one was paid from “{card['display_name']}” and goes as an expense")


def make_interface(person, stand_in, company_id):
    """Up to the sign-in. :return: id of the interface"""
    from sandbox.xero.settings import CLIENT_ID, CLIENT_SECRET

    return person.call(
        "acct.link.interface",
        "create",
        {
            "name": f"{COMPANY} to Xero",
            "connector": "xero",
            "company_id": company_id,
            "office_ids": [[6, 0, [company_id]]],
            "start_date": "2000-01-01",
            "contact_policy": "add",
            "oauth_client_id": CLIENT_ID,
            "oauth_client_secret": CLIENT_SECRET,
            "xero_login_url": stand_in.url,
            "xero_identity_url": stand_in.url,
            "xero_api_url": stand_in.url,
        },
    )


def sign_in(person, interface_id, organisations, field="tenant", decision="allow"):
    """As a browser would: Odoo, the page of the accounting system, back to Odoo.

    :param organisations: names of those that are ticked on the page
    :param field: of the page's form, that they are ticked in; decision: its button
    """
    action = person.call("acct.link.interface", "action_connect", [interface_id])
    page = person.http.get(person.url + action["url"], timeout=60)
    form = {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    }
    ticked = [
        re.search(rf'value="([^"]+)"> {re.escape(name)}<', page.text)[1] for name in organisations
    ]
    authorise = urlsplit(page.url)._replace(query="").geturl()
    person.http.post(
        authorise, data={**form, field: ticked, "decision": decision}, timeout=120
    ).raise_for_status()


def read_connection(person, interface_id):
    """:return: id of the organisation. :raises Failure: there is none"""
    [interface] = person.search_read(
        "acct.link.interface",
        [["id", "=", interface_id]],
        ["sign_in_state", "remote_org_name", "remote_org_id"],
    )
    if interface["sign_in_state"] != "connected":
        raise Failure(f"not connected: {interface}")
    say(f"signed in through the browser's way; connected to “{interface['remote_org_name']}”")
    return interface["remote_org_id"]


def map_codes(person, interface_id):
    """What an accountant decides where no suggestion is plain."""

    def code(model, value):
        [row] = person.search_read(
            model, [["interface_id", "=", interface_id], ["code", "=", value]], ["id"]
        )
        return row["id"]

    person.call(
        "acct.link.interface",
        "write",
        [interface_id],
        {"default_account_id": code("acct.link.account", "200")},
    )
    zero_rated = code("acct.link.tax", "ZERORATED")
    open_rows = person.search_read(
        "acct.link.tax.map",
        [["interface_id", "=", interface_id], ["remote_tax_id", "=", False]],
        ["tax_id"],
    )
    for row in open_rows:
        person.call("acct.link.tax.map", "write", [row["id"]], {"remote_tax_id": zero_rated})
    rows = person.search_read(
        "acct.link.tax.map",
        [["interface_id", "=", interface_id]],
        ["display_name", "remote_tax_id"],
    )
    for row in rows:
        say(f"    tax {row['display_name']} → {row['remote_tax_id'][1]}")


def upload(person, stand_in, system):
    """Batch everything on offer and upload it, dropping one answer. :return: id of the batch"""
    ids = person.call("account.move", "search", [["acct_link_state", "=", "available"]])
    action = person.call("account.move", "action_acct_link_batch", ids)
    batch_id = action["res_id"]
    [batch] = person.search_read("acct.link.batch", [["id", "=", batch_id]], ["name"])
    say(f"batch {batch['name']} with {len(ids)} documents; the answer to the first is dropped")
    stand_in.control("faults", **system.writes["invoice"].fault("drop_after"))
    person.call("acct.link.batch", "action_upload", [batch_id])
    watch(person, batch_id)
    return batch_id


def watch(person, batch_id):
    """Say what becomes of the lines until none is on its way."""
    seen = {}
    deadline = time.monotonic() + UPLOAD_SECONDS
    while time.monotonic() < deadline:
        lines = person.search_read(
            "acct.link.batch.line", [["batch_id", "=", batch_id]], ["number", "state"]
        )
        now = {line["number"]: line["state"] for line in lines}
        changes = {}
        for number, state in now.items():
            if seen.get(number) != state:
                changes.setdefault((seen.get(number), state), []).append(number)
        for (before, after), numbers in changes.items():
            word = {"unknown": "being checked"}.get(after, after)
            if before:
                say(f"    {len(numbers)} {before} → {word}")
        seen = now
        if not set(now.values()) & {"ready", "queued", "sending", "unknown"}:
            return
        time.sleep(0.1)
    raise Failure("the upload did not come to an end")


# === THE PROOF === #


def report(person, stand_in, system, interface_id, tenant):
    """Print what happened and let another process count. :return: whether all is exact"""
    lines = person.search_read(
        "acct.link.batch.line",
        [["interface_id", "=", interface_id]],
        [
            "number",
            "number_sent",
            "kind",
            "partner_id",
            "amount_total",
            "state",
            "remote_id",
            "attempts",
            "problem_text",
            "problem_cure",
        ],
    )
    print(f"\n  {'document':<16}{'customer':<28}{'total':>12}  {'state':<10}{'tries':>5}")
    for line in lines:
        customer = line["partner_id"][1][:26]
        print(
            f"  {line['number']:<16}{customer:<28}{line['amount_total']:>12.2f}  "
            f"{line['state']:<10}{line['attempts']:>5}"
        )
        if line["problem_text"]:
            print(f"      {line['problem_text']}\n      {line['problem_cure']}")
    shared = os.path.commonprefix([call.path for call in system.writes.values()])
    books = re.compile(shared.rpartition("/")[0] + "/")
    calls = [call for call in stand_in.control("calls")["calls"] if books.match(call["path"])]
    print("\n  calls to the books:")
    for call in calls:
        note = f"  ← {call['fault']}" if call.get("fault") else ""
        print(
            f"    {call['method']:<4} {books.sub('', call['path']):<24} "
            f"{call['status'] or 'no answer'}{note}"
        )
    documents = [
        {
            "number": line["number_sent"] or line["number"],
            "kind": line["kind"],
            "total": f"{line['amount_total']:.2f}",
            "remote_id": line["remote_id"],
            "customer": line["partner_id"][1],
        }
        for line in lines
    ]
    result = count_apart(system.name, stand_in.url, tenant, documents)
    exact = is_exact(result)
    if not exact:
        print(f"\n  {result}")
    print(
        f"\ndemo: uploaded {len(result['found'])} of {len(documents)} documents in "
        f"{len(calls)} calls, {len(result['lost'])} lost, {len(result['twice'])} twice",
        flush=True,
    )
    return exact and bool(documents)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--port", type=int, default=8069)
    options = parser.parse_args()
    # Also where it was started in the background, which turns Ctrl-C off.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, str(ROOT))

    port = free_port(options.port)
    if port != options.port and not options.once:
        raise Failure(f"Port {options.port} is taken: choose another, as in `make demo PORT=8070`.")
    dbname = database_name("demo_once" if options.once else "demo")
    system = get_system()
    is_xero = system.name == "xero"
    say("preparing the database")
    make_database(dbname, COMMON if is_xero else system.add_ons)
    say(f"starting the stand-in for {system.title} and Odoo")
    stand_in = start_stand_in(system, port)
    server = OdooServer(dbname, port, addons_path=TEST_ADDONS_PATH)
    try:
        server.start()
        person = Person(server, "admin", "admin")
        [company] = person.search_read("res.company", [["name", "=", COMPANY]], ["id"])
        person.context = {"allowed_company_ids": [company["id"]]}
        person.call("ir.config_parameter", "set_param", "web.base.url", server.url)
        if is_xero:
            interface_id, tenant = connect(person, stand_in, company["id"])
            map_codes(person, interface_id)
        else:
            interface_id, tenant = link(system, person, stand_in, dbname)
        if system.has_expenses:
            enter_purchases(person, company["id"], interface_id)
        batch_id = upload(person, stand_in, system)
        desk = Desk(person, system, stand_in, company["id"], interface_id, tenant)
        desk.lay_out(batch_id)
        say("left to do: " + desk.describe())
        if options.once:
            desk.play(watch)
            say("done: all of it")
        exact = report(person, stand_in, system, interface_id, tenant)
        if not options.once:
            print(f"\nOdoo: {server.url} (admin / admin), left to do: {desk.describe()}")
            print("Ctrl-C ends it.", flush=True)
            signal.pause()
        return 0 if exact else 1
    except KeyboardInterrupt:
        return 0
    finally:
        server.stop()
        stand_in.stop()
        if options.once:
            drop(dbname)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failure, requests.RequestException) as problem:
        sys.exit(f"demo: {problem}")
