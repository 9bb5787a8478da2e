"""The one door of `acct_link_xero`, with the payroll behind it: the same app, sign-in, limits and
care, other paths. What the payroll does not let us do is told apart, as invoices go on without it.

Source: Xero Payroll API: AU 1.0, NZ 2.0, UK 2.0.
"""

from odoo.addons.acct_link_batch.lib.errors import SignInNeeded
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_timesheet.lib.sheet import DELETE, STEPS
from odoo.addons.acct_link_xero.lib.client import XeroClient, _body

from . import country as countries
from . import translate


class PayrollClient(XeroClient):
    """:param country: ISO code of the organisation's"""

    writing = XeroClient.writing | {"DELETE"}

    def __init__(self, *values, country: str):
        super().__init__(*values)
        self._country = country

    def send(self, request, key: str) -> Answer:
        if request.operation not in STEPS:
            return super().send(request, key)
        method, path = translate.route(self._country, request)
        # Xero takes a key with what it creates or changes, not with what it deletes.
        headers = {} if request.operation == DELETE else self._key_header(key)
        body = None if request.operation == DELETE else _body(request)
        return self._pay(method, path, (), headers, body)

    def read_payroll(self, path: str, params=()) -> Answer:
        """Read a resource of the payroll, such as "Timesheets"; of one that is not there the
        Answer says 404.
        """
        return self._pay("GET", path, list(params))

    def _pay(self, method, path, params=(), headers=None, body=None):
        full = f"{countries.base(self._country)}/{path}"
        try:
            return self._call(method, full, params, headers, body, by_id=True)
        except SignInNeeded as error:
            said = error.problem.values.get("message") or "403"
            raise SignInNeeded(Problem("payroll_access_missing", {"message": said})) from None
