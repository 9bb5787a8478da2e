from odoo import api, models


class AcctLinkDocumentCode(models.AbstractModel):
    _inherit = "acct.link.document.code"

    @api.model
    def _get_mappings(self, interface, moves):
        """A file may carry Odoo's own account codes. Nothing is kept: a check builds documents,
        too.
        """
        mappings = super()._get_mappings(interface, moves)
        if interface.connector == "csv" and interface.csv_own_codes:
            groups = self.env["account.move.line"]._read_group(
                [("move_id", "in", moves.ids), ("display_type", "=", "product")], ["account_id"]
            )
            unlinked = [row for (row,) in groups if not mappings.accounts.get(row.id)]
            accounts = self.env["account.account"].union(*unlinked)
            mappings.accounts.update(interface._csv_get_own_codes(accounts))
        return mappings

    @api.model
    def _find_item_code(self, interface, code, items, for_bills):
        """Nobody can be asked for the items there: the file carries what the product has here."""
        if interface.connector == "csv":
            return code
        return super()._find_item_code(interface, code, items, for_bills)
