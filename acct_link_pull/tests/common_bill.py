"""What was pulled of bills that somebody entered in the books."""

from odoo.addons.acct_link_batch.lib.document import BILL
from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon


class BillCommon(PurchaseCommon):
    def _known_bill(self, **vals):
        """What was pulled of a bill that somebody entered in the books."""
        return (
            self.env["acct.link.bill"]
            .sudo()
            .create(
                {
                    "interface_id": self.interface.id,
                    "remote_org_id": self.interface.remote_org_id,
                    "remote_id": "B-1",
                    "company_id": self.env.company.id,
                    "kind": BILL,
                    "number": "S-1",
                    "contact": "C-Tui",
                    **vals,
                }
            )
        )
