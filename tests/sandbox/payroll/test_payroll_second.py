"""Payroll API 2.0 of New Zealand and the United Kingdom."""

import pytest
import requests

from tests.sandbox.payroll.conftest import ROOTS


def reasons(answer):
    return answer.json()["problem"]["detail"]


def test_timesheet_is_made_as_a_draft(second):
    sheet = second.create()
    assert sheet["status"] == "Draft"
    assert (sheet["startDate"], sheet["endDate"]) == ("2026-11-02T00:00:00", "2026-11-08T00:00:00")
    [line] = sheet["timesheetLines"]
    assert (line["date"], line["numberOfUnits"]) == ("2026-11-02T00:00:00", 7.5)
    assert second.sheets()[0]["status"] == "draft"


def test_envelope_says_that_all_is_well(second):
    said = second.post("Timesheets", second.sheet())
    assert (said["httpStatusCode"], said["problem"], said["pagination"]) == ("OK", None, None)


def test_timesheet_without_lines_is_taken(second):
    assert second.create(timesheetLines=[])["timesheetLines"] == []
    second.create("Ben O'Brien", timesheetLines=None)


@pytest.mark.parametrize("name", ["payrollCalendarID", "employeeID", "startDate", "endDate"])
def test_missing_field_is_named(second, name):
    answer = second.call("POST", "Timesheets", second.sheet(**{name: None}))
    [wrong] = answer.json()["problem"]["invalidFields"]
    assert wrong == {"name": name, "reason": "This field is required"}


def test_status_cannot_be_sent(second):
    assert second.refusal(second.sheet(status="Approved")) == ["Unknown field status"]


def test_array_is_refused(second):
    assert second.refusal([second.sheet()]) == ["A JSON object is expected"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"numberOfUnits": 0}, "NumberOfUnits must be greater than zero"),
        ({"numberOfUnits": -1}, "NumberOfUnits must be greater than zero"),
        ({"numberOfUnits": "8"}, "numberOfUnits is a number"),
        ({"numberOfUnits": True}, "numberOfUnits is a number"),
        ({"date": "2026-11-09"}, "The date of a line is outside of the timesheet"),
        ({"date": "9 Nov"}, "The date is not valid"),
        ({"hours": 8}, "Unknown field hours"),
    ],
    ids=str,
)
def test_wrong_line_is_refused(second, changes, reason):
    sheet = second.sheet(timesheetLines=[second.line(**changes)])
    assert second.refusal(sheet) == [reason]
    assert second.sheets() == []


def test_texts_are_written_as_in_a_page(nz):
    sheet = nz.sheet(timesheetLines=[nz.line(earningsRateID="a&b")])
    assert "a&amp;b" in nz.refusal(sheet)[0]


def test_unknown_employee_is_refused(second):
    [reason] = second.refusal(second.sheet(employeeID=second.new_id()))
    assert reason == f"Invalid EmployeeID {second.new_id()}"


def test_calendar_of_another_employee_is_refused(second):
    sheet = second.sheet(payrollCalendarID=second.calendar("Monthly"))
    assert second.refusal(sheet) == ["It is not the calendar of the employee"]


def test_second_timesheet_of_a_period_is_refused(second):
    second.create()
    assert second.refusal(second.sheet()) == [
        "A timesheet already exists for this employee and pay period"
    ]


@pytest.mark.parametrize("setting", [{"payroll_unique": False}, {"lenient": True}], ids=str)
def test_second_timesheet_may_be_taken(second, setting):
    second.xero.control("settings", **setting)
    second.create()
    second.create()
    assert len(second.sheets()) == 2


# --- there and back ---


def test_approved_timesheet_is_reverted_and_deleted(second):
    path = f"Timesheets/{second.create()['timesheetID']}"
    assert second.post(f"{path}/Approve")["timesheet"]["status"] == "Approved"
    assert second.refusal(None, path, "DELETE") == ["This is not a draft timesheet"]
    assert second.refusal(None, f"{path}/Approve") == ["The timesheet is not draft, it is approved"]
    assert second.post(f"{path}/RevertToDraft")["timesheet"]["status"] == "Draft"
    assert second.refusal(None, f"{path}/RevertToDraft")
    assert second.call("DELETE", path).status_code == 200
    assert second.call("GET", path).status_code == 404
    assert second.call("DELETE", path).status_code == 404


def test_answer_to_a_deletion_is_a_line_of_nothing(second):
    path = f"Timesheets/{second.create()['timesheetID']}"
    said = second.call("DELETE", path).json()
    assert "timesheet" not in said
    assert set(said["timesheetLine"].values()) == {None}


@pytest.mark.parametrize(
    ("status", "word"), [("requested", "Requested"), ("rejected", "Declined")], ids=str
)
def test_what_an_employee_handed_in_is_nobody_elses(nz, status, word):
    path = f"Timesheets/{nz.entered(status=status)}"
    nz.stand_in.settings.contract, contract = "", nz.stand_in.settings.contract
    assert nz.get(path)["timesheet"]["status"] == word
    nz.stand_in.settings.contract = contract
    for method, more in (("DELETE", ""), ("POST", "/Approve"), ("POST", "/RevertToDraft")):
        assert nz.call(method, path + more).status_code == 400
    assert nz.sheets()[0]["status"] == status


# --- lists ---


def test_lines_in_a_list_have_no_date_and_totals_come_later(second):
    sheet = second.create()
    [row] = second.get("Timesheets")["timesheets"]
    assert [line["date"] for line in row["timesheetLines"]] == [None]
    assert (row["totalHours"], sheet["totalHours"]) == (0, 0)
    second.xero.control("clock", advance=61)
    [row] = second.get("Timesheets")["timesheets"]
    assert row["totalHours"] == 7.5
    assert second.get(f"Timesheets/{sheet['timesheetID']}")["timesheet"]["totalHours"] == 7.5


def test_list_is_filtered(second):
    ours = second.create()["timesheetID"]
    second.create("Ben O'Brien")
    second.create("Chloë Müller", 14)
    second.post(f"Timesheets/{ours}/Approve")

    def found(**query):
        return [row["timesheetID"] for row in second.get("Timesheets", **query)["timesheets"]]

    assert found(filter=f"employeeId=={second.employee()}") == [ours]
    weekly = f"payrollCalendarId=={second.calendar()}"
    assert len(found(filter=weekly)) == 2
    assert found(filter=f"employeeId=={second.employee()},{weekly}") == [ours]
    assert found(status="Approved") == [ours]
    assert len(found(startDate="2026-11-02")) == 3
    assert found(startDate="2026-11-03") == []
    assert len(found(endDate="2026-11-08")) == 2


def test_filter_may_be_ignored(second):
    second.xero.control("settings", payroll_filters=False)
    second.create()
    query = {"filter": f"employeeId=={second.employee('Ben O' + chr(39) + 'Brien')}"}
    assert len(second.get("Timesheets", **query)["timesheets"]) == 1


def test_employees_are_found_by_name(second):
    found = second.get("Employees", filter="firstName==Emma,lastName==Jones")["employees"]
    assert len(found) == 2
    assert second.get("Employees", filter="name==Emma")["employees"] == []


def test_page_behind_the_last_is_refused(second):
    for number in range(101):
        second.act("hire", first="N", last=f"{number:03}", calendar="Weekly")
    said = second.get("Employees", page=2)
    assert len(said["employees"]) == 10
    assert said["pagination"] == {"page": 2, "pageSize": 100, "pageCount": 2, "itemCount": 110}
    answer = second.call("GET", "Employees", page=3)
    assert (answer.status_code, reasons(answer)) == (400, "Requested page does not exist")
    assert second.call("GET", "Employees", page=0).status_code == 400


def test_empty_list_has_one_page(second):
    assert second.get("Timesheets", page=1)["timesheets"] == []


def test_calendars_tell_the_whole_period(second):
    rows = {row["name"]: row for row in second.get("PayRunCalendars")["payRunCalendars"]}
    assert rows["Four-weekly"]["calendarType"] == "FourWeekly"
    assert rows["Fortnightly"]["periodStartDate"] == "2026-11-02T00:00:00"
    assert rows["Fortnightly"]["periodEndDate"] == "2026-11-15T00:00:00"


def test_rates_are_spelt_both_ways_and_multiples_have_no_units(nz):
    rows = {row["name"]: row for row in nz.get("EarningsRates")["earningsRates"]}
    assert rows["Ordinary Time"]["typeOfUnits"] == "Hours"
    assert rows["Night Shift"]["typeOfUnits"] == "hours"
    assert rows["Overtime"]["typeOfUnits"] is None
    assert not rows["Ordinary Time (old)"]["currentRecord"]


def test_contractor_has_no_birthday(nz):
    rows = {row["lastName"]: row for row in nz.get("Employees")["employees"]}
    assert (rows["Berg"]["engagementType"], rows["Berg"]["dateOfBirth"]) == ("Contractor", None)
    assert rows["Leota"]["endDate"] == "2026-09-30T00:00:00"


@pytest.mark.parametrize(
    ("country", "word"), [("NZ", "TrackingCategories"), ("GB", "trackingCategories")]
)
def test_settings_tell_the_category_of_timesheets(payroll, country, word):
    client = payroll(country)
    said = client.get(f"Settings/{word}")["trackingCategories"]
    assert said["timesheetTrackingCategoryID"] is None
    client.track()
    [region] = [row for row in client.xero.get("TrackingCategories") if row["Name"] == "Region"]
    said = client.get(f"Settings/{word}")["trackingCategories"]
    assert said["timesheetTrackingCategoryID"] == region["TrackingCategoryID"]
    assert client.call("GET", f"Settings/{word.swapcase()}").status_code == 404


@pytest.mark.parametrize("path", ["Employees/1", "PaySlips", "Settings"])
def test_what_is_not_imitated_is_not_found(second, path):
    assert second.call("GET", path).status_code == 404


# --- Australia ---


def test_australia_has_the_timesheets_only(au):
    root = au.root.replace(ROOTS["AU"], "2.0")
    timesheet_id = au.create(Status="APPROVED")["TimesheetID"]
    path = f"Timesheets/{timesheet_id}"
    assert au.call("GET", path, root=root).json()["timesheet"]["status"] == "Approved"
    assert au.call("POST", f"{path}/RevertToDraft", root=root).status_code == 200
    assert au.call("DELETE", path, root=root).status_code == 200
    assert au.sheets() == []
    assert au.call("GET", "Employees", root=root).status_code == 404
    assert au.call("GET", "PayRunCalendars", root=root).status_code == 404


@pytest.mark.parametrize("doubled", [False, True])
def test_australia_may_keep_lines_twice(au, nz, doubled):
    au.xero.control("settings", payroll_doubled_lines=doubled)
    sheet = {
        "payrollCalendarID": au.calendar(),
        "employeeID": au.employee(),
        "startDate": "2026-11-02",
        "endDate": "2026-11-08",
        "timesheetLines": [
            {"date": "2026-11-02", "earningsRateID": au.rate(), "numberOfUnits": 7.5}
        ],
    }
    au.post("Timesheets", sheet, root=au.root.replace(ROOTS["AU"], "2.0"))
    assert len(au.sheets()[0]["lines"]) == 1 + doubled
    nz.create()
    assert len(nz.sheets()[0]["lines"]) == 1


def test_other_countries_have_no_first_version(second):
    answer = second.call("GET", "Timesheets", root=second.root.replace("2.0", "1.0"))
    assert answer.status_code == 404


def test_deletion_may_be_done_without_an_answer(second):
    path = f"Timesheets/{second.create()['timesheetID']}"
    second.xero.fault("drop_after", "/payroll.xro/2.0/Timesheets/", method="DELETE")
    with pytest.raises(requests.ConnectionError):
        second.call("DELETE", path)
    assert second.sheets() == []
