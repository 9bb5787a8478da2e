import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib.document import CREDITS, PURCHASES

from ..lib.operation import ALLOCATE, ATTACH, UPDATE, VOID

_logger = logging.getLogger(__name__)


class AcctLinkBatchLine(models.Model):
    """What is asked for an uploaded document in the books, by people or by the settings."""

    _inherit = "acct.link.batch.line"

    operation_ids = fields.One2many(
        "acct.link.operation", "line_id", string="Follow-ups", readonly=True
    )
    can_update = fields.Boolean(compute="_compute_can", compute_sudo=True)
    can_void = fields.Boolean(compute="_compute_can", compute_sudo=True)
    is_deleted_there = fields.Boolean(
        compute="_compute_can", compute_sudo=True, help="Instead of being voided."
    )

    # === ON REQUEST === #

    @api.depends("state", "move_id.state", "changed_since")
    def _compute_can(self):
        capabilities = {
            interface: interface._connector()._capabilities(interface)
            for interface in self.interface_id
        }
        for line in self:
            posted, interface = line.move_id.state == "posted", line.interface_id
            able = capabilities.get(interface) if line.state == "uploaded" else None
            line.can_update = bool(
                able and posted and line.changed_since and able.can_do(UPDATE, line.kind)
            )
            line.can_void = bool(able and not posted and able.can_do(VOID, line.kind))
            line.is_deleted_there = line.can_void and interface._deletes(line.kind)

    def action_update_remote(self):
        """Make the copy in the books what the document is here now; the loop does it."""
        self.env["acct.link.batch"]._check_user(self)
        if refused := self.filtered(lambda line: not line.can_update):
            raise UserError(
                self.env._(
                    "Only a document that is uploaded, posted, and was changed since can be "
                    "updated in the books. This is not so for: %(numbers)s",
                    numbers=", ".join(refused.mapped("number")),
                )
            )
        self.env["acct.link.operation"]._enqueue_update(self)
        return self._notify_enqueued()

    def action_void_remote(self):
        """Void, or delete, the copy in the books of a document that was reset or cancelled here."""
        self.env["acct.link.batch"]._check_user(self)
        if refused := self.filtered(lambda line: not line.can_void):
            raise UserError(
                self.env._(
                    "Reset these documents to draft first, then remove their copies: %(numbers)s",
                    numbers=", ".join(refused.mapped("number")),
                )
            )
        self.env["acct.link.operation"]._enqueue_void(self)
        return self._notify_enqueued()

    def _format_removed(self):
        """:return: str, that the copy in the books is void there, or gone"""
        values = {
            "number": self.number_sent,
            "system": self._get_system_name(),
            "remote": self.remote_id,
        }
        if self.interface_id._deletes(self.kind):
            return self.env._(
                "%(number)s was deleted in %(system)s, where it had the id %(remote)s.", **values
            )
        return self.env._(
            "%(number)s was voided in %(system)s, where it has the id %(remote)s.", **values
        )

    def _notify_enqueued(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "It is done in the background; “Follow-ups” shows how it went."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BY ITSELF === #

    def _after_upload(self):
        """What the interface does by itself once documents are uploaded. An error of ours in it
        must not cost what was just learnt of the documents.
        """
        super()._after_upload()
        interfaces = self.interface_id
        if not any(each.attach_pdf or each.allocate_credit_notes for each in interfaces):
            return
        try:
            with self.env.cr.savepoint():
                self._plan_operations()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("Follow-ups could not be planned for the lines %s", self.ids)

    def _plan_operations(self):
        for interface, uploaded in self.grouped("interface_id").items():
            capabilities = interface._connector()._capabilities(interface)
            vals_list = []
            if interface.attach_pdf:
                vals_list += [
                    line._prepare_operation_vals(ATTACH)
                    for line in uploaded
                    if capabilities.can_do(ATTACH, line.kind) and line._has_file()
                ]
            if interface.allocate_credit_notes:
                vals_list += uploaded._prepare_allocations(interface)
            if vals_list:
                self.env["acct.link.operation"]._enqueue_all(interface, vals_list)

    def _has_file(self):
        """Whether there is something to attach: invoices are printed, bills were received."""
        self.ensure_one()
        return self.kind not in PURCHASES or bool(self.move_id._acct_link_received_file())

    def _prepare_operation_vals(self, operation, **values):
        self.ensure_one()
        return {
            "operation": operation,
            "kind": self.kind,
            "remote_id": self.remote_id,
            "line_id": self.id,
            "requested_by": self.uploaded_by.id,
            "automatic": True,
            "values": {"marker": self.marker, "number": self.remote_number, **values},
        }

    def _prepare_allocations(self, interface):
        """Credits with the invoice or bill they reverse, both uploaded, for the same customer, in
        the same currency, and not set off before: those of which one is among these lines, of no
        lines all that there are.
        """
        among = SQL("TRUE")
        if self:
            # Both ways by an index: what these reverse, and what reverses these.
            moves = self.move_id
            reversals = moves.search([("reversed_entry_id", "in", moves.ids)])
            among = SQL("note.move_id IN %s", tuple((moves | reversals).ids))
        capabilities = interface._connector()._capabilities(interface)
        Operation = self.env["acct.link.operation"]
        for model in (self, Operation, self.env["account.move"]):
            model.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT note.id, invoice.id
                  FROM acct_link_batch_line note
                  JOIN account_move move ON move.id = note.move_id
                  JOIN account_move reversed ON reversed.id = move.reversed_entry_id
                  JOIN acct_link_batch_line invoice ON invoice.move_id = reversed.id
                 WHERE note.interface_id = %(interface)s
                   AND note.remote_org_id = %(file)s AND invoice.remote_org_id = %(file)s
                   AND note.state = 'uploaded' AND invoice.state = 'uploaded'
                   AND note.kind IN %(kinds)s AND %(among)s
                   AND move.commercial_partner_id = reversed.commercial_partner_id
                   AND move.currency_id = reversed.currency_id
                   AND NOT EXISTS (
                           SELECT 1
                             FROM acct_link_operation operation
                            WHERE operation.line_id = note.id
                              AND operation.operation = %(operation)s
                              AND operation.values->>'invoice' = invoice.remote_id
                       )
              ORDER BY note.id
                """,
                interface=interface.id,
                file=interface.remote_org_id,
                kinds=CREDITS,
                among=among,
                operation=ALLOCATE,
            )
        )
        return [
            note._prepare_operation_vals(
                ALLOCATE, invoice=invoice.remote_id, amount=note._get_remote_total_str()
            )
            for note, invoice in (map(self.browse, row) for row in rows)
            if capabilities.can_do(ALLOCATE, note.kind)
        ]

    def _get_remote_total_str(self):
        """:return: what the books made of it, as a decimal number"""
        return str(
            self.env["acct.link.document.line"]._decimal(self.remote_total, self.currency_id)
        )
