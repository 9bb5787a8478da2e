"""Let a bookkeeper and a clerk act at random, on both sides of the link, and compare in the end.

python dev/soak.py [--seed N] [--actions N]
    The bookkeeper pays, takes back, sets off, voids, edits and merges contacts in the books, and
    enters and changes bills of suppliers; the clerk uploads, retries, registers and cancels
    payments in Odoo, resets documents and posts them again, accepts differences. Between them run
    the loop and the pulls, on pages of a few rows, killed (SIGKILL) between commits, and the books
    refuse, break off, babble or move while they are read. In the end the faults stop, the clerk
    settles what is a person's to settle, and every document is compared: in the books exactly once,
    every bill here exactly once, and the same amount open on both sides. The same seed plays the
    same actions.
"""

import argparse
import random
import signal
import sys
import time
from collections import Counter
from decimal import Decimal

import requests

from fixture import COMPANY, Fixture
from postgres import ROOT, Failure

CUSTOMERS = 6
SUPPLIERS, BILL_NUMBERS = 4, 6  # few, so that numbers come up again
SETTINGS = {"minute_limit": 1_000_000, "app_minute_limit": 1_000_000, "day_limit": 1_000_000}
READS, WRITES = r"/api\.xro/2\.0/(Invoices|CreditNotes)$", r"/api\.xro/2\.0/"
FAULTS = [
    {"kind": "rate_limit", "variant": "minute", "retry_after": 5},
    {"kind": "status_503"},
    {"kind": "drop_before"},
    {"kind": "drop_after"},
    {"kind": "garbage"},
    {"kind": "truncated"},
    {"kind": "slow", "seconds": 3},  # longer than the interface waits
    {"kind": "unauthorized_expired"},
]
SALES = ("ACCREC", "ACCRECCREDIT")
STARTED = time.monotonic()


def say(text):
    print(f"[soak {time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


def is_sale(row):
    return row["is_sale"] if "is_sale" in row else row["type"] in SALES


def money(value):
    """A number of JSON as a Decimal."""
    return Decimal(str(value))


class Soak:
    """One database, one stand-in, and the two people."""

    def __init__(self, linked, seed, actions, first=0, say=say):
        """:param first: how many documents are left alone"""
        self.linked, self.chance, self.actions, self.say = linked, random.Random(seed), actions, say
        self.first, self.uploaded, self.signed_in = first, 0, 0
        self.done = Counter()

    def play(self):
        """:return: {what differs: which}, empty if nothing does"""
        self.renew()
        self.upload()
        while sum(self.done.values()) < self.actions:
            self.act()
        return self.finish()

    def renew(self):
        """Clean books, and nothing uploaded or pulled; documents that were paid here stay so."""
        self.linked.renew(0, **SETTINGS)
        self.linked.execute(
            "TRUNCATE acct_link_payment, acct_link_counterpart, acct_link_pull_run, acct_link_bill"
            " CASCADE"
        )
        [[self.last_move]] = self.linked.execute("SELECT max(id) FROM account_move")
        self.suppliers = self.choose_suppliers()

    def act(self):
        people = [
            (self.upload, 8), (self.pay, 14), (self.pay_part, 12), (self.delete_payment, 10),
            (self.pay_batch, 5), (self.allocate, 10), (self.deallocate, 5), (self.take_money, 6),
            (self.set_money_off, 6), (self.void, 2), (self.edit, 6), (self.merge, 1),
            (self.add_bill, 10), (self.approve_bill, 2), (self.edit_bill, 4),
            (self.delete_draft, 1), (self.register_here, 4), (self.cancel_here, 3),
            (self.accept, 2), (self.retry, 2), (self.post_again, 3), (self.mend_bills, 3),
        ]  # fmt: skip
        actions, weights = zip(*people, strict=True)
        [action] = self.chance.choices(actions, weights)
        self.sign_in_again()
        if action() is False:
            return
        self.done[action.__name__] += 1
        count = sum(self.done.values())
        if count % 50 == 0:
            self.say(f"{count} actions: {dict(self.done)}")
        self.linked.stand_in.control("clock", advance=self.chance.randint(0, 90))
        if self.chance.random() < 0.3:
            self.pull()

    def sign_in_again(self):
        """An administrator does so where the books refused a fresh token, too."""
        if self.linked.execute("SELECT 1 FROM acct_link_token WHERE lapsed"):
            tokens = self.linked.stand_in.control("tokens", tenants=[self.linked.tenant])
            self.linked.workers.run("sign_in", tokens=tokens, company=COMPANY)
            self.signed_in += 1

    # === THE BOOKKEEPER === #

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

    # === THE CLERK === #

    def task(self, name, **values):
        """What the clerk does; Odoo may refuse it, but not break."""
        self.linked.workers.run(f"soak_tasks.{name}", **values)

    def upload(self, count=0):
        count = count or self.chance.randint(1, 5)
        self.linked.workers.run("queue", documents=count, offset=self.first + self.uploaded)
        self.uploaded += count
        for fault in self.draw_faults(WRITES, 0.3):
            self.linked.stand_in.control("faults", method="PUT", **fault)
        self.linked.finish(3)

    def retry(self):
        if not self.linked.execute("SELECT 1 FROM acct_link_batch_line WHERE state = 'failed'"):
            return False
        self.linked.workers.run("retry")
        return self.linked.finish(3)

    def register_here(self):
        rows = self.linked.execute(
            "SELECT m.name FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE l.state = 'uploaded' AND m.amount_residual > 0"
            " AND m.move_type = 'out_invoice' ORDER BY m.name"
        )
        if not rows:
            return False
        [number] = self.chance.choice(rows)
        share = self.chance.choice([1, 0.5, 0.1])
        return self.task("register_here", number=number, share=share)

    def cancel_here(self):
        rows = self.linked.execute(
            "SELECT p.id FROM account_payment p WHERE p.state IN ('in_process', 'paid')"
            " AND (p.memo = 'by the clerk' OR EXISTS"
            "  (SELECT FROM acct_link_payment l WHERE l.payment_id = p.id)) ORDER BY p.id"
        )
        return bool(rows) and self.task("cancel_here", payment_ids=self.chance.choice(rows))

    def accept(self):
        if not self.linked.execute("SELECT 1 FROM acct_link_counterpart WHERE is_open"):
            return False
        return self.task("accept")

    def post_again(self):
        """A document that is there is reset and posted again; what was matched with it is loose."""
        rows = self.linked.execute(
            "SELECT m.name FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE l.state = 'uploaded' AND m.state = 'posted'"
            " AND m.move_type = 'out_invoice' ORDER BY m.name"
        )
        return bool(rows) and self.task("post_again", number=self.chance.choice(rows)[0])

    def mend_bills(self):
        if not self.linked.execute("SELECT 1 FROM acct_link_bill WHERE state = 'open'"):
            return False
        return self.task("mend_bills")

    # === THE MACHINES === #

    def draw_faults(self, path, share):
        if self.chance.random() < share:
            fault = self.chance.choice(FAULTS)
            yield {**fault, "path": path, "skip": self.chance.randint(0, 3)}

    def pull(self):
        for fault in self.draw_faults(READS, 0.35):
            self.linked.stand_in.control("faults", method="GET", **fault)
        if self.chance.random() < 0.25 and (row := self.choose(self.unpaid())):
            # The row moves to the end of the list while the list is read.
            wish = {"tenant": self.linked.tenant, "action": "edit", "id": row["id"]}
            skip = self.chance.randint(0, 4)
            self.linked.stand_in.control(
                "faults", kind="bookkeeper", method="GET", path=READS, wish=wish, skip=skip
            )
        [what] = self.chance.choices(["documents", "bills", "recheck"], [6, 2, 2])
        die_at = self.chance.randint(1, 12) if self.chance.random() < 0.3 else 0
        self.end_waits()
        workers = self.linked.workers
        pid = workers.start("soak_tasks.pull", what=what, die_at=die_at)
        workers.go(pid)
        code = workers.wait(pid)
        if code not in (0, -signal.SIGKILL) or code and not die_at:
            raise Failure(f"A pull ended with {code}; see {workers.log}")

    def end_waits(self):
        self.linked.execute(
            "UPDATE acct_link_pull_run SET wait_until = NULL WHERE wait_until IS NOT NULL"
        )

    # === THE END === #

    def finish(self):
        linked = self.linked
        requests.delete(f"{linked.stand_in.url}/_sandbox/faults", timeout=10).raise_for_status()
        linked.stand_in.control("clock", advance=3600)
        self.sign_in_again()
        for _pass in range(2):
            linked.finish()
            self.pull_to_the_end()
            self.task("settle_what_is_left")
        linked.finish()
        self.pull_to_the_end()
        return self.judge()

    def pull_to_the_end(self):
        for what in ("documents", "bills", "recheck"):
            self.end_waits()
            self.linked.workers.run("soak_tasks.pull", what=what)
        [[left]] = self.linked.execute(
            "SELECT count(*) FROM (SELECT DISTINCT ON (pull_id) result FROM acct_link_pull_run"
            " ORDER BY pull_id, id DESC) r WHERE result <> 'done'"
        )
        if left:
            raise Failure("A pull does not come to its end")

    def judge(self):
        """Both sides, document by document. :return: {what differs: which}"""
        books = self.books()
        rows = [row for row in books["invoices"] + books["credit_notes"] if is_sale(row)]
        by_id = {row["id"]: row for row in rows}
        numbers = Counter(row["number"] for row in rows)
        found = self.linked.execute(
            "SELECT m.name, l.state, l.remote_id, m.amount_total::text,"
            " abs(m.amount_residual)::text, c.difference"
            " FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
            " LEFT JOIN acct_link_counterpart c ON c.line_id = l.id"
            " WHERE l.state <> 'removed' ORDER BY m.name"
        )
        wrong = {"not_once": [], "total": [], "open": [], "unread": [], "to_settle": []}
        if len(found) != self.uploaded:
            wrong["not_once"].append((len(found), self.uploaded))
        for number, state, remote_id, total, residual, difference in found:
            row = by_id.pop(remote_id, None)
            if state != "uploaded" or not row or numbers[number] != 1:
                wrong["not_once"].append((number, state, numbers[number]))
                continue
            if money(row["total"]) != Decimal(total):
                wrong["total"].append((number, total, row["total"]))
            # What was voided there stays open here, and is said so.
            void = row["status"] == "VOIDED"
            due = total if void else row["outstanding"]
            if money(due) != Decimal(residual):
                wrong["open"].append((number, residual, due, difference))
            said = {part.partition("=")[0] for part in (difference or "").split(",") if part}
            if said - {"contact"} != ({"status"} if void else set()):
                wrong["unread"].append((number, difference))
        wrong["not_once"] += [("stranger", row["number"]) for row in by_id.values()]
        wrong["to_settle"] = self.linked.execute(
            "SELECT m.name, p.source, p.amount::text, p.problems::text FROM acct_link_payment p"
            " JOIN account_move m ON m.id = p.move_id WHERE p.state = 'open'"
        )
        wrong |= self.judge_bills(books)
        return {name: values for name, values in wrong.items() if values}

    def judge_bills(self, books):
        """Each approved bill is here once, posted, with the same number, total and open amount; no
        other is. :return: {what differs: which}
        """
        wrong = {"bill": [], "bills": [], "bill_to_settle": []}
        rows = self.linked.execute(
            "SELECT b.remote_id, m.state, m.move_type, m.ref, m.amount_total::text,"
            " abs(m.amount_residual)::text"
            " FROM acct_link_bill b JOIN account_move m ON m.id = b.move_id"
        )
        here = {row[0]: row[1:] for row in rows}
        approved = 0
        for row in books["invoices"] + books["credit_notes"]:
            if is_sale(row):
                continue
            found = here.get(row["id"])
            if row["status"] not in ("AUTHORISED", "PAID"):
                if found and found[0] != "cancel":
                    wrong["bill"].append((row["id"], row["status"], found))
                continue
            approved += 1
            kind = "in_invoice" if row["type"] == "ACCPAY" else "in_refund"
            amounts = (money(row["total"]), money(row["outstanding"]))
            same = found and found[:3] == ("posted", kind, row["number"])
            if not same or tuple(map(Decimal, found[3:])) != amounts:
                wrong["bill"].append((row["id"], row["number"], *map(str, amounts), found))
        [[count]] = self.linked.execute(
            "SELECT count(*) FROM account_move WHERE move_type IN ('in_invoice', 'in_refund')"
            " AND id > %s AND state <> 'cancel'",
            (self.last_move,),
        )
        if count != approved:
            wrong["bills"].append((count, approved))
        wrong["bill_to_settle"] = self.linked.execute(
            "SELECT number, remote_id, problems::text FROM acct_link_bill WHERE state = 'open'"
        )
        return wrong


def build(purpose, documents):
    linked = Fixture(purpose, documents, CUSTOMERS)
    linked.workers.run("soak_tasks.prepare", company=COMPANY)
    return linked


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--actions", type=int, default=500)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, str(ROOT))

    say(f"seed {options.seed}; preparing the database")
    linked = build("soak", max(60, options.actions))
    try:
        wrong = Soak(linked, options.seed, options.actions).play()
    finally:
        linked.close()
    for name, values in wrong.items():
        for value in values:
            print(f"  {name}: {value}")
    print(f"soak: {options.actions} actions, {sum(map(len, wrong.values()))} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"soak: {problem}")
