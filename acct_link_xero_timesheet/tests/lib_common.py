"""What the tests of `lib` share: a pay sheet, timesheets as the payrolls show them, a payroll."""

import json
from datetime import date, timedelta
from decimal import Decimal

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_timesheet.lib.sheet import Hours, Sheet

MONDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 8)
EMPLOYEE = "5b96e86b-418e-48e8-8949-308c14aec278"
OTHER = "0a1b2c3d-418e-48e8-8949-308c14aec278"
CALENDAR = "ca1e0da5-0000-4000-8000-000000000001"
RATE = "4a7e0000-0000-4000-8000-000000000001"
OVERTIME = "4a7e0000-0000-4000-8000-000000000002"
OPTION = "09710000-0000-4000-8000-000000000001"
TIMESHEET = "f5832195-5cd3-4660-ad3f-b73d9c64f263"
COUNTRIES = ("AU", "NZ", "GB")


def hours(day=0, units="7.6", rate=RATE, option=""):
    return Hours(MONDAY + timedelta(day), rate, Decimal(units), option)


def sheet(*some, **changes):
    values = {
        "employee": EMPLOYEE,
        "calendar": CALENDAR,
        "start": MONDAY,
        "end": SUNDAY,
        "hours": some or (hours(), hours(2, "8")),
    }
    return Sheet(**{**values, **changes})


def answer(body, status=200, **headers):
    """An answer of this body; texts go as they are."""
    return Answer(status, body if isinstance(body, str) else json.dumps(body), headers)


def first_row(**changes):
    """A timesheet as API 1.0 shows it."""
    line = {
        "EarningsRateID": RATE.upper(),
        "NumberOfUnits": [7.6, 0, 8.0, 0.0, 0, 0, 0],
        "UpdatedDateUTC": "/Date(1572915827000+0000)/",
    }
    return {
        "TimesheetID": TIMESHEET,
        "EmployeeID": EMPLOYEE.upper(),
        "StartDate": "/Date(1793577600000+0000)/",
        "EndDate": "/Date(1794096000000+0000)/",
        "Status": "DRAFT",
        "Hours": 15.6,
        "TimesheetLines": [line],
        **changes,
    }


def second_line(day=0, units=7.6, **changes):
    return {
        "timesheetLineID": OTHER,
        "date": f"{MONDAY + timedelta(day)}T00:00:00",
        "earningsRateID": RATE.upper(),
        "trackingItemID": None,
        "numberOfUnits": units,
        **changes,
    }


def second_row(**changes):
    """A timesheet as API 2.0 shows it alone."""
    return {
        "timesheetID": TIMESHEET,
        "payrollCalendarID": CALENDAR,
        "employeeID": EMPLOYEE.upper(),
        "startDate": "2026-11-02T00:00:00",
        "endDate": "2026-11-08T00:00:00",
        "status": "Draft",
        "totalHours": 0,
        "timesheetLines": [second_line(), second_line(2, 8)],
        **changes,
    }


def row(country, **changes):
    """The timesheet of `sheet` as the payroll of a country shows it; names as in API 2.0."""
    if country != "AU":
        return second_row(**changes)
    return first_row(**{name[:1].upper() + name[1:]: value for name, value in changes.items()})


def written(country, found):
    """The answer to a write."""
    if country == "AU":
        return answer({"Status": "OK", "Timesheets": [found]})
    return answer({"httpStatusCode": "OK", "problem": None, "timesheet": found})


class Payroll:
    """A payroll that answers reads from lists of rows, and remembers what it was asked for."""

    def __init__(self, country, **lists):
        """:param lists: rows by the name of the list in the answer"""
        self.country = country
        self.lists = lists
        self.details = {}  # by path: rows that are shown alone otherwise than in the list
        self.said = {}  # by (path, page): an answer of its own
        self.asked = []

    def get(self, path, params):
        params = dict(params)
        page = int(params.pop("page", 0))
        self.asked.append((path, params, page) if page else (path, params))
        if said := self.said.get((path, page)):
            return said
        resource, _slash, remote_id = path.partition("/")
        if remote_id and resource == "Timesheets":
            return self._alone(path, remote_id)
        name = next(each for each in self.lists if each.lower() == resource.lower())
        rows = self.lists[name]
        shown = rows[(page - 1) * 100 : page * 100]
        told = {"page": page, "pageCount": -(-len(rows) // 100), "itemCount": len(rows)}
        return answer({name: shown} | ({} if self.country == "AU" else {"pagination": told}))

    def _alone(self, path, remote_id):
        name = "Timesheet" if self.country == "AU" else "timesheet"
        rows = [each for lists in self.lists.values() for each in lists]
        ids = {each.get("TimesheetID") or each.get("timesheetID"): each for each in rows}
        found = self.details.get(path) or ids.get(remote_id)
        return answer({name: found}) if found else answer("", 404)
