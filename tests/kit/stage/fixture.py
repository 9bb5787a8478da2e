"""A database full of documents, linked to a stand-in: what is killed and measured."""

import base64
import contextlib
import csv
import hashlib
import io
import re
import time
from collections import Counter

from database import clone, database_name, drop, execute
from kit.stage.base import COMPANY, ensure_base
from kit.stage.copies import copy_documents
from kit.stage.count import count_apart
from kit.stage.worker import Workers
from kit.system import System
from kit.systems import get_system
from postgres import Failure

BRANCH = "Branch"

# What got no answer within two seconds is settled after three (`_get_settle_seconds`); what is
# written late comes before that.
SETTLE_MARGIN = -4
LATE = 1.2

# Documents to copy: (move type, [(quantity, price, discount, rate of tax)]). Every fourth copy is a
# credit note.
LAYOUTS = [
    ("out_invoice", [(1, 100.0, 0, 15)]),
    ("out_invoice", [(3, 33.33, 7.5, 15), (1, 0.05, 0, None), (2.5, 19.99, 0, 15)]),
    ("out_invoice", [(quantity, 12.34, 0, 15) for quantity in range(1, 9)]),
    ("out_refund", [(1, 45.67, 0, 15), (2, 8.9, 0, None)]),
]
# The same on the other side: bills of suppliers, whose numbers repeat from one to the next.
BILLS = [
    ("in_invoice", [(1, 100.0, 0, 15)]),
    ("in_invoice", [(3, 33.33, 7.5, 15), (1, 0.05, 0, None), (2.5, 19.99, 0, 15)]),
    ("in_refund", [(1, 45.67, 0, 15), (2, 8.9, 0, None)]),
]
# A bill that is paid already, where the system takes expenses.
EXPENSE = "expense"
EXPENSES = [(EXPENSE, [(2, 24.95, 0, 15)])]
OPEN_OPERATIONS = "('waiting', 'sending', 'unknown')"
OPEN = "('ready', 'queued', 'sending', 'unknown')"


def lay_out(system):
    """:return: layouts, of each kind one among the first few; the second is copied first"""
    first = [LAYOUTS[2], LAYOUTS[0], LAYOUTS[3], BILLS[0], BILLS[2]]
    return [*first, *(EXPENSES if EXPENSE in system.kinds else ()), LAYOUTS[1], BILLS[1]]


class Fixture:
    """A linked database and the stand-in it is linked to. `renew` turns both back to where nothing
    was uploaded; the rest works on them.
    """

    add_ons = None  # those of the system
    upload_values = {}  # of `tasks.upload`, in `finish`
    settle_margin = SETTLE_MARGIN
    checks = True  # every call against the vendor's description
    # Tables of what waits for the loop, and the states in which it does.
    open_states = {"acct_link_batch_line": OPEN, "acct_link_operation": OPEN_OPERATIONS}

    def __init__(self, purpose, documents, customers, layouts=None, system=None, **settings):
        """:param layouts: of the documents that are copied
        :param system: kit.system.System; None: that of SYSTEM
        :param settings: fields of the interface
        """
        self.system = system or get_system()
        self.company, self.customers = COMPANY, customers
        self.dbname = database_name(purpose)
        self._settings = settings
        self._stack = contextlib.ExitStack()
        try:
            self._build(documents, customers, layouts or LAYOUTS)
        except BaseException:
            self.close()
            raise

    def _build(self, documents, customers, layouts):
        clone(ensure_base(self.add_ons or self.system.add_ons), self.dbname)
        self._stack.callback(drop, self.dbname)
        self._start()
        self.workers.run("draw_up", company=COMPANY, layouts=layouts)
        copy_documents(self.dbname, documents, customers, self.system.bills_repeat)
        self._link_first()

    def _link_first(self):
        self._link(COMPANY, self.system.organisation, **self._settings)
        self.tenant = self._tenants[COMPANY]

    def _start(self):
        self.stand_in = self.system.start(checks=self.checks)
        self._stack.callback(self.stand_in.stop)
        self._tenants = {}  # of the companies that are linked
        self.workers = Workers(self.dbname)
        self._stack.callback(self.workers.stop)

    def add_branch(self, documents):
        """A branch with an interface of its own, and documents numbered Branch/1 on."""
        if BRANCH not in self._tenants:
            self.workers.run(
                "open_branch", company=COMPANY, branch=BRANCH, documents=documents, currency="AUD"
            )
            self._link(BRANCH, self.system.branch_organisation)

    def _link(self, company, organisation, **settings):
        tenant = self.system.find_tenant(self.stand_in, organisation)
        self.system.link(
            self, company, tenant, answer_timeout=2, settle_margin=self.settle_margin, **settings
        )
        self._tenants[company] = tenant

    def close(self):
        self._stack.close()

    def expire_token(self):
        self.execute("UPDATE acct_link_token SET expires_at = now() AT TIME ZONE 'UTC'")

    def execute(self, query, values=()):
        return execute(query, values=values, dbname=self.dbname)

    # === BEFORE === #

    def renew(self, documents, **settings):
        """Clean books, nothing uploaded, and the first documents waiting for the loop."""
        self.stand_in.reset(**settings)
        self._forget()
        self.sign_in()
        if documents:
            self.workers.run("queue", documents=documents)

    def sign_in(self):
        for company, tenant in self._tenants.items():
            self.system.sign_in_again(self, company, tenant)

    def _forget(self):
        self.execute(
            "TRUNCATE acct_link_batch, acct_link_batch_line, acct_link_request, acct_link_contact,"
            " acct_link_run, acct_link_search, acct_link_budget, ir_cron_trigger CASCADE"
        )
        self.system.forget(self)

    # === THE LOOP === #

    def finish(self, passes=8):
        """Run the loop until nothing is left to do. Its waits are cut short: only for where
        nothing can still be on its way to the books.
        """
        for _ in range(passes):
            self.workers.run("upload", **self.upload_values)
            if not self.count_open():
                return
            self.end_waits()

    def end_waits(self):
        self.execute(
            # Of a request whose answer was read some documents may be unknown still.
            "UPDATE acct_link_request SET settle_until = sent_at WHERE state = 'unknown' OR id IN"
            " (SELECT request_id FROM acct_link_batch_line WHERE state = 'unknown');"
            + "".join(
                f"UPDATE {table} SET next_try = NULL WHERE next_try IS NOT NULL;"
                for table in self.open_states
            )
            + "UPDATE acct_link_run SET wait_until = NULL WHERE wait_until IS NOT NULL;"
            # A day without calls is over as well.
            "UPDATE acct_link_budget SET noted_at = noted_at - interval '1 day'"
        )

    def finish_in_time(self, seconds=60):
        """Run the loop until nothing is left to do, with all its waits."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.workers.run("upload", **self.upload_values)
            if not self.count_open():
                return
            time.sleep(0.3)

    def count_open(self):
        """:return: how many documents and follow-ups are not through yet"""
        counts = (
            f"(SELECT count(*) FROM {table} WHERE state IN {states})"
            for table, states in self.open_states.items()
        )
        [[count]] = self.execute(f"SELECT {' + '.join(counts)}")
        return count

    def get_share(self):
        """:return: how much of the work is done, from 0 to 1"""
        [[done, wanted]] = self.execute(
            "SELECT (SELECT count(*) FROM acct_link_contact)"
            "  + count(*) FILTER (WHERE l.state IN ('uploaded', 'exported')),"
            "  count(DISTINCT commercial_partner_id) + count(*)"
            " FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
        )
        return done / wanted

    # === AFTERWARDS === #

    def count_calls(self, call):
        """:param call: kit.system.Call, whose body is not looked at"""
        endpoints = self.stand_in.control("calls")["counters"]["endpoints"]
        return sum(
            count
            for endpoint, count in endpoints.items()
            if re.match(f"{call.method} {call.path}", endpoint)
        )

    def judge(self):
        """Count in the books, in a process that knows nothing of Odoo.

        :return: {what is wrong: which}, empty when every document is there exactly once and Odoo
            says so, too
        """
        result, self.found = {}, 0
        for tenant in self._tenants.values():
            counted = count_apart(
                self.system.name, self.stand_in.url, tenant, self.read_documents(tenant)
            )
            self.found += len(counted.pop("found"))
            for name, values in counted.items():
                result.setdefault(name, []).extend(values)
        result["not_uploaded"] = self.execute(
            "SELECT m.name, l.state, l.problems::text"
            " FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE l.state NOT IN ('uploaded', 'removed')"
            " OR l.state = 'uploaded' AND l.problems IS NOT NULL ORDER BY m.name"
        )
        result["requests"] = self.execute(
            "SELECT operation, kind, state FROM acct_link_request"
            " WHERE state NOT IN ('done', 'void')"
        )
        return {name: values for name, values in result.items() if values}

    def read_documents(self, tenant):
        """:return: what Odoo says is in the books of a tenant, as `count` takes it"""
        return [
            dict(zip(("number", "kind", "total", "remote_id", "customer"), row, strict=True))
            for row in self.execute(
                "SELECT CASE WHEN m.move_type LIKE 'in%%' THEN m.ref ELSE m.name END,"
                " l.kind, m.amount_total::text, l.remote_id, p.name"
                " FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
                " JOIN res_partner p ON p.id = m.commercial_partner_id"
                " WHERE l.remote_org_id = %s AND l.state <> 'removed' ORDER BY l.id",
                (tenant,),
            )
        ]


class Measured(Fixture):
    """Nothing that takes time looks on."""

    checks = False


class FileFixture(Fixture):
    """The same documents, on their way into import files: there is nothing but the database."""

    add_ons = ("acct_link_batch", "acct_link_csv")
    open_states = {"acct_link_batch_line": OPEN}  # files have no follow-ups

    def __init__(self, *args, profile="reckon_one", **values):
        """:param profile: key of the format"""
        self.profile = profile
        super().__init__(*args, system=System(), **values)  # there is none behind a file

    def _start(self):
        self.workers = Workers(self.dbname)
        self._stack.callback(self.workers.stop)

    def _link_first(self):
        self.workers.run("link_files", company=COMPANY, profile=self.profile)

    def renew(self, documents):
        """No files, and the first documents waiting for the loop."""
        self._forget()
        if documents:
            self.workers.run("queue", documents=documents)

    def read_files(self):
        """:return: [(name, bytes)]; their digests are right"""
        found = [
            (each["name"], base64.b64decode(each["content"]), each["digest"])
            for each in self.workers.run("read_files")
        ]
        for name, content, digest in found:
            if hashlib.sha256(content).hexdigest() != digest:
                raise Failure(f"{name} is not what it was")
        return [(name, content) for name, content, _digest in found]

    def judge(self, files=1):
        """Read the files as whoever imports them.

        :param files: how many there have to be
        :return: {what is wrong: which}, empty when every document is in one file, whole and once,
            and Odoo says so, too
        """
        found = self.read_files()
        rows = Counter(
            row["Invoice Number"]
            for _name, content in found
            for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        )
        wanted = dict(
            self.execute(
                "SELECT m.name, count(*) FROM acct_link_batch_line l"
                " JOIN account_move m ON m.id = l.move_id"
                " JOIN account_move_line i ON i.move_id = m.id AND i.display_type = 'product'"
                " WHERE l.state <> 'removed' GROUP BY m.name"
            )
        )
        self.found = len(rows)
        result = {
            "files": [name for name, _content in found] if len(found) != files else [],
            "lost": sorted(wanted.keys() - rows.keys()),
            "twice_or_torn": sorted(n for n in rows if rows[n] != wanted.get(n)),
            "not_exported": self.execute(
                "SELECT m.name, l.state, l.problems::text FROM acct_link_batch_line l"
                " JOIN account_move m ON m.id = l.move_id WHERE l.state <> 'exported'"
                " OR l.file_id IS NULL"
            ),
            "requests": self.execute("SELECT state FROM acct_link_request WHERE state <> 'done'"),
        }
        return {name: values for name, values in result.items() if values}
