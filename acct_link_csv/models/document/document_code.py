from odoo import api, models


class AcctLinkDocumentCode(models.AbstractModel):
    _inherit = "acct.link.document.code"

    @api.model
    def _get_links(self, interface, moves):
        """A file may carry Odoo's own account codes. Nothing is kept: a check builds documents,
        too.
        """
        links = super()._get_links(interface, moves)
        if interface.connector == "csv" and interface.csv_own_codes:
            groups = self.env["account.move.line"]._read_group(
                [("move_id", "in", moves.ids), ("display_type", "=", "product")], ["account_id"]
            )
            unlinked = [row for (row,) in groups if not links.accounts.get(row.id)]
            accounts = self.env["account.account"].union(*unlinked)
            links.accounts.update(interface._csv_get_own_codes(accounts))
        return links
