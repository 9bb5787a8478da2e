"""The add-ons come to a database full of documents, are used, and go: what they leave behind.

A snapshot says of every table of the database which columns, indexes and constraints it has, and
of every row what is in it, as digests; so whatever differs between two of them is found.
"""

import contextlib
import time
from dataclasses import dataclass

from psycopg2 import sql

from bench.list import find_specification
from database import LOGS, check_log, clone, drop, ensure_template, odoo_conf, run_odoo
from kit.stage.copies import copy_documents
from kit.stage.fixture import COMPANY, Fixture
from kit.stage.tasks import find_copies, queue
from kit.stage.worker import Workers
from postgres import Failure, connect

# Rows that may differ: {table: condition}. All but the last differ after an add-on of Odoo's own,
# too (tried with account_debit_note).
UNSTEADY_ROWS = {
    "bus_bus": "TRUE",
    "ir_config_parameter": "key = 'web.base.url'",
    "ir_cron_trigger": "TRUE",
    "orm_signaling_registry": "TRUE",
    # Odoo forgets to delete what it notes of foreign keys in tables that stay, and what it notes
    # for its own modules (mail, sms ...) of models that inherit theirs.
    "ir_model_constraint": "type = 'f' AND name LIKE '%acct\\_link%'",
    "ir_model_data": "module NOT LIKE 'acct\\_link%' AND name LIKE '%acct\\_link%'",
    # The chatter of a document keeps who parked it.
    "mail_message": "model = 'account.move' AND body LIKE '%Parked: later%'",
}
# Touched, not changed: by setting the office's interface, by taking the roles away.
TOUCHED = ("write_uid", "write_date")
UNSTEADY_COLUMNS = {
    "res_company": TOUCHED,
    "res_partner": TOUCHED,
    "res_users": TOUCHED,
    "ir_module_module": (
        *TOUCHED,
        "demo",
        "menus_by_module",
        "reports_by_module",
        "views_by_module",
    ),
}

DOCUMENTS = ("account_move", "account_move_line")
SCHEMA = """
    SELECT 'column', table_name, column_name, data_type || is_nullable
      FROM information_schema.columns WHERE table_schema = 'public'
     UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
     UNION ALL
    SELECT 'relation', relname, relkind::text, '' FROM pg_class
     WHERE relnamespace = 'public'::regnamespace
     UNION ALL
    SELECT 'function', proname, '', prosrc FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Snapshot:
    """A database at one moment."""

    schema: frozenset  # (kind, table, name, definition)
    rows: dict  # {table: (count, digest)}

    def differences(self, later):
        """:return: [str] what came, went and changed from this one to a later one"""
        return sorted(
            [f"gone: {' '.join(part)}" for part in self.schema - later.schema]
            + [f"new: {' '.join(part)}" for part in later.schema - self.schema]
            + [
                f"rows of {table}: {before}, now {later.rows.get(table)}"
                for table, before in self.rows.items()
                if later.rows.get(table) != before
            ]
        )


class Lifecycle(Fixture):
    """Odoo's database with posted documents and none of our add-ons."""

    def _build(self, documents, customers, layouts):
        clone(ensure_template("demo"), self.dbname)
        self._stack.callback(drop, self.dbname)
        workers = Workers(self.dbname)
        try:
            workers.run("draw_up", company=COMPANY, layouts=layouts)
        finally:
            workers.stop()
        copy_documents(self.dbname, documents, customers)

    # === ODOO === #

    def install(self, *modules):
        """:return: seconds"""
        return self._run("-i", ",".join(modules), "--stop-after-init", "--no-http")

    def update(self, *modules):
        """:return: seconds"""
        return self._run("-u", ",".join(modules), "--stop-after-init", "--no-http")

    def uninstall(self, *modules):
        """As the button in the list of apps does. :return: seconds"""
        return self._run(*modules, command=("module", "uninstall"))

    def _run(self, *args, **options):
        """:raises Failure: it failed, or warned"""
        log = LOGS / f"{self.dbname}.log"
        started = time.monotonic()
        failed = run_odoo(odoo_conf(self.dbname, 0), args, log, **options)
        seconds = time.monotonic() - started
        check_log(log)
        if failed:
            raise Failure(f"Odoo failed; see {log}")
        return seconds

    def use(self, documents):
        """Leave something of everything behind: so many documents uploaded, failed and parked."""
        self._start()
        try:
            self._link(COMPANY, self.system.organisation)
            self.tenant = self._tenants[COMPANY]
            self.workers.run("queue", documents=documents)
            self.finish_in_time()
            if wrong := self.judge():
                raise Failure(f"The upload failed: {wrong}")
            self.workers.run("lifecycle.leave_things", documents=documents)
            self.workers.run("upload")
            [[failed]] = self.execute(
                "SELECT count(*) FROM acct_link_batch_line WHERE state = 'failed'"
            )
            if failed != documents:
                raise Failure(f"{failed} documents failed rather than {documents}")
            # A person set it, and a person's it stays.
            self.execute("DELETE FROM ir_config_parameter WHERE key LIKE 'acct_link_batch.%%'")
        finally:
            self.workers.stop()

    def read_history(self):
        """What a person sees of batches and settings. :return: {model: [{field: value}]}"""
        workers = Workers(self.dbname)
        try:
            return workers.run("lifecycle.read_history")
        finally:
            workers.stop()

    # === WHAT IS THERE === #

    def take_snapshot(self, like=None):
        """:param like: an earlier Snapshot, to look only at tables and columns that it knows"""
        with contextlib.closing(connect(self.dbname)) as connection, connection.cursor() as cr:
            cr.execute(SCHEMA)
            schema = frozenset(cr.fetchall())
            columns = {}
            for kind, table, name, _definition in sorted(like.schema if like else schema):
                if kind == "column" and name not in UNSTEADY_COLUMNS.get(table, ()):
                    columns.setdefault(table, []).append(sql.Identifier(name))
            # What a view shows follows from tables; some number their rows as they come.
            there = {name for kind, name, sort, _ in schema if (kind, sort) == ("relation", "r")}
            rows = {
                table: self._digest(cr, table, names)
                for table, names in columns.items()
                if table in there
            }
        return Snapshot(schema, rows)

    def get_versions(self):
        """:return: digests that change with any write to a document, even of what is there"""
        with contextlib.closing(connect(self.dbname)) as connection, connection.cursor() as cr:
            row = [sql.Identifier("id"), sql.Identifier("xmin")]
            return [self._digest(cr, table, row) for table in DOCUMENTS]

    def _digest(self, cr, table, columns):
        """:return: number of rows, digest of all"""
        cr.execute(
            sql.SQL(
                "SELECT count(*), coalesce(sum(hashtextextended(ROW({})::text, 0)), 0)::text"
                " FROM {} WHERE ({}) IS NOT TRUE"
            ).format(
                sql.SQL(", ").join(columns),
                sql.Identifier(table),
                sql.SQL(UNSTEADY_ROWS.get(table, "FALSE")),
            )
        )
        return cr.fetchone()


# === WITHIN ODOO === #


def leave_things(env, documents):
    """Queue documents that will fail, and park others."""
    env["acct.link.interface"].search([]).lock_date = "2099-12-31"
    queue(env, documents, offset=documents)
    parked = find_copies(env, documents, offset=2 * documents)
    env["acct.link.parking"]._set_aside(parked, "parked", "later")


def read_history(env):
    """Every record as its form shows it, as the web client asks for it."""
    env = env(context={"allowed_company_ids": env.user.company_ids.ids, "active_test": False})
    history = {}
    for name in ("batch", "batch.line", "request", "interface", "parking"):
        model = env[f"acct.link.{name}"]
        kind = "list" if name == "parking" else "form"
        specification = find_specification(model, env["ir.ui.view"], kind)
        history[name] = model.search([], order="id").web_read(specification)
    return history
