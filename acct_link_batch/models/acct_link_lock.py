from contextlib import contextmanager

from odoo import api, models, sql_db


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
