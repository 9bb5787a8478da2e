from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.acct_link_timesheet.lib import sheet as lib
from odoo.addons.acct_link_timesheet.lib.decide import Settled, Stop, Write, decide
from odoo.addons.acct_link_timesheet.lib.sheet import Hours, Payroll, RemoteSheet, Sheet

# How busy the machine is says nothing of the code.
at_any_pace = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAY = date(2026, 9, 21)
statuses = st.sampled_from([lib.DRAFT, lib.APPROVED, lib.PAID, lib.OTHER, "new word"])
payrolls = st.builds(Payroll, replaces=st.booleans(), reverts=st.booleans())
hours = st.sampled_from([(), *((Hours(DAY, "r", Decimal(n)),) for n in range(1, 4))])


def wanted(rows, remote_id=""):
    return Sheet("E", "C", DAY, DAY, rows, remote_id)


def there(rows, status=lib.DRAFT, remote_id="S"):
    return RemoteSheet(remote_id, "E", DAY, DAY, status, rows)


@at_any_pace
@given(payrolls, hours, hours, st.none() | hours, statuses, st.sampled_from(["", "S", "T"]),
       st.booleans(), st.booleans())  # fmt: skip
def test_nothing_but_what_we_know_is_written_over(
    payroll, ours, theirs, before, status, remote_id, approve, reopen
):
    found = there(theirs, status)
    match decide(
        wanted(ours, remote_id), (found,), payroll, before=before, approve=approve, reopen=reopen
    ):
        case Write(step=lib.APPROVE):
            assert approve and status == lib.DRAFT and lib.is_same(ours, theirs)
        case Write(step=lib.REPLACE | lib.DELETE | lib.REVERT as step):
            assert lib.is_same(theirs, before) and not lib.is_same(ours, theirs)
            assert remote_id in ("", "S")
            assert status == (lib.APPROVED if step == lib.REVERT else lib.DRAFT)
            assert step != lib.REVERT or (reopen and payroll.reverts)
        case Settled():
            assert lib.is_same(ours, theirs) and status not in (lib.OTHER, "new word")
        case Stop():
            pass
        case Write(step=step):
            raise AssertionError(step)


@at_any_pace
@given(payrolls, hours, hours, st.sampled_from([lib.DRAFT, lib.APPROVED]), st.booleans())
def test_the_steps_lead_to_what_shall_be(payroll, ours, theirs, status, approve):
    """Played on a payroll that does what it is told; what is there is ours as last sent."""
    sheet, books, steps = wanted(ours, "S"), {"S": there(theirs, status)}, []
    before = theirs
    while True:
        verdict = decide(
            sheet, tuple(books.values()), payroll, before=before, approve=approve, reopen=True
        )
        match verdict:
            case Settled(there=settled):
                assert lib.is_same(settled.hours, ours)
                assert not approve or settled.status == lib.APPROVED
                break
            case Stop(code=code):
                assert code == "sheet_approved_there" and not payroll.reverts
                break
            case Write(step=lib.CREATE):
                books["N"] = there(ours, remote_id="N")
                sheet, before = replace(sheet, remote_id="N"), ours
            case Write(step=lib.REPLACE):
                books["S"], before = there(ours), ours
            case Write(step=lib.DELETE):
                books.clear()
                sheet, before = replace(sheet, remote_id=""), None
            case Write(step=lib.REVERT):
                books["S"] = replace(books["S"], status=lib.DRAFT)
            case Write(step=lib.APPROVE, there=found):
                books[found.remote_id] = replace(found, status=lib.APPROVED)
        steps.append(verdict.step)
        assert len(steps) <= 4
    assert len(books) == 1


def test_nothing_there_is_new_or_was_deleted():
    assert decide(wanted(()), (), Payroll()) == Write(lib.CREATE)
    assert decide(wanted((), "S"), (), Payroll()).code == "sheet_deleted_there"


def test_of_two_sheets_none_is_touched():
    rows = (Hours(DAY, "r", Decimal(1)),)
    two = there(rows), there(rows, remote_id="T")
    assert decide(wanted(rows, "S"), two, Payroll()).code == "sheet_twice"


def test_sheet_of_other_days_that_overlap_stops_a_new_one_only():
    rows = (Hours(DAY, "r", Decimal(1)),)
    other = replace(there((), remote_id="T"), end=date(2026, 9, 27))
    assert decide(wanted(rows), (other,), Payroll()) == Stop("sheet_overlaps", other)
    assert decide(wanted(rows), (other, there(rows)), Payroll()) == Settled(there(rows))
    assert decide(wanted(rows, "S"), (other,), Payroll()).code == "sheet_deleted_there"


@at_any_pace
@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from("ab"), st.decimals(-9, 9, places=2))))
def test_hours_survive_json_and_are_summed_exactly(rows):
    given_hours = [Hours(date(2026, 9, day), rate, units) for day, rate, units in rows]
    back = lib.hours_from_json(lib.hours_to_json(given_hours))
    assert lib.is_same(back, given_hours)
    assert lib.total(back) == sum((units for *_rest, units in rows), Decimal())
