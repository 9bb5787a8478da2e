"""Calls to the payrolls against Xero's own descriptions, one for each country."""

from pathlib import Path

import pytest

from sandbox.xero.contract import find_description
from sandbox.xero.payroll.contract import PAYROLL_ROOTS
from tests.sandbox.payroll.conftest import ROOTS

FOLDER, REASON = find_description()
MISSING = [
    name for name in PAYROLL_ROOTS if not Path(FOLDER, f"xero-payroll-{name}.yaml").is_file()
]
pytestmark = pytest.mark.skipif(bool(REASON or MISSING), reason=REASON or f"not here: {MISSING}")
LISTS = {
    "AU": ("Employees", "PayrollCalendars", "PayItems", "Settings", "Timesheets"),
    "NZ": ("Employees", "PayRunCalendars", "EarningsRates", "Settings/TrackingCategories"),
    "GB": ("Employees", "PayRunCalendars", "EarningsRates", "Settings/trackingCategories"),
}


@pytest.mark.parametrize("country", LISTS)
def test_reading_is_as_described(payroll, country):
    client = payroll(country)
    client.track()
    for status in ("draft", "approved"):
        client.entered(status=status, id=client.new_id(len(status)))
    client.act("post_pay_run", calendar_id=client.calendar())
    paths = [*LISTS[country], "Timesheets", *(f"Timesheets/{row['id']}" for row in client.sheets())]
    for path in paths:
        client.get(path)
    client.get("Timesheets", page=1)
    assert client.xero.violations() == []


def test_writing_is_as_described(each):
    option = each.track(required=True)
    word = "TimesheetLines" if each.country == "AU" else "timesheetLines"
    sheet = each.sheet()
    for line in sheet[word]:
        line["TrackingItemID" if each.country == "AU" else "trackingItemID"] = option
    body = [sheet] if each.country == "AU" else sheet
    each.post("Timesheets", body, headers={"Idempotency-Key": "k"})
    each.call("POST", "Timesheets", body, headers={"Idempotency-Key": "l"})
    path = f"Timesheets/{each.sheets()[0]['id']}"
    if each.country == "AU":
        each.post(path, body)
    else:
        each.post(f"{path}/Approve")
        each.post(f"{path}/RevertToDraft")
        assert each.call("DELETE", path).status_code == 200
    assert each.xero.violations() == []


def test_second_version_of_australia_is_as_described(au):
    root = au.root.replace(ROOTS["AU"], "2.0")
    path = f"Timesheets/{au.create()['TimesheetID']}"
    for method, more in (("GET", ""), ("POST", "/Approve"), ("POST", "/RevertToDraft")):
        assert au.call(method, path + more, root=root).status_code == 200
    assert au.call("GET", "Timesheets", root=root).status_code == 200
    assert au.call("DELETE", path, root=root).status_code == 200
    assert au.xero.violations() == []


@pytest.mark.parametrize(
    ("country", "changes", "text"),
    [
        ("AU", {"Status": "Approved"}, "'Approved' is not one of"),
        ("AU", {"Note": "J"}, "'Note' was unexpected"),
        ("NZ", {"employeeID": None}, "None for not nullable"),
        ("GB", {"startDate": "2026-11-02T00:00:00"}, "is not a 'date'"),
        ("GB", {"note": "J"}, "'note' was unexpected"),
    ],
    ids=str,
)
def test_what_is_against_the_description_is_told(payroll, country, changes, text):
    client = payroll(country)
    body = client.sheet() | changes
    client.call("POST", "Timesheets", [body] if country == "AU" else body)
    [found] = client.xero.violations()
    assert text in found


def test_answer_that_is_against_the_description_is_told(nz):
    nz.entered(status="rejected")
    nz.get(f"Timesheets/{nz.new_id()}")
    [found] = nz.xero.violations()
    assert "'Declined' is not one of" in found
