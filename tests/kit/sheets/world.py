"""A database full of timesheets, linked to a stand-in's payroll: what is killed and disturbed."""

import re
import time
from collections import defaultdict

from database import clone, drop, ensure_installed
from kit.cases import KILLED
from kit.sheets.count import count_apart
from kit.sheets.steps import CHANGED_APPROVED, NEW, TO_APPROVE
from kit.stage.base import list_steps
from kit.stage.fixture import Fixture
from kit.stage.worker import Workers
from postgres import Failure

TASKS = "kit.sheets.tasks"
WEEKS = ("2026-10-19", "2026-10-26", "2026-11-02")
# What a case is played on. The hours of one of them are somebody else's there already.
FEW, TAKEN = 4, "Worker 0004"
SECONDS = 600  # most that a task of hundreds of pay sheets may take
LINES = 6  # timesheet lines of an employee's week

KEEP = """
DROP SCHEMA IF EXISTS "{name}" CASCADE; CREATE SCHEMA "{name}";
DO $$ DECLARE t name; BEGIN
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND (relname LIKE '%%acct\\_link%%' OR relname = 'account_analytic_line')
    LOOP EXECUTE format('CREATE TABLE "{name}".%%I AS TABLE public.%%I', t, t); END LOOP;
END $$"""
# Every row of them, so that no reference has to be looked at.
PUT_BACK = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE t name; BEGIN
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = '"{name}"'::regnamespace
    LOOP EXECUTE format('DELETE FROM public.%%I', t);
         EXECUTE format('INSERT INTO public.%%I SELECT * FROM "{name}".%%I', t, t); END LOOP;
END $$;
DELETE FROM ir_cron_trigger"""


class SheetWorld(Fixture):
    """One payroll. `renew` turns both sides back to a moment before the loop acts; the rest works
    on them.
    """

    open_states = {"acct_link_pay_sheet": "('queued', 'sending', 'replacing', 'unknown')"}

    def __init__(self, purpose, system, employees=FEW, weeks=WEEKS[2:], taken=TAKEN):
        """:param system: of kit.systems.get_payrolls(); :param weeks: first days of those worked in
        :param taken: name of the employee whose week somebody else has entered there, or None
        """
        self.names = [f"Worker {number:04}" for number in range(1, employees + 1)]
        self.weeks, self.taken = list(weeks), taken
        self._kept = {}  # {moment: timesheets of the payroll}
        super().__init__(f"{purpose}_{system.country.lower()}", 0, 0, None, system)

    # === BUILT ONCE === #

    def _build(self, documents, customers, layouts):
        clone(ensure_installed("test", list_steps(self.system.add_ons)), self.dbname)
        self._stack.callback(drop, self.dbname)
        self.stand_in = self.system.start(checks=self.checks)
        self._stack.callback(self.stand_in.stop)
        self.workers = Workers(self.dbname)
        self._stack.callback(self.workers.stop)
        self.tenant = self.system.find_tenant(self.stand_in, self.system.organisation)
        self._begin_payroll()
        self.do("work_here", names=self.names)
        self.system.link_payroll(self)
        self.do("match")
        self.do("log", seed=5, starts=self.weeks, names=self.names, lines=LINES)
        self._keep("base", [])

    def _begin_payroll(self, **settings):
        self.stand_in.reset(**{**self.system.calm, **settings})
        self.system.move(self.stand_in, self.tenant)
        self._entered = set()  # ids of what is entered there by hand
        for name in self.names:
            first, last = name.split()
            self.act("hire", first=first, last=last, calendar="Weekly")
        there = self.read_payroll()
        self.ids = {
            f"{row['first_name']} {row['last_name']}": row["id"] for row in there["employees"]
        }
        self.rates = {row["name"]: row["id"] for row in there["rates"]}
        self.calendar = next(r["id"] for r in there["calendars"] if r["name"] == "Weekly")

    def _keep(self, moment, timesheets):
        self.execute(KEEP.format(name=moment))
        self._kept[moment] = timesheets

    # === BEFORE === #

    def renew(self, moment=NEW, **settings):
        """:param moment: one of `steps`, where pay sheets stand; :param settings: of the stand-in
        :return: {id: timesheet} of others
        """
        if moment not in self._kept:
            self._reach(moment)
        self._begin_payroll(**settings)
        for row in self._kept[moment]:
            self.enter_row(row)
        self.execute(PUT_BACK.format(name=moment))
        self.sign_in()
        return self.enter_strangers()

    def sign_in(self):
        self.system.sign_in_to_payroll(self)

    def _reach(self, moment):
        """Play up to a moment, undisturbed, and keep it."""
        approve = moment in (TO_APPROVE, CHANGED_APPROVED)
        self._begin_payroll()
        self.execute(PUT_BACK.format(name="base"))
        self.sign_in()
        if moment in (NEW, TO_APPROVE):
            self.do("send", starts=self.weeks, approve=approve)
            self._keep(moment, [])
            return
        foreign = self.enter_strangers()
        self.do("send", starts=self.weeks, approve=approve)
        self.finish()
        if wrong := self.judge(foreign):
            raise Failure(f"Timesheets do not even go undisturbed: {wrong}")
        names = [name for name in self.names if name != self.taken]
        self.do("send_changed", starts=self.weeks, names=names, approve=approve)
        rows = self.read_payroll()["timesheets"]
        self._keep(moment, [row for row in rows if row["id"] not in foreign])

    def enter_row(self, row):
        """As it was."""
        lines = [
            {name: line[name] for name in ("day", "rate_id", "units")} for line in row["lines"]
        ]
        values = {name: row[name] for name in ("id", "employee_id", "start", "status")}
        self.act("enter_timesheet", lines=lines, **values)

    def enter_strangers(self):
        """Timesheets of others: what an employee has handed in, what a bookkeeper entered and
        approved, one of an employee of ours in another week, and one in ours.
        """
        hours = [{"day": self.weeks[0], "rate_id": next(iter(self.rates.values())), "units": "3"}]
        others = [("Aroha Ngata", "draft"), ("Ben O'Brien", "requested"), ("Hugo Berg", "approved")]
        for name, status in others:
            self.enter(name, self.weeks[0], hours, status)
        self.enter(self.names[0], "2026-11-09", [{**hours[0], "day": "2026-11-09"}])
        if self.taken:
            self.enter(self.taken, self.weeks[0], hours)
        rows = self.read_payroll()["timesheets"]
        return {row["id"]: row for row in rows if row["id"] in self._entered}

    def enter(self, name, start, lines, status="draft"):
        """Somebody enters a timesheet there by hand. :return: its id"""
        id_ = f"0f000000-0000-4000-8000-{len(self._entered):012}"
        values = {"start": start, "lines": lines, "status": status}
        self.act("enter_timesheet", id=id_, employee_id=self.ids[name], **values)
        self._entered.add(id_)
        return id_

    # === BOTH SIDES === #

    def do(self, task, **values):
        return self.workers.run(f"{TASKS}.{task}", SECONDS, **values)

    def act(self, action, **values):
        """Somebody acts in the payroll there."""
        self.stand_in.control("bookkeeper", tenant=self.tenant, action=action, **values)

    def read_payroll(self):
        return self.stand_in.control(f"books?tenant={self.tenant}&part=payroll")[self.tenant]

    # === THE LOOP === #

    def upload(self, **values):
        """:return: whether it was killed"""
        pid = self.workers.start(f"{TASKS}.upload", **values)
        return self.run_out(pid)

    def run_out(self, pid):
        self.workers.go(pid)
        if (code := self.workers.wait(pid)) not in (0, KILLED):
            raise Failure(f"The loop ended with {code}; see {self.workers.log}")
        return code == KILLED

    def finish_in_time(self, seconds=60):
        """With all its waits."""
        deadline = time.monotonic() + seconds
        while self.count_open() and time.monotonic() < deadline:
            self.do("upload")
            time.sleep(0.3)

    def finish(self, passes=12):
        for _ in range(passes):
            self.do("upload")
            if not self.count_open():
                return
            self.end_waits()

    def get_share(self):
        """:return: how much of the work is done, from 0 to 1"""
        [[share]] = self.execute(
            "SELECT avg((state IN ('sent', 'paid'))::int)::float FROM acct_link_pay_sheet"
        )
        return share

    # === AFTERWARDS === #

    def judge(self, foreign):
        """Count in the payroll, in a process that knows nothing of Odoo.

        :return: {what is wrong: which}, empty when every timesheet is there exactly once with the
            hours that were entered, and Odoo says so, too
        """
        sheets = self.read_sheets()
        result = count_apart(self.stand_in.url, self.tenant, sheets, foreign)
        self.found = len(result.pop("found"))
        refused = [sheet["name"] for sheet in sheets if sheet["refused"]]
        if self.found + len(refused) != len(self.names) * len(self.weeks):
            result["not_found"] = [self.found]
        taken = [f"{self.taken} {week}" for week in self.weeks[:1] if self.taken]
        result["not_told"] = sorted(set(taken) ^ set(refused))
        result["not_sent"] = self.execute(
            "SELECT employee_name, start::text, state, problems::text FROM acct_link_pay_sheet"
            " WHERE NOT (state = 'sent' AND problems IS NULL) AND state <> 'conflict'"
        )
        result["requests"] = self.execute(
            "SELECT operation, state FROM acct_link_request WHERE state NOT IN ('done', 'void')"
        )
        return {name: values for name, values in result.items() if values}

    def read_sheets(self):
        """:return: what has to be there, as `count` takes it: hours as they were entered"""
        hours = defaultdict(list)
        for employee, start, day, project, units in self.execute(
            "SELECT e.remote_id, p.start::text, l.date::text, j.name->>'en_US', l.unit_amount"
            " FROM account_analytic_line l JOIN acct_link_pay_employee e USING (employee_id)"
            " JOIN project_project j ON j.id = l.project_id"
            " JOIN acct_link_pay_period p ON l.date BETWEEN p.start AND p.end"
            " AND p.calendar_id = e.calendar_id"
        ):
            hours[employee, start].append((day, self.rate_of(project), str(units)))
        [[approves]] = self.execute("SELECT approve_sheets FROM acct_link_interface")
        return [
            {
                "name": f"{name} {start}",
                "employee": employee,
                "start": start,
                "remote_id": remote_id,
                "status": "approved" if approves else "draft",
                "hours": hours[employee, start],
                "state": state,
                "problems": problems,
                "refused": state == "conflict" and "sheet_of_another" in (problems or ""),
            }
            for name, employee, start, remote_id, state, problems in self.execute(
                "SELECT employee_name, remote_employee, start::text, remote_id, state,"
                " problems::text FROM acct_link_pay_sheet ORDER BY employee_name, start"
            )
        ]

    def rate_of(self, project):
        """:return: id of the rate that work on it is paid at; said apart from Odoo"""
        words = (
            ("Overtime",) if project.startswith("Night") else ("Ordinary Hours", "Ordinary Time")
        )
        return next(
            id_ for name, id_ in self.rates.items()
            if name.startswith(words) and not name.endswith("(old)")
        )  # fmt: skip

    def count_calls(self, call):
        """:param call: kit.system.Call, whose body is not looked at; of the latest 1,000"""
        return sum(
            each["method"] == call.method and bool(re.match(call.path, each["path"]))
            for each in self.stand_in.control("calls")["calls"]
        )
