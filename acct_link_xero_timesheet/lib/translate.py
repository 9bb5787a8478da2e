"""One step about one pay sheet: the request, its way, and what the answer means. Pure.

A timesheet there has no field that would carry a mark of ours: it is ours by its id.

Source: Xero: Payroll AU API, Timesheets; Payroll NZ and UK API, Timesheets.
"""

import json

from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_timesheet.lib.sheet import (
    APPROVE,
    CREATE,
    DELETE,
    REPLACE,
    REVERT,
    Sheet,
)
from odoo.addons.acct_link_xero.lib.wire import guid

from . import messages
from .country import is_first
from .shapes import body_of, remote_sheet, said

PATH = "Timesheets"
_FIRST_STEPS = (CREATE, REPLACE, APPROVE)
_SECOND_WAYS = {
    CREATE: ("POST", ""),
    DELETE: ("DELETE", ""),
    REVERT: ("POST", "/RevertToDraft"),
    APPROVE: ("POST", "/Approve"),
}


def prepare(country: str, step: str, sheet: Sheet) -> Request:
    """The Request of one step, `target` the timesheet that it is about.

    An Australian timesheet is changed as a whole: what approves it holds its lines, too.

    :raises ValueError: the payroll of the country has no such step, or the sheet makes no sense
    """
    target = "" if step == CREATE else sheet.remote_id
    if step != CREATE and not guid(target):
        raise ValueError("All steps but the first name the timesheet they are about.")
    if is_first(country):
        if step not in _FIRST_STEPS:
            raise ValueError(f"Payroll API 1.0 has no way to {step}.")
        known = {"TimesheetID": target} if target else {}
        status = "APPROVED" if step == APPROVE else "DRAFT"
        body = [{**known, **body_of(country, sheet), "Status": status}]
    else:
        if step not in _SECOND_WAYS:
            raise ValueError(f"Payroll API 2.0 has no way to {step}.")
        body = body_of(country, sheet) if step == CREATE else {}
    return Request(step, "", json.dumps(body), target)


def route(country: str, request: Request) -> tuple[str, str]:
    """Method and path, which stands behind `country.base`."""
    if is_first(country) or request.operation == CREATE:
        return "POST", PATH
    method, way = _SECOND_WAYS[request.operation]
    if not guid(request.target):
        raise ValueError("The request names no timesheet.")
    return method, f"{PATH}/{request.target}{way}"


def read(
    country: str, request: Request, answer: Answer, sheet: Sheet
) -> Uploaded | Rejected | Unknown:
    """What became of a step. `Rejected.taken`: what stands there is another than was thought, a
    timesheet of the period or another status, and has to be looked at.
    """
    if answer.status == 404:
        return _gone(request)
    if answer.status == 400:
        return messages.rejected(answer, sheet)
    if request.operation == DELETE:
        # What is answered holds a line without a value.
        return Uploaded(request.target)
    answered = said(answer)
    rows = [answered.get("timesheet")]
    if is_first(country):
        listed = answered.get("timesheets")
        rows = listed if isinstance(listed, list) else []
    found = remote_sheet(rows[0]) if len(rows) == 1 else None
    if not found or answered.get("problem") or rows[0].get("ValidationErrors"):
        return Unknown("The answer is not the timesheet.")
    period = (found.start, found.end) == (sheet.start, sheet.end)
    ours = guid(sheet.remote_id) if request.target else found.remote_id
    if not period or (found.employee, found.remote_id) != (guid(sheet.employee), ours):
        return Unknown("The answer is about another timesheet.")
    return Uploaded(found.remote_id)


def _gone(request):
    if request.operation == DELETE:
        return Uploaded(request.target)
    if request.target:
        return Rejected((Problem("sheet_deleted_there"),), taken=True)
    return Rejected((Problem("payroll_unreached"),))
