"""Who keeps the books in soak.py: every action on the stand-in's side of the link."""

from decimal import Decimal

SUPPLIERS, BILL_NUMBERS = 4, 6  # few, so that numbers come up again
SALES = ("ACCREC", "ACCRECCREDIT")


def is_sale(row):
    return row["is_sale"] if "is_sale" in row else row["type"] in SALES


def money(value):
    """A number of JSON as a Decimal."""
    return Decimal(str(value))


class Bookkeeper:
    """Acts at random on rows of the books. An action that finds none says False.

    It needs `linked` (a fixture.Fixture), `chance` (a random.Random) and `suppliers`, ids of
    contacts.
    """

    def books(self):
        return self.linked.stand_in.control("books?tenant=" + self.linked.tenant)[
            self.linked.tenant
        ]

    def bookkeeper(self, action, **wish):
        self.linked.stand_in.control("bookkeeper", tenant=self.linked.tenant, action=action, **wish)

    def choose(self, rows):
        # Ids are the stand-in's own; those without a number stay as they were entered.
        rows = sorted(rows, key=lambda row: row.get("number") or "")
        return self.chance.choice(rows) if rows else None

    def unpaid(self, *parts):
        books = self.books()
        return [
            row
            for part in parts or ("invoices",)
            for row in books[part]
            if row["status"] == "AUTHORISED" and money(row["outstanding"]) > 0
        ]

    def bills(self, *statuses):
        books = self.books()
        return [
            row
            for row in books["invoices"] + books["credit_notes"]
            if not is_sale(row) and row["status"] in statuses
        ]

    def choose_suppliers(self):
        contacts = self.linked.stand_in.control("books?part=contacts")[self.linked.tenant]
        rows = [row for row in contacts["contacts"] if row["status"] == "ACTIVE"]
        rows = sorted({row["name"]: row["id"] for row in rows}.items())
        return [id_ for _name, id_ in rows[:SUPPLIERS]]

    def draw_lines(self):
        return [
            {
                "Description": "Supplies",
                "Quantity": str(self.chance.randint(1, 9)),
                "UnitAmount": str(Decimal(self.chance.randint(1, 9999)) / 100),
                "AccountCode": "400",
                "TaxType": "INPUT2",
            }
            for _line in range(self.chance.randint(1, 3))
        ]

    def add_bill(self):
        return self.bookkeeper(
            "add_document",
            type=self.chance.choice(["ACCPAY", "ACCPAY", "ACCPAY", "ACCPAYCREDIT"]),
            contact_id=self.chance.choice(self.suppliers),
            number=f"B-{self.chance.randint(1, BILL_NUMBERS)}",
            status=self.chance.choice(["AUTHORISED", "AUTHORISED", "AUTHORISED", "DRAFT"]),
            line_amount_types=self.chance.choice(["Exclusive", "Inclusive"]),
            lines=self.draw_lines(),
        )

    def approve_bill(self):
        row = self.choose(self.bills("DRAFT"))
        return bool(row) and self.bookkeeper("approve", id=row["id"])

    def delete_draft(self):
        row = self.choose(self.bills("DRAFT"))
        return bool(row) and self.bookkeeper("delete", id=row["id"])

    def edit_bill(self):
        row = self.choose(self.without_applied(self.bills("DRAFT", "AUTHORISED")))
        return bool(row) and self.bookkeeper("edit_lines", id=row["id"], lines=self.draw_lines())

    def pay(self):
        row = self.choose(self.unpaid("invoices", "credit_notes"))
        return bool(row) and self.bookkeeper("pay", id=row["id"])

    def pay_part(self):
        row = self.choose(self.unpaid())
        return bool(row) and self.bookkeeper("pay", id=row["id"], amount=self.part_of(row))

    def part_of(self, row):
        cents = int(money(row["outstanding"]) * 100)
        return str(Decimal(self.chance.randint(1, cents)) / 100)

    def pay_batch(self):
        rows = sorted(self.unpaid(), key=lambda row: row["number"])
        some = self.chance.sample(rows, min(len(rows), 3))
        return bool(some) and self.bookkeeper("pay_batch", ids=[row["id"] for row in some])

    def delete_payment(self):
        rows = [row for row in self.books()["payments"] if row["status"] == "AUTHORISED"]
        # Ids are the stand-in's own, so the same seed would choose others.
        row = self.chance.choice(rows) if rows else None
        return bool(row) and self.bookkeeper("delete_payment", id=row["id"])

    def allocate(self):
        return self.set_off(
            [
                {**row, "left": row["outstanding"]}
                for row in self.books()["credit_notes"]
                if row["status"] == "AUTHORISED"
            ]
        )

    def set_money_off(self):
        return self.set_off([{**row, "left": row["remaining"]} for row in self.books()["credits"]])

    def set_off(self, credits):
        credits = [row for row in credits if money(row["left"]) > 0]
        self.chance.shuffle(credits)
        for credit in credits:
            same = [
                row
                for row in self.unpaid()
                if row["contact_id"] == credit["contact_id"] and is_sale(row) == is_sale(credit)
            ]
            if invoice := self.choose(same):
                most = min(money(credit["left"]), money(invoice["outstanding"]))
                part = self.part_of({"outstanding": most})
                amount = str(most) if self.chance.random() < 0.5 else part
                return self.bookkeeper(
                    "allocate", id=credit["id"], invoice_id=invoice["id"], amount=amount
                )
        return False

    def deallocate(self):
        invoice = self.choose(row for row in self.books()["invoices"] if row["allocations"])
        if not invoice:
            return False
        wish = {"invoice_id": invoice["id"]}
        if self.chance.random() < 0.5:
            wish["allocation_id"] = self.chance.choice(invoice["allocations"])["id"]
        return self.bookkeeper("deallocate", **wish)

    def take_money(self):
        row = self.choose(self.books()["invoices"])
        kind = self.chance.choice(["overpay", "prepay"])
        return bool(row) and self.bookkeeper(
            kind, contact_id=row["contact_id"], amount="150.00", purchase=not is_sale(row)
        )

    def void(self):
        row = self.choose(self.without_applied(self.unpaid("invoices", "credit_notes")))
        return bool(row) and self.bookkeeper("void", id=row["id"])

    def without_applied(self, rows):
        """Those of the rows that nothing is paid of or set against."""
        books = self.books()
        applied = {row["document_id"] for row in books["payments"] if row["status"] != "DELETED"}
        applied |= {
            each[name]
            for invoice in books["invoices"]
            for each in invoice["allocations"]
            for name in ("source_id", "invoice_id")
        }
        return [row for row in rows if row["id"] not in applied]

    def edit(self):
        books = self.books()
        row = self.choose(books["invoices"] + books["credit_notes"])
        if not row:
            return False
        changes = [{}, {"reference": "seen"}, {"date": "2026-02-02"}]
        return self.bookkeeper("edit", id=row["id"], **self.chance.choice(changes))

    def merge(self):
        sales = self.chance.random() < 0.7
        rows = [row for row in self.books()["invoices"] if is_sale(row) == sales]
        ids = list(dict.fromkeys(row["contact_id"] for row in rows))
        if len(ids) < 3:
            return False
        gone, kept = self.chance.sample(ids, 2)
        self.suppliers = [kept if each == gone else each for each in self.suppliers]
        return self.bookkeeper("merge_contact", id=gone, into=kept)
