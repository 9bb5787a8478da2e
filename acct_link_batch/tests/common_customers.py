"""Two customers under a rule of names, and the contacts that they may lead to."""

from ..lib.outcome import Contact
from .common import AcctLinkCommon


class CustomersCommon(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.rimu, self.totara = self.env["res.partner"].create(
            [{"name": "Rimu Ltd"}, {"name": "Totara Ltd"}]
        )
        self.books.contacts |= {
            name: Contact(f"C-{name}", name)
            for name in ("Rimu Ltd", "Totara Ltd", "Rimu Trading", "J-RIMU")
        }
        self.interface.match_rule = "invoice_name"
