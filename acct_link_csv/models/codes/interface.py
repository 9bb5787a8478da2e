from odoo import fields, models


class AcctLinkInterface(models.Model):
    """Codes of the books that are called as Odoo calls its accounts."""

    _inherit = "acct.link.interface"

    csv_own_codes = fields.Boolean(
        string="Use Odoo's Account Codes",
        tracking=True,
        help="The accounting system has the same chart of accounts: codes are taken as they are.",
    )

    def _csv_get_own_codes(self, accounts):
        """The codes that are called as Odoo calls its accounts.

        :param accounts: account.account
        :return: {account id: acct.link.account}, a new one, that is nowhere kept, where there is
            none; accounts without a code are left out
        """
        self.ensure_one()
        company = self._get_offices()[:1] or self.company_id
        # An archived code is a code: its documents stop, and say so.
        codes = self.sudo().with_context(active_test=False).account_ids
        by_code = {code.code: code for code in codes.sorted("active")}
        found = {}
        for account in accounts.sudo().with_company(company.root_id):
            if account.code:
                found[account.id] = by_code.get(account.code) or codes.new(
                    {"interface_id": self.id, "code": account.code, "name": account.name}
                )
        return found

    def _csv_take_accounts(self, accounts):
        """Link accounts that are linked to nothing to codes of the same name as their own."""
        self.ensure_one()
        rows = self.env["acct.link.account.map"].sudo().search([("interface_id", "=", self.id)])
        by_account = {row.account_id: row for row in rows}
        own, made = self._csv_get_own_codes(accounts), {}
        for account in accounts:
            row, code = by_account.get(account), own.get(account.id)
            if not code or (row and row.remote_account_id):
                continue
            if not code.id:
                vals = {"interface_id": self.id, "code": code.code, "name": code.name}
                if code.code not in made:
                    made[code.code] = code.create(vals)
                code = made[code.code]
            if row:
                row.remote_account_id = code
            else:
                rows.create(
                    {
                        "interface_id": self.id,
                        "account_id": account.id,
                        "remote_account_id": code.id,
                    }
                )

    def _get_unlinked_accounts(self):
        """Those that have a code of their own need no link."""
        rows = super()._get_unlinked_accounts()
        if self.connector != "csv" or not self.csv_own_codes:
            return rows
        own = self._csv_get_own_codes(rows.account_id)
        return rows.filtered(lambda row: row.account_id.id not in own)

    def _has_accounts(self):
        own = self.connector == "csv" and self.csv_own_codes
        return own or super()._has_accounts()

    def action_suggest_mappings(self):
        result = super().action_suggest_mappings()
        for interface in self.filtered(lambda each: each.connector == "csv" and each.csv_own_codes):
            interface._csv_take_accounts(interface.account_map_ids.account_id)
        return result
