from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..lib.document import CREDIT_NOTE, INVOICE
from .acct_link_batch_line import BUSY_STATES
from .acct_link_batch_line import STATES as LINE_STATES

KINDS = {"out_invoice": INVOICE, "out_receipt": INVOICE, "out_refund": CREDIT_NOTE}
STATES = [
    ("available", "To upload"),
    ("parked", "Parked"),
    ("in_books", "Already in the books"),
    *((value, label) for value, label in LINE_STATES if value != "removed"),
]


class AccountMove(models.Model):
    _inherit = "account.move"

    # Not stored: stored columns would fight with people who edit documents, and be recomputed
    # over the whole table. Customers read their invoices in the portal: all of it has groups.
    acct_link_line_ids = fields.One2many(
        "acct.link.batch.line", "move_id", groups="acct_link_batch.group_acct_link_user"
    )
    acct_link_parking_ids = fields.One2many(
        "acct.link.parking", "move_id", groups="acct_link_batch.group_acct_link_user"
    )
    acct_link_state = fields.Selection(
        STATES,
        string="Accounting Link",
        compute="_compute_acct_link_state",
        search="_search_acct_link_state",
        groups="base.group_user",
    )
    acct_link_line_id = fields.Many2one(
        "acct.link.batch.line",
        string="Line in Batch",
        compute="_compute_acct_link_state",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_batch_id = fields.Many2one(
        "acct.link.batch",
        string="Accounting Link Batch",
        compute="_compute_acct_link_state",
        search="_search_acct_link_batch_id",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_uploaded_at = fields.Datetime(
        string="Uploaded on", compute="_compute_acct_link_state", groups="base.group_user"
    )
    acct_link_name_on_invoice = fields.Char(
        string="Name on Invoice", compute="_compute_acct_link_names", groups="base.group_user"
    )
    acct_link_recipient = fields.Char(
        string="Recipient", compute="_compute_acct_link_names", groups="base.group_user"
    )

    # === LINK STATE === #

    @api.depends(
        "state", "move_type", "company_id", "invoice_date", "amount_total",
        "acct_link_line_ids.state", "acct_link_parking_ids.kind",
    )  # fmt: skip
    def _compute_acct_link_state(self):
        lines = {
            line.move_id.id: line
            for line in self.env["acct.link.batch.line"]
            .sudo()
            .search([("move_id", "in", self.ids), ("state", "!=", "removed")])
        }
        parked = {
            parking.move_id.id: parking.kind
            for parking in self.env["acct.link.parking"]
            .sudo()
            .search([("move_id", "in", self.ids)])
        }
        rest = [id_ for id_ in self.ids if id_ not in lines and id_ not in parked]
        available = set(
            self.sudo()._search(self._get_acct_link_offered_domain() & Domain("id", "in", rest))
            if rest
            else ()
        )
        for move in self:
            line = lines.get(move.id, self.env["acct.link.batch.line"])
            move.acct_link_line_id = line.sudo(False)
            move.acct_link_batch_id = line.batch_id.sudo(False)
            move.acct_link_uploaded_at = line.uploaded_at
            move.acct_link_state = (
                line.state or parked.get(move.id) or (move.id in available and "available")
            )

    @api.model
    def _search_acct_link_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = []
        if states := set(value) - {"available", "parked", "in_books", False}:
            lines = self.env["acct.link.batch.line"].sudo()._search([("state", "in", states)])
            domains.append(Domain("id", "in", lines.subselect("move_id")))
        if kinds := set(value) & {"parked", "in_books"}:
            parked = self.env["acct.link.parking"].sudo()._search([("kind", "in", kinds)])
            domains.append(Domain("id", "in", parked.subselect("move_id")))
        untouched = self._get_acct_link_untouched_domain()
        if "available" in value:
            domains.append(self._get_acct_link_offered_domain() & untouched)
        if False in value:
            domains.append(untouched & ~self._get_acct_link_offered_domain())
        return Domain.OR(domains)

    @api.model
    def _search_acct_link_batch_id(self, operator, value):
        # Not as superuser: `value` may be a domain that somebody made up.
        lines = self.env["acct.link.batch.line"]._search(
            [("batch_id", operator, value), ("state", "!=", "removed")]
        )
        return Domain("id", "in", lines.subselect("move_id"))

    @api.model
    def _get_acct_link_untouched_domain(self):
        """Neither in a batch nor set aside."""
        lines = self.env["acct.link.batch.line"].sudo()._search([("state", "!=", "removed")])
        parked = self.env["acct.link.parking"].sudo()._search([])
        return Domain("id", "not in", lines.subselect("move_id")) & Domain(
            "id", "not in", parked.subselect("move_id")
        )

    @api.model
    def _get_acct_link_offered_domain(self):
        """What an office with an interface offers: posted, not zero, from the start date on."""
        interfaces = self.env["acct.link.interface"].sudo().search([("active", "=", True)])
        return (
            Domain("state", "=", "posted")
            & Domain("move_type", "in", self._acct_link_types())
            & Domain("amount_total", "!=", 0)
            & interfaces._get_available_domain()
        )

    @api.model
    def _acct_link_types(self):
        return list(KINDS)

    def _acct_link_kind(self):
        """:return: the kind of Document this move is"""
        self.ensure_one()
        return KINDS[self.move_type]

    @api.depends("partner_id", "commercial_partner_id")
    def _compute_acct_link_names(self):
        for move in self:
            partner = move.partner_id
            move.acct_link_name_on_invoice = partner.name or move.commercial_partner_id.name
            is_person = partner != move.commercial_partner_id and not partner.is_company
            move.acct_link_recipient = partner.name if is_person else False

    # === ACTIONS === #

    def _acct_link_take(self):
        """Hold these documents and make sure that each may be batched or set aside.

        :raises UserError: naming those that may not, and why
        """
        self.env["acct.link.batch"]._check_user(self)
        if not self:
            raise UserError(self.env._("Select one document at least."))
        self.sudo().lock_for_update(allow_referencing=True)
        # A lock alone lets somebody in whose snapshot is older than our commit; a change does not.
        self.env.cr.execute(
            SQL("UPDATE account_move SET write_date = write_date WHERE id IN %s", tuple(self.ids))
        )
        others = self.filtered(lambda move: move.acct_link_state != "available")
        if others:
            states = dict(self._fields["acct_link_state"]._description_selection(self.env))
            reasons = [
                f"{move.name or move.display_name}: "
                f"{states.get(move.acct_link_state) or move._acct_link_why_not()}"
                for move in others[:20]
            ]
            raise UserError(
                self.env._(
                    "%(count)s of the selected documents cannot be taken. Leave them out of the "
                    "selection:\n%(reasons)s",
                    count=len(others),
                    reasons="\n".join(reasons),
                )
            )

    def _acct_link_why_not(self):
        """Why a document is not offered. :return: str"""
        self.ensure_one()
        interface = self.company_id._get_acct_link_interface()
        if self.move_type not in KINDS:
            return self.env._("not an invoice or credit note for a customer")
        if self.state != "posted":
            return self.env._("not posted")
        if self.currency_id.is_zero(self.amount_total):
            return self.env._("its total is zero")
        if not interface:
            return self.env._("the office %(name)s uses no interface", name=self.company_id.name)
        return self.env._(
            "dated before the start date %(date)s of the interface",
            date=interface.start_date,
        )

    def action_acct_link_batch(self):
        """Put the selected documents in a new batch, one for each interface, and open it."""
        self._acct_link_take()
        return self.env["acct.link.batch"]._create_from_moves(self)._get_records_action()

    def action_acct_link_park(self):
        """Ask for a reason, then set the selected documents aside."""
        self.env["acct.link.batch"]._check_user(self)
        kind = self.env.context.get("acct_link_kind", "parked")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Park") if kind == "parked" else self.env._("Already in the Books"),
            "res_model": "acct.link.park",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": self.ids, "default_kind": kind},
        }

    def action_acct_link_unpark(self):
        parkings = self.env["acct.link.parking"].search([("move_id", "in", self.ids)])
        return parkings.action_unpark()

    def action_acct_link_open_batch(self):
        self.ensure_one()
        return self.acct_link_batch_id._get_records_action()

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
                        "%(numbers)s: being sent to the accounting system at this moment. Try "
                        "again when the upload is through.",
                        numbers=", ".join(busy.mapped("number")),
                    )
                )
            if self.env.context.get("acct_link_ask"):
                return self._acct_link_ask_reset()
        return super().button_draft()

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
