"""Screens of the story of hours that go to the payroll."""

from .screen import FORM, FORM_ROWS, MANUAL, ROWS, Screen

PERIOD = "acct.link.pay.period/{period}"
PAYROLL = {
    "lists_pulled": [
        Screen(
            "payroll",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=payroll]", ".o_field_widget[name=default_rate_id]"),),
            used=(f"{MANUAL}/payroll_1400.png",),
        ),
        Screen(
            "employees_to_match",
            "employees-to-match",
            ROWS,
            used=(f"{MANUAL}/employees_to_match_1400.png",),
        ),
    ],
    "hours_looked_at": [
        Screen("pay_periods", "pay-periods", ROWS),
        Screen("pay_period", PERIOD, FORM_ROWS, used=(f"{MANUAL}/pay_period_1400.png",)),
    ],
    "hours_sent": [
        Screen("pay_period_sent", PERIOD, FORM_ROWS),
        Screen("pay_sheets", "pay-sheets", ROWS),
        Screen("pay_sheet", "pay-sheets/{sheet}", FORM_ROWS),
        Screen("pay_days", PERIOD, FORM, (("button[name=action_view_days]", ".o_pivot td"),)),
        Screen("dashboard_payroll", "acct-link-dashboard", ".o_kanban_record"),
    ],
    "hours_came_late": [
        Screen(
            "pay_period_late",
            PERIOD,
            FORM,
            ((".nav-link[name=left]", ".o_field_widget[name=left_ids] .o_data_row"),),
        ),
        Screen(
            "pay_settle",
            PERIOD,
            FORM,
            (
                (".nav-link[name=left]", ".o_field_widget[name=left_ids] .o_data_row"),
                ("button[name=action_settle]", ".modal-dialog .o_form_view"),
            ),
        ),
        Screen("timesheets", "timesheets", ROWS),
    ],
}
