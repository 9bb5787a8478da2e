"""The payroll API: which version, which room, and whether the payroll lets this user in."""

from sandbox.common.answer import Answer, Refused
from sandbox.common.clock import Clock
from sandbox.common.oauth import Access
from sandbox.common.request import Request

from ..api.form import check_types
from ..api.gate import Api
from ..books.books import Books
from ..problems import forbidden, not_found, unauthorised
from ..settings import Settings
from .first import First
from .payroll import Payroll
from .second import Second
from .seed import seeded_payroll

ROOT = "/payroll.xro/"
ROOMS = {"1.0": First, "2.0": Second}
COUNTRIES = {"AU": ("1.0", "2.0"), "NZ": ("2.0",), "GB": ("2.0",)}
_SCOPES = {"Timesheets": "payroll.timesheets", "Employees": "payroll.employees"}


def payroll_region(path: str, country: str) -> str:
    """Which of Xero's descriptions tells of this path; they differ by country."""
    if path.startswith(f"{ROOT}1.0/"):
        return "au"
    return {"AU": "au-v2", "GB": "uk"}.get(country, "nz")


class Payrolls:
    """The payroll of each organisation. Whoever is said to have moved to another country has a
    payroll as that one's begins."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of: dict[str, Payroll] = {}

    def of(self, books: Books) -> Payroll:
        country = str(books.organisation["CountryCode"])
        kept = self._of.get(books.id)
        if kept is None or kept.country != country:
            self._of[books.id] = seeded_payroll(books, self._clock, country)
        return self._of[books.id]


class PayrollApi(Api):
    def __init__(self, settings: Settings, payrolls: Payrolls) -> None:
        self._settings = settings
        self._payrolls = payrolls

    def scope(self, request: Request) -> str:
        return _SCOPES.get((_parts(request) + [""])[1], "payroll.settings")

    def carry_out(self, request: Request, access: Access, books: Books) -> Answer:
        try:
            check_types(request)
            payroll = self._payrolls.of(books)
            version, *path = _parts(request)
            _check_access(payroll)
            if version not in COUNTRIES[payroll.country] or not path:
                raise not_found()
            return ROOMS[version](payroll, self._settings).answer(request, path)
        except Refused as refused:
            return refused.answer


def _parts(request: Request) -> list[str]:
    return request.path.removeprefix(ROOT).rstrip("/").split("/")


def _check_access(payroll: Payroll) -> None:
    """Which status comes with which text is not known: all are met."""
    if payroll.country not in COUNTRIES or payroll.access == "unopened":
        raise forbidden("Insufficient payroll permissions")
    if payroll.access == "refused":
        raise forbidden("AuthorizationUnsuccessful")
    if payroll.access == "unauthorised":
        raise unauthorised("AuthorizationUnsuccessful")
