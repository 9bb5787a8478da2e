"""The walk to the payroll, played by machine: two weeks of timesheets, each sheet there once.

python dev/demo_payroll.py [--once] [--port N]
    Signs in to the stand-in for Xero, first for the books, then for the payroll; matches its
    employees, and sends what they worked - with one answer dropped on the way. A separate process
    then counts in the payroll. Then late hours are laid out for whoever looks on: the web client is
    served until Ctrl-C. With --once they are sent, too.
"""

import argparse
import signal
import sys
import time
from collections import defaultdict
from datetime import date, timedelta

import requests

import demo
from database import database_name, drop
from demo import COMPANY, UPLOAD_SECONDS, say
from kit.sheets.count import count_apart
from kit.sheets.steps import CREATE
from kit.systems.xero.payroll import PAYROLLS
from odoo_server import OdooServer, Person, free_port
from postgres import ROOT, Failure

MONDAY = date(2026, 11, 2)  # of the period that the stand-in's calendars show
DAYS = (*range(5), *range(7, 12))  # of two weeks
WORKERS = ("Aroha Ngata", "Ben O'Brien", "Chloë Müller", "Dev Patel")
LATE = ("Ben O'Brien", MONDAY + timedelta(5), 2.5)  # entered when all is sent
OPEN = ("queued", "sending", "replacing", "unknown")


class Walk:
    """:param person: who walks (odoo_server.Person)"""

    def __init__(self, person, system, stand_in, company_id):
        self.person, self.system, self.stand_in = person, system, stand_in
        self.company_id = company_id
        self._call = person.call

    def connect(self):
        """Sign in for the books, then for the payroll, which asks for more."""
        self.interface_id, self.tenant = demo.connect(self.person, self.stand_in, self.company_id)
        self._call("acct.link.interface", "action_ask_payroll", [self.interface_id])
        demo.sign_in(self.person, self.interface_id, [demo.ORGANISATION])
        say("signed in once more, for the payroll")

    def work(self):
        """Two weeks of timesheets, of some minutes that make no round hours."""
        project = self._call("project.project", "create", {
            "name": "Harbour Bridge", "company_id": self.company_id,
        })  # fmt: skip
        self.employees = {
            name: self._call("hr.employee", "create", {"name": name, "company_id": self.company_id})
            for name in WORKERS
        }
        self.project_id = project
        for number, name in enumerate(WORKERS):
            for day in DAYS:
                self.log(name, MONDAY + timedelta(day), 7.6 + (day + number) % 3 / 4)
        say(f"two weeks of timesheets of {len(WORKERS)} employees")

    def log(self, name, day, hours):
        vals = {"name": "Work", "project_id": self.project_id, "date": str(day)}
        vals |= {"employee_id": self.employees[name], "unit_amount": hours}
        self._call("account.analytic.line", "create", vals)

    def pull(self):
        self._call("acct.link.interface", "action_pull_payroll", [self.interface_id])

    def match(self):
        """Take what is suggested, choose the default rate."""
        ours = ["interface_id", "=", self.interface_id]
        rows = self.person.search_read(
            "acct.link.pay.employee", [ours, ["suggestion_id", "!=", False]], ["name", "reason"]
        )
        self._call("acct.link.pay.employee", "action_take_suggestion", [r["id"] for r in rows])
        say("matched: " + ", ".join(sorted(row["name"] for row in rows)))
        [rate] = self.person.search_read(
            "acct.link.earnings.rate", [ours, ["name", "=", "Ordinary Time"]], ["remote_id"]
        )
        self.rate = rate["remote_id"]
        vals = {"default_rate_id": rate["id"]}
        self._call("acct.link.interface", "write", [self.interface_id], vals)

    def look(self):
        """Look at the hours of the periods that were worked."""
        self._call("acct.link.interface", "action_view_pay_periods", [self.interface_id])
        days = [["start", ">=", str(MONDAY)], ["end", "<=", str(MONDAY + timedelta(13))]]
        ours = ["interface_id", "=", self.interface_id]
        self.periods = self._call("acct.link.pay.period", "search", [ours, *days])
        self._call("acct.link.pay.period", "action_gather", self.periods)

    def send(self):
        """Approve and send, dropping one answer."""
        self._call("acct.link.pay.period", "action_approve", self.periods)
        _moment, call = self.system.steps[CREATE]
        self.stand_in.control("faults", **call.fault("drop_after"))
        self._call("acct.link.pay.period", "action_send", self.periods)
        say(f"{len(self.read())} sheets sent; the answer to the first is dropped")
        self.watch()

    def read(self):
        fields = [
            "employee_name", "remote_employee", "start", "end", "state", "remote_id", "hours",
            "hours_there", "problem_text", "employee_id",
        ]  # fmt: skip
        return self.person.search_read(
            "acct.link.pay.sheet", [["interface_id", "=", self.interface_id]], fields
        )

    def watch(self):
        """Say what becomes of the sheets until none is on its way."""
        seen, deadline = {}, time.monotonic() + UPLOAD_SECONDS
        while time.monotonic() < deadline:
            now = {(each["employee_name"], each["start"]): each["state"] for each in self.read()}
            for sheet, state in now.items():
                if seen.get(sheet) not in (None, state):
                    say(f"    {' '.join(sheet)} {seen[sheet]} → {state}")
            seen = now
            if not set(now.values()) & set(OPEN):
                return
            time.sleep(0.3)
        raise Failure("the sheets do not come to an end")

    # === LEFT TO DO === #

    def lay_out(self):
        self.log(*LATE)
        self._call("acct.link.pay.period", "action_gather", self.periods)

    def describe(self):
        name, day, hours = LATE
        return f"{hours} h of {name} on {day} came late: reopen the sheet, approve and send it."

    def play(self):
        [sheet] = [
            each["id"]
            for each in self.read()
            if each["employee_name"] == LATE[0] and each["start"] <= str(LATE[1]) <= each["end"]
        ]
        for button in ("action_reopen", "action_approve", "action_send"):
            self._call("acct.link.pay.sheet", button, [sheet])
        self.watch()

    # === THE PROOF === #

    def report(self):
        """Print what happened and let another process count. :return: whether all is exact"""
        sheets = self.read()
        print(f"\n  {'employee':<16}{'from':<12}{'hours':>8}{'there':>8}  state")
        for each in sheets:
            print(
                f"  {each['employee_name']:<16}{each['start']:<12}{each['hours']:>8.2f}"
                f"{each['hours_there']:>8.2f}  {each['state']}"
            )
            if each["problem_text"]:
                print(f"      {each['problem_text']}")
        calls = [
            call
            for call in self.stand_in.control("calls")["calls"]
            if call["path"].startswith("/payroll.xro/")
        ]
        result = count_apart(self.stand_in.url, self.tenant, list(self.get_wanted(sheets)), {})
        wrong = {name: found for name, found in result.items() if found and name != "found"}
        if wrong:
            print(f"\n  {wrong}")
        print(
            f"\ndemo: sent {len(result['found'])} of {len(sheets)} sheets in {len(calls)} calls, "
            f"{len(result['lost'])} lost, {len(result['twice'])} twice",
            flush=True,
        )
        return bool(sheets) and not wrong

    def get_wanted(self, sheets):
        """:return: iterator of what has to be there: the hours that were entered"""
        lines = self.person.search_read(
            "account.analytic.line", [["project_id", "=", self.project_id]],
            ["employee_id", "date", "unit_amount"],
        )  # fmt: skip
        hours = defaultdict(list)
        for line in lines:
            row = (line["date"], self.rate, str(line["unit_amount"]))
            hours[line["employee_id"][0]].append(row)
        for sheet in sheets:
            yield {
                "name": f"{sheet['employee_name']} {sheet['start']}",
                "employee": sheet["remote_employee"],
                "start": sheet["start"],
                "remote_id": sheet["remote_id"],
                "status": "draft",
                "hours": [
                    row
                    for row in hours[sheet["employee_id"][0]]
                    if sheet["start"] <= row[0] <= sheet["end"]
                ],
            }


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--port", type=int, default=8069)
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, str(ROOT))
    port = free_port(options.port)
    if port != options.port and not options.once:
        raise Failure(f"Port {options.port} is taken: choose another, as in `make demo PORT=8070`.")
    dbname = database_name("demo_payroll_once" if options.once else "demo_payroll")
    system = PAYROLLS["NZ"]()
    say("preparing the database")
    demo.make_database(dbname, system.add_ons)
    stand_in = demo.start_stand_in(system, port)
    server = OdooServer(dbname, port)
    try:
        server.start()
        person = Person(server, "admin", "admin")
        [company] = person.search_read("res.company", [["name", "=", COMPANY]], ["id"])
        person.context = {"allowed_company_ids": [company["id"]]}
        person.call("ir.config_parameter", "set_param", "web.base.url", server.url)
        walk = Walk(person, system, stand_in, company["id"])
        walk.work()
        walk.connect()
        walk.pull()
        walk.match()
        walk.look()
        walk.send()
        walk.lay_out()
        say("left to do: " + walk.describe())
        if options.once:
            walk.play()
            say("done: all of it")
        exact = walk.report()
        if not options.once:
            print(f"\nOdoo: {server.url} (admin / admin), left to do: {walk.describe()}")
            print("Timesheets ▸ Payroll ▸ Pay Periods. Ctrl-C ends it.", flush=True)
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
