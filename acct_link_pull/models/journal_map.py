from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AcctLinkJournalMap(models.Model):
    """Which journals of an office take what was paid in the accounting system."""

    _name = "acct.link.journal.map"
    _description = "Journals for Payments"
    _inherit = ["acct.link.map.mixin"]
    _order = "office_id, id"

    office_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        string="Payments",
        required=True,
        ondelete="restrict",
        domain="[('company_id', 'parent_of', office_id), ('type', 'in', ('bank', 'cash'))]",
        help="Where payments of the accounting system are registered.",
    )
    payment_account_id = fields.Many2one(
        "account.account",
        string="Account",
        ondelete="restrict",
        domain="[('company_ids', 'parent_of', office_id)]",
        help="Where the money stands until the bank statement says so; empty: the journal's own.",
    )
    credit_journal_id = fields.Many2one(
        "account.journal",
        string="Other Credits",
        ondelete="restrict",
        domain="[('company_id', 'parent_of', office_id), ('type', 'in', ('bank', 'cash'))]",
        help="Where overpayments, prepayments and credit notes that are not in Odoo are registered "
        "when they are set against an invoice; empty: as payments.",
    )

    _office_uniq = models.UniqueIndex(
        "(interface_id, office_id)", "This office has its journals already."
    )

    @api.constrains("office_id", "payment_journal_id", "credit_journal_id", "payment_account_id")
    def _check_companies(self):
        for row in self.sudo():
            allowed = row.office_id.parent_ids
            journals = row.payment_journal_id | row.credit_journal_id
            account = row.payment_account_id
            if journals.company_id - allowed or (account and not account.company_ids & allowed):
                raise ValidationError(
                    self.env._("The journals and the account have to be those of the office.")
                )

    @api.model
    def _get_row(self, interface, company):
        """:return: the journals of an office, else those of the nearest company above it"""
        rows = {row.office_id: row for row in interface.sudo().journal_map_ids}
        for office in reversed(company.sudo().parent_ids):
            if office in rows:
                return rows[office]
        return self.browse()
