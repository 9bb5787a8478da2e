"""Count in the stand-in's payroll, from outside Odoo: is every timesheet there exactly once, with
the hours that were entered?

python -m kit.sheets.count STAND-IN-URL < sheets.json
    {"tenant", "sheets": [{"name", "employee", "start", "remote_id", "status", "hours": [[day, rate,
    hours as text, not rounded]], "refused"?}], "foreign": {id: timesheet as it was before}};
    what is refused should not be there, Odoo says why. Timesheets of others have to be as they were
    to the letter, and count as nothing else.
Prints one JSON object: found, lost, twice, wrong (hours, id or status, or there though Odoo says
not), strangers and foreign; exits 1 if any but `found` is not empty.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def add_up(rows):
    """:param rows: [(day, rate, hours)]; :return: {(day, rate): hours to the cent, half up}"""
    sums = defaultdict(Decimal)
    for day, rate, hours in rows:
        sums[day, rate] += Decimal(str(hours))
    rounded = {key: hours.quantize(CENT, ROUND_HALF_UP) for key, hours in sums.items()}
    return {key: hours for key, hours in rounded.items() if hours}


def count(there, sheets, foreign):
    """Compare.

    :param there: timesheets of the payroll; :param foreign: {id: those of others, as they were}
    :return: lists of names, or of ids, by what is to be said of them
    """
    result = {name: [] for name in ("found", "lost", "twice", "wrong")}
    ours = defaultdict(list)
    for row in there:
        if row["id"] not in foreign:
            ours[row["employee_id"], row["start"]].append(row)
    for sheet in sheets:
        found = ours.pop((sheet["employee"], sheet["start"]), [])
        if verdict := _judge(sheet, found):
            result[verdict].append(sheet["name"])
    result["strangers"] = [row["id"] for rows in ours.values() for row in rows]
    now = {row["id"]: row for row in there}
    result["foreign"] = [id_ for id_, row in foreign.items() if now.get(id_) != row]
    return result


def _judge(sheet, found):
    """:return: what is to be said of one; None: it is rightly not there"""
    if len(found) > 1:
        return "twice"
    if sheet.get("refused"):
        return "wrong" if found else None
    if not found:
        return "lost"
    [row] = found
    lines = [(line["day"], line["rate_id"], line["units"]) for line in row["lines"]]
    is_right = (
        add_up(lines) == add_up(sheet["hours"])
        and row["id"] == sheet["remote_id"]
        and row["status"] == sheet["status"]
    )
    return "found" if is_right else "wrong"


def count_apart(url, tenant, sheets, foreign):
    """Count in a process that shares nothing with the one that asks. :return: as `count` does"""
    from kit.stage.worker import PATH

    counted = subprocess.run(
        [sys.executable, "-m", __name__, url],
        input=json.dumps({"tenant": tenant, "sheets": sheets, "foreign": foreign}),
        env={**os.environ, "PYTHONPATH": PATH},
        capture_output=True,
        text=True,
        check=False,
    )
    if counted.returncode not in (0, 1):
        raise RuntimeError(f"count: {counted.stderr}")
    result = json.loads(counted.stdout)
    is_exact = not any(values for name, values in result.items() if name != "found")
    if counted.returncode != (0 if is_exact else 1):
        raise RuntimeError(f"count: {counted.stderr}")
    return result


def main(url):
    wanted = json.load(sys.stdin)
    with urllib.request.urlopen(f"{url}/_sandbox/books?part=payroll", timeout=60) as answer:
        there = json.load(answer)[wanted["tenant"]]["timesheets"]
    result = count(there, wanted["sheets"], wanted["foreign"])
    print(json.dumps(result))
    return 1 if any(values for name, values in result.items() if name != "found") else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
