from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.acct_link_batch.lib.problem import Problem


class AcctLinkPaymentSyncRegister(models.AbstractModel):
    """The entries behind `acct.link.payment.sync`: payments, sets-off, and how they are undone."""

    _name = "acct.link.payment.sync.register"
    _description = "Entries of Mirrored Payments"

    # === PAYMENTS === #

    @api.model
    def _register_payments(self, rows):
        """open -> registered, as payments of the office that are matched with their documents.

        :param rows: acct.link.payment of one office, no document twice
        """
        payments = (
            self.env["account.payment"]
            .with_context(skip_invoice_sync=True)
            .create([self._prepare_payment_vals(row) for row in rows])
        )
        payments.action_post()
        plan = []
        for row, payment in zip(rows, payments, strict=True):
            theirs = payment.move_id.line_ids
            for ours in row._get_open_lines().grouped("account_id").values():
                plan.append(
                    ours | theirs.filtered_domain([("account_id", "=", ours.account_id.id)])
                )
        self.env["account.move.line"]._reconcile_plan(plan)
        for row, payment in zip(rows, payments, strict=True):
            row.write({"state": "registered", "payment_id": payment.id})
            row._note_moved()
            row.problems = row._prepare_problems(row._get_moved_problems())

    @api.model
    def _prepare_payment_vals(self, row):
        """:return: values of account.payment, as Odoo's own wizard makes them"""
        move = row.move_id
        journals = self.env["acct.link.journal.map"]._get_row(row.interface_id, row.company_id)
        journal = journals.payment_journal_id
        if row.source != "payment":
            journal = journals.credit_journal_id or journal
        vals = {
            "payment_type": "inbound" if move.is_inbound() else "outbound",
            "partner_type": "customer" if move.is_sale_document(True) else "supplier",
            "partner_id": move.commercial_partner_id.id,
            "company_id": row.company_id.id,
            "journal_id": journal.id,
            "currency_id": row.currency_id.id,
            "amount": row.amount,
            "date": row.date,
            "memo": row._get_memo(),
            "destination_account_id": row._get_open_lines()[:1].account_id.id,
        }
        company_amount = row._get_company_amount()
        if company_amount is not None:
            vals["force_balance"] = company_amount
        if journals.payment_account_id:
            vals["outstanding_account_id"] = journals.payment_account_id.id
        return vals

    @api.model
    def _match_again(self, row):
        """A document that was reset to draft and posted again has lost what was matched with it."""
        theirs = row._get_open_lines(row.payment_id.move_id)
        for account, ours in row._get_open_lines().grouped("account_id").items():
            (ours | theirs.filtered(lambda line, a=account: line.account_id == a)).reconcile()

    # === CREDIT NOTES === #

    @api.model
    def _register_notes(self, rows):
        """open -> registered, by matching the credit note here with the document, as much of it as
        there.
        """
        for row in rows:
            row.credit_note_id = row._find_note()
            # Odoo has matched the two already when it made the one from the other.
            if not row._get_partials(row.credit_note_id):
                self._set_off(row)
            row.write({"state": "registered", "problems": False})

    @api.model
    def _set_off(self, row):
        ours = row._get_open_lines()
        theirs = row._get_open_lines(row.credit_note_id).filtered(
            lambda line: line.account_id in ours.account_id
        )
        rests = [abs(sum(lines.mapped("amount_residual_currency"))) for lines in (ours, theirs)]
        if row.currency_id.compare_amounts(row.amount, min(rests)) == 0:
            (ours + theirs).reconcile()
            return
        self._set_off_in_part(row, ours, theirs)

    @api.model
    def _set_off_in_part(self, row, ours, theirs):
        """Odoo matches as much as it can; a part of it has to be made by hand."""
        left = row.amount
        for our_line in ours:
            for their_line in theirs:
                amount = min(
                    left,
                    abs(our_line.amount_residual_currency),
                    abs(their_line.amount_residual_currency),
                )
                if row.currency_id.is_zero(amount):
                    continue
                debit, credit = sorted(our_line + their_line, key=lambda line: -line.balance)
                share = amount / abs(debit.amount_residual_currency)
                company_amount = row.company_id.currency_id.round(
                    abs(debit.amount_residual) * share
                )
                self.env["account.partial.reconcile"].create(
                    {
                        "debit_move_id": debit.id,
                        "credit_move_id": credit.id,
                        "amount": company_amount,
                        "debit_amount_currency": amount,
                        "credit_amount_currency": amount,
                    }
                )
                left -= amount

    # === UNDOING === #

    @api.model
    def _undo(self, row):
        """open, registered, settled -> undone: it is gone there. What a person has built on it
        here stays for a person.
        """
        if row._was_registered() and row._is_here():
            if problem := self._get_undo_obstacle(row):
                row._leave_open(problem)
                return
            try:
                with self.env.cr.savepoint():
                    self._take_back(row)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:
                values = {"number": row.move_id.name, "message": str(error)}
                row._leave_open(Problem("payment_undo_refused", values))
                return
        row.write({"state": "undone", "problems": False})

    @api.model
    def _get_undo_obstacle(self, row):
        """:return: Problem, or None"""
        payment = row.payment_id
        if payment.reconciled_statement_line_ids:
            return Problem("payment_reconciled", {}, ("account.payment", payment.id))
        lines = payment.move_id.line_ids
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        others = (partials.debit_move_id | partials.credit_move_id).move_id
        if others - payment.move_id - row.move_id - partials.exchange_move_id:
            return Problem("payment_elsewhere", {}, ("account.payment", payment.id))
        return None

    @api.model
    def _take_back(self, row):
        if row.credit_note_id:
            row._get_partials(row.credit_note_id).unlink()
            return
        payment = row.payment_id.with_company(row.company_id)
        payment.action_draft()
        payment.action_cancel()
