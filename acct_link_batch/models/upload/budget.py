import math
import uuid
from functools import partial

from odoo import api, fields, models

from ...lib import errors
from ...lib.budget import Budget
from ...lib.pace import SHORT, Pacer
from ...lib.problem import Problem

KNOWN_MINUTES = 30  # for so long an answer's count of the day is used
KEPT_HOURS = 48
MINUTE = 60  # seconds
FIGURES = ("day_left", "minute_left", "app_minute_left")
WORKER = uuid.uuid4().hex  # this process
PACERS = {}  # of this process: {(database, accounts file): Pacer}
PENDING = "acct_link_batch.budget"  # in the data of what is done before a commit


class AcctLinkBudget(models.Model):
    """Calls left, as the answers of the accounting system count them. Rows are only added: a row
    that the loop and readers both change would cost one of them a conflict. A row is written with
    the commit that comes anyway, one for all answers before it.
    """

    _name = "acct.link.budget"
    _description = "Calls Left"
    _inherit = ["acct.link.engine.mixin"]
    _order = "id desc"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    day_left = fields.Integer(readonly=True)
    minute_left = fields.Integer(readonly=True)
    app = fields.Char(readonly=True, help="The app whose calls of a minute are counted together.")
    app_minute_left = fields.Integer(
        readonly=True, help="Calls of this minute that all interfaces with this app share."
    )
    calls = fields.Integer(readonly=True, help="Made by one process since its last row.")
    worker = fields.Char(readonly=True)
    noted_at = fields.Datetime(required=True, readonly=True)

    _newest_idx = models.Index("(interface_id, id DESC)")
    _app_idx = models.Index("(app, id DESC) WHERE app_minute_left IS NOT NULL")

    @api.model
    def _note(self, interface, day=None, minute=None, app_minute=None, app=""):
        """Keep the counts of an answer, from the next commit on. A count that the answer lacks
        stays as it was known.

        :param day: int or None, calls left today; :param minute: the same of this minute
        :param app_minute: the same of this minute for all who use `app` (its name)
        """
        if not app:
            app_minute = None
        told = {"day_left": day, "minute_left": minute, "app_minute_left": app_minute}
        told = {name: left for name, left in told.items() if left is not None}
        if not told:
            return
        noted = self._get_noted(interface)
        noted.update(told, noted_at=fields.Datetime.now(), **({"app": app} if app else {}))

    @api.model
    def _get_noted(self, interface):
        """:return: {column: value} of the row that is written with the next commit"""
        precommit = self.env.cr.precommit
        pending = precommit.data.setdefault(PENDING, {})
        if not pending:
            precommit.add(self._write_noted)
        return pending.setdefault(interface.id, {"noted_at": fields.Datetime.now()})

    @api.model
    def _note_calls(self, interface, count):
        """Let other processes know of calls to an accounts file whose pace is limited."""
        noted = self._get_noted(interface)
        noted["calls"] = noted.get("calls", 0) + count

    @api.model
    def _roll_back(self):
        """Roll the work back and keep the counts of its answers, from the next commit on."""
        pending = dict(self.env.cr.precommit.data.get(PENDING, {}))
        self.env.cr.rollback()
        if pending:
            self.env.cr.precommit.data[PENDING] = pending
            self.env.cr.precommit.add(self._write_noted)

    @api.model
    def _write_noted(self):
        for interface_id, noted in self.env.cr.precommit.data.pop(PENDING, {}).items():
            self.env.cr.execute(
                "INSERT INTO acct_link_budget"
                " (interface_id, day_left, minute_left, app, app_minute_left, noted_at, calls,"
                " worker) SELECT id, %s, %s, %s, %s, %s, %s, %s"
                " FROM acct_link_interface WHERE id = %s",
                (
                    *map(noted.get, (*FIGURES[:2], "app", FIGURES[2], "noted_at", "calls")),
                    WORKER,
                    interface_id,
                ),
            )

    @api.model
    def _get_budget(self, interface):
        """:return: Budget, as far as it is known now"""
        # An answer may hold only some of the counts: each is taken from the last answer with it.
        self.env.cr.execute(
            """
            WITH own AS (SELECT * FROM acct_link_budget WHERE interface_id = %(id)s),
                 app AS (SELECT app FROM own ORDER BY id DESC LIMIT 1)
            (SELECT 'day_left', day_left, noted_at, (SELECT max(day_left) FROM own)
               FROM own WHERE day_left IS NOT NULL ORDER BY id DESC LIMIT 1)
            UNION ALL
            (SELECT 'minute_left', minute_left, noted_at, NULL
               FROM own WHERE minute_left IS NOT NULL ORDER BY id DESC LIMIT 1)
            UNION ALL
            (SELECT 'app_minute_left', app_minute_left, noted_at, NULL
               FROM acct_link_budget
              WHERE app = (SELECT app FROM app) AND app_minute_left IS NOT NULL
           ORDER BY id DESC LIMIT 1)
            UNION ALL
            (SELECT 'most_of_day', max(day_left), NULL, NULL
               FROM own WHERE noted_at > now() AT TIME ZONE 'UTC' - interval '1 day')
            UNION ALL
            (SELECT 'others', sum(calls)::int, NULL, NULL
               FROM own WHERE worker <> %(worker)s AND calls > 0
                AND noted_at > now() AT TIME ZONE 'UTC' - interval '61 seconds')
            """,
            # None yet in the form of a new one.
            {"id": interface._origin.id or None, "worker": WORKER},
        )
        told, most, most_of_day, others = {}, 0, 0, 0
        for name, left, at, most_left in self.env.cr.fetchall():
            if name == "others":
                others = left or 0
                continue
            if name == "most_of_day":
                most_of_day = left or 0
                continue
            told[name] = left, at
            most = max(most, most_left or 0)
        noted = self.env.cr.precommit.data.get(PENDING, {}).get(interface.id, {})
        told |= {name: (noted[name], noted["noted_at"]) for name in FIGURES if name in noted}
        if not told:
            return Budget(others=others)
        now = fields.Datetime.now()
        # Systems let the count grow back in different ways: an old one is not used.
        known = {
            name: left
            for name, (left, at) in told.items()
            if (now - at).total_seconds() < (60 * KNOWN_MINUTES if name == "day_left" else MINUTE)
        }
        # When the full minute began is not known.
        ends = [
            fields.Datetime.add(told[name][1], seconds=MINUTE)
            for name, left in known.items()
            if name != "day_left" and not left
        ]
        day, day_at = told.get("day_left", (0, None))
        # Nor when the day has calls again: the next one is tried once the count is old.
        is_used_up = known.get("day_left") == 0
        return Budget(
            *map(known.get, FIGURES),
            at=day_at,
            minute_ends=max(ends, default=None),
            day_ends=fields.Datetime.add(day_at, minutes=KNOWN_MINUTES) if is_used_up else None,
            used=max(most_of_day - known["day_left"], 0) if "day_left" in known else None,
            reserve=max(most, day) * interface.call_reserve // 100,
            others=others,
        )

    # === BEFORE A CALL === #

    @api.model
    def _check(self, interface):
        """:return: Budget
        :raises Postponed: the last answer said that this minute, or this day, takes no more
        """
        budget = self.sudo()._get_budget(interface)
        for limit, until in (("day", budget.day_ends), ("minute", budget.minute_ends)):
            if until:
                raise self._prepare_postponed(limit, until)
        return budget

    @api.model
    def _prepare_postponed(self, limit, until):
        """:return: Postponed; :param limit: "day" or "minute"; :param until: naive UTC"""
        values = {"until": until.isoformat(" "), "limit": limit}
        return errors.Postponed(Problem("rate_limited", values), until)

    @api.model
    def _get_pacer(self, interface):
        """:return: Pacer of the calls of this process to the accounts file"""
        key = self.env.cr.dbname, interface.remote_org_id or interface.id
        return PACERS.setdefault(key, Pacer())

    @api.model
    def _get_gate(self, interface, pace, budget):
        """:return: callable, as of a Flight: it does not touch the database"""
        take = partial(self._get_pacer(interface).take, pace, budget.others)

        def gate():
            wait = take()
            return math.inf if wait > SHORT else wait

        return gate

    @api.model
    def _take_call(self, interface, pace):
        """Before a call that is made by itself: wait where that is short.

        :param pace: (Pace, ...) of the accounting system
        :raises Postponed: no call is left for now
        """
        budget = self._check(interface)
        if not pace:
            return
        gate = self._get_gate(interface, pace, budget)
        while wait := gate():
            if wait == math.inf:
                raise self._prepare_postponed("minute", self._get_pace_end(interface, pace, budget))
            self._get_pacer(interface).pause(wait)
        self._note_calls(interface, 1)

    @api.model
    def _get_pace_end(self, interface, pace, budget):
        """:return: when a call may be made again (naive UTC, whole seconds)"""
        _left, wait = self._get_pacer(interface).count_left(pace, budget.others)
        return fields.Datetime.add(fields.Datetime.now(), seconds=math.ceil(wait) + 1)

    @api.model
    def _count_left(self, interface, pace, seconds):
        """:return: how many calls may be made in so many seconds, by the last answer and by our own
        count
        """
        budget = self.sudo()._get_budget(interface)
        left = [each for each in (budget.day, budget.minute, budget.app_minute) if each is not None]
        if pace:
            pacer = self._get_pacer(interface)
            left.append(pacer.count_left(pace, budget.others, seconds)[0])
        return min(left, default=math.inf)

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=KEPT_HOURS)
        self.search([("noted_at", "<", limit)]).unlink()
