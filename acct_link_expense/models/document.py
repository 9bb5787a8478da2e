from dataclasses import replace

from odoo import api, models

from odoo.addons.acct_link_batch.lib.document import EXPENSES
from odoo.addons.acct_link_batch.lib.problem import Problem

from .interface import PAYING


class AcctLinkDocument(models.AbstractModel):
    _inherit = "acct.link.document"

    @api.model
    def _prepare_document(self, interface, line, contacts, mappings, problems):
        document = super()._prepare_document(interface, line, contacts, mappings, problems)
        if line.kind not in EXPENSES:
            return document
        account = line.move_id.sudo().acct_link_paid_from_id
        if problem := self._check_paid_from(interface, line.move_id, account):
            problems.append(problem)
            return None
        return document and replace(document, paid_from=account.remote_id, paid_by=account.role)

    @api.model
    def _check_paid_from(self, interface, move, account):
        """:param account: acct.link.account; :return: Problem, or None"""
        values = {"number": move.name or ""}
        if not account:
            return Problem("expense_account_missing", values)
        values["account"] = account.display_name
        if not account.active or account.role not in PAYING:
            return Problem("expense_account_gone", values)
        # An account in the books' own currency pays in any.
        own = interface._get_books_currency(move.company_id)
        if account.currency not in (False, own, move.currency_id.name):
            values.update(currency=move.currency_id.name, other=account.currency)
            return Problem("expense_account_currency", values)
        return None
