"""What processes of Odoo do with pay sheets."""

import os
import random
import signal
from datetime import date, timedelta

from kit.stage.tasks import narrow, watch_lanes

# Hours of a line of a timesheet, exact to the minute or to nothing.
HOURS = (7.6, 8, 2.25, 0.1, 1 / 3, 4.005, 0.75)
ORDINARY, OVERTIME = ("Ordinary Hours", "Ordinary Time"), ("Overtime Hours", "Overtime")
PROJECTS = {"Bridge": ORDINARY, "Night Bridge": OVERTIME}

# === SET-UP === #


def work_here(env, names):
    """Employees, named as there, and projects to log hours on."""
    company = env.ref("base.main_company")
    env["hr.employee"].create([{"name": name, "company_id": company.id} for name in names])
    env["project.project"].create([{"name": name, "company_id": company.id} for name in PROJECTS])


def match(env):
    """Take what is suggested, choose rates, propose periods."""
    interface = as_clerk(env)["acct.link.interface"].search([])
    interface.pay_employee_ids.action_take_suggestion()
    rates = interface.earnings_rate_ids
    interface.default_rate_id = rates.filtered(lambda rate: rate.name in ORDINARY)
    interface.rate_map_ids.create(
        {
            "interface_id": interface.id,
            "project_id": env["project.project"].search([("name", "=", "Night Bridge")]).id,
            "rate_id": rates.filtered(lambda rate: rate.name in OVERTIME).id,
        }
    )
    interface.action_view_pay_periods()


def pull_lists(env):
    """The clerk reads the payroll's lists. :return: what Odoo says, if it cannot"""
    from odoo.exceptions import UserError

    try:
        as_clerk(env)["acct.link.interface"].search([]).action_pull_payroll()
    except UserError as problem:
        env.cr.rollback()
        return str(problem)


# === WHAT PEOPLE DO === #


def as_clerk(env):
    return env(context={"allowed_company_ids": env.ref("base.main_company").ids})


def find_periods(env, starts):
    return env["acct.link.pay.period"].search([("start", "in", starts)], order="start")


def log(env, seed, starts, names, lines):
    """Hours of these employees on some days of the weeks.

    :param starts: [first day of a week]; :param lines: timesheet lines of each one's week
    """
    chance = random.Random(seed)
    projects = env["project.project"].search([("name", "in", [*PROJECTS])], order="id").ids
    employees = env["hr.employee"].search([("name", "in", names)], order="name")
    env["account.analytic.line"].create(
        [
            {
                "name": f"Work {number}",
                "project_id": projects[number % 3 == 2],
                "employee_id": employee.id,
                "date": date.fromisoformat(start) + timedelta(number % 6),
                "unit_amount": chance.choice(HOURS),
            }
            for start in starts
            for employee in employees
            for number in range(lines)
        ]
    )


def send(env, starts, approve=False):
    """Gather, approve and send all that is open."""
    env = as_clerk(env)
    env["acct.link.interface"].search([]).approve_sheets = approve
    periods = find_periods(env, starts)
    periods.action_gather()
    for period in periods:
        if period.open_count:
            period.action_approve()
        if period.approved_count:
            period.action_send()


def send_changed(env, starts, names, approve=False):
    """Two hours more for these, who are reopened and sent again."""
    log(env, 1, starts, names, 1)
    sheets = as_clerk(env)["acct.link.pay.sheet"].search(
        [("employee_name", "in", names), ("start", "in", starts), ("state", "=", "sent")]
    )
    sheets.action_reopen()
    send(env, starts, approve)


def retry(env):
    as_clerk(env)["acct.link.pay.sheet"].search([("state", "=", "failed")]).action_retry()


# === WHAT THE MACHINES DO === #


def upload(env, die_in=None, step=None, after=False):
    """Run the loop once, a call after the other.

    :param die_in: (model, method) whose call is the end of the process
    :param step: that pay sheets among its arguments have to be at
    :param after: die when it has done its work
    """
    watch_lanes()
    narrow(env, 0, 1)
    if die_in:
        model, name = type(env[die_in[0]]), die_in[1]
        original = getattr(model, name)

        def deadly(self, *args, **values):
            its_turn = not step or any(is_at(each, step) for each in (self, *args))
            if its_turn and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(self, *args, **values)
            if its_turn:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(model, name, deadly)
    env["acct.link.upload"].sudo()._cron_upload()


def is_at(value, step):
    """Whether `value` is requests, pay sheets, or what is to be written, of this step."""
    match getattr(value, "_name", ""):
        case "acct.link.request":
            return step in value.mapped("operation")
        case "acct.link.pay.sheet":
            return step in value.mapped("step")
    return isinstance(value, list) and any(
        isinstance(each, tuple) and each[-1] == step for each in value
    )


# === AT RANDOM === #


def change_hours(env, number, hours):
    """An employee corrects a timesheet line, by its place in the list.

    :return: whether it could be changed: what was approved for the payroll is locked
    """
    from odoo.exceptions import UserError

    lines = env["account.analytic.line"].search([("project_id.name", "in", [*PROJECTS])])
    line = lines.sorted("id")[number % len(lines)]
    try:
        line.unit_amount = hours
        env.flush_all()
    except UserError:
        env.cr.rollback()
        return False
    return True


def press(env, button, sheet_id):
    """:return: whether the sheet was in a state that has this button"""
    from odoo.exceptions import UserError

    try:
        getattr(as_clerk(env)["acct.link.pay.sheet"].browse(sheet_id), button)()
        env.flush_all()
    except UserError:
        env.cr.rollback()
        return False
    return True


def gather(env, starts):
    find_periods(as_clerk(env), starts).action_gather()
