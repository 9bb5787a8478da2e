from odoo import fields, models
from odoo.fields import NO_ACCESS

ADMINISTRATOR = "acct_link_batch.group_acct_link_administrator"
# An address that is turned elsewhere is sent the key, which no administrator of the link may read.
SYSTEM = "base.group_system"


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    connector = fields.Selection(
        selection_add=[("ledger", "Ledger")],
        # The history of the batches outlives the connector.
        ondelete={"ledger": lambda interfaces: interfaces._retire()},
    )
    ledger_url = fields.Char(
        string="Ledger Address", default="https://ledger.example.com", groups=SYSTEM, copy=False
    )
    ledger_books = fields.Char(copy=False, groups=ADMINISTRATOR)
    ledger_key = fields.Char(
        compute="_compute_ledger_key",
        inverse="_inverse_ledger_key",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    # In clear, as it opens a stand-in; acct_link_oauth shows how a firm's secrets are kept.
    ledger_stored_key = fields.Char(groups=NO_ACCESS, copy=False)

    def _compute_ledger_key(self):
        """The key goes one way only."""
        self.ledger_key = False

    def _inverse_ledger_key(self):
        for interface in self.filtered("ledger_key"):
            interface.sudo().ledger_stored_key = interface.ledger_key
        # Or the form would get it back as the answer to Save.
        self.invalidate_recordset(["ledger_key"])

    def action_ledger_connect(self):
        """Ask the ledger for the name of its books, and tie the interface to them."""
        self.ensure_one()
        self._check_administrator()
        connector = self._connector()
        with connector._format_errors(self):
            self.write(
                {
                    "remote_org_id": self.ledger_books,
                    **next(iter(connector._pull(self, "file"))),
                }
            )
        return True

    def action_pull_codes(self):
        ledgers = self.filtered(lambda interface: interface.connector == "ledger")
        for interface in ledgers:
            with interface._connector()._format_errors(interface):
                super(AcctLinkInterface, interface).action_pull_codes()
        return super(AcctLinkInterface, self - ledgers).action_pull_codes()
