"""Xero's descriptions of its payrolls, and where what is live differs from them."""

import json
import re
from pathlib import Path
from typing import Any

from ..description import described

PAYROLL_ROOTS = dict.fromkeys(("au-v2", "nz", "uk"), "/payroll.xro/2.0") | {
    "au": "/payroll.xro/1.0"
}
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00")
# Said to be always there, and missing now and then: units of multiples, what contractors are not
# asked for, the newest field of an Australian rate.
_NOT_ALWAYS = {
    "EarningsRate": {"typeOfUnits", "IsQualifyingEarnings"},
    "Employee": {"dateOfBirth", "address", "title", "gender"},
}


def payroll_described(path: Path) -> dict[str, Any]:
    """Rows hold nothing that is not described; what surrounds them does."""
    found = described(path)
    schemas = found["components"]["schemas"]
    for name, schema in schemas.items():
        if missing := _NOT_ALWAYS.get(name):
            left = [each for each in schema.pop("required", []) if each not in missing]
            schema.update({"required": left} if left else {})
        if name == "Timesheet" and "Requested" not in (
            known := schema["properties"].get("status", {}).get("enum", ["Requested"])
        ):
            known.append("Requested")  # the UK's says nothing of what employees hand in
        if "properties" in schema and not _surrounds(schema):
            schema["additionalProperties"] = False
    return found


def _surrounds(schema: dict[str, Any]) -> bool:
    """Whether it is what stands around the rows of an answer, such as Timesheets."""
    fields = schema["properties"]
    return "pagination" in fields or (len(fields) == 1 and not schema.get("required"))


def payroll_answer(message: dict[str, Any], body: bytes) -> bytes:
    """The answer as the description has it: null is nothing, days have no midnight behind them and
    moments a zone; lines in lists, which lack their dates, are left out; nothing surrounds a
    problem, whose status is a text."""
    if message["status"] not in (200, 400) or message["region"] == "au":
        return body
    value = _plain(json.loads(body))
    if "problem" in value:
        return json.dumps(value["problem"] | {"status": str(value["problem"]["status"])}).encode()
    for row in value.get("timesheets", ()):
        del row["timesheetLines"]
    return json.dumps(value).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: f"{inner}Z" if name.endswith("DateUTC") else _plain(inner)
            for name, inner in value.items()
            if inner is not None
        }
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    midnight = _MIDNIGHT.fullmatch(value) if isinstance(value, str) else None
    return midnight[1] if midnight else value
