import threading

from odoo import api, fields, models, sql_db

from ..lib.moments import Moments

BURST = 0.4  # seconds that calls may come early, so that none of them is lost to waiting
LONGEST_WAIT = 10  # seconds that a read waits for its moment
MOMENTS = {}  # of this process: {(database, id of an interface): Moments}


class AcctLinkAppPace(models.Model):
    """When the next call of an app may go out, where a system counts the calls of an app in a
    second, whichever accounts file they are for. Moments are handed out one behind the other, so
    that all processes and interfaces with the app together keep the pace.
    """

    _name = "acct.link.app.pace"
    _description = "Pace of an App"
    _inherit = ["acct.link.engine.mixin"]

    app = fields.Char(required=True, readonly=True)
    free_at = fields.Float(digits=0, readonly=True, help="Seconds since 1970, of the database.")

    _app_uniq = models.UniqueIndex("(app)", "An app has one pace.")

    @api.model
    def _reserve(self, interface, count=1, most=None):
        """Take the next moments, for calls that follow each other.

        :param most: take none if the first is farther away, in seconds
        :return: seconds until the first of them, at least 0; None: none was taken
        """
        step, app = self._get_step(interface), interface.sudo().oauth_client_id or f"{interface.id}"
        # On a connection of its own, as others wait for the row until it is committed.
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(
                """
                INSERT INTO acct_link_app_pace AS pace (app, free_at)
                VALUES (%(app)s, extract(epoch FROM clock_timestamp()) + %(taken)s)
                    ON CONFLICT (app) DO UPDATE
                   SET free_at = %(taken)s + greatest(
                           pace.free_at, extract(epoch FROM clock_timestamp()) - %(burst)s)
                 WHERE %(most)s IS NULL
                    OR pace.free_at <= extract(epoch FROM clock_timestamp()) + %(most)s
             RETURNING free_at - %(taken)s - extract(epoch FROM clock_timestamp())
                """,
                {"app": app, "taken": step * count, "burst": BURST, "most": most},
            )
            found = cr.fetchone()
        return max(float(found[0]), 0.0) if found else None

    @api.model
    def _get_step(self, interface):
        """:return: seconds from one call to the next; 0: the calls of an app are not counted"""
        calls = interface._connector()._get_app_calls(interface) if interface.uses_oauth else 0
        return 1 / calls if calls else 0


class AcctLinkBudget(models.Model):
    _inherit = "acct.link.budget"

    @api.model
    def _take_call(self, interface, pace):
        Pace = self.env["acct.link.app.pace"]
        if not Pace._get_step(interface):
            return super()._take_call(interface, pace)
        self._check(interface)
        wait = Pace._reserve(interface, most=LONGEST_WAIT)
        if wait is None:
            until = fields.Datetime.add(fields.Datetime.now(), seconds=LONGEST_WAIT)
            raise self._prepare_postponed("minute", until)
        threading.Event().wait(wait)
        return None

    @api.model
    def _note_calls(self, interface, count):
        """Of calls that fly together the moments are taken before, as threads ask no database."""
        Pace = self.env["acct.link.app.pace"]
        step = Pace._get_step(interface)
        if not step:
            return super()._note_calls(interface, count)
        wait = Pace._reserve(interface, count)
        self._get_moments(interface).fill(wait, count, step)
        return None

    @api.model
    def _get_gate(self, interface, pace, budget):
        gate = super()._get_gate(interface, pace, budget)
        counted = self.env["acct.link.app.pace"]._get_step(interface)
        return self._get_moments(interface).before(gate) if counted else gate

    @api.model
    def _get_moments(self, interface):
        """:return: Moments of the calls of this process for the interface"""
        return MOMENTS.setdefault((self.env.cr.dbname, interface.id), Moments())
