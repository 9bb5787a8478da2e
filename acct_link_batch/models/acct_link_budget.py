from odoo import api, fields, models

from ..lib.budget import Budget

KNOWN_MINUTES = 30  # so long what an answer said of the day still says something
KEPT_HOURS = 48
MINUTE = 60  # seconds
PENDING = "acct_link_batch.budget"  # in the data of what is done before a commit


class AcctLinkBudget(models.Model):
    """How many calls were left, as answers of the accounting system said. Rows are only added: one
    that is changed would be fought for by the loop and by people who read. Each goes with the
    commit that comes anyway, one for all answers before it.
    """

    _name = "acct.link.budget"
    _description = "Calls Left"
    _order = "id desc"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    day_left = fields.Integer(readonly=True)
    minute_left = fields.Integer(readonly=True)
    noted_at = fields.Datetime(required=True, readonly=True)

    _newest_idx = models.Index("(interface_id, id DESC)")

    @api.model
    def _note(self, interface, day=None, minute=None):
        """Keep what an answer said, from the next commit on. An answer that says nothing leaves
        what was known.

        :param day: int or None, calls left today; :param minute: the same of this minute
        """
        if day is None and minute is None:
            return
        precommit = self.env.cr.precommit
        pending = precommit.data.setdefault(PENDING, {})
        if not pending:
            precommit.add(self._write_noted)
        before = pending.get(interface.id, Budget())
        pending[interface.id] = Budget(
            before.day if day is None else day,
            before.minute if minute is None else minute,
            fields.Datetime.now(),
        )

    @api.model
    def _write_noted(self):
        for interface_id, budget in self.env.cr.precommit.data.pop(PENDING, {}).items():
            self.env.cr.execute(
                "INSERT INTO acct_link_budget (interface_id, day_left, minute_left, noted_at)"
                " SELECT id, %s, %s, %s FROM acct_link_interface WHERE id = %s",
                (budget.day, budget.minute, budget.at, interface_id),
            )

    @api.model
    def _get_budget(self, interface):
        """:return: Budget, as far as it is known now"""
        self.env.cr.execute(
            """
            SELECT day_left, minute_left, noted_at,
                   (SELECT max(day_left) FROM acct_link_budget WHERE interface_id = %(id)s)
              FROM acct_link_budget
             WHERE interface_id = %(id)s
          ORDER BY id DESC LIMIT 1
            """,
            {"id": interface._origin.id or None},  # none yet in the form of a new one
        )
        day, minute, at, most = self.env.cr.fetchone() or (None, None, None, None)
        if noted := self.env.cr.precommit.data.get(PENDING, {}).get(interface.id):
            day, minute, at = noted.day, noted.minute, noted.at
        if not at:
            return Budget()
        age = (fields.Datetime.now() - at).total_seconds()
        # What is left grows back in ways that differ, so that an old figure says nothing.
        return Budget(
            day if age < 60 * KNOWN_MINUTES else None,
            minute if age < MINUTE else None,
            at,
            max(most or 0, day or 0) * interface.call_reserve // 100,
        )

    @api.model
    def _get_minute_end(self, interface):
        """Until when to wait as the last answer told of no call left this minute: nobody knows
        when that minute began.

        :return: datetime (naive UTC), or None
        """
        budget = self._get_budget(interface)
        if budget.minute != 0:
            return None
        return fields.Datetime.add(budget.at, seconds=MINUTE)

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=KEPT_HOURS)
        self.search([("noted_at", "<", limit)]).unlink()
