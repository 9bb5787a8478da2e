"""What can be wrong with a pay sheet."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

PAY_SHEET = {
    "pay_hours_negative": Entry(
        _lt("On %(date)s the hours at “%(rate)s” add up to %(hours)s."),
        _lt("Correct the timesheet lines of that day: a payroll takes no hours below zero."),
    ),
    "pay_day_too_long": Entry(
        _lt("On %(date)s there are %(hours)s hours, and a day has 24."),
        _lt("Correct the timesheet lines of that day."),
    ),
    "pay_unit_unknown": Entry(
        _lt("“%(line)s” is measured in %(unit)s, which is no measure of time."),
        _lt("Give the timesheet line a unit of time."),
    ),
    "pay_rate_missing": Entry(
        _lt("Nothing says at which earnings rate “%(work)s” is paid."),
        _lt(
            "Choose a rate for the task, the project or the employee, or the default rate of the "
            "interface (page Payroll)."
        ),
    ),
    "pay_rate_gone": Entry(
        _lt("The earnings rate “%(rate)s” cannot be used for timesheets in %(system)s any more."),
        _lt("Choose another one where it is chosen, then look at the period again."),
    ),
    "pay_changed_here": Entry(
        _lt("The timesheets of this period were changed since they were last shown."),
        _lt("Look at the hours again, then approve."),
        WARNING,
    ),
    "pay_rounded": Entry(
        _lt("Rounding changes the hours by %(difference)s."),
        _lt("Nothing has to be done."),
        WARNING,
    ),
    "pay_period_moved": Entry(
        _lt("The calendar “%(calendar)s” has no period from %(start)s to %(end)s any more."),
        _lt("Press “Pull Payroll Lists” on the interface and choose the period anew."),
    ),
    "pay_unsupported": Entry(
        _lt("The payroll of this accounts file cannot be reached through the link."),
        _lt("Enter the hours in %(system)s by hand."),
    ),
    "pay_left_theirs": Entry(
        _lt("%(system)s holds other hours for this period, and was left as it is."),
        _lt("Nothing has to be done; reopen the sheet to send the hours of Odoo after all."),
        WARNING,
    ),
    "sheet_twice": Entry(
        _lt("%(system)s holds several timesheets of this employee and period."),
        _lt("Delete all but one in %(system)s, then retry."),
    ),
    "sheet_overlaps": Entry(
        _lt(
            "%(system)s holds a timesheet of this employee from %(start)s to %(end)s, as of "
            "another pay calendar: some days would be paid twice."
        ),
        _lt("Delete one of the two in %(system)s, or settle these hours there, then retry."),
    ),
    "sheet_deleted_there": Entry(
        _lt("The timesheet was deleted in %(system)s."),
        _lt("Press “Send Again” if it shall be there, or leave it."),
    ),
    "sheet_of_employee": Entry(
        _lt("In %(system)s there is a timesheet that the link does not touch: “%(status)s”."),
        _lt("Approve, reject or delete it in %(system)s, then retry."),
    ),
    "sheet_paid_differs": Entry(
        _lt("The period is paid in %(system)s, with %(there)s hours instead of %(here)s."),
        _lt("Settle the difference in %(system)s, in an extra pay run, or in the next period."),
    ),
    "sheet_of_another": Entry(
        _lt("%(system)s holds a timesheet of this period already that is not from here."),
        _lt("Compare the two, then press “Replace It” or “Leave It”."),
    ),
    "sheet_changed_there": Entry(
        _lt("The timesheet in %(system)s holds other hours than were sent: it was left as it is."),
        _lt("Compare the two, then press “Replace It” or “Leave It”."),
    ),
    "sheet_approved_there": Entry(
        _lt("The timesheet is approved in %(system)s, and cannot be changed from here."),
        _lt("Revert it to a draft in %(system)s, then retry."),
    ),
    "sheet_approved": Entry(
        _lt("The timesheet is approved in %(system)s."),
        _lt("Press “Reopen” and send it again, if it shall be replaced."),
    ),
    "sheet_refused": Entry(
        _lt("%(system)s refused the timesheet: %(message)s"),
        _lt("Correct what it names, then retry."),
    ),
    "sheet_no_answer": Entry(
        _lt("%(attempts)s attempts ended without an answer, and it is not in %(system)s."),
        _lt("Ask an administrator to look at the journal of the interface, then retry."),
    ),
    "payroll_access_missing": Entry(
        _lt("%(system)s does not let the link use its payroll: %(message)s"),
        _lt(
            "Have somebody who is an administrator of the payroll there sign in on the interface "
            "(page Payroll). Invoices are not concerned."
        ),
    ),
}

catalogue.add("acct_link_timesheet", PAY_SHEET)
_ON_INTERFACE = ("pay_rate_missing", "pay_rate_gone", "payroll_access_missing", "pay_period_moved")
repair.add(
    places=dict.fromkeys(_ON_INTERFACE, repair.INTERFACE),
    readers={},
    pages=dict.fromkeys(_ON_INTERFACE, ("payroll", "")),
)
