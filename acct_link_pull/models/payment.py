from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.problem import Problem

# What is set against a document in the accounting system, and what became of it here:
#
#   open -> registered      a payment here, or set against the credit note here
#   open -> settled         a person says that it is here already
#   registered -> open      it was cancelled here, or cannot be undone without a person
#   open, registered, settled -> undone     it was deleted there
#   undone -> open          it is there again
STATES = [
    ("open", "To be settled"),
    ("registered", "Registered"),
    ("settled", "Settled by hand"),
    ("undone", "Deleted there"),
]
# Problems of what stands here and is gone there.
KEPT = {"payment_reconciled", "payment_elsewhere", "payment_undo_refused"}
SOURCES = [
    ("payment", "Payment"),
    ("credit_note", "Credit note"),
    ("overpayment", "Overpayment"),
    ("prepayment", "Prepayment"),
]


class AcctLinkPayment(models.Model):
    _name = "acct.link.payment"
    _description = "Payment in the Accounting System"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin", "acct.link.moved.mixin"]
    _order = "state, id desc"
    _rec_name = "number"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="restrict"
    )
    remote_org_id = fields.Char(string="Accounts File ID", required=True, readonly=True)
    document_remote_id = fields.Char(required=True, readonly=True)
    remote_id = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", string="Office", required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Document", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    number = fields.Char(related="move_id.name")
    partner_id = fields.Many2one(related="move_id.commercial_partner_id", string="Customer")
    source = fields.Selection(SOURCES, required=True, readonly=True)
    source_number = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    rate = fields.Float(
        digits=0, readonly=True, help="Of one unit of the books' currency; 0: the books say none."
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    payment_id = fields.Many2one(
        "account.payment", string="Payment here", readonly=True, index="btree_not_null"
    )
    credit_note_id = fields.Many2one(
        "account.move", string="Credit note here", readonly=True, index="btree_not_null"
    )

    _remote_uniq = models.UniqueIndex(
        "(remote_org_id, document_remote_id, remote_id)", "This payment is known already."
    )

    def action_try_again(self):
        """open -> registered, if what stood in the way is mended."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.sudo().filtered(lambda row: row.state == "open")
        if not rows:
            raise UserError(self.env._("None of these payments is open."))
        rows.lock_for_update()
        self.env["acct.link.payment.sync"].sudo()._register_rows(rows)
        return True

    def action_settle(self):
        """open -> settled, by a person who knows that it is here already."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.sudo()
        rows.lock_for_update()
        if any(row.state != "open" for row in rows):
            raise UserError(self.env._("Only open payments can be marked as settled."))
        rows.write({"state": "settled", "problems": False})
        for row in rows:
            row.move_id.with_user(self.env.user).sudo().message_post(
                body=self.env._(
                    "%(amount)s paid in %(system)s on %(date)s was marked as settled by hand.",
                    amount=row.currency_id.format(row.amount),
                    system=row._get_system_name(),
                    date=fields.Date.to_string(row.date),
                )
            )
        return True

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    def action_open_here(self):
        self.ensure_one()
        self.check_access("read")
        return (self.payment_id or self.credit_note_id)._get_records_action()

    def _is_here(self):
        """Whether what was registered still stands in Odoo."""
        self.ensure_one()
        if self.source == "credit_note" and self.credit_note_id:
            return bool(self._get_partials(self.credit_note_id))
        return bool(self.payment_id) and self.payment_id.state in ("in_process", "paid")

    def _is_loose(self):
        """Whether what was registered still stands here, but is matched with nothing, while the
        document is open.
        """
        payment = self.payment_id
        return bool(
            self.state == "registered"
            and self.move_id.state == "posted"
            and self.move_id.amount_residual
            and payment
            and self._is_here()
            and not self._get_partials(payment.move_id)
            and self._get_open_lines(payment.move_id)
        )

    def _was_registered(self):
        """Whether the link has made what stands here, even if a person has to look at it now."""
        codes = {problem.code for problem in self._get_problems()}
        return self.state == "registered" or bool(codes & KEPT)

    def _get_partials(self, note):
        """:return: account.partial.reconcile between the document and a credit note or the entry of
        a payment
        """
        ours, theirs = self.move_id.line_ids, note.line_ids
        partials = ours.matched_debit_ids | ours.matched_credit_ids
        return partials.filtered(
            lambda partial: partial.debit_move_id in theirs or partial.credit_move_id in theirs
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if any(row.state == "registered" for row in self):
            raise UserError(self.env._("A registered payment stays: it is the proof of it."))

    # === WHAT THE MIRROR ASKS === #

    def _leave_open(self, problem):
        self.write({"state": "open", "problems": self._prepare_problems([problem])})

    def _is_unchanged(self, applied):
        """:param applied: incoming.Applied"""
        self.ensure_one()
        return self.currency_id.compare_amounts(self.amount, float(applied.amount)) == 0

    def _is_settled(self):
        """Whether nothing is left to do; what was registered and is gone here is left open."""
        if self.state == "registered" and not self._is_here():
            self._leave_open(Problem("payment_gone_here"))
        waits = {"payment_gone_here", "payment_not_ours", "payment_set_off_differs", *KEPT}
        codes = {problem.code for problem in self._get_problems()} if self else set()
        return self.state in ("registered", "settled") or bool(codes & waits)

    def _get_open_lines(self, move=None):
        """:return: account.move.line of the document (or of another one) with something open"""
        move = move or self.move_id
        return move.line_ids.filtered(
            lambda line: (
                line.account_id.account_type in ("asset_receivable", "liability_payable")
                and not line.reconciled
            )
        )

    def _find_note(self):
        """:return: account.move, the credit note here that was set against the document there"""
        self.ensure_one()
        line = self.env["acct.link.batch.line"].search(
            [
                ("remote_org_id", "=", self.remote_org_id),
                ("remote_id", "=", self.remote_id),
                ("state", "=", "uploaded"),
            ],
            limit=1,
        )
        move = (
            line.move_id
            or self.env["acct.link.bill"]
            .search(
                [("remote_org_id", "=", self.remote_org_id), ("remote_id", "=", self.remote_id)]
            )
            .move_id
        )
        return move.filtered(lambda move: move.state == "posted")

    def _get_obstacle(self):
        """:return: Problem that keeps it from being registered, or None"""
        self.ensure_one()
        move = self.move_id
        number = {"number": move.name or ""}
        if move.state != "posted":
            return Problem("payment_not_posted", number)
        note = self._find_note() if self.source == "credit_note" else None
        if not note and not self.env["acct.link.journal.map"]._get_row(
            self.interface_id, self.company_id
        ):
            record = ("acct.link.interface", self.interface_id.id)
            return Problem("payment_no_journal", {"office": self.company_id.name}, record)
        if not note and not self._has_rate():
            values = {**number, "currency": self.currency_id.name, "date": str(self.date)}
            record = (self.currency_id._name, self.currency_id.id)
            return Problem("incoming_rate_missing", values, record)
        rest = abs(sum(self._get_open_lines().mapped("amount_residual_currency")))
        if note and (partials := self._get_partials(note)):
            # Odoo or a person has matched the two already: as much as there, or it is asked for.
            matched = sum(partials.mapped("debit_amount_currency"))
            if self.currency_id.compare_amounts(self.amount, matched) == 0:
                return None
            values = {
                **number,
                "note": note.name,
                "theirs": f"{self.currency_id.name} {self.amount:.2f}",
                "ours": f"{self.currency_id.name} {matched:.2f}",
            }
            return Problem("payment_set_off_differs", values, ("account.move", move.id))
        if self.currency_id.compare_amounts(self.amount, rest) > 0:
            values = {
                **number,
                "amount": f"{self.currency_id.name} {self.amount:.2f}",
                "open": f"{self.currency_id.name} {rest:.2f}",
            }
            return Problem("payment_too_much", values, ("account.move", move.id))
        return None

    # === THE RATE === #

    def _get_rate(self):
        """The rate of the payment in the books; what was set off without one has that of the
        document.

        :return: float, 0 where Odoo's own rate of the day has to do
        """
        if self.rate and self.interface_id.remote_currency == self.company_id.currency_id.name:
            return self.rate
        return 0.0 if self.source == "payment" else self.move_id.invoice_currency_rate

    def _has_rate(self):
        Rate = self.env["acct.link.rate"]
        return bool(self._get_rate()) or Rate._is_known(
            self.currency_id, self.company_id, self.date
        )

    def _get_company_amount(self):
        """What it is worth in the currency of the office. With the rate of its document, it is just
        that part of what is open: no difference of exchange is made up.

        :return: float, None where Odoo's own rate counts
        """
        home, rate, move = self.company_id.currency_id, self._get_rate(), self.move_id
        if self.currency_id == home or not rate:
            return None
        lines = self._get_open_lines()
        rest = abs(sum(lines.mapped("amount_residual_currency")))
        if rest and round(rate, 6) == round(move.invoice_currency_rate, 6):
            return home.round(abs(sum(lines.mapped("amount_residual"))) * self.amount / rest)
        return home.round(self.amount / rate)

    def _get_entry(self):
        return self.payment_id.move_id

    def _get_memo(self):
        """What the payment says in Odoo: the reference there, or what was set off."""
        self.ensure_one()
        system = self._get_system_name()
        labels = dict(self._fields["source"]._description_selection(self.env))
        if self.source == "payment":
            return self.reference or self.env._(
                "%(number)s, paid in %(system)s", number=self.move_id.name, system=system
            )
        return self.env._(
            "%(number)s: %(credit)s %(credit_number)s set off in %(system)s",
            number=self.move_id.name,
            credit=labels[self.source],
            credit_number=self.source_number or "",
            system=system,
        )
