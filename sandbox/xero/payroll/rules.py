"""What makes a timesheet wrong. Texts are Xero's where vendors pass them on; the README tells
which are the stand-in's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..settings import Settings
from .payroll import Payroll
from .records import Employee, Line

MOST_HOURS = Decimal(24)
NOT_DRAFT = "This is not a draft timesheet"


@dataclass(frozen=True)
class Rules:
    payroll: Payroll
    settings: Settings

    def about_sheet(self, employee: Employee, start: date, end: date, exists: str) -> str:
        """What speaks against a timesheet of this employee from `start` to `end`, or nothing.

        :param exists: the text for a second one of the period
        """
        calendar_id, payroll = employee.calendar_id, self.payroll
        if not calendar_id:
            return "The employee does not have a pay run calendar"
        period = payroll.period(calendar_id, start)
        if period[0] != start:
            return "Provided period doesn't correspond with a pay period"
        if period[1] != end:
            return "The end date does not correspond with a pay period"
        if employee.starts > end or (employee.ends and employee.ends < start):
            return "The employee does not work in this period"
        if (calendar_id, start) in payroll.posted:
            return "The pay run of this period has been posted"
        unique = self.settings.payroll_unique and not self.settings.lenient
        return exists if unique and payroll.has_timesheet(employee.id, start) else ""

    def about_lines(
        self, employee: Employee, start: date, end: date, lines: Iterable[Line]
    ) -> list[str]:
        found, hours = [], dict[date, Decimal]()
        for line in lines:
            found += self._about_line(employee, line)
            hours[line.day] = hours.get(line.day, Decimal(0)) + line.units
        if any(not start <= day <= end for day in hours):
            found.append("The date of a line is outside of the timesheet")
        if any(units > MOST_HOURS for units in hours.values()):
            found.append("There are more than 24 hours on one day")
        return list(dict.fromkeys(found))

    def _about_line(self, employee: Employee, line: Line) -> Iterable[str]:
        if not self._fits(line.rate_id, employee):
            yield f"Earnings Rate {line.rate_id} does not exist or is not valid for timesheets"
        if line.units <= 0:
            yield "NumberOfUnits must be greater than zero"
        elif self.settings.strict and line.units != round(line.units, 2):
            yield "NumberOfUnits has more than two decimals"
        if line.option_id and self.payroll.option_status(line.option_id) != "ACTIVE":
            yield "Tracking Option does not exist"
        if not line.option_id and self.payroll.tracking_required:
            yield "TrackingItemID is required for each timesheet line"

    def _fits(self, rate_id: str, employee: Employee) -> bool:
        """Hours may be booked at a rate in use that is no fixed amount; one by the unit has the
        units of the employee's ordinary rate."""
        rate, ordinary = self.payroll.rates.get(rate_id), self.payroll.rates.get(employee.rate_id)
        if rate is None or not rate.is_current or rate.basis == "fixed":
            return False
        wanted = ordinary.units if ordinary else "Hours"
        return rate.basis == "multiple" or rate.units.lower() == wanted.lower()
