"""Kill the upload of pay sheets at every step and at random moments, and look for lost or doubled
timesheets.

python -m kit.sheets.kill [--seed N] [--kills N] [--employees N] [--countries AU,NZ,GB]
    On the payroll of each country the process is killed (SIGKILL) at every point of every step of
    a pay sheet, beside timesheets of others; where a second timesheet of a period may be taken,
    also on the lenient stand-in. Then three weeks of all employees are sent, by processes that are
    killed at random moments, while some writes come seconds late. After each another process
    counts in the payroll.
"""

import argparse
import random
import signal
import sys
from collections import Counter

from kit.kill import LATE_SHARE, SECONDS, choose_moments, run_to_death, say
from kit.sheets.steps import AGAIN, APPROVE, CREATE, REPLACE
from kit.sheets.world import TASKS, WEEKS, SheetWorld
from kit.stage.fixture import LATE
from kit.systems import get_payrolls
from postgres import Failure

SHEET, TRANSPORT = "acct.link.upload.sheet", "acct.link.transport"
# Where a process dies: the method it does not live to run, or the point at the stand-in.
POINTS = {
    "looked": (SHEET, "_decide"),
    "not written ahead": (SHEET, "_write_ahead"),
    "written ahead": (TRANSPORT, "_transmit"),
    "received": None,
    "committed": None,
    "answered": None,
    "stored": (TRANSPORT, "_apply"),
    "not read back": (SHEET, "_look"),
    "read back": ("acct.link.pay.sheet", "_take"),
}
# Those of a pay sheet that is not at the step yet.
BEFORE = ("looked", "not written ahead")
LAST = (CREATE, REPLACE, APPROVE)  # after which nothing has to be written
PACE = 5  # ms that a call takes
PAUSE = 0.5  # most seconds a process lives on from where it is killed


def list_points(system):
    """:return: [(step, point, lenient)]"""
    return [
        (step, point, lenient)
        for lenient in ((False, True) if system.has_lenient else (False,))
        for step in system.steps
        for point in POINTS
        if (point != "read back" or step in LAST) and (point not in BEFORE or step != AGAIN)
    ]


def kill_at(world, step, point, lenient):
    """:return: {what is wrong: which}, empty if all is well"""
    moment, call = world.system.steps[step]
    foreign = world.renew(moment, lenient=lenient)
    if POINTS[point] is None:
        pid = world.workers.start(f"{TASKS}.upload")
        world.stand_in.control("faults", **call.fault("kill", point=point, pid=pid))
        killed = world.run_out(pid)
    else:
        at = None if point in BEFORE else CREATE if step == AGAIN else step
        killed = world.upload(die_in=POINTS[point], step=at)
    if not killed:
        return {"not_killed": [point]}
    world.finish()
    wrong = world.judge(foreign)
    calls = world.count_calls(call)
    # In all those that go to this path there is one for each timesheet, and one more where nothing
    # was written.
    if not wrong and calls not in (most := count_calls(world, step, point)):
        wrong = {"calls": [calls, most]}
    return wrong


def count_calls(world, step, point):
    """:return: how many calls there may be to the path of a step"""
    few = len(world.names) - 1
    together = 2 if world.system.is_first and step == APPROVE else 1
    return [few * together + (point == "received")]


def play_points(world, chosen=None, say=say):
    """:return: {(step, point, lenient): what is wrong}"""
    found, cases = {}, chosen or list_points(world.system)
    for step, point, lenient in cases:
        if wrong := kill_at(world, step, point, lenient):
            found[step, point, lenient] = wrong
            say(f"{world.system.country}: {step}, {point}, {lenient}: {wrong}")
    say(f"{world.system.country}: killed at {len(cases)} points, {len(found)} with a difference")
    return found


def kill_at_random(world, seed, kills, say=say):
    """Send all weeks of all employees, killed so many times; once more where there is nothing left
    to kill, as few calls may carry a whole week. `world.sent` has how many were sent.

    :return: {what is wrong: which}
    """
    system = world.system
    chance = random.Random(seed)
    settings = {"latency_ms": PACE, "lenient": system.has_lenient}
    # What is written in a week is read back before the next one begins.
    last = 1 / len(world.weeks)
    killed = world.sent = 0
    while killed < kills:
        foreign, before = world.renew(**settings), killed
        for share, pause in choose_moments(chance, kills - killed, last, PAUSE / last):
            if chance.random() < LATE_SHARE:
                fault = system.any_write.fault("commit_later", seconds=LATE)
                world.stand_in.control("faults", **fault)
            if not run_to_death(world, share, pause, f"{TASKS}.upload"):
                break
            killed += 1
            say(f"{system.country}: kill {killed} of {kills}: {describe(world)}")
        world.finish_in_time(SECONDS)
        wrong = world.judge(foreign)
        world.sent += world.found
        if wrong or killed == before:
            return wrong or {"kills": [killed]}
    return {}


def describe(world):
    """What the killed process left behind."""
    rows = world.execute("SELECT state, count(*) FROM acct_link_pay_sheet GROUP BY state")
    return ", ".join(f"{count} {state}" for state, count in sorted(rows))


def say_end(name, kills, sheets, wrongs):
    """:param wrongs: [{what is wrong: which}]; :return: whether nothing was"""
    sums = Counter()
    for wrong in wrongs:
        for kind, values in wrong.items():
            print(f"  {kind}: {values}")
            sums[kind] += len(values)
    print(
        f"{name}: {kills}, {sheets} sheets, {sums['lost']} lost, {sums['twice']} twice, "
        f"{sums['foreign']} foreign",
        flush=True,
    )
    return not sums


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--employees", type=int, default=200)
    parser.add_argument("--countries", default=",".join(get_payrolls()))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say(f"seed {options.seed}")
    wrongs, points, kills, sheets = [], 0, 0, 0
    for country in options.countries.split(","):
        system = get_payrolls()[country]()
        world = SheetWorld("sheets_kill", system)
        try:
            wrongs += play_points(world).values()
        finally:
            world.close()
        points += len(list_points(system))
        if options.kills:
            say(f"{country}: three weeks of {options.employees} employees")
            world = SheetWorld("sheets_many", system, options.employees, WEEKS, taken=None)
            try:
                wrongs.append(kill_at_random(world, options.seed, options.kills))
            finally:
                world.close()
            kills, sheets = kills + options.kills, sheets + world.sent
    return 0 if say_end("kill", f"{points + kills} kills", sheets, wrongs) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"kill: {problem}")
