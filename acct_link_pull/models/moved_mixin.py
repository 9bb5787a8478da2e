from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.problem import Problem


class AcctLinkMovedMixin(models.AbstractModel):
    """What comes from the books with its date, and is booked by Odoo on another one, as the period
    of its date is locked (`account.move._post`, which says nothing).
    """

    _name = "acct.link.moved.mixin"
    _description = "Record that may be booked on another Day"

    moved_at = fields.Datetime(
        readonly=True, help="When Odoo booked it on another day than the books."
    )
    moved_run_id = fields.Many2one(
        "acct.link.pull.run",
        string="Moved in Run",
        readonly=True,
        index="btree_not_null",
        help="The run that booked it so; empty where a person did.",
    )

    def _get_entry(self):
        """:return: account.move that stands for this record"""
        raise NotImplementedError

    def _note_moved(self):
        """Say so on the entry, if Odoo gave it another day; once the record has its problems."""
        self.ensure_one()
        entry = self._get_entry()
        was_moved = self._is_moved(entry)
        if was_moved:
            (entry.origin_payment_id or entry).message_post(
                body=self.env._(
                    "Dated %(date)s in %(system)s and booked on %(booked)s here, as the period of "
                    "its date is locked.",
                    date=fields.Date.to_string(self.date),
                    booked=fields.Date.to_string(entry.date),
                    system=self._get_system_name(),
                )
            )
        self.moved_at = was_moved and fields.Datetime.now()
        self.moved_run_id = was_moved and self.env.context.get("acct_link_pull_run")

    def _is_moved(self, entry):
        return entry.date != self.date and bool(
            entry._get_violated_lock_dates(self.date, entry._affect_tax_report())
        )

    def _get_moved_problems(self):
        """:return: [Problem], a warning where it is booked on another day"""
        entry = self._get_entry()
        if not self.moved_at or not entry or entry.date == self.date:
            return []
        values = {
            "number": entry.name or self.number or "",
            "date": fields.Date.to_string(self.date),
            "booked": fields.Date.to_string(entry.date),
        }
        return [Problem("booked_later", values, (entry._name, entry.id))]

    @api.model
    def _count_moved(self, run):
        """:return: how many a run (acct.link.pull.run) booked on another day"""
        return self.search_count([("moved_run_id", "=", run.id)])
