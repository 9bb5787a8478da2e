from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from ...lib.document import BILL, CREDIT_NOTE, CREDITS, INVOICE, VENDOR_CREDIT
from ...lib.matching import trim
from ...lib.move_type import KINDS, PURCHASE_TYPES
from ..base.alike import alike_column
from ..batch.batch_line_state import BUSY_STATES
from ..codes.account_move_line import GROUP
from ..setup.role import MANAGER

# In a word, where Odoo takes three.
LABELS = [
    (INVOICE, "Invoice"),
    (CREDIT_NOTE, "Credit note"),
    (BILL, "Bill"),
    (VENDOR_CREDIT, "Vendor credit"),
]


class AccountMove(models.Model):
    """What a clerk does with documents; where they stand is in `account_move_state.py`."""

    _inherit = "account.move"

    acct_link_kind = fields.Selection(
        LABELS, string="Kind", compute="_compute_acct_link_kind", groups="base.group_user"
    )
    acct_link_name = fields.Char(
        string="Name on Invoice",
        compute="_compute_acct_link_name",
        compute_sudo=True,
        groups="base.group_user",
    )
    acct_link_recipient = fields.Char(
        string="Recipient", compute="_compute_acct_link_recipient", groups="base.group_user"
    )
    acct_link_is_linked = fields.Boolean(
        compute="_compute_acct_link_interface_id",
        groups="base.group_user",
        help="It is of a kind that is uploaded, and its office uses an interface.",
    )

    _acct_link_paper_idx = models.Index(
        f"(commercial_partner_id, {alike_column('ref')})"
        " WHERE move_type IN ('in_invoice', 'in_receipt', 'in_refund') AND ref IS NOT NULL"
    )

    acct_link_interface_id = fields.Many2one(
        "acct.link.interface",
        string="Interface",
        compute="_compute_acct_link_interface_id",
        groups=GROUP,
        help="Empty for kinds of documents that are not uploaded.",
    )

    @api.model
    def _acct_link_types(self):
        return list(KINDS)

    def _acct_link_kind(self):
        """:return: the kind of Document this move is"""
        self.ensure_one()
        return KINDS[self.move_type]

    def _acct_link_is_credit(self):
        """:return: whether it is deducted where amounts are added up"""
        self.ensure_one()
        return KINDS.get(self.move_type) in CREDITS

    @api.model
    def _get_acct_link_chosen(self):
        """:return: names of the stored fields that a person chooses of a document, and that change
        what is sent
        """
        return ()

    def _acct_link_number(self):
        """:return: str, the number in the books: of a purchase the supplier's own, which somebody
        there has in hand, or Odoo's where the supplier gave none
        """
        self.ensure_one()
        theirs = trim(self.ref) if self.move_type in PURCHASE_TYPES else ""
        return theirs or self.name

    @api.depends("move_type")
    def _compute_acct_link_kind(self):
        for move in self:
            move.acct_link_kind = move.move_type in KINDS and move._acct_link_kind()

    @api.depends(
        "partner_id.acct_link_invoice_name", "commercial_partner_id.acct_link_invoice_name"
    )
    def _compute_acct_link_name(self):
        for move in self:
            move.acct_link_name = move._get_acct_link_usual_name()

    def _get_acct_link_usual_name(self):
        """:return: the customer's own name for invoices, else what the customer is called; of a
        bill, what the supplier is called
        """
        partners = self.partner_id, self.commercial_partner_id
        own = [] if self.move_type in PURCHASE_TYPES else partners
        names = [partner.acct_link_invoice_name for partner in own]
        return next(filter(None, [*names, *(partner.name for partner in partners)]), False)

    @api.depends("partner_id", "commercial_partner_id")
    def _compute_acct_link_recipient(self):
        for move in self:
            partner = move.partner_id
            is_person = partner != move.commercial_partner_id and not partner.is_company
            move.acct_link_recipient = partner.name if is_person else False

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort by the kind, the name and the recipient as they are computed above."""
        if field_name not in ("acct_link_kind", "acct_link_name", "acct_link_recipient"):
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self._check_field_access(self._fields[field_name], "read")
        if field_name == "acct_link_name":
            terms = self._get_acct_link_name_terms(alias, query)
            terms = SQL(", ").join(SQL("NULLIF(%s, '')", term) for term in terms)
            return SQL("COALESCE(%s) %s %s", terms, direction, nulls)
        if field_name == "acct_link_kind":
            kinds = [kind for kind, _label in self._fields["acct_link_kind"].selection]
            kind = self._get_acct_link_kind_sql(alias, query)
            return SQL("array_position(%s, %s) %s %s", kinds, kind, direction, nulls)
        Partner = self.env["res.partner"].sudo()
        partner = query.left_join(alias, "partner_id", "res_partner", "id", "acct_link_partner")
        customer = query.left_join(
            alias, "commercial_partner_id", "res_partner", "id", "acct_link_customer"
        )
        expression = SQL(
            "CASE WHEN %s <> %s AND %s IS NOT TRUE THEN %s END",
            SQL.identifier(partner, "id"),
            SQL.identifier(customer, "id"),
            Partner._field_to_sql(partner, "is_company", query),
            Partner._field_to_sql(partner, "name", query),
        )
        return SQL("%s %s %s", expression, direction, nulls)

    @api.model
    def _get_acct_link_name_terms(self, alias, query):
        """:return: [SQL]: the first that is not empty is the name on the invoice"""
        Partner = self.env["res.partner"].sudo()
        own, names = [], []
        for field, key in (("partner_id", "partner"), ("commercial_partner_id", "customer")):
            partner = query.left_join(alias, field, "res_partner", "id", f"acct_link_{key}")
            own.append(Partner._field_to_sql(partner, "acct_link_invoice_name", query))
            names.append(Partner._field_to_sql(partner, "name", query))
        return [*(self._get_acct_link_sale_sql(alias, term) for term in own), *names]

    @api.model
    def _get_acct_link_sale_sql(self, alias, term):
        """:return: SQL: the term, of a purchase NULL"""
        move_type = SQL.identifier(alias, "move_type")
        return SQL("CASE WHEN %s NOT IN %s THEN %s END", move_type, PURCHASE_TYPES, term)

    @api.model
    def _get_acct_link_kind_sql(self, alias, query):
        """The kind, as `_acct_link_kind` says it."""
        cases = SQL(" ").join(SQL("WHEN %s THEN %s", *each) for each in KINDS.items())
        return SQL("CASE %s %s END", self._field_to_sql(alias, "move_type", query), cases)

    # === ACTIONS === #

    def _acct_link_take(self):
        """Hold these documents and make sure that each may be batched or set aside.

        :raises UserError: naming those that may not, and why
        """
        self.env["acct.link.batch"]._check_user(self)
        if not self:
            raise UserError(self.env._("Select one document at least."))
        self._acct_link_hold()
        if others := self.filtered(lambda move: move.acct_link_state != "available"):
            others._acct_link_refuse()

    def _acct_link_hold(self, wait=True):
        """Keep others from batching or setting these documents aside.

        :param wait: for whoever holds one; else that one is left out
        :return: account.move, those that are held
        """
        moves = self.sudo()
        if wait:
            moves.lock_for_update(allow_referencing=True)
        else:
            moves = moves.try_lock_for_update(allow_referencing=True)
        # Touch the row: under REPEATABLE READ a lock alone does not make a concurrent older
        # snapshot fail.
        if moves:
            self.env.cr.execute(
                SQL("UPDATE account_move SET write_date = write_date WHERE id IN %s",
                    tuple(moves.ids))
            )  # fmt: skip
        return self.browse(moves.ids)

    def _acct_link_refuse(self):
        """Name these documents, and why they are not taken. Whoever may send those again that are
        uploaded is led to where that is done.
        """
        states = dict(self._fields["acct_link_state"]._description_selection(self.env))
        reasons = [
            f"{move.name or move.display_name}: "
            f"{states.get(move.acct_link_state) or move._acct_link_why_not()}"
            for move in self[:20]
        ]
        message = self.env._(
            "%(count)s of the selected documents cannot be taken. Leave them out of the "
            "selection:\n%(reasons)s",
            count=len(self),
            reasons="\n".join(reasons),
        )
        uploaded = self.filtered(lambda move: move.acct_link_state == "uploaded")
        if not uploaded:
            raise UserError(message)
        message = self.env._(
            "%(refusal)s\n\nAn uploaded document does not go into a batch again, or it would be in "
            "the books twice. A manager can send it again on purpose, or unlinks it here if "
            "its copy there was voided or deleted.",
            refusal=message,
        )
        is_manager = self.env.user.has_group(MANAGER)
        if action := is_manager and uploaded._get_acct_link_again_action():
            raise RedirectWarning(message, action, self.env._("Send Again…"))
        raise UserError(message)

    def _get_acct_link_again_action(self):
        """What a manager is led to who wants to send these uploaded documents a second time.

        :return: action, empty where nothing does that
        """
        return {}

    def action_acct_link_batch(self):
        """Put the selected documents in a new batch, one for each interface, and open it."""
        self._acct_link_take()
        batches = self.env["acct.link.batch"]._create_from_moves(self)
        if len(batches) == 1:
            return batches._get_records_action()
        action = batches._get_records_action(name=self.env._("New Batches"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s batches were made, one for each interface that the offices use.",
                    count=len(batches),
                ),
                "next": action,
            },
        }

    def action_acct_link_park(self):
        """Ask for a reason, then set the selected documents aside."""
        self.env["acct.link.batch"]._check_user(self)
        kind = self.env.context.get("acct_link_kind") or "parked"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Park") if kind == "parked" else self.env._("Already in the Books"),
            "res_model": "acct.link.park",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_ids": self.ids,
                "default_kind": kind,
                "acct_link_kind": False,
            },
        }

    def action_acct_link_unpark(self):
        self.env["acct.link.batch"]._check_user(self)
        parkings = self.env["acct.link.parking"].search([("move_id", "in", self.ids)])
        return parkings.action_unpark()

    def action_acct_link_open_batch(self):
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        return self.acct_link_batch_id._get_records_action()

    def action_acct_link_open_remote(self):
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        return self.acct_link_line_id.action_open_remote()

    def action_acct_link_retry(self):
        self.env["acct.link.batch"]._check_user(self)
        return self.acct_link_line_id.action_retry()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acct_link(self):
        """Lines that never left go with the document; what was sent stays, and so does it."""
        lines = self.env["acct.link.batch.line"].sudo().search([("move_id", "in", self.ids)])
        kept = lines.filtered(lambda line: line.state != "removed" or line.number_sent)
        if kept:
            raise UserError(
                self.env._(
                    "%(numbers)s: in an upload batch, or sent to the accounting system once. Such "
                    "documents are not deleted.",
                    numbers=", ".join(kept.move_id.mapped("display_name")),
                )
            )
        lines.unlink()

    # === RESET TO DRAFT === #

    def button_draft(self):
        """Only the form's own button asks what is to become of the batch line; other callers
        ignore what this returns, so for them the line stays. While the document is on its way to
        the books nobody may reset it.
        """
        self.check_access("write")
        if self._acct_link_hold_lines() and self.env.context.get("acct_link_ask"):
            return self._acct_link_ask_reset()
        # Documents that are reset along with this one ask nothing: nobody would see the prompt.
        return super(AccountMove, self.with_context(acct_link_ask=False)).button_draft()

    def _acct_link_hold_lines(self):
        """Lock the batch lines of these documents, so that none of them leaves meanwhile.

        :return: acct.link.batch.line, those that were not removed
        :raises UserError: one of them is on its way to the books
        """
        lines = (
            self.env["acct.link.batch.line"]
            .sudo()
            .search([("move_id", "in", self.ids), ("state", "!=", "removed")])
        )
        if lines:
            lines._lock()
        if busy := lines.filtered(lambda line: line.state in BUSY_STATES):
            raise UserError(
                self.env._(
                    "%(numbers)s: being sent to the accounting system at this moment. Try again "
                    "when the upload is through.",
                    numbers=", ".join(busy.mapped("number")),
                )
            )
        return lines

    def _acct_link_ask_reset(self):
        """The prompt "leave in its batch, or remove"."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reset to Draft"),
            "res_model": "acct.link.reset",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": self.ids, "acct_link_ask": False},
        }

    @api.depends("company_id", "move_type")
    def _compute_acct_link_interface_id(self):
        for move in self:
            interface = move.company_id._get_acct_link_interface()
            is_sent = bool(interface) and move.move_type in interface._get_move_types()
            move.acct_link_interface_id = interface if is_sent else False
            move.acct_link_is_linked = is_sent
