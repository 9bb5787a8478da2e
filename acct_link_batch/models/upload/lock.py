import logging
from contextlib import contextmanager

import psycopg2

from odoo import api, models, sql_db

_logger = logging.getLogger(__name__)

SLOT_CLASS = 0x61636E  # "acn": the first key of the locks of slots


class AcctLinkLock(models.AbstractModel):
    """One worker at a time on something that outlives transactions."""

    _name = "acct.link.lock"
    _description = "Lock beyond a Transaction"

    @api.model
    @contextmanager
    def _hold(self, lock_class, key):
        """Hold a lock on a second connection: it dies with the process, survives the commits of
        the work and touches no row. Yields the cursor that holds it, or None.
        """
        with sql_db.db_connect(self.env.cr.dbname).cursor() as lock:
            lock.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (lock_class, key))
            yield lock if lock.fetchone()[0] else None

    @api.model
    def _take_slot(self, name, count):
        """Take one of `count` slots, which all processes share, and keep it until the transaction
        ends. A transaction that holds a slot takes no second one.

        :return: whether one was free
        """
        # The search begins at a place of its connection, and so finds the slot it holds already.
        self.env.cr.execute(
            """
            SELECT 1 FROM generate_series(1, %(count)s) n
             WHERE pg_try_advisory_xact_lock(
                       %(class)s, hashtext(%(name)s || (pg_backend_pid() + n) %% %(count)s))
             LIMIT 1
            """,
            {"class": SLOT_CLASS, "name": f"{name}/", "count": count},
        )
        return bool(self.env.cr.rowcount)

    @api.model
    @contextmanager
    def _take_slots(self, lock, name, count, wanted):
        """Hold up to `wanted` of `count` slots, on the connection of a lock, until the end of the
        block. Yields how many were free.
        """
        lock.execute("SAVEPOINT acct_link_slots")
        try:
            lock.execute(
                """
                SELECT 1 FROM generate_series(1, %(count)s) n
                 WHERE pg_try_advisory_xact_lock(
                           %(class)s, hashtext(%(name)s || (pg_backend_pid() + n) %% %(count)s))
                 LIMIT %(wanted)s
                """,
                {"class": SLOT_CLASS, "name": f"{name}/", "count": count, "wanted": wanted},
            )
            yield lock.rowcount
        finally:
            try:
                # It gives back what was locked since.
                lock.execute("ROLLBACK TO SAVEPOINT acct_link_slots")
            except psycopg2.Error:
                _logger.info("The connection that held slots of %s is gone", name)
