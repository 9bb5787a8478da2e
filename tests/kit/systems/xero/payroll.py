"""Xero Payroll of one country: the same stand-in, sign-in and faults as Xero, other calls."""

from kit.sheets.steps import (
    AGAIN,
    APPROVE,
    CHANGED,
    CHANGED_APPROVED,
    CREATE,
    DELETE,
    NEW,
    REPLACE,
    REVERT,
    TO_APPROVE,
)
from kit.stage.fixture import SETTLE_MARGIN
from kit.system import Call
from kit.systems.xero import Xero

TASKS = "kit.systems.xero.payroll_tasks"
ROOT = r"/payroll\.xro/[12]\.0/Timesheets"
AU_STEPS = {
    CREATE: (NEW, Call("POST", f"{ROOT}$", '"DRAFT"')),
    REPLACE: (CHANGED, Call("POST", f"{ROOT}$", "TimesheetID")),
    APPROVE: (TO_APPROVE, Call("POST", f"{ROOT}$", '"APPROVED"')),
}
SECOND_STEPS = {
    CREATE: (NEW, Call("POST", f"{ROOT}$")),
    APPROVE: (TO_APPROVE, Call("POST", f"{ROOT}/.+/Approve$")),
    DELETE: (CHANGED, Call("DELETE", f"{ROOT}/.+")),
    REVERT: (CHANGED_APPROVED, Call("POST", f"{ROOT}/.+/RevertToDraft$")),
    AGAIN: (CHANGED, Call("POST", f"{ROOT}$")),
}
LIST, ONE = Call("GET", f"{ROOT}$"), Call("GET", f"{ROOT}/.+")


def name_lists(**names):
    """:return: {list: (where pay sheets stand, Call that a clerk has it read with)}"""
    root = ROOT.removesuffix("Timesheets")
    return {name: (NEW, Call("GET", f"{root}{path}$")) for name, path in names.items()}


class XeroPayroll(Xero):
    """`steps`: {step: (where pay sheets stand before it, Call that writes it)}; `looks`: the same
    of calls that ask, `lists` of those that a clerk presses a button for. `has_lenient`: whether a
    second timesheet of a period may be taken, so that there is no guard but the look.
    """

    add_ons = ("acct_link_batch", "acct_link_xero_timesheet")
    country = "NZ"
    organisation = "Demo NZ Ltd"
    steps = SECOND_STEPS
    looks = {"list": (NEW, LIST), "one": (NEW, ONE)}
    lists = name_lists(calendars="PayRunCalendars", rates="EarningsRates", employees="Employees")
    has_lenient = False
    any_write = Call("POST", f"{ROOT}$")

    @property
    def is_first(self):
        """Whether its API is 1.0."""
        return self.country == "AU"

    def link_payroll(self, world):
        """:param world: kit.sheets.world.SheetWorld"""
        from sandbox.xero import CLIENT_ID, CLIENT_SECRET

        world.workers.run(
            f"{TASKS}.link",
            url=world.stand_in.url,
            tokens=self.grant(world, world.tenant),
            tenant=world.tenant,
            oauth_client_id=CLIENT_ID,
            oauth_client_secret=CLIENT_SECRET,
            answer_timeout=2,
            settle_margin=SETTLE_MARGIN,
        )

    def sign_in_to_payroll(self, world):
        tokens = self.grant(world, world.tenant)
        world.workers.run(f"{TASKS}.sign_in_again", tokens=tokens)

    def move(self, stand_in, tenant):
        """The organisation into the country, after each start of the books."""
        if self.country == "GB":
            stand_in.control("settings", tenants={tenant: {"CountryCode": "GB"}})


class NewZealand(XeroPayroll):
    has_lenient = True


class UnitedKingdom(XeroPayroll):
    country = "GB"


class Australia(XeroPayroll):
    country = "AU"
    organisation = "Demo AU Pty Ltd"
    steps = AU_STEPS
    looks = {"list": (NEW, LIST)}
    lists = name_lists(calendars="PayrollCalendars", rates="PayItems", employees="Employees")


PAYROLLS = {each.country: each for each in (Australia, NewZealand, UnitedKingdom)}
