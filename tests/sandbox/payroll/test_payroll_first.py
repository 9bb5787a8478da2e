"""Payroll API 1.0 of Australia."""

import re

import pytest
import requests

WEEK = [7.5, 0, 7.6, 0, 0, 0, 0]


def update(sheet, **changes):
    """Its own answer, sent back."""
    return sheet | changes


def test_timesheet_has_a_number_for_each_day(au):
    sheet = au.create(TimesheetLines=[au.line(NumberOfUnits=WEEK)])
    assert sheet["Status"] == "DRAFT"
    assert sheet["Hours"] == 15.1
    assert sheet["StartDate"] == "/Date(1793577600000+0000)/"
    assert sheet["TimesheetLines"][0]["NumberOfUnits"] == WEEK
    assert au.get(f"Timesheets/{sheet['TimesheetID']}")["Timesheet"] == sheet
    [row] = au.sheets()
    assert [(line["day"], str(line["units"])) for line in row["lines"]] == [
        ("2026-11-02", "7.5"),
        ("2026-11-04", "7.6"),
    ]


def test_dates_may_be_counted_in_milliseconds(au):
    sheet = au.create(StartDate="/Date(1793577600000+0000)/", EndDate="/Date(1794096000000+1000)/")
    assert au.sheets()[0]["end"] == "2026-11-08"
    assert sheet["EndDate"] == "/Date(1794096000000+0000)/"


def test_fortnight_has_fourteen_numbers(au):
    sheet = au.create("Chloë Müller", 14)
    assert len(sheet["TimesheetLines"][0]["NumberOfUnits"]) == 14


@pytest.mark.parametrize("body", [{"Timesheets": []}, {}, "x"], ids=str)
def test_body_that_is_no_array_is_refused(au, body):
    [message] = au.refusal(body)
    assert "UpdateTimesheetRequest because the type requires a JSON array" in message


def test_body_that_is_no_json_is_refused(au):
    headers = {"Content-Type": "application/json"}
    answer = au.xero.session.post(f"{au.root}/Timesheets", data=b"[", headers=headers, timeout=9)
    assert (answer.status_code, answer.json()["ErrorNumber"]) == (400, 14)


@pytest.mark.parametrize("count", [6, 8, 14])
def test_list_of_units_of_another_length_is_refused(au, count):
    sheet = au.sheet(TimesheetLines=[au.line(NumberOfUnits=[1] * count)])
    assert au.refusal([sheet]) == [f"NumberOfUnits has {count} numbers for 7 days"]


def test_list_of_units_of_another_length_loses_days_when_not_strict(au):
    au.xero.control("settings", strict=False)
    sheet = au.create("Chloë Müller", 14, TimesheetLines=[au.line(NumberOfUnits=[1] * 7)])
    assert sheet["TimesheetLines"][0]["NumberOfUnits"] == [1] * 7 + [0] * 7


@pytest.mark.parametrize("units", [None, 7.6, ["7.6"], [True] * 7, [-1, 0, 0, 0, 0, 0, 0]], ids=str)
def test_units_that_are_no_list_of_numbers_are_refused(au, units):
    sheet = au.sheet(TimesheetLines=[au.line(NumberOfUnits=units)])
    assert au.refusal([sheet]) == ["NumberOfUnits is a list of numbers from zero"]


def test_two_lines_of_one_rate_are_refused(au):
    sheet = au.sheet(TimesheetLines=[au.line(NumberOfUnits=WEEK)] * 2)
    assert au.refusal([sheet]) == ["Two lines have the same earnings rate and tracking item"]


def test_line_without_hours_is_not_kept(au):
    lines = [
        au.line(NumberOfUnits=WEEK),
        au.line(EarningsRateID=au.rate("Overtime Hours"), NumberOfUnits=[0] * 7),
    ]
    assert len(au.create(TimesheetLines=lines)["TimesheetLines"]) == 1


def test_unknown_field_is_refused_unless_told_otherwise(au):
    assert au.refusal([au.sheet(Note="J-7")]) == ["Unknown field Note"]
    au.xero.control("settings", strict=False)
    assert "Note" not in au.create(Note="J-7")


def test_second_timesheet_of_a_period_is_refused(au):
    au.create()
    assert au.refusal([au.sheet()]) == [
        "This timesheet already exists, please provide the timesheet ID"
    ]
    assert len(au.sheets()) == 1


def test_update_replaces_all_lines(au):
    sheet = au.create()
    overtime = au.line(EarningsRateID=au.rate("Overtime Hours"), NumberOfUnits=WEEK)
    [changed] = au.post("Timesheets", [update(sheet, TimesheetLines=[overtime])])["Timesheets"]
    assert changed["TimesheetID"] == sheet["TimesheetID"]
    assert {line["rate_id"] for line in au.sheets()[0]["lines"]} == {au.rate("Overtime Hours")}
    # by its address, too
    path = f"Timesheets/{sheet['TimesheetID']}"
    au.post(path, [au.sheet()])
    assert {line["rate_id"] for line in au.sheets()[0]["lines"]} == {au.rate()}


def test_update_of_what_is_not_there_is_not_found(au):
    assert au.call("POST", f"Timesheets/{au.new_id()}", [au.sheet()]).status_code == 404


def test_update_for_another_person_is_refused(au):
    sheet = au.create()
    wrong = au.sheet("Ben O'Brien", TimesheetID=sheet["TimesheetID"])
    assert au.refusal([wrong]) == ["The employee and the period of a timesheet cannot be changed"]


def test_approval_keeps_lines_that_are_not_sent(au):
    sheet = au.create()
    approval = {name: sheet[name] for name in ("TimesheetID", "EmployeeID", "StartDate", "EndDate")}
    [approved] = au.post("Timesheets", [approval | {"Status": "APPROVED"}])["Timesheets"]
    assert (approved["Status"], approved["Hours"]) == ("APPROVED", 7.5)


def test_timesheet_may_be_approved_from_the_start(au):
    assert au.create(Status="APPROVED")["Status"] == "APPROVED"


@pytest.mark.parametrize("status", ["approved", "requested", "rejected"])
def test_update_of_what_is_no_draft_is_refused(au, status):
    timesheet_id = au.entered(status=status)
    assert au.refusal([au.sheet(TimesheetID=timesheet_id)]) == ["This is not a draft timesheet"]
    assert au.sheets()[0]["status"] == status


@pytest.mark.parametrize("status", ["PROCESSED", "Draft", "REQUESTED"])
def test_other_status_cannot_be_sent(au, status):
    [message] = au.refusal([au.sheet(Status=status)])
    assert "status is not valid" in message


def test_unknown_employee_is_told_without_timesheets(au):
    answer = au.call("POST", "Timesheets", [au.sheet(EmployeeID=au.new_id())])
    assert answer.json() == {
        "ErrorNumber": 0,
        "Type": "ValidationException",
        "Message": f"Invalid EmployeeID {au.new_id()}",
        "Timesheets": None,
    }


def test_employee_without_ordinary_rate_is_refused(au):
    au.act("change_payroll", table="employees", id=au.employee(), rate_id="")
    assert au.refusal([au.sheet()]) == ["Invalid OrdinaryEarningsRateID"]


def test_what_came_before_a_wrong_one_is_kept(au):
    third = au.sheet("Emma Jones", StartDate="2026-11-01", EndDate="2026-11-30")
    sheets = [au.sheet(), au.sheet("Ben O'Brien", EndDate="2026-11-07"), third]
    answer = au.call("POST", "Timesheets", sheets)
    assert answer.status_code == 400
    first, second = answer.json()["Timesheets"]
    assert "ValidationErrors" not in first
    assert second["ValidationErrors"]
    assert [row["employee_id"] for row in au.sheets()] == [au.employee()]


def test_there_is_no_way_back_and_no_deletion(au):
    path = f"Timesheets/{au.create()['TimesheetID']}"
    assert au.call("DELETE", path).status_code == 404
    assert au.call("POST", f"{path}/RevertToDraft").status_code == 404


def test_refusal_may_come_as_xml(au):
    au.xero.fault("refuse_xml", "/payroll.xro/1.0/Timesheets", message="A & B")
    answer = au.call("POST", "Timesheets", [au.sheet()], headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert "<Message>A &amp; B</Message>" in answer.text
    assert au.sheets() == []


# --- lists ---


def test_list_is_found_by_employee_and_period(au):
    ours = au.create()
    au.create("Ben O'Brien")
    where = (
        f'EmployeeID==Guid("{au.employee()}") AND StartDate==DateTime(2026,11,2)'
        " AND EndDate==DateTime(2026,11,8)"
    )
    assert au.get("Timesheets", where=where)["Timesheets"] == [ours]
    assert len(au.get("Timesheets", where='Status=="DRAFT"')["Timesheets"]) == 2
    assert au.get("Timesheets", where='Status=="APPROVED"')["Timesheets"] == []


def test_page_behind_the_last_is_empty(au):
    for number in range(101):
        au.act("hire", first="N", last=f"{number:03}", calendar="Weekly")
    pages = [au.get("Employees", page=page)["Employees"] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [100, 110 - 100, 0]
    assert len(au.get("Employees")["Employees"]) == 100


def test_only_what_changed_since_is_listed(au):
    au.create()
    au.xero.control("clock", advance=600)
    au.create("Ben O'Brien")
    since = (au.stand_in.clock.now()).strftime("%Y-%m-%dT%H:%M:00")
    found = au.get("Timesheets", headers={"If-Modified-Since": since})["Timesheets"]
    assert [row["EmployeeID"] for row in found] == [au.employee("Ben O'Brien")]


def test_employees_tell_status_rate_and_calendar(au):
    rows = {row["Email"]: row for row in au.get("Employees")["Employees"] if "Email" in row}
    assert rows["fatu@example.com"]["Status"] == "TERMINATED"
    assert rows["aroha@example.com"]["OrdinaryEarningsRateID"] == au.rate()
    assert rows["aroha@example.com"]["PayrollCalendarID"] == au.calendar()
    assert "PayrollCalendarID" not in rows["gina@example.com"]
    active = au.get("Employees", where='Status=="ACTIVE"')["Employees"]
    assert "fatu@example.com" not in [row.get("Email") for row in active]


def test_calendars_tell_no_end(au):
    rows = {row["Name"]: row for row in au.get("PayrollCalendars")["PayrollCalendars"]}
    assert rows["Fortnightly"]["CalendarType"] == "FORTNIGHTLY"
    assert re.fullmatch(r"/Date\(\d+\+0000\)/", rows["Weekly"]["StartDate"])
    assert not [name for row in rows.values() for name in row if "End" in name]


def test_pay_items_hold_the_rates(au):
    rates = {row["Name"]: row for row in au.get("PayItems")["PayItems"]["EarningsRates"]}
    assert rates["Ordinary Hours"]["RateType"] == "RATEPERUNIT"
    assert rates["Overtime Hours"]["RateType"] == "MULTIPLE"
    assert rates["Bonus"]["RateType"] == "FIXEDAMOUNT"
    assert not rates["Ordinary Hours (old)"]["CurrentRecord"]


def test_settings_tell_the_category_of_timesheets(au):
    assert au.get("Settings")["Settings"]["TrackingCategories"] == {}
    au.track()
    tracking = au.get("Settings")["Settings"]["TrackingCategories"]
    assert tracking["TimesheetCategories"]["TrackingCategoryName"] == "Region"


@pytest.mark.parametrize("path", ["Payslip", "EarningsRates", "Employees/1", "Settings/x"])
def test_what_is_not_imitated_is_not_found(au, path):
    assert au.call("GET", path).status_code == 404


def test_answer_of_a_written_timesheet_may_be_lost(au):
    au.xero.fault("drop_after", "/payroll.xro/1.0/Timesheets", method="POST")
    with pytest.raises(requests.ConnectionError):
        au.create()
    assert len(au.sheets()) == 1
