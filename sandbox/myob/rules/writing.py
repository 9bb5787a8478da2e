"""POST, PUT and DELETE of all resources: the way of a body into the books."""

from typing import Any

from ..books.company import Company, Row
from ..books.resources import CARDS, LIST, PAYMENT, SPEND, Resource
from ..problems import Problem, raise_all
from ..settings import Settings
from .checks import checked, is_used, refuse_inactive
from .documents import COMPUTED, document_row, number_row, warnings_of
from .lists import list_row
from .payments import apply, payment_row, release
from .terms import refuse_closed

MUST_REVERSE = "TransactionsCannotBeChangedMustBeReversed"


class Writer:
    """:param person: somebody on the screens, who may do what the API may not: it is not held to
    versions, foreign currencies can be used, and numbers may be there twice
    """

    def __init__(self, company: Company, settings: Settings, person: bool = False) -> None:
        self._company, self._settings, self._person = company, settings, person

    def create(self, resource: Resource, body: Any, warnings: bool = False) -> Row:
        """:param warnings: they are errors, too"""
        if not self._person:
            self._refuse_own_ids(body)
        values = self._values(resource, body)
        refuse_inactive(self._company, resource, values, None)
        return self._keep(resource, values, None, warnings)

    def update(self, resource: Resource, uid: str, body: Any, warnings: bool = False) -> Row:
        """What is not sent is cleared, but for what the service works out."""
        old = self._known(resource, uid)
        self._refuse_fixed(resource, old)
        values = self._values(resource, body)
        if not self._person:
            self._refuse_stale(resource, old, values, body)
        values = {name: value for name, value in values.items() if name != "UID"}
        refuse_inactive(self._company, resource, values, old)
        return self._keep(resource, values, old, warnings)

    def delete(self, resource: Resource, uid: str) -> None:
        """It is gone, unless the file only knows reversals."""
        row = self._known(resource, uid)
        self._refuse_fixed(resource, row)
        if resource.is_document:
            refuse_closed(self._company, row)
        elif is_used(self._company, resource.store, row["UID"]):
            raise Problem("InUse", resource.route)
        if resource.family == PAYMENT:
            release(self._company, resource, row, self._settings.payments_touch)
        elif resource.store in ("Invoice", "Bill"):
            self._company.owe(resource.store, row, -row["BalanceDueAmount"])
        self._company.remove(resource.store, row["UID"])

    # === WHAT IS REFUSED === #

    def _refuse_own_ids(self, body: Any) -> None:
        """The file makes the UID, rows and versions; zero and null pass."""
        if not isinstance(body, dict):
            return
        lines = [line for line in body.get("Lines") or [] if isinstance(line, dict)]
        sent = [body.get("UID"), *(each.get("RowVersion") for each in (body, *lines))]
        sent += [line.get("RowID") for line in lines]
        if any(str(each or "").strip("0-") for each in sent):
            raise Problem("IncorrectRowVersionSupplied", "UID")

    def _refuse_stale(self, resource: Resource, old: Row, values: Row, body: Any) -> None:
        if values.get("UID") != old["UID"]:
            raise Problem("Required", "UID")
        if body.get("RowVersion") != old["RowVersion"]:
            raise Problem("IncorrectRowVersionSupplied", "RowVersion")
        known = {line["RowID"]: line["RowVersion"] for line in old.get("Lines", []) if line}
        for place, line in enumerate(values.get("Lines", [])):
            row_id = line.get("RowID")
            if not row_id or resource.family == PAYMENT:
                continue
            if known.get(int(row_id)) != str(line.get("RowVersion", "")):
                raise Problem("IncorrectRowVersionSupplied", f"Lines[{place}].RowVersion")

    def _refuse_fixed(self, resource: Resource, old: Row) -> None:
        if not resource.is_document or self._person:
            return
        if old.get("ForeignCurrency"):
            raise Problem("MethodNotAllowed", "ForeignCurrency")
        if self._company.prefers(MUST_REVERSE):
            raise Problem("TransactionsCannotBeDeleted", resource.route)
        if any(self._company.applied.get((resource.store, old["UID"]), {}).values()):
            raise Problem("InvoicePaid", resource.route)

    def _known(self, resource: Resource, uid: str) -> Row:
        row = self._company.read(resource.store, uid)
        if row is None:
            raise Problem("ResourceNotFound", resource.route)
        if row.get("_layout", "") != resource.layout:
            raise Problem("LayoutTypeMismatch", resource.route)
        return row

    # === WHAT IS KEPT === #

    def _values(self, resource: Resource, body: Any) -> Row:
        values = checked(self._company, resource, body, self._settings.strict)
        values = {name: value for name, value in values.items() if name not in COMPUTED}
        if not self._person and resource.is_document and "ForeignCurrency" in values:
            raise Problem("MethodNotAllowed", "ForeignCurrency")
        return values

    def _keep(self, resource: Resource, row: Row, old: Row | None, warnings: bool) -> Row:
        company, settings = self._company, self._settings
        if old is not None:
            row = {**row, "UID": old["UID"], "Created": old["Created"]}
        if resource.family in (LIST, "card"):
            alone = settings.card_ids if resource.store in CARDS else "list"
            alone = "anywhere" if settings.lenient or self._person else alone
            return company.put(resource.store, list_row(company, resource, row, old, alone))
        refuse_closed(company, old, row)
        if resource.family == PAYMENT:
            row = number_row(company, resource, payment_row(company, resource, row), settings)
            row = company.put(resource.store, row)
            apply(company, resource, row, settings.payments_touch)
            return row
        row = document_row(company, resource, row, settings)
        row = number_row(company, resource, row, settings)
        if warnings:
            raise_all(warnings_of(company, resource, row))
        if resource.layout:
            row["_layout"] = resource.layout
        if old is not None:
            row["Lines"] = [{**line, "RowVersion": ""} for line in row["Lines"]]
        if resource.family == SPEND:
            return company.put(resource.store, row)
        if old is not None:
            company.owe(resource.store, old, -old["BalanceDueAmount"])
        row = company.put(resource.store, {**row, "BalanceDueAmount": row["TotalAmount"]})
        company.owe(resource.store, row, row["TotalAmount"])
        return company.put(resource.store, company.with_balance(resource.store, row), touch=False)
