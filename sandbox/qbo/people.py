"""What a person does on the screens of QuickBooks: by the same rules, but for numbers that may be
there twice."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .api.upload import file_rows
from .books.company import Company, Row
from .books.entities import ENTITIES, Entity
from .rules.writing import Writer

Wish = dict[str, Any]


class Bookkeeper:
    def __init__(self, company: Company, strict: bool) -> None:
        self._company = company
        self._writer = Writer(company, strict=False, lenient=not strict)

    def act(self, wish: Wish) -> None:
        """:param wish: `action` and what it needs; ValueError for what nobody can do"""
        actions: dict[str, Callable[[Wish], object]] = {
            "create": lambda wish: self._create(wish["entity"], wish["values"], wish.get("id")),
            "edit": lambda wish: self._edit(self._entity(wish), wish["id"], wish["values"]),
            "touch": lambda wish: self._touch(self._entity(wish), wish["id"]),
            "delete": lambda wish: self._writer.delete(*self._with_row(wish)),
            "void": lambda wish: self._void(wish),
            "add_contact": self._add_contact,
            "archive": lambda wish: self._active(wish, False),
            "restore": lambda wish: self._active(wish, True),
            "pay": self._pay,
            "unpay": self._unpay,
            "prefer": self._prefer,
            "company": self._company_values,
        }
        if wish["action"] not in actions:
            raise ValueError(f"nobody can do {wish['action']}")
        actions[wish["action"]](wish)

    def _entity(self, wish: Wish) -> Entity:
        return ENTITIES[wish["entity"]]

    def _row(self, entity: Entity, row_id: str) -> Row:
        row = self._company.get(entity.name, row_id)
        if row is None:
            raise ValueError(f"there is no {entity.name} {row_id}")
        return row

    def _with_row(self, wish: Wish) -> tuple[Entity, Row]:
        entity = self._entity(wish)
        row = self._row(entity, wish["id"])
        return entity, {"Id": row["Id"], "SyncToken": row["SyncToken"]}

    def _create(self, name: str, values: Wish, row_id: str | None = None) -> Row:
        """:param row_id: an id of a test's choice"""
        row = self._writer.write(ENTITIES[name], dict(values), may_double=True)
        if row_id and row_id != row["Id"]:
            if self._company.get(name, row_id):
                raise ValueError(f"{name} {row_id} is there already")
            del self._company.rows[name][row["Id"]]
            row = self._company.put(name, {**row, "Id": row_id})
        return row

    def _edit(self, entity: Entity, row_id: str, values: Wish) -> Row:
        row = self._row(entity, row_id)
        head = {"Id": row_id, "SyncToken": row["SyncToken"], "sparse": True}
        return self._writer.write(entity, {**values, **head}, may_double=True)

    def _touch(self, entity: Entity, row_id: str) -> Row:
        return self._company.put(entity.name, dict(self._row(entity, row_id)))

    def _void(self, wish: Wish) -> None:
        entity, head = self._with_row(wish)
        self._writer.void(entity, head, entity.void or "operation")

    def _add_contact(self, wish: Wish) -> None:
        """`role` customer or vendor, `name`, `email`?, `id`?, `values`?"""
        entity = {"customer": "Customer", "vendor": "Vendor"}[wish.get("role", "customer")]
        values: Wish = {"DisplayName": wish["name"], **wish.get("values", {})}
        if wish.get("email"):
            values["PrimaryEmailAddr"] = {"Address": wish["email"]}
        self._create(entity, values, wish.get("id"))

    def _active(self, wish: Wish, active: bool) -> None:
        entity = self._entity(wish)
        row = self._row(entity, wish["id"])
        values: Wish = {"Active": active}
        for name in ("DisplayName", "Name"):
            if active and row.get(name, "").endswith(" (deleted)"):
                values[name] = row[name].removesuffix(" (deleted)")
        self._edit(entity, wish["id"], values)

    def _pay(self, wish: Wish) -> None:
        """An invoice or a bill: `amount`? (all that is open), `date`?, `account`? of a bill."""
        entity = self._entity(wish)
        row = self._row(entity, wish["id"])
        amount = Decimal(str(wish.get("amount", row["Balance"])))
        link = {"TxnId": row["Id"], "TxnType": entity.name}
        values: Wish = {"TotalAmt": amount, "Line": [{"Amount": amount, "LinkedTxn": [link]}]}
        values["TxnDate"] = wish.get("date", row["TxnDate"])
        if "ExchangeRate" in row:
            values["ExchangeRate"] = row["ExchangeRate"]
        values[entity.party] = {"value": row[entity.party]["value"]}
        if entity.name == "Invoice":
            self._create("Payment", values, wish.get("payment_id"))
            return
        account = {"BankAccountRef": {"value": wish.get("account", "7")}}
        values |= {"PayType": "Check", "CheckPayment": account}
        self._create("BillPayment", values, wish.get("payment_id"))

    def _unpay(self, wish: Wish) -> None:
        """Delete all that settles a document."""
        entity = self._entity(wish)
        key = (entity.name, wish["id"])
        for kind, row_id in list(self._company.applied.get(key, {})):
            self._writer.delete(*self._with_row({"entity": kind, "id": row_id}))

    def _prefer(self, wish: Wish) -> None:
        """`values`: {group: {name: value}}; in OtherPrefs pairs of name and true or false."""
        for group, values in wish["values"].items():
            known = self._company.preferences[group]
            if group == "OtherPrefs":
                pairs = {pair["Name"]: pair["Value"] for pair in known["NameValue"]} | values
                known["NameValue"] = [{"Name": n, "Value": v} for n, v in pairs.items()]
                continue
            for name, value in values.items():
                if value is None:
                    known.pop(name, None)
                else:
                    known[name] = value

    def _company_values(self, wish: Wish) -> None:
        """`status` open or ended; `bill_numbers` company, vendor or anywhere."""
        choices = {"status": ("open", "ended"), "bill_numbers": ("company", "vendor", "anywhere")}
        for name, value in wish["values"].items():
            if value not in choices[name]:
                raise ValueError(f"{name} is one of {', '.join(choices[name])}")
            setattr(self._company, name, value)


def books_view(company: Company, part: str) -> Wish:
    """All rows as the API shows them, by entity; or with `part` those of one."""
    names = [name for name in ENTITIES if part in ("", name)]
    rows: Wish = {name: list(company.all(name)) for name in names}
    if "Attachable" in rows:
        rows["Attachable"] = file_rows(company)
    return {"name": company.name, "currency": company.currency, "reads": company.reads, **rows}
