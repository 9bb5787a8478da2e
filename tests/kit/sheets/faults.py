"""Play every fault of the stand-in at every kind of payroll call, and look for lost, doubled or
foreign timesheets.

python -m kit.sheets.faults [--rows PATTERN] [--countries AU,NZ,GB] [--places first,middle,last]
    Each row is a fault on the payroll of a country, each column a kind of call, hit at its first,
    middle or last pay sheet. A case begins beside timesheets of others, one of them of a week of
    ours, and ends when nothing is left to do; what needs a person is done by one, then another
    process counts in the payroll. A fault that did not fire is a failure, too. Where a second
    timesheet of a period may be taken, what may have been written without our knowing also happens
    on the lenient stand-in.
"""

import argparse
import re
import signal
import sys
import threading
import time

from kit.kill import say
from kit.sheets.kill import say_end
from kit.sheets.world import FEW, TASKS, SheetWorld
from kit.stage.faults_matrix import ANSWER_SECONDS, PATIENCE
from kit.systems import get_payrolls
from postgres import Failure

PLACES = ("first", "middle", "last")
# Whose timesheet a bookkeeper enters while one of ours is sent.
MEANWHILE, PERSON = "0f000000-0000-4000-8000-00000000ffff", "Emma Jones"


def list_rows(system, pattern="", places=PLACES):
    """:return: {name: [(fault, column, place, lenient)]}"""
    found = {}
    for fault, (_values, may_be_written) in system.faults.items():
        for lenient in (False, True) if may_be_written and system.has_lenient else (False,):
            name = f"{system.country} {fault}{', lenient' if lenient else ''}"
            cases = [
                (fault, column, place, lenient)
                for column in (*system.steps, *system.looks, *system.lists)
                # Lists are read once, and that by a process that is not killed.
                for place in (places if column in system.steps else PLACES[:1])
                if not (column in system.lists and fault.startswith("kill"))
            ]
            if re.search(pattern, name):
                found[name] = cases
    return found


def play(world, fault, column, place, lenient):
    """:return: ({what is wrong: which}, [what a person had to do])"""
    system = world.system
    moment, call = {**system.steps, **system.looks, **system.lists}[column]
    foreign = world.renew(moment, lenient=lenient)
    world.execute("UPDATE acct_link_interface SET answer_timeout = %s", (ANSWER_SECONDS,))
    pid = world.workers.start(f"{TASKS}.upload")
    values = {**system.faults[fault][0], "kind": fault.split()[0], "pid": pid}
    values["field"] = "Status" if system.is_first else "status"
    hours = {"day": world.weeks[0], "rate_id": next(iter(world.rates.values())), "units": "1"}
    values["wish"] = {
        "tenant": world.tenant,
        "action": "enter_timesheet",
        "id": MEANWHILE,
        "employee_id": world.ids[PERSON],
        "start": world.weeks[0],
        "lines": [hours],
    }
    skip = {"first": 0, "middle": 1, "last": len(world.names) - 2}[place]
    added = world.stand_in.control("faults", **call.fault(**values), skip=skip)["id"]
    silent = []
    if column in system.lists and world.do("pull_lists") == "":
        silent.append("lists")
    world.run_out(pid)
    wait_for_late_write(world, values)
    world.end_waits()
    world.finish()
    silent += find_silent(world)
    by_hand = act_as_person(world)
    if column in system.lists and (said := world.do("pull_lists")):
        silent.append(said)
    [row] = [row for row in world.stand_in.control("faults") if row["id"] == added]
    wrong = world.judge(foreign)
    strangers = [each for each in wrong.pop("strangers", []) if each != MEANWHILE]
    wrong |= {
        "strangers": strangers,
        "silent": silent,
        "not_fired": [] if row["hits"] else [fault],
    }
    return {name: found for name, found in wrong.items() if found}, by_hand


def wait_for_late_write(world, values):
    """What is still on its way arrives, although nobody waited for it."""
    deadline = time.monotonic() + PATIENCE
    while "seconds" in values and any(
        call["fault"] and call["status"] is None
        for call in world.stand_in.control("calls")["calls"]
    ):
        if time.monotonic() > deadline:
            raise Failure("the late write does not come")
        time.sleep(0.05)


def find_silent(world):
    """Pay sheets that wait or failed, and nobody is told why."""
    rows = world.execute(
        "SELECT employee_name, state FROM acct_link_pay_sheet"
        " WHERE state NOT IN ('sent', 'conflict') AND problems IS NULL"
    )
    return [] if is_signed_out(world) else rows


def is_signed_out(world):
    return bool(world.execute("SELECT 1 FROM acct_link_token WHERE lapsed"))


def act_as_person(world):
    """Do what Odoo asks a person for. :return: what that was"""
    done = []
    while len(done) < 3:
        out = is_signed_out(world)
        failed = world.execute("SELECT 1 FROM acct_link_pay_sheet WHERE state = 'failed'")
        if not (out or failed):
            break
        done.append("sign in" if out else "retry")
        world.sign_in() if out else world.do("retry")
        world.finish()
    return done


def play_rows(world, rows, found):
    """:param found: list that takes (name, Case, what is wrong)"""
    for name, cases in rows.items():
        cells = []
        for case in cases:
            wrong, by_hand = play(world, *case)
            found.append((name, case, wrong))
            cells.append("; ".join(wrong) or " + ".join(by_hand) or "ok")
            if wrong:
                say(f"{name}, {case[1:3]}: {wrong}")
        say(f"{name:<36} {' | '.join(cells)}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--rows", default="", help="only those with this pattern in it")
    parser.add_argument("--countries", default=",".join(get_payrolls()))
    parser.add_argument("--places", default=",".join(PLACES))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found, failures, wanted = [], [], 0

    def work(system, rows):
        world = None
        try:
            world = SheetWorld("sheets_faults", system)
            play_rows(world, rows, found)
        except Exception as problem:
            failures.append(problem)
        finally:
            if world:
                world.close()

    threads = []
    for country in options.countries.split(","):
        system = get_payrolls()[country]()
        rows = list_rows(system, options.rows, options.places.split(","))
        wanted += sum(map(len, rows.values()))
        say(f"{country}: " + " | ".join([*system.steps, *system.looks, *system.lists]))
        threads.append(threading.Thread(target=work, args=(system, rows)))
    say(f"{wanted} cases; preparing a database for each country")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    if len(found) != wanted or not wanted:
        raise Failure(f"{wanted} cases were to be played")
    sheets = wanted * FEW
    return 0 if say_end("faults", f"{wanted} cases", sheets, [wrong for *_, wrong in found]) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"faults: {problem}")
