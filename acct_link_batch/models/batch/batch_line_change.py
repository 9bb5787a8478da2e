import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...lib.catalogue import repair
from ...lib.document import CREDITS, PURCHASES, document_from_json
from ...lib.operation import ALLOCATE, ATTACH, UPDATE, VOID

_logger = logging.getLogger(__name__)

# What an uploaded document is made of. Numbers are compared as they count, not as they are written.
MOVE_COLUMNS = (
    "name", "move_type", "partner_id", "commercial_partner_id", "invoice_date",
    "invoice_date_due", "currency_id", "ref", "invoice_origin", "invoice_cash_rounding_id",
    "acct_link_chosen_reference", "acct_link_chosen_name", "acct_link_chosen_heading",
    "acct_link_claim_number",
)  # fmt: skip
LINE_COLUMNS = (
    *("name", "display_type", "product_id", "account_id", "analytic_distribution"),
    *("collapse_composition", "collapse_prices"),
)
LINE_NUMBERS = ("quantity", "price_unit", "discount", "price_subtotal", "price_total")


class AcctLinkBatchLine(models.Model):
    """What becomes of a document after its upload: whether it was changed here, and what is asked
    for it in the books.
    """

    _inherit = "acct.link.batch.line"

    fingerprint = fields.Char(
        readonly=True, copy=False, help="Of the document as it was when it was sent."
    )
    changed_since = fields.Boolean(
        string="Changed since the Upload", compute="_compute_changed_since", compute_sudo=True
    )
    can_update = fields.Boolean(compute="_compute_can", compute_sudo=True)
    can_void = fields.Boolean(compute="_compute_can", compute_sudo=True)
    is_deleted_there = fields.Boolean(
        compute="_compute_can", compute_sudo=True, help="Instead of being voided."
    )

    chosen_contact = fields.Char(
        readonly=True, copy=False, help="The contact somebody chose for this document alone."
    )
    refused_contact = fields.Char(
        readonly=True, copy=False, help="The contact last found to be archived or gone."
    )

    # === CHANGED SINCE === #

    @api.depends("state", "move_id.state", "move_id.name", "move_id.amount_total", "fingerprint")
    def _compute_changed_since(self):
        uploaded = self.filtered(lambda line: line.state == "uploaded")
        now = self._get_fingerprints(uploaded.filtered("fingerprint").move_id)
        for line in self:
            line.changed_since = line in uploaded and line._is_changed_since(now)

    def _is_changed_since(self, now):
        """:param now: {id of a document: its fingerprint at this moment}"""
        move = self.move_id
        if self.fingerprint and self.fingerprint != now.get(move.id):
            return True
        # What was sent before there were fingerprints shows less.
        return (
            move.state != "posted"
            or self.interface_id._get_number(self.kind, move) != self.number_sent
            or move.currency_id.compare_amounts(move.amount_total, self.total_sent) != 0
        )

    @api.model
    def _get_fingerprints(self, moves):
        """What documents are made of, digested by the database: one query for a whole chunk or
        page of a list, as building them takes two milliseconds and several queries each.

        :return: {id of the document: str}
        """
        if not moves:
            return {}
        moves.flush_model(MOVE_COLUMNS)
        moves.line_ids.browse().flush_model([*LINE_COLUMNS, *LINE_NUMBERS, "tax_ids"])
        columns = SQL(", ").join(SQL.identifier("move", name) for name in MOVE_COLUMNS)
        line_columns = SQL(", ").join(
            [
                *(SQL.identifier("line", name) for name in LINE_COLUMNS),
                *(SQL("%s::float8", SQL.identifier("line", name)) for name in LINE_NUMBERS),
            ]
        )
        query = SQL(
            """
            SELECT move.id, md5(jsonb_build_array(%(columns)s, (
                       SELECT jsonb_agg(jsonb_build_array(%(line_columns)s, (
                                  SELECT jsonb_agg(tax.account_tax_id ORDER BY tax.account_tax_id)
                                    FROM account_move_line_account_tax_rel tax
                                   WHERE tax.account_move_line_id = line.id
                              )) ORDER BY line.sequence, line.id)
                         FROM account_move_line line
                        WHERE line.move_id = move.id
                          AND line.display_type NOT IN ('tax', 'payment_term', 'cogs')
                   ))::text)
              FROM account_move move
             WHERE move.id IN %(ids)s
            """,
            columns=columns,
            line_columns=line_columns,
            ids=tuple(moves.ids),
        )
        return dict(self.env.execute_query(query))

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

    @api.model
    def _plan_operations(self, lines):
        """What the interface does by itself once documents are uploaded, for a chunk. An error
        of ours in it must not cost what was just learnt of the documents.
        """
        interfaces = lines.interface_id
        if not any(each.attach_pdf or each.allocate_credit_notes for each in interfaces):
            return
        try:
            with self.env.cr.savepoint():
                self._plan_operations_of(lines)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("Follow-ups could not be planned for the lines %s", lines.ids)

    @api.model
    def _plan_operations_of(self, lines):
        for interface, uploaded in lines.grouped("interface_id").items():
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

    def action_repair(self):
        """What is wrong with a contact itself is corrected there, if we know where."""
        self.ensure_one()
        self.check_access("read")
        places = {repair.where(problem.code) for problem in self._get_problems()}
        if self.document and repair.CONTACT_THERE in places:
            document, interface = document_from_json(self.document), self.interface_id.sudo()
            if url := interface._connector()._get_contact_url(
                interface, document.contact, document.party.role
            ):
                return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        return super().action_repair()

    def _failed_for_want_of_contact(self):
        self.ensure_one()
        problems = self._get_problems()
        return self.state == "failed" and self.env["acct.link.match"]._is_about_contact(problems)

    def _enqueue(self):
        """Whoever asks anew wants to have customers looked for anew, too."""
        result = super()._enqueue()
        self.env["acct.link.match"].search(
            [
                ("interface_id", "in", self.interface_id.ids),
                ("partner_id", "in", self.move_id.commercial_partner_id.ids),
                ("missed_at", "!=", False),
            ]
        ).missed_at = False
        return result
