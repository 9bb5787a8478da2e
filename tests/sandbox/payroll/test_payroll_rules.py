"""What holds in every payroll: periods, who is paid how, who may come in, what people do."""

from datetime import date

import pytest
import requests

from sandbox.xero.payroll.periods import KINDS, period_of

MONDAY = date(2026, 11, 2)


# --- periods ---


@pytest.mark.parametrize(
    ("kind", "shown", "day", "start", "end"),
    [
        ("weekly", "2026-11-02", "2026-10-25", "2026-10-19", "2026-10-25"),
        ("weekly", "2026-11-02", "2026-11-09", "2026-11-09", "2026-11-15"),
        ("fortnightly", "2026-11-02", "2026-11-01", "2026-10-19", "2026-11-01"),
        ("fourweekly", "2026-11-02", "2026-11-29", "2026-11-02", "2026-11-29"),
        ("monthly", "2026-11-01", "2027-02-28", "2027-02-01", "2027-02-28"),
        ("monthly", "2026-11-15", "2026-11-14", "2026-10-15", "2026-11-14"),
        ("monthly", "2026-10-31", "2026-11-29", "2026-10-31", "2026-11-29"),
        ("monthly", "2026-10-31", "2026-11-30", "2026-11-30", "2026-12-30"),
        ("twicemonthly", "2026-11-01", "2026-11-15", "2026-11-01", "2026-11-15"),
        ("twicemonthly", "2026-11-01", "2027-02-28", "2027-02-16", "2027-02-28"),
        ("quarterly", "2026-10-01", "2026-09-30", "2026-07-01", "2026-09-30"),
        ("annual", "2026-04-01", "2027-03-31", "2026-04-01", "2027-03-31"),
    ],
)
def test_period_follows_from_the_one_that_is_shown(kind, shown, day, start, end):
    found = period_of(kind, date.fromisoformat(shown), date.fromisoformat(day))
    assert found == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("kind", KINDS)
def test_period_holds_its_day_and_the_next_begins_behind_it(kind):
    day = date(2026, 1, 1)
    for _ in range(60):
        start, end = period_of(kind, date(2026, 10, 31), day)
        assert start <= day <= end
        assert period_of(kind, date(2026, 10, 31), end) == (start, end)
        day = date.fromordinal(end.toordinal() + 1)


WORDS = {"AU": ("StartDate", "EndDate"), "NZ": ("startDate", "endDate")}
WORDS["GB"] = WORDS["NZ"]


def send(client, sheet):
    return client.refusal([sheet] if client.country == "AU" else sheet)


def refused(client, name="Aroha Ngata", start="2026-11-02", end="2026-11-08"):
    words = WORDS[client.country]
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    sheet = client.sheet(name, days, **dict(zip(words, (start, end), strict=True)))
    if client.country != "AU":
        sheet["timesheetLines"] = []
    return send(client, sheet)


@pytest.mark.parametrize("start", ["2026-11-03", "2026-11-01"])
def test_start_within_a_period_is_refused(each, start):
    assert refused(each, start=start) == ["Provided period doesn't correspond with a pay period"]


@pytest.mark.parametrize("end", ["2026-11-07", "2026-11-15"])
def test_part_of_a_period_is_refused(each, end):
    assert refused(each, end=end) == ["The end date does not correspond with a pay period"]


def test_periods_before_and_behind_the_shown_one_are_taken(each):
    for start, end in (("2026-10-26", "2026-11-01"), ("2026-11-16", "2026-11-22")):
        words = dict(zip(WORDS[each.country], (start, end), strict=True))
        each.create(**words, **({"timesheetLines": []} if each.country != "AU" else {}))
    assert len(each.sheets()) == 2


def test_employee_without_a_calendar_is_refused(each):
    calendar = {} if each.country == "AU" else {"payrollCalendarID": each.calendar()}
    sheet = each.sheet("Gina Rossi") | calendar
    assert send(each, sheet) == ["The employee does not have a pay run calendar"]


def test_leaver_and_newcomer_are_refused_outside_of_their_time(each):
    assert refused(each, "Fatu Leota") == ["The employee does not work in this period"]
    each.act("hire", first="New", last="One", calendar="Weekly", starts="2026-11-09")
    assert refused(each, "New One") == ["The employee does not work in this period"]
    each.act("change_payroll", table="employees", id=each.employee(), ends="2026-11-02")
    each.create()


# --- lines ---


def line(client, units=8, rate="", option=""):
    rate_id = client.rate(rate) if rate else client.rate()
    if client.country == "AU":
        names = {"EarningsRateID": rate_id, "NumberOfUnits": [units] + [0] * 6}
        return names | ({"TrackingItemID": option} if option else {})
    names = {"date": "2026-11-02", "earningsRateID": rate_id, "numberOfUnits": units}
    return names | ({"trackingItemID": option} if option else {})


def with_lines(client, *lines):
    word = "TimesheetLines" if client.country == "AU" else "timesheetLines"
    return client.sheet(**{word: list(lines)})


@pytest.mark.parametrize("name", ["Travel", "Bonus", "(old)"])
def test_rate_that_is_not_for_hours_is_refused(each, name):
    names = [row["name"] for row in each.books["rates"] if name in row["name"]]
    [reason] = send(each, with_lines(each, line(each, rate=names[0])))
    assert reason.endswith("does not exist or is not valid for timesheets")


def test_rates_by_the_hour_and_multiples_are_taken(each):
    overtime = next(row["name"] for row in each.books["rates"] if "Overtime" in row["name"])
    sheet = with_lines(each, line(each), line(each, rate=overtime))
    each.post("Timesheets", [sheet] if each.country == "AU" else sheet)
    assert len(each.sheets()[0]["lines"]) == 2


def test_rate_that_was_retired_is_refused(each):
    each.act("change_payroll", table="rates", id=each.rate(), is_current=False)
    assert send(each, each.sheet())


def test_more_than_a_day_on_a_day_is_refused(each):
    overtime = next(row["name"] for row in each.books["rates"] if "Overtime" in row["name"])
    sheet = with_lines(each, line(each, 20), line(each, 4.5, overtime))
    assert send(each, sheet) == ["There are more than 24 hours on one day"]


def test_third_decimal_is_refused_unless_told_otherwise(each):
    assert send(each, with_lines(each, line(each, 7.333)))
    each.xero.control("settings", strict=False)
    sheet = with_lines(each, line(each, 7.333))
    each.post("Timesheets", [sheet] if each.country == "AU" else sheet)
    assert str(each.sheets()[0]["lines"][0]["units"]) == "7.333"


def test_tracking_item_of_the_category_of_timesheets_is_taken(each):
    option = each.track()
    sheet = with_lines(each, line(each, option=option))
    each.post("Timesheets", [sheet] if each.country == "AU" else sheet)
    assert each.sheets()[0]["lines"][0]["option_id"] == option


def test_other_tracking_item_is_refused(each):
    archived = each.track(option="Islands")
    for option in (archived, each.new_id()):
        sheet = with_lines(each, line(each, option=option))
        assert send(each, sheet) == ["Tracking Option does not exist"]
    each.act("payroll", tracking="")
    sheet = with_lines(each, line(each, option=archived))
    assert send(each, sheet) == ["Tracking Option does not exist"]


def test_tracking_item_may_be_required(each):
    each.track(required=True)
    assert send(each, each.sheet()) == ["TrackingItemID is required for each timesheet line"]


# --- pay runs ---


def test_pay_run_pays_what_was_approved_and_shows_the_next_period(each):
    paid, left = each.entered(status="approved"), each.entered("Ben O'Brien", id=each.new_id(2))
    each.act("post_pay_run", calendar_id=each.calendar())
    status = {row["id"]: row["status"] for row in each.sheets()}
    assert status == {paid: "processed", left: "draft"}
    shown = {row["name"]: row["shown"] for row in each.books["calendars"]}
    assert (shown["Weekly"], shown["Fortnightly"]) == ("2026-11-09", "2026-11-02")
    word = "The pay run of this period has been posted"
    assert refused(each, "Emma Jones", "2026-11-02", "2026-11-08") != []
    each.act("hire", first="Late", last="One", calendar="Weekly")
    assert refused(each, "Late One") == [word]


def test_reverted_pay_run_makes_timesheets_approved_again(each):
    each.entered(status="approved")
    for _ in range(2):
        each.act("post_pay_run", calendar_id=each.calendar())
    each.act("revert_pay_run", calendar_id=each.calendar())
    assert each.sheets()[0]["status"] == "processed"
    each.act("revert_pay_run", calendar_id=each.calendar())
    assert each.sheets()[0]["status"] == "approved"
    shown = {row["name"]: row["shown"] for row in each.books["calendars"]}
    assert shown["Weekly"] == "2026-11-02"


def test_nobody_changes_what_was_paid(each):
    timesheet_id = each.entered(status="approved")
    each.act("post_pay_run", calendar_id=each.calendar())
    for wish in ({"action": "delete_timesheet"}, {"action": "change_payroll", "status": "draft"}):
        wish = {"table": "timesheets", "id": timesheet_id, "tenant": each.xero.tenant} | wish
        answer = requests.post(f"{each.xero.url}/_sandbox/bookkeeper", json=wish, timeout=9)
        assert answer.status_code == 400
    assert each.sheets()[0]["status"] == "processed"


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "revert_pay_run", "calendar_id": "x"},
        {"action": "payroll", "access": "ajar"},
        {"action": "hire", "first": "A", "last": "B", "calendar": "Daily"},
        {"action": "add_calendar", "name": "Daily", "kind": "daily", "shown": "2026-11-02"},
        {"action": "enter_timesheet", "employee_id": "x", "start": "2026-11-02"},
        {"action": "change_payroll", "table": "posted", "id": "x"},
        {"action": "delete_timesheet", "id": "x"},
    ],
    ids=lambda wish: wish["action"],
)
def test_wish_that_makes_no_sense_is_refused(nz, wish):
    wish = {"tenant": nz.xero.tenant, **wish}
    answer = requests.post(f"{nz.xero.url}/_sandbox/bookkeeper", json=wish, timeout=9)
    assert answer.status_code == 400


def test_bookkeeper_changes_fields_that_are_there(nz):
    timesheet_id = nz.entered()
    lines = [{"day": "2026-11-03", "rate_id": nz.rate(), "units": "4"}]
    nz.act("change_payroll", table="timesheets", id=timesheet_id, lines=lines, status="approved")
    [row] = nz.sheets()
    [line] = row["lines"]
    assert (row["status"], str(line["units"]), line["day"]) == ("approved", "4", "2026-11-03")
    nz.act("delete_timesheet", id=timesheet_id)
    assert nz.sheets() == []
    nz.act("add_calendar", name="Quarter", kind="quarterly", shown="2026-10-01")
    assert nz.calendar("Quarter")


def test_payroll_is_told_only_when_asked_for(nz):
    nz.entered()
    tenant = nz.xero.tenant
    books = nz.xero.control(f"books?tenant={tenant}&part=payroll", "GET")[tenant]
    assert books["timesheets"][0]["lines"][0]["units"] == 7.5
    assert "1985" not in str(books)
    assert "timesheets" not in nz.xero.books()


# --- who may come in ---


@pytest.mark.parametrize(
    ("access", "status", "detail"),
    [
        ("refused", 403, "AuthorizationUnsuccessful"),
        ("unauthorised", 401, "AuthorizationUnsuccessful"),
        ("unopened", 403, "Insufficient payroll permissions"),
    ],
)
def test_whoever_is_no_payroll_administrator_stays_outside(each, access, status, detail):
    each.act("payroll", access=access)
    answer = each.call("GET", "Timesheets")
    assert (answer.status_code, answer.json()["Detail"]) == (status, detail)
    assert each.xero.call("GET", "Organisation").status_code == 200
    each.act("payroll", access="open")
    each.get("Timesheets")


@pytest.mark.parametrize("path", ["Employees", "Timesheets", "PayRunCalendars"])
def test_scope_of_the_payroll_is_asked_for(payroll, path):
    client = payroll("NZ", scope="offline_access accounting.settings.read")
    answer = client.call("GET", path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "insufficent_scope"
    assert client.xero.call("GET", "Organisation").status_code == 200


def test_reading_scope_does_not_write(payroll):
    client = payroll("NZ", scope="payroll.timesheets.read")
    client.get("Timesheets")
    assert client.call("POST", "Timesheets", client.sheet()).status_code == 401
    assert client.sheets() == []


def test_country_without_a_payroll_is_kept_outside(nz):
    nz.xero.organisation(CountryCode="US")
    assert nz.call("GET", "Timesheets").status_code == 403


# --- calls ---


def test_repeated_key_is_answered_from_memory(each):
    sheet = each.sheet()
    body = [sheet] if each.country == "AU" else sheet
    answers = [
        each.call("POST", "Timesheets", body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert [call["replayed"] for call in each.xero.calls()[-2:]] == [False, True]


def test_lenient_forgets_keys(each):
    each.xero.control("settings", lenient=True)
    sheet = each.sheet()
    for _ in range(2):
        body = [sheet] if each.country == "AU" else sheet
        each.call("POST", "Timesheets", body, headers={"Idempotency-Key": "k"})
    assert len(each.sheets()) == 2


def test_calls_are_counted_with_those_of_accounting(each):
    answer = each.call("GET", "Timesheets")
    left = int(answer.headers["X-DayLimit-Remaining"])
    assert int(each.xero.call("GET", "Organisation").headers["X-DayLimit-Remaining"]) == left - 1


def test_whole_request_is_refused_in_the_shape_of_its_api(each):
    each.xero.fault("refuse_whole", "/payroll.xro/", message="Not today")
    assert send(each, each.sheet()) == ["Not today"]
    assert each.sheets() == []


@pytest.mark.parametrize("status", [500, 504])
def test_answer_may_be_an_error_though_all_is_done(each, status):
    each.xero.fault("status_500_after", "/payroll.xro/", method="POST", status=status)
    sheet = each.sheet()
    answer = each.call("POST", "Timesheets", [sheet] if each.country == "AU" else sheet)
    assert answer.status_code == status
    assert len(each.sheets()) == 1
