from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.acct_link_timesheet.lib.period import (
    DAYS,
    MONTHLY,
    MONTHS,
    TWICE_MONTHLY,
    WEEKLY,
    Calendar,
    Period,
    period_of,
    periods_around,
)

# How busy the machine is says nothing of the code.
at_any_pace = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@at_any_pace
@given(
    st.sampled_from([*DAYS, *MONTHS]), days.map(lambda day: day.replace(day=day.day % 28 + 1)), days
)
def test_every_day_lies_in_one_period_that_follows_the_one_before(unit, start, day):
    pay_calendar = Calendar("c", "C", unit, start)
    period = period_of(pay_calendar, day)
    assert period.start <= day <= period.end
    assert period_of(pay_calendar, period.start) == period_of(pay_calendar, period.end) == period
    assert period_of(pay_calendar, period.end + timedelta(1)).start == period.end + timedelta(1)


def test_period_of_a_month_that_begins_on_the_last_days_is_told_by_the_payroll_alone():
    start = date(2026, 1, 30)
    assert period_of(Calendar("c", "C", MONTHLY, start), start) is None
    told = Calendar("c", "C", MONTHLY, start, date(2026, 2, 26))
    assert period_of(told, date(2026, 2, 1)) == Period(start, date(2026, 2, 26))
    assert periods_around(told, 2, 2) == [Period(start, date(2026, 2, 26))]


@pytest.mark.parametrize("unit", [TWICE_MONTHLY, ""])
def test_periods_that_are_not_regular_are_not_computed(unit):
    assert not periods_around(Calendar("c", "C", unit, date(2026, 1, 1)), 2, 2)


def test_periods_around_come_oldest_first():
    periods = periods_around(Calendar("c", "C", WEEKLY, date(2026, 9, 21)), 2, 1)
    assert [str(period.start) for period in periods] == [
        *("2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28"),
    ]
    assert len(periods[0].days) == 7


@at_any_pace
@given(days.map(lambda day: day.replace(day=day.day % 28 + 1)))
def test_a_month_is_a_month(start):
    period = period_of(Calendar("c", "C", MONTHLY, start), start)
    assert 28 <= len(period.days) <= 31
    assert (period.end + timedelta(1)).day == start.day
