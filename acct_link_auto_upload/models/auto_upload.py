import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

RETRY_SECONDS = 15
MAX_DOCUMENTS = 5000  # in one go


class AcctLinkAutoUpload(models.Model):
    """A document that was posted and waits to be put in the batch of the day.

    Posting adds a row and no more: it holds nothing that others need, so nobody waits and nothing
    the link does can stop a posting. What was posted together is batched together, by a scheduled
    action that starts when the posting is committed.
    """

    _name = "acct.link.auto.upload"
    _description = "Posted Document to Upload"
    _inherit = ["acct.link.engine.mixin"]

    move_id = fields.Many2one("account.move", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="move_id.company_id")

    _move_uniq = models.Constraint("UNIQUE (move_id)", "The document waits already.")

    @api.model
    def _wake(self, at=None):
        """Let the scheduled action run soon, or at a moment (naive UTC)."""
        self.env.ref("acct_link_auto_upload.ir_cron_push").sudo()._trigger(at)

    @api.model
    def _add(self, moves):
        """Remember these documents: in plain SQL, as it may be undone alone."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO acct_link_auto_upload
                            (move_id, create_uid, create_date, write_uid, write_date)
                     SELECT unnest(%s), %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
                ON CONFLICT (move_id) DO NOTHING
                """,
                moves.ids,
                self.env.uid,
                self.env.uid,
            )
        )
        self._wake()

    # === THE SCHEDULED ACTION === #

    @api.model
    def _cron_push(self):
        """Batch what was posted, and what is on offer where it is time for it."""
        try:
            self._push_posted()
            self._push_scheduled()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Somebody changed a row at the same moment: nothing is lost, look afresh.
            self.env.cr.rollback()
            self._wake(fields.Datetime.add(fields.Datetime.now(), seconds=RETRY_SECONDS))

    @api.model
    def _push_posted(self):
        rows = self.search(self._get_posted_domain(), limit=MAX_DOCUMENTS, order="id")
        if len(rows) == MAX_DOCUMENTS:
            self._wake()
        by_interface = rows.grouped(lambda row: row.company_id._get_acct_link_interface())
        for interface, some in by_interface.items():
            if not interface.push_on_post:
                some.unlink()
            elif interface._may_push():
                held = self._push(interface, some.move_id, "posting")
                dealt_with = some.filtered(lambda row, held=held: row.move_id in held)
                dealt_with.unlink()
                if dealt_with != some:  # in other hands at the moment
                    self._wake(fields.Datetime.add(fields.Datetime.now(), seconds=RETRY_SECONDS))

    @api.model
    def _get_posted_domain(self):
        """Without those that wait for their interface's sign-in: however many they are, they keep
        no other from its turn.
        """
        Interface = self.env["acct.link.interface"]
        offices = self.env["res.company"].union(
            *(
                interface._get_offices()
                for interface in Interface.search([("push_on_post", "=", True)])
                if not interface._may_push()
            )
        )
        return [("move_id.company_id", "not in", offices.ids)]

    @api.model
    def _push_scheduled(self):
        now = fields.Datetime.now()
        due = self.env["acct.link.interface"].search(
            [("push_on_schedule", "=", True), ("push_next", "<=", now)]
        )
        # Somebody edits the others at this moment: they are next time's.
        for interface in due.try_lock_for_update(allow_referencing=True):
            if interface._may_push():
                offered = Domain("acct_link_state", "in", ("available", "failed"))
                offered &= Domain("state", "=", "posted")
                offices = Domain("company_id", "in", interface._get_offices().ids)
                moves = self.env["account.move"].search(offered & offices, order="invoice_date, id")
                self._push(interface, moves, "schedule")
            interface.push_next = interface._get_push_next()
            self._wake(interface.push_next)

    @api.model
    def _push(self, interface, moves, origin):
        """Put these documents in a batch, as far as they are on offer, and queue them; those that
        failed as they were being corrected go again in their own.

        :return: account.move, those that were not in other hands
        """
        held = moves._acct_link_hold(wait=False)
        available = held.filtered(lambda move: move.acct_link_state == "available")
        failed = held.sudo().acct_link_line_ids.filtered(
            lambda line: line._goes_again(interface, origin)
        )
        if available or failed:
            try:
                with self.env.cr.savepoint():
                    if available:
                        self.env["acct.link.batch"]._take_pushed(interface, available, origin)
                    failed._retry(interface.push_user_id or self.env.user)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                # They stay on offer; the other interfaces go on.
                _logger.exception("Interface %s: %s could not be batched", interface.id, origin)
        return held
