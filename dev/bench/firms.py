"""Firms of one database whose books are kept apart: the whole way by a real Odoo server."""

import contextlib
import time

from kit.stage.fixture import COMPANY, Measured
from kit.systems.xero.standin import XeroStandIn
from odoo_server import OdooServer, free_port
from postgres import Failure

LAYOUT = [("out_invoice", [(1, 100.0, 0, 15)])]
NO_LIMITS = {"minute_limit": 1_000_000}
SECONDS = 900  # until it is given up
WRITES = "/api.xro/2.0/(Invoices|CreditNotes|Contacts)$"


# === WITHIN ODOO === #


def open_firms(env, company, count, documents):
    """Branches without an interface of their own yet, each with its part of the copied documents.

    :return: their names
    """
    company = env["res.company"].search([("name", "=", company)])
    firms = env["res.company"].create(
        [{"name": f"Firm {number:02}", "parent_id": company.id} for number in range(1, count + 1)]
    )
    env.cr.commit()
    for position, firm in enumerate(firms):
        env.cr.execute(
            """
            WITH part AS (SELECT id FROM account_move WHERE name LIKE 'COPY/%%'
                        ORDER BY name LIMIT %(count)s OFFSET %(start)s),
                 line AS (UPDATE account_move_line SET company_id = %(firm)s
                           WHERE move_id IN (SELECT id FROM part))
            UPDATE account_move SET company_id = %(firm)s WHERE id IN (SELECT id FROM part)
            """,
            {"firm": firm.id, "count": documents, "start": position * documents},
        )
    return firms.mapped("name")


def press_upload(env, chunk=0):
    """Batch the documents of each office, and press Upload on all of them.

    :param chunk: how many go in a call; 0: as many as the books take
    """
    from kit.stage.tasks import find_copies

    moves = find_copies(env, None)
    batches = env["acct.link.batch"]
    for some in moves.grouped("company_id").values():
        batches += batches.browse(some.action_acct_link_batch()["res_id"])
    env.cr.commit()
    batches.action_upload()
    batches.line_ids.sudo().chunk_limit = chunk


def press_test(env, company):
    """:return: what a person reads who presses Test Connection"""
    from odoo.exceptions import UserError

    from kit.stage.tasks import find_interface

    try:
        return find_interface(env, company).action_test_connection()["params"]["message"]
    except UserError as error:
        return str(error)


# === FROM OUTSIDE === #


class Firms(Measured):
    """Firms that send copies of the same invoices, each to books of its own."""

    def __init__(self, purpose, firms, documents, customers):
        """:param firms: how many; 1: the company itself; :param documents: of each"""
        self.firms = firms
        self.documents = documents
        self.stand_ins = {}
        super().__init__(purpose, firms * documents, customers, LAYOUT)

    def _link_first(self):
        if self.firms == 1:
            super()._link_first()
            self.stand_ins[COMPANY] = self.stand_in
            return
        names = self.workers.run(
            "bench.firms.open_firms", company=COMPANY, count=self.firms, documents=self.documents
        )
        for name in names:
            # Books of its own are a process of its own: one that answers late keeps no other.
            self.stand_in = self.stand_ins[name] = XeroStandIn()
            self._stack.callback(self.stand_in.stop)
            self._link(name, self.system.organisation)

    def sign_in(self):
        for company, stand_in in self.stand_ins.items():
            [tenant] = {self._tenants[company]}
            tokens = stand_in.control("tokens", tenants=[tenant])
            self.workers.run("kit.systems.xero.tasks.sign_in", tokens=tokens, company=company)

    def prepare(self, call_ms=0, write_seconds=0, slow=None, **limits):
        """Clean books, and all documents waiting for somebody to press Upload.

        :param call_ms: how long a call takes; :param write_seconds: and a write beyond that
        :param slow: {firm: seconds until its books answer}
        """
        slow = slow or {}
        for name, stand_in in self.stand_ins.items():
            stand_in.reset(latency_ms=call_ms, **{**NO_LIMITS, **limits})
            pace = {"method": "PUT", "path": WRITES, "seconds": write_seconds}
            if name in slow:
                pace = {"path": "/api.xro/", "seconds": slow[name]}
            if pace["seconds"]:
                stand_in.control("faults", kind="slow", times=0, **pace)
        self._forget()
        self.sign_in()
        timeout = max(30, *(seconds + 5 for seconds in slow.values()), 0)
        self.execute("UPDATE acct_link_interface SET answer_timeout = %s", (timeout,))

    def count_left(self):
        """:return: {firm: how many of its documents are not through}"""
        return dict(
            self.execute(
                "SELECT c.name, count(*) FILTER (WHERE l.state <> 'uploaded')"
                "  FROM acct_link_batch_line l JOIN res_company c ON c.id = l.company_id"
                " GROUP BY c.name"
            )
        )

    def press(self, **values):
        self.workers.run("bench.firms.press_upload", **values)

    def measure(self, patient=(), **values):
        """Press Upload, and look until all are through.

        :param values: of `press_upload`
        :param patient: firms that are not waited for
        :return: {firm: seconds until its first document was through, the same of the last}
        """
        first, last = {}, {}
        self.press(**values)
        started = time.monotonic()
        whole = self.count_left()
        while time.monotonic() - started < SECONDS:
            at = round(time.monotonic() - started, 1)
            for name, left in self.count_left().items():
                if left < whole[name]:
                    first.setdefault(name, at)
                if not left:
                    last.setdefault(name, at)
            if whole.keys() <= {*last, *patient}:
                return first, last
            time.sleep(0.2)
        raise Failure(f"Not through after {SECONDS} s: {self.count_left()}")

    @contextlib.contextmanager
    def served(self, **options):
        server = OdooServer(self.dbname, free_port(), **options)
        try:
            server.start()
            self._wait_until_idle()
            yield server
        finally:
            server.stop()

    def _wait_until_idle(self):
        """A new server first carries out all that Odoo had scheduled for it."""
        overdue = (
            "SELECT count(*) FROM ir_cron WHERE active AND nextcall <= now() AT TIME ZONE 'UTC'"
        )
        started = time.monotonic()
        while self.execute(overdue) != [(0,)]:
            if time.monotonic() - started > SECONDS:
                raise Failure("The server does not come to rest")
            time.sleep(0.5)
