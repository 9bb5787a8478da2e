"""A client of the payroll of one country, beside the client of the accounting API."""

from datetime import date, timedelta

import pytest

from sandbox.xero import AU_TENANT, NZ_TENANT
from sandbox.xero.payroll.people import view
from tests.sandbox.conftest import TIMEOUT, Client

ROOTS = {"AU": "1.0", "NZ": "2.0", "GB": "2.0"}
MONDAY = date(2026, 11, 2)


class Payroll:
    """Speaks to the payroll of an organisation as a connector would."""

    def __init__(self, server, country, **sign_in):
        self.country = country
        tenant = AU_TENANT if country == "AU" else NZ_TENANT
        self.xero = Client(server, tenant, **sign_in)
        if country == "GB":
            self.xero.organisation(CountryCode="GB")
        self.root = f"{server.url}/payroll.xro/{ROOTS[country]}"
        self.stand_in = server.stand_in

    def call(self, method, path, body=None, *, headers=None, root="", **query):
        return self.xero.session.request(
            method,
            f"{root or self.root}/{path}",
            params=query,
            json=body,
            headers=headers,
            timeout=TIMEOUT,
        )

    def get(self, path, *, headers=None, **query):
        answer = self.call("GET", path, headers=headers, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, body=None, **options):
        answer = self.call("POST", path, body, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refusal(self, body=None, path="Timesheets", method="POST", **options):
        """The reasons of a call that is refused."""
        answer = self.call(method, path, body, **options)
        assert answer.status_code == 400, answer.text
        said = answer.json()
        if self.country == "AU" and "/2.0" not in options.get("root", ""):
            rows = said.get("Timesheets") or []
            found = [each["Message"] for row in rows for each in row.get("ValidationErrors", [])]
            return found or [said["Message"]]
        fields = said["problem"]["invalidFields"]
        return [each["reason"] for each in fields] if fields else [said["problem"]["detail"]]

    @property
    def books(self):
        """The payroll behind the API."""
        books = self.stand_in.tenants[self.xero.tenant]
        return view(self.stand_in.payrolls.of(books))

    def sheets(self):
        return self.books["timesheets"]

    def id_of(self, table, name):
        return next(row["id"] for row in self.books[table] if self._name(row) == name)

    @staticmethod
    def _name(row):
        return row["name"] if "name" in row else f"{row['first_name']} {row['last_name']}"

    def employee(self, name="Aroha Ngata"):
        return self.id_of("employees", name)

    def calendar(self, name="Weekly"):
        return self.id_of("calendars", name)

    def rate(self, name=""):
        return self.id_of("rates", name) if name else self.books["rates"][0]["id"]

    def act(self, action, /, **wish):
        self.xero.bookkeeper(action, **wish)

    def track(self, required=False, option="North"):
        """Timesheets are tracked by region. :return: the id of the option"""
        self.act("payroll", tracking="Region", tracking_required=required)
        categories = self.stand_in.tenants[self.xero.tenant].tracking
        options = [each for row in categories for each in row["Options"]]
        return next(row["TrackingOptionID"] for row in options if row["Name"] == option)

    def entered(self, name="Aroha Ngata", units="7.5", **values):
        """A timesheet that somebody typed in. :return: its id"""
        lines = [{"day": MONDAY.isoformat(), "rate_id": self.rate(), "units": units}]
        values = {"start": MONDAY.isoformat(), "lines": lines, "id": self.new_id(), **values}
        self.act("enter_timesheet", employee_id=self.employee(name), **values)
        return values["id"]

    @staticmethod
    def new_id(number=1):
        return f"5eed5eed-0000-4000-8000-{number:012}"

    # --- what is sent ---

    def sheet(self, name="Aroha Ngata", days=7, units=7.5, **changes):
        """A timesheet that breaks no rule: so many units on the first day."""
        make = self._first if self.country == "AU" else self._second
        return make(self.employee(name), days, units) | changes

    def _first(self, employee_id, days, units):
        return {
            "EmployeeID": employee_id,
            "StartDate": MONDAY.isoformat(),
            "EndDate": (MONDAY + timedelta(days - 1)).isoformat(),
            "TimesheetLines": [self.line(NumberOfUnits=[units] + [0] * (days - 1))],
        }

    def _second(self, employee_id, days, units):
        row = next(row for row in self.books["employees"] if row["id"] == employee_id)
        return {
            "payrollCalendarID": row["calendar_id"],
            "employeeID": employee_id,
            "startDate": MONDAY.isoformat(),
            "endDate": (MONDAY + timedelta(days - 1)).isoformat(),
            "timesheetLines": [self.line(numberOfUnits=units)],
        }

    def line(self, **changes):
        if self.country == "AU":
            line = {"EarningsRateID": self.rate()}
        else:
            line = {"date": MONDAY.isoformat(), "earningsRateID": self.rate(), "numberOfUnits": 8}
        return line | changes

    def create(self, *args, **changes):
        """:return: the timesheet as it is answered"""
        sheet = self.sheet(*args, **changes)
        if self.country == "AU":
            return self.post("Timesheets", [sheet])["Timesheets"][0]
        return self.post("Timesheets", sheet)["timesheet"]


@pytest.fixture
def payroll(server):
    """Makes a client of the payroll of a country."""

    def make(country, **sign_in):
        return Payroll(server, country, **sign_in)

    return make


@pytest.fixture
def au(payroll):
    return payroll("AU")


@pytest.fixture
def nz(payroll):
    return payroll("NZ")


@pytest.fixture(params=["NZ", "GB"])
def second(request, payroll):
    """The payrolls of API 2.0."""
    return payroll(request.param)


@pytest.fixture(params=["AU", "NZ", "GB"])
def each(request, payroll):
    return payroll(request.param)
