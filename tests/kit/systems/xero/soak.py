"""The soak of Xero: what the kit's people do with documents, and beyond it payments, bills and
contacts, on both sides.

The bookkeeper pays, takes back, sets off, voids, edits and merges contacts in the books, and enters
and changes bills of suppliers; the clerk uploads, retries, registers and cancels payments in Odoo,
resets documents and posts them again, accepts differences. Between them run the loop and the pulls,
on pages of a few rows, killed (SIGKILL) between commits, and the books refuse, break off, babble or
move while they are read. In the end every document is compared: in the books exactly once, every
bill here exactly once, and the same amount open on both sides.
"""

import signal

from kit import soak
from kit.stage.fixture import COMPANY, Fixture
from kit.systems.xero.soak_bookkeeper import Bookkeeper
from kit.systems.xero.soak_judge import judge_bills, judge_documents
from postgres import Failure

CUSTOMERS = soak.CUSTOMERS
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


class Soak(Bookkeeper, soak.Soak):
    """The bookkeeper is in soak_bookkeeper.py."""

    @classmethod
    def build(cls, purpose, documents, system):
        linked = Fixture(purpose, documents, CUSTOMERS, system=system)
        linked.workers.run("kit.systems.xero.soak_tasks.prepare", company=COMPANY)
        return linked

    def renew(self):
        """Clean books, and nothing uploaded or pulled; documents that were paid here stay so."""
        self.linked.renew(0, **SETTINGS)
        self.linked.execute(
            "TRUNCATE acct_link_payment, acct_link_remote_document, acct_link_pull_run,"
            " acct_link_bill CASCADE"
        )
        [[self.last_move]] = self.linked.execute("SELECT max(id) FROM account_move")
        self.suppliers = self.choose_suppliers()

    def get_people(self):
        return [
            (self.upload, 8), (self.pay, 14), (self.pay_part, 12), (self.delete_payment, 10),
            (self.pay_batch, 5), (self.allocate, 10), (self.deallocate, 5), (self.take_money, 6),
            (self.set_money_off, 6), (self.void, 2), (self.edit, 6), (self.merge, 1),
            (self.add_bill, 10), (self.approve_bill, 2), (self.edit_bill, 4),
            (self.delete_draft, 1), (self.register_here, 4), (self.cancel_here, 3),
            (self.accept, 2), (self.retry, 2), (self.post_again, 3), (self.mend_bills, 3),
        ]  # fmt: skip

    def after_action(self):
        self.linked.stand_in.control("clock", advance=self.chance.randint(0, 90))
        if self.chance.random() < 0.3:
            self.pull()

    # === THE CLERK === #

    def task(self, name, **values):
        """What the clerk does; Odoo may refuse it, but not break."""
        self.linked.workers.run(f"kit.systems.xero.soak_tasks.{name}", **values)

    def upload(self, count=0):
        count = count or self.chance.randint(1, 5)
        self.linked.workers.run("queue", documents=count, offset=self.first + self.uploaded)
        self.uploaded += count
        for fault in self.draw_faults(WRITES, 0.3):
            self.linked.stand_in.control("faults", method="PUT", **fault)
        self.linked.finish(3)

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
        if not self.linked.execute("SELECT 1 FROM acct_link_remote_document WHERE is_open"):
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
        [resource] = self.chance.choices(["documents", "bills", "recheck"], [6, 2, 2])
        die_at = self.chance.randint(1, 12) if self.chance.random() < 0.3 else 0
        self.end_waits()
        workers = self.linked.workers
        pid = workers.start(self.system.pull_task, resource=resource, die_at=die_at)
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
        linked.stand_in.clear_faults()
        linked.stand_in.control("clock", advance=3600)
        self.sign_in_again()
        for _pass in range(2):
            linked.finish()
            self.pull_to_the_end()
            self.task("settle_what_is_left")
        linked.finish()
        self.pull_to_the_end()
        return self.judge()

    def pay_everything(self):
        """:return: how many payments there are then"""
        for row in self.unpaid():
            self.bookkeeper("pay", id=row["id"])
        return len([row for row in self.books()["payments"] if row["status"] == "AUTHORISED"])

    def pull_to_the_end(self):
        for resource in ("documents", "bills", "recheck"):
            self.end_waits()
            self.linked.workers.run(self.system.pull_task, resource=resource)
        [[left]] = self.linked.execute(
            "SELECT count(*) FROM (SELECT DISTINCT ON (pull_id) result FROM acct_link_pull_run"
            " ORDER BY pull_id, id DESC) r WHERE result <> 'done'"
        )
        if left:
            raise Failure("A pull does not come to its end")

    def judge(self):
        """Both sides, document by document. :return: {what differs: which}"""
        books = self.books()
        wrong = judge_documents(self.linked, books, self.uploaded)
        wrong |= judge_bills(self.linked, books, self.last_move)
        return {name: values for name, values in wrong.items() if values}

    def assert_much_happened(self):
        assert self.linked.execute(
            "SELECT count(*) > 5 FROM acct_link_payment WHERE state = 'registered'"
        ) == [(True,)]
