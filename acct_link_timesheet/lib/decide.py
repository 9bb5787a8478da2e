"""What to do next about one pay sheet, from what shall be and what was just found.

Every step is one write; after each the payroll is read again and this is asked again, so a process
that dies between two steps is carried on by the next one from what stands there.
"""

from dataclasses import dataclass

from .sheet import (
    APPROVE,
    APPROVED,
    CREATE,
    DELETE,
    DRAFT,
    PAID,
    REPLACE,
    REVERT,
    Hours,
    Payroll,
    RemoteSheet,
    Sheet,
    is_same,
)


@dataclass(frozen=True)
class Write:
    """`step` has to be written to `there`, or to nothing that is there yet."""

    step: str
    there: RemoteSheet | None = None


@dataclass(frozen=True)
class Settled:
    """The payroll holds what it shall, as `there`."""

    there: RemoteSheet


@dataclass(frozen=True)
class Stop:
    """A person has to look: `code` is that of a Problem. `is_conflict`: the payroll holds another
    sheet, which only a person may have replaced.
    """

    code: str
    there: RemoteSheet | None = None
    is_conflict: bool = False


def decide(
    wanted: Sheet,
    found: tuple[RemoteSheet, ...],
    payroll: Payroll,
    *,
    before: tuple[Hours, ...] | None = None,
    approve: bool = False,
    reopen: bool = False,
) -> Write | Settled | Stop:
    """:param found: all sheets of the employee and period that the payroll holds, and of a wanted
        one without a remote id those of other days that overlap
    :param before: the hours that it was last sent, or that a person agreed to have replaced
    :param approve: it shall be approved there
    :param reopen: a person wants a sheet that is approved there to be replaced
    """
    period = (wanted.start, wanted.end)
    overlapping = [each for each in found if (each.start, each.end) != period]
    found = [each for each in found if each not in overlapping]
    if len(found) > 1:
        return Stop("sheet_twice", found[0])
    if not found and overlapping and not wanted.remote_id:
        return Stop("sheet_overlaps", overlapping[0])
    if not found:
        return Stop("sheet_deleted_there") if wanted.remote_id else Write(CREATE)
    [there] = found
    if there.status not in (DRAFT, APPROVED, PAID):
        return Stop("sheet_of_employee", there)
    same = is_same(there.hours, wanted.hours)
    if there.status == PAID:
        return Settled(there) if same else Stop("sheet_paid_differs", there)
    if same:
        lacks = approve and there.status == DRAFT
        return Write(APPROVE, there) if lacks else Settled(there)
    if wanted.remote_id not in ("", there.remote_id):
        return Stop("sheet_of_another", there, is_conflict=True)
    if not is_same(there.hours, before):
        code = "sheet_changed_there" if wanted.remote_id else "sheet_of_another"
        return Stop(code, there, is_conflict=True)
    if there.status == DRAFT:
        return Write(REPLACE if payroll.replaces else DELETE, there)
    if not payroll.reverts:
        return Stop("sheet_approved_there", there)
    return Write(REVERT, there) if reopen else Stop("sheet_approved", there)
