"""What Xero's payrolls refuse."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

_MATCH_AGAIN = _lt(
    "Press “Pull Payroll Lists” on the interface (page Payroll), match the employee again, then "
    "retry."
)

PAYROLL = {
    "payroll_taken": Entry(
        _lt("%(system)s says that it holds a timesheet of this employee and period already."),
        _lt("Look for it in %(system)s, where drafts may be hidden, delete it there, then retry."),
    ),
    "payroll_not_draft": Entry(
        _lt("%(system)s changes drafts only, and the timesheet is none any more."),
        _lt("See in %(system)s who approved it, and revert it there or leave it."),
    ),
    "payroll_no_period": Entry(
        _lt("%(system)s has no pay period from %(start)s to %(end)s for this employee."),
        _lt(
            "Press “Pull Payroll Lists” on the interface (page Payroll), see which calendar the "
            "employee has, and choose its period."
        ),
    ),
    "payroll_no_calendar": Entry(
        _lt("In %(system)s the employee has no pay calendar."),
        _lt("Choose one in %(system)s on the employee's page Employment, then retry."),
    ),
    "payroll_no_ordinary_rate": Entry(
        _lt("In %(system)s the employee has no ordinary earnings rate that is in use."),
        _lt("Choose one in %(system)s on the employee's page Employment, then retry."),
    ),
    "payroll_employee_unknown": Entry(
        _lt("%(system)s does not know the employee (any more)."), _MATCH_AGAIN
    ),
    "payroll_rate_refused": Entry(
        _lt("%(system)s books no hours at one of the earnings rates: %(message)s"),
        _lt(
            "Choose one that is in use and paid by the hour, as the employee's ordinary rate is, "
            "then retry."
        ),
    ),
    "payroll_tracking_missing": Entry(
        _lt("%(system)s asks for the tracking option of each line."),
        _lt(
            "Link the analytic accounts of the projects to options of the category that timesheets "
            "have in %(system)s (Payroll Settings), then retry."
        ),
    ),
    "payroll_tracking_gone": Entry(
        _lt("%(system)s does not know a tracking option of the timesheet, or has archived it."),
        _lt("Pull the code lists of the interface, link the analytic account anew, then retry."),
    ),
    "payroll_unreached": Entry(
        _lt("%(system)s has no payroll at the address of the organisation's country."),
        _lt(
            "Open Payroll once in %(system)s and see in which country the organisation is, then "
            "retry."
        ),
    ),
}

catalogue.add("acct_link_xero_timesheet", PAYROLL)
_IN_SETTINGS = (
    *("payroll_rate_refused", "payroll_tracking_missing", "payroll_tracking_gone"),
    *("payroll_no_period", "payroll_employee_unknown"),
)
repair.add(
    places=dict.fromkeys(_IN_SETTINGS, repair.INTERFACE),
    readers={},
    pages=dict.fromkeys(_IN_SETTINGS, ("payroll", "")),
)
