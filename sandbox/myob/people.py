"""What a person does on the screens of MYOB: by the same rules, but for versions, numbers that may
be there twice, and documents that are paid."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from .api.files import file_rows
from .api.shown import Shown
from .books.company import Company, Row, name_of
from .books.resources import BY_STORE, LAYOUTS, RESOURCES, Resource, route_of
from .books.schema import check, plain
from .rules.payments import SHAPES
from .rules.writing import Writer
from .settings import Settings

Wish = dict[str, Any]
_STATES = ("open", "offline", "upgraded", "removed")
_PAYMENTS = {"Invoice": "Sale/CustomerPayment", "Bill": "Purchase/SupplierPayment"}
_SETTLEMENTS = {"Invoice": "Sale/CreditSettlement", "Bill": "Purchase/DebitSettlement"}
_ROLES = {"customer": "Contact/Customer", "supplier": "Contact/Supplier"}


class Bookkeeper:
    def __init__(self, company: Company, settings: Settings) -> None:
        self._company = company
        self._settings = replace(settings, strict=False)
        self._writer = Writer(company, self._settings, person=True)

    def act(self, wish: Wish) -> None:
        """:param wish: `action` and what it needs; ValueError for what nobody can do"""
        actions: dict[str, Callable[[Wish], object]] = {
            "create": lambda wish: self._create(wish["resource"], wish["values"], wish.get("id")),
            "edit": lambda wish: self._edit(wish["id"], wish["values"]),
            "touch": lambda wish: self._company.put(*self._found(wish["id"])),
            "delete": self._delete,
            "archive": lambda wish: self._edit(wish["id"], {"IsActive": False}),
            "restore": lambda wish: self._edit(wish["id"], {"IsActive": True}),
            "add_contact": self._add_contact,
            "pay": self._pay,
            "unpay": self._unpay,
            "settle": self._settle,
            "convert": self._convert,
            "reverse": self._reverse,
            "hide": self._hide,
            "prefer": self._prefer,
            "company": self._company_values,
        }
        if wish["action"] not in actions:
            raise ValueError(f"nobody can do {wish['action']}")
        actions[wish["action"]](wish)

    def _found(self, uid: str) -> tuple[str, Row]:
        store = self._company.store_of(uid)
        row = self._company.get(store, uid) if store else None
        if store is None or row is None:
            raise ValueError(f"there is no {uid}")
        return store, row

    def _resource(self, store: str, row: Row) -> Resource:
        return RESOURCES[route_of(store, row.get("_layout", ""))]

    def _create(self, route: str, values: Wish, uid: str | None = None) -> Row:
        """:param uid: one of a test's choice"""
        resource = RESOURCES[route]
        if not resource.typed:
            raise ValueError(f"{route} holds all layouts: name one")
        if uid:
            if self._company.store_of(uid):
                raise ValueError(f"{uid} is there already")
            values = {**values, "UID": uid}
        if "POST" in resource.methods:
            return self._writer.create(resource, values)
        check(resource.kind, values)
        values = plain(resource.kind, values, self._company.local)
        return self._company.put(resource.store, {"IsActive": True, **values})

    def _edit(self, uid: str, values: Wish) -> Row:
        """What is named is changed; the rest stays."""
        store, row = self._found(uid)
        resource = self._resource(store, row)
        if "PUT" in resource.methods:
            return self._writer.update(resource, uid, {**row, **values})
        check(resource.kind, values)
        values = plain(resource.kind, values, self._company.local)
        return self._company.put(store, {**row, **values})

    def _delete(self, wish: Wish) -> None:
        store, row = self._found(wish["id"])
        if any(self._company.applied.get((store, row["UID"]), {}).values()):
            raise ValueError("it is paid: delete the payment first")
        self._writer.delete(self._resource(store, row), row["UID"])

    def _add_contact(self, wish: Wish) -> None:
        """`role` customer or supplier, `name`, `code`?, `email`?, `id`?, `values`?"""
        role = wish.get("role", "customer")
        details = "SellingDetails" if role == "customer" else "BuyingDetails"
        code = {"UID": next(self._company.all("TaxCode"))["UID"]}
        values: Wish = {"CompanyName": wish["name"], "IsIndividual": False}
        values[details] = {"TaxCode": code, "FreightTaxCode": code}
        if wish.get("code"):
            values["DisplayID"] = wish["code"]
        if wish.get("email"):
            values["Addresses"] = [{"Location": 1, "Email": wish["email"]}]
        self._create(_ROLES[role], {**values, **wish.get("values", {})}, wish.get("id"))

    # === MONEY === #

    def _pay(self, wish: Wish) -> None:
        """An invoice or a bill: `amount`? (all that is open), `date`?, `payment_id`?"""
        store, row = self._found(wish["id"])
        shape = SHAPES[_PAYMENTS[store].rpartition("/")[2]]
        amount = Decimal(str(wish.get("amount", row["BalanceDueAmount"])))
        if row["BalanceDueAmount"] < 0:
            raise ValueError("a credit is settled or paid out")
        line: Wish = {"AmountApplied": amount}
        line |= {shape.link: {"UID": row["UID"]}} if shape.link else {"UID": row["UID"]}
        party = "Customer" if store == "Invoice" else "Supplier"
        values: Wish = {party: row[party], shape.lines: [line], shape.amount: amount}
        values |= {"Date": wish.get("date", row["Date"]), "Account": self._bank()}
        self._create(_PAYMENTS[store], values, wish.get("payment_id"))

    def _bank(self) -> Wish:
        accounts = self._company.all("Account")
        return {
            "UID": next(r["UID"] for r in accounts if r["Type"] == "Bank" and not r["IsHeader"])
        }

    def _unpay(self, wish: Wish) -> None:
        """Delete all that settles a document."""
        store, row = self._found(wish["id"])
        for kind, uid in list(self._company.applied.get((store, row["UID"]), {})):
            self._writer.delete(BY_STORE[kind], uid)

    def _settle(self, wish: Wish) -> None:
        """A credit or debit `id` against an invoice or bill `with`: `amount`?, `date`?"""
        store, credit = self._found(wish["id"])
        _, target = self._found(wish["with"])
        shape = SHAPES[_SETTLEMENTS[store].rpartition("/")[2]]
        most = min(-credit["BalanceDueAmount"], target["BalanceDueAmount"])
        amount = Decimal(str(wish.get("amount", most)))
        party = "Customer" if store == "Invoice" else "Supplier"
        line = {shape.link: {"UID": target["UID"]}, "AmountApplied": amount}
        values: Wish = {shape.source: {"UID": credit["UID"]}, party: credit[party]}
        values |= {shape.amount: amount, "Lines": [line], "Date": wish.get("date", target["Date"])}
        self._create(_SETTLEMENTS[store], values)

    # === DOCUMENTS === #

    def _convert(self, wish: Wish) -> None:
        """To another layout; UID and lines stay."""
        store, row = self._found(wish["id"])
        if wish["layout"] not in LAYOUTS or "_layout" not in row:
            raise ValueError(f"it cannot be made {wish['layout']}")
        self._company.put(store, {**row, "_layout": wish["layout"]})

    def _reverse(self, wish: Wish) -> None:
        """What files do that never delete: the same again with the signs turned. `memo`?"""
        store, row = self._found(wish["id"])
        if store not in ("Invoice", "Bill"):
            raise ValueError("only sales and bills are reversed")
        party_store = "Customer" if store == "Invoice" else "Supplier"
        party = self._company.get(party_store, row[party_store]["UID"]) or {}
        values = {name: value for name, value in row.items() if name not in ("UID", "Number")}
        values.pop("SupplierInvoiceNumber", None)
        values["JournalMemo"] = wish.get("memo", f"Reversal; {name_of(party)}")
        values["Lines"] = [self._turned(line) for line in row["Lines"]]
        if row.get("Freight"):
            values["Freight"] = -row["Freight"]
        self._create(route_of(store, row["_layout"]), values)

    def _turned(self, line: Row) -> Row:
        line = {name: value for name, value in line.items() if not name.startswith("Row")}
        for name in ("Total", "UnitCount", "ShipQuantity", "BillQuantity"):
            if name in line:
                line[name] = -line[name]
        return line

    def _hide(self, wish: Wish) -> None:
        """Nobody reads it for some seconds."""
        until = self._company.clock.timestamp() + float(wish["seconds"])
        self._company.hidden[str(wish["id"]).lower()] = until

    # === THE FILE === #

    def _prefer(self, wish: Wish) -> None:
        """`values`: {group: {name: value}}, null lifts."""
        check("CompanyPreferences", wish["values"])
        for group, values in wish["values"].items():
            self._company.preferences[group] |= values
        self._company.preferences["RowVersion"] = self._company.new_version()

    def _company_values(self, wish: Wish) -> None:
        """`status`, `administrator`, `users` {name: password}, `year_begins`,
        `shipping_methods`."""
        for name, value in wish["values"].items():
            known = {"status": str, "administrator": bool, "users": dict, "year_begins": str}
            known["shipping_methods"] = list
            if not isinstance(value, known[name]) or (name == "status" and value not in _STATES):
                raise ValueError(f"{name} cannot be {value}")
            setattr(self._company, name, value)


def books_view(company: Company, part: str) -> Wish:
    """All rows as the API shows them, by where they are kept; or with `part` those of one. Beside
    the fields: `layout`, and of bills and money spent the `files`."""
    say, found = Shown(company, ""), {}
    for store in BY_STORE:
        if store == "Contact" or part not in ("", store):
            continue
        rows = []
        for row in company.all(store):
            typed = RESOURCES[route_of(store, row.get("_layout", ""))]
            shown = say.row(typed, store, row)
            if typed.layout:
                shown["layout"] = typed.layout
            if typed.has_files:
                shown["files"] = file_rows(company, row["UID"])
            rows.append(shown)
        found[store] = rows
    head = {"name": company.name, "flags": company.flags, "preferences": company.preferences}
    return {**head, **_left_to_do(company), **found}


def _left_to_do(company: Company) -> Wish:
    """What customers get without anybody's wish: papers to print, buttons to pay with."""
    sales = list(company.all("Invoice"))
    printed = [row["Number"] for row in sales if row["InvoiceDeliveryStatus"] != "Nothing"]
    buttons = [row["Number"] for row in sales if row["OnlinePaymentMethod"] != "None"]
    return {"print_queue": printed, "pay_buttons": buttons}
