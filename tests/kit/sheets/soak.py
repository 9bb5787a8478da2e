"""Let employees, a payroll clerk and the payroll's administrator act at random, and compare.

python -m kit.sheets.soak [--seed N] [--actions N] [--countries AU,NZ,GB]
    Hours are entered and corrected, sheets sent, reopened, replaced and left; there, timesheets are
    edited, deleted, approved and entered by hand, and pay runs made. Between them runs the loop,
    killed (SIGKILL) at times, and the payroll refuses, breaks off or babbles. In the end the faults
    stop, the clerk sends what is left, and the sum of each employee, date and rate is compared. The
    same seed plays the same actions.
"""

import argparse
import random
import signal
import sys
import time
from collections import Counter, defaultdict

from kit.kill import say
from kit.sheets.count import add_up
from kit.sheets.tasks import HOURS
from kit.sheets.world import TASKS, WEEKS, SheetWorld
from kit.systems import get_payrolls
from postgres import Failure

EMPLOYEES = 5
KILLED_SHARE, FAULT_SHARE = 0.3, 0.4
SHOWN = WEEKS[-1]  # whose pay run is made


class SheetSoak:
    def __init__(self, world, seed, actions, say=say):
        self.world, self.chance, self.actions, self.say = world, random.Random(seed), actions, say
        self.done = Counter()
        self.held = {}  # {id: lines} of what the administrator wrote and nobody agreed to replace
        self.left = set()  # ids that the clerk left as they are
        self.broken = []  # ids of held timesheets that were changed all the same

    @classmethod
    def build(cls, purpose, system):
        """:return: the SheetWorld that it is played on"""
        return SheetWorld(purpose, system, EMPLOYEES, WEEKS, taken=None)

    def play(self):
        """:return: {what differs: which}, empty if nothing does"""
        lenient = self.world.system.has_lenient
        self.foreign = self.world.renew("base", lenient=lenient)
        self.world.execute("UPDATE acct_link_interface SET answer_timeout = 2")
        self.send()
        while sum(self.done.values()) < self.actions:
            self.act()
        return self.finish()

    def get_people(self):
        """:return: [(action, how often)]; one that finds nothing to do says False"""
        return [
            (self.log_hours, 4), (self.change_hours, 4), (self.send, 8), (self.reopen, 5),
            (self.retry, 2), (self.take_back, 1), (self.replace, 3), (self.leave, 1),
            (self.send_again, 2), (self.read_back, 2), (self.edit_there, 3), (self.delete_there, 2),
            (self.approve_there, 2), (self.enter_there, 1), (self.make_pay_run, 1),
            (self.undo_pay_run, 1),
        ]  # fmt: skip

    def act(self):
        actions, weights = zip(*self.get_people(), strict=True)
        [action] = self.chance.choices(actions, weights)
        if action() is False:
            return
        self.done[action.__name__] += 1
        self.look_for_broken()
        if sum(self.done.values()) % 50 == 0:
            self.say(f"{self.world.system.country}: {dict(self.done)}")

    # === HERE === #

    def log_hours(self):
        values = {"starts": [self.chance.choice(WEEKS)], "lines": self.chance.randint(1, 3)}
        name = self.chance.choice(self.world.names)
        self.world.do("log", seed=self.chance.random(), names=[name], **values)

    def change_hours(self):
        number, hours = self.chance.randrange(10**6), self.chance.choice(HOURS)
        return self.world.do("change_hours", number=number, hours=hours)

    def send(self):
        approve = self.chance.random() < 0.3
        self.world.do("send", starts=list(WEEKS), approve=approve)
        self.run_loop()

    def run_loop(self):
        if self.chance.random() < FAULT_SHARE:
            self.set_fault()
        pid = self.world.workers.start(f"{TASKS}.upload")
        self.world.workers.go(pid)
        if self.chance.random() < KILLED_SHARE:
            time.sleep(self.chance.uniform(0, 0.5))
            self.world.workers.kill(pid)
        self.world.workers.wait(pid)
        self.world.finish(4)

    def set_fault(self):
        system = self.world.system
        names = [
            name
            for name, (values, _may_be_written) in system.faults.items()
            # What is written late is not among them: the loop's waits are cut short here.
            if not name.startswith(("kill", "bookkeeper", "commit_later", "slow"))
        ]
        name = self.chance.choice(names)
        _moment, call = self.chance.choice([*system.steps.values(), *system.looks.values()])
        values = {**system.faults[name][0], "kind": name.split()[0]}
        values["field"] = "Status" if system.is_first else "status"
        fault = call.fault(**values, skip=self.chance.randint(0, 3))
        self.world.stand_in.control("faults", **fault)

    def press(self, button, *states):
        """:return: the pay sheet, or False if none is in these states"""
        rows = self.world.execute(
            "SELECT id, found_id, remote_id FROM acct_link_pay_sheet WHERE state IN %s ORDER BY id",
            (states,),
        )
        if not rows:
            return False
        id_, *remote_ids = self.chance.choice(rows)
        return self.world.do("press", button=button, sheet_id=id_) and remote_ids

    def reopen(self):
        ids = self.press("action_reopen", "sent", "failed", "conflict")
        for each in self.left.intersection(ids or ()):
            self.held.pop(each, None)  # the clerk sends the hours of Odoo after all
        return bool(ids)

    def retry(self):
        return bool(self.press("action_retry", "failed")) and self.run_loop()

    def take_back(self):
        return bool(self.press("action_take_back", "approved", "queued"))

    def replace(self):
        ids = self.press("action_replace", "conflict")
        if ids:
            self.held.pop(ids[0], None)
            self.run_loop()
        return bool(ids)

    def leave(self):
        ids = self.press("action_leave", "conflict")
        self.left.update(ids or ())
        return bool(ids)

    def send_again(self):
        [*rows] = self.world.execute(
            "SELECT id FROM acct_link_pay_sheet WHERE state = 'failed'"
            " AND problems::text LIKE '%%sheet_deleted_there%%' ORDER BY id"
        )
        if not rows:
            return False
        sheet_id = self.chance.choice(rows)[0]
        return self.world.do("press", button="action_send_again", sheet_id=sheet_id)

    def read_back(self):
        return bool(self.press("action_read_back", "sent", "paid")) and self.run_loop()

    # === THERE === #

    def choose_there(self, *statuses):
        """:return: a timesheet of one of our employees and weeks, or None"""
        ours = {self.world.ids[name] for name in self.world.names}
        rows = [
            row
            for row in self.world.read_payroll()["timesheets"]
            if row["employee_id"] in ours and row["start"] in WEEKS and row["status"] in statuses
        ]
        return self.chance.choice(rows) if rows else None

    def write_lines(self, start):
        """:return: hours that nobody enters in Odoo"""
        rate = next(iter(self.world.rates.values()))
        return [{"day": start, "rate_id": rate, "units": f"{self.chance.randint(1, 9)}.55"}]

    def change_there(self, id_, **changes):
        self.world.act("change_payroll", table="timesheets", id=id_, **changes)

    def edit_there(self):
        if not (row := self.choose_there("draft", "approved")):
            return False
        self.change_there(row["id"], lines=self.write_lines(row["start"]))
        self.hold(row["id"])
        return True

    def hold(self, id_):
        self.held[id_] = self.read_lines()[id_]
        self.left.discard(id_)

    def read_lines(self):
        """:return: {id: {(day, rate): hours}}"""
        return {
            row["id"]: add_up((e["day"], e["rate_id"], e["units"]) for e in row["lines"])
            for row in self.world.read_payroll()["timesheets"]
        }

    def delete_there(self):
        if not (row := self.choose_there("draft")):
            return False
        self.world.act("delete_timesheet", id=row["id"])
        self.held.pop(row["id"], None)
        return True

    def approve_there(self):
        row = self.choose_there("draft", "approved")
        if not row:
            return False
        turned = "approved" if row["status"] == "draft" else "draft"
        self.change_there(row["id"], status=turned)
        return True

    def enter_there(self):
        """Where there is none."""
        rows = self.world.read_payroll()["timesheets"]
        there = {(row["employee_id"], row["start"]) for row in rows}
        free = [
            (name, start)
            for name in self.world.names
            for start in WEEKS
            if (self.world.ids[name], start) not in there
        ]
        if not free:
            return False
        name, start = self.chance.choice(free)
        status = self.chance.choice(["draft", "requested"])
        self.hold(self.world.enter(name, start, self.write_lines(start), status))
        return True

    def make_pay_run(self):
        [calendar] = [
            row
            for row in self.world.read_payroll()["calendars"]
            if row["id"] == self.world.calendar
        ]
        if calendar["shown"] != SHOWN:
            return False
        self.world.act("post_pay_run", calendar_id=self.world.calendar)
        return True

    def undo_pay_run(self):
        if self.make_pay_run() is not False:
            return True
        self.world.act("revert_pay_run", calendar_id=self.world.calendar)
        return True

    def look_for_broken(self):
        """What an administrator wrote stays, until somebody agrees to have it replaced."""
        now = self.read_lines()
        for id_ in [id_ for id_, lines in self.held.items() if now.get(id_) != lines]:
            self.broken.append((id_, self.held.pop(id_), now.get(id_)))

    # === THE END === #

    def finish(self):
        """What is left is sent, and what is there is read."""
        self.world.stand_in.clear_faults()
        self.world.stand_in.control("clock", advance=3600)
        self.world.sign_in()
        for _ in range(3):
            self.world.finish()
            rows = self.world.execute(
                "SELECT id FROM acct_link_pay_sheet WHERE state IN ('sent', 'failed')"
                " AND problems IS NULL OR state = 'failed' ORDER BY id"
            )
            for (sheet_id,) in rows:
                self.world.do("press", button="action_reopen", sheet_id=sheet_id)
            self.world.do("send", starts=list(WEEKS), approve=False)
            self.world.finish()
        # That a pay run was taken back is seen once a day, with the calendars.
        for (sheet_id,) in self.world.execute(
            "SELECT id FROM acct_link_pay_sheet WHERE state = 'paid' ORDER BY id"
        ):
            self.world.do("press", button="action_read_back", sheet_id=sheet_id)
        self.world.finish()
        self.look_for_broken()
        return self.judge()

    def judge(self):
        """:return: {what differs: which}: each sum is the same, or said to be another one"""
        self.world.do("gather", starts=list(WEEKS))
        rows = self.world.read_payroll()["timesheets"]
        there = defaultdict(list)
        for row in rows:
            there[row["employee_id"], row["start"]].append(row)
        lines = self.read_lines()
        wrong = {"twice": [], "lost": [], "differs": [], "silent": [], "foreign": self.broken}
        late = {
            (employee, start)
            for employee, start in self.world.execute(
                "SELECT e.remote_id, p.start::text FROM acct_link_pay_left f"
                " JOIN acct_link_pay_period p ON p.id = f.period_id"
                " JOIN acct_link_pay_employee e ON e.employee_id = f.employee_id"
            )
        }
        self.sheets = 0
        for sheet in self.world.read_sheets():
            key, name = (sheet["employee"], sheet["start"]), sheet["name"]
            self.sheets += 1
            found = there.pop(key, [])
            if len(found) > 1:
                wrong["twice"].append(name)
            if sheet["state"] not in ("sent", "paid") or sheet["problems"]:
                if not sheet["problems"]:
                    wrong["silent"].append((name, sheet["state"]))
            elif not found:
                wrong["lost"].append(name)
            elif lines[found[0]["id"]] != add_up(sheet["hours"]) and key not in late:
                wrong["differs"].append((name, lines[found[0]["id"]], add_up(sheet["hours"])))
        ids = {row["id"]: row for row in rows}
        wrong["foreign"] += [id_ for id_, row in self.foreign.items() if ids.get(id_) != row]
        return {name: values for name, values in wrong.items() if values}


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--actions", type=int, default=300)
    parser.add_argument("--countries", default=",".join(get_payrolls()))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say(f"seed {options.seed}")
    countries, sheets, sums = options.countries.split(","), 0, Counter()
    for country in countries:
        world = SheetSoak.build("sheets_soak", get_payrolls()[country]())
        try:
            soak = SheetSoak(world, options.seed, options.actions)
            wrong = soak.play()
        finally:
            world.close()
        sheets += soak.sheets
        for name, values in wrong.items():
            sums[name] += len(values)
            print(*(f"  {country}, {name}: {value}" for value in values), sep="\n")
    print(
        f"soak: {len(countries) * options.actions} actions, {sheets} sheets, {sums['lost']} lost,"
        f" {sums['twice']} twice, {sums['foreign']} foreign, {sums.total()} differences"
    )
    return 1 if sums else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"soak: {problem}")
