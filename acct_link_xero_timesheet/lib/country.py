"""What Xero's payrolls have in common, and what each country's has to itself.

Source: Xero: Payroll AU, NZ and UK API overview; OAuth 2.0 scopes.
"""

from dataclasses import dataclass

from odoo.addons.acct_link_timesheet.lib.sheet import Payroll

AU, NZ, GB = "AU", "NZ", "GB"
# To write timesheets; to read who is there and what hours are paid by.
SCOPES = "payroll.timesheets payroll.employees.read payroll.settings.read"
_FIRST, _SECOND = "/payroll.xro/1.0", "/payroll.xro/2.0"


@dataclass(frozen=True)
class Country:
    """`tracking` is the path of the settings of tracking, `types` the types of earnings that hours
    may be paid by (empty: the units decide).
    """

    base: str
    payroll: Payroll
    tracking: str
    types: tuple[str, ...] = ()


# A second timesheet of a period is refused in Australia and the United Kingdom; of New Zealand
# nobody has said so. API 1.0 has no way back from approved, and nothing is deleted by it.
COUNTRIES = {
    AU: Country(
        _FIRST,
        Payroll(replaces=True, unique=True, lists_hours=True),
        "Settings",
        ("ORDINARYTIMEEARNINGS", "OVERTIMEEARNINGS", "ALLOWANCE"),
    ),
    NZ: Country(_SECOND, Payroll(reverts=True, takes_empty=True), "Settings/TrackingCategories"),
    GB: Country(
        _SECOND,
        Payroll(reverts=True, unique=True, takes_empty=True),
        "Settings/trackingCategories",
        ("RegularEarnings", "OvertimeEarnings"),
    ),
}


def payroll_of(country: str) -> Payroll | None:
    """What the payroll of a country can do; None where Xero has none.

    :param country: the country code of the organisation
    """
    found = COUNTRIES.get(country)
    return found.payroll if found else None


def base(country: str) -> str:
    """The path that all others stand behind, such as /payroll.xro/2.0."""
    return COUNTRIES[country].base


def is_first(country: str) -> bool:
    """Whether its payroll speaks API 1.0."""
    return COUNTRIES[country].base == _FIRST
