"""An interface that is signed in to the stand-in for QuickBooks Online; in New Zealand, where no
other country is named.
"""

import requests
from common_walk import WalkCommon

from odoo import Command, fields
from odoo.tests.common import _super_send

from sandbox.qbo import CLIENT_ID, CLIENT_SECRET, NZ_REALM, start

GENEROUS = {"second_limit": 1_000_000, "minute_limit": 1_000_000}
PDF = b"%PDF-1.7 not a real one, but bytes \x00\xff"
SALES = {"invoice": "Invoice", "credit_note": "CreditMemo"}


class QboCommon(WalkCommon):
    pulls_codes = True
    country_code = "NZ"
    realm, company_name = NZ_REALM, "QBO NZ Ltd"

    @classmethod
    def _request_handler(cls, session, request, /, **values):
        """Odoo's own takes no pair of time-outs, and conftest.py guards the way out."""
        return _super_send(session, request, **values)

    @classmethod
    def setUpClass(cls):
        super(WalkCommon, cls).setUpClass()  # that of Xero stays closed
        cls.server = start(**GENEROUS)
        cls.addClassCleanup(cls.server.stop)
        cls.account = cls.company_data["default_account_revenue"]
        cls.tax = cls.company_data["default_tax_sale"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.purchase_tax = cls.company_data["default_tax_purchase"]
        cls.customer = cls.env["res.partner"].create({"name": "Kowhai Office"})
        cls.supplier = cls.env["res.partner"].create({"name": "Acme Timber"})
        cls.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost:8069")
        cls.interface = cls.create_interface()
        cls.sign_in()
        cls.pull_codes()

    def setUp(self):
        super(WalkCommon, self).setUp()
        self.addCleanup(self.assertNoMisuse)
        self.control("reset", {})
        self.control("settings", GENEROUS)
        self.sign_in()

    @classmethod
    def create_interface(cls):
        return cls.env["acct.link.interface"].create(
            {
                "name": "To the stand-in",
                "connector": "qbo",
                "company_id": cls.env.company.id,
                "office_ids": [Command.set(cls.env.company.ids)],
                "start_date": "2020-01-01",
                "contact_policy": "add",
                "answer_timeout": 2,
                "send_bills": True,
                "oauth_client_id": CLIENT_ID,
                "oauth_client_secret": CLIENT_SECRET,
                **{f"qbo_{name}_url": cls.server.url for name in ("api", "login", "token")},
                "qbo_revoke_url": cls.server.url,
            }
        )

    @classmethod
    def sign_in(cls):
        cls.interface.write({"remote_org_id": cls.realm, "remote_org_name": cls.company_name})
        tokens = cls.control("tokens", {"tenant": cls.realm})
        expires = fields.Datetime.add(fields.Datetime.now(), seconds=tokens["expires_in"])
        cls.interface._get_token().write(
            {
                "access_token": tokens["access_token"],
                "refresh_token": tokens["refresh_token"],
                "expires_at": expires,
            }
        )
        cls.env.flush_all()

    @classmethod
    def pull_codes(cls):
        with cls.registry_test_mode():
            cls.interface.action_pull_codes()
        cls.link("account_map", cls.account, "remote_account_id", cls.named("account", "Design"))
        bought = cls.named("account", "Office expenses")
        cls.link("account_map", cls.expense, "link_purchase_account_id", bought)
        cls.link_taxes()

    @classmethod
    def link_taxes(cls):
        cls.link("tax_map", cls.tax, "remote_tax_id", cls.named("tax", "15% GST on sales"))
        gst = cls.named("tax", "15% GST on purchases")
        cls.link("tax_map", cls.purchase_tax, "remote_tax_id", gst)
        for row in cls.interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id):
            row.remote_tax_id = cls.named("tax", "Zero-rated")

    @classmethod
    def named(cls, kind, name):
        [record] = cls.interface[f"{kind}_ids"].filtered(lambda each: each.name == name)
        return record

    @classmethod
    def link(cls, rows, record, field, code):
        """Link an account or tax of Odoo; its row is there already, or is added."""
        kind = rows.partition("_")[0]
        row = cls.interface[f"{rows}_ids"].filtered(lambda row: row[f"{kind}_id"] == record)
        if not row:
            row = row.create({f"{kind}_id": record.id, "interface_id": cls.interface.id})
        row[field] = code

    # === THE STAND-IN === #

    def fault(self, kind, path, method="POST", **values):
        path = rf"/v3/company/\d+/{path}$"
        self.control("faults", {"kind": kind, "method": method, "path": path, **values})

    def bookkeeper(self, action, **values):
        self.control("bookkeeper", {"tenant": self.realm, "action": action, **values})

    def there(self, remote_id):
        """What the bookkeeper has to name of a document: {entity, id}."""
        entity, _colon, id_ = remote_id.partition(":")
        return {"entity": entity, "id": id_}

    def books(self, part):
        return self.control("books")[self.realm][part]

    def row(self, remote_id):
        """The row of an id, or None."""
        entity, _colon, id_ = remote_id.partition(":")
        return next((row for row in self.books(entity) if row["Id"] == id_), None)

    def calls(self, method, path):
        return [
            call
            for call in self.control("calls")["calls"]
            if call["method"] == method and call["path"] == f"/v3/company/{self.realm}/{path}"
        ]

    def assertNoMisuse(self):
        """Nothing was done that no client should do."""
        url = f"{self.server.url}/_sandbox/violations"
        self.assertEqual(requests.get(url, timeout=10).json(), [])

    # === ODOO === #

    def bill(self, move_type="in_invoice", ref="S-1", price=100, **vals):
        line = {
            "name": "Ink",
            "quantity": 3,
            "price_unit": price,
            "account_id": self.expense.id,
            "tax_ids": [Command.set(self.purchase_tax.ids)],
        }
        return self.invoice(
            move_type=move_type,
            partner=self.supplier,
            ref=ref,
            invoice_line_ids=[Command.create(line)],
            **vals,
        )

    def operations(self, operation=None):
        operations = self.env["acct.link.operation"].search([])
        return operations.filtered(lambda each: not operation or each.operation == operation)

    def let_time_pass(self):
        super().let_time_pass()
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        self.env["acct.link.operation"].sudo().search([("next_try", "!=", False)]).next_try = past

    # === PULLS === #

    def register_payments(self):
        journal = self.company_data["default_journal_bank"]
        journals = {"office_id": self.env.company.id, "payment_journal_id": journal.id}
        self.interface.write(
            {"register_payments": True, "journal_map_ids": [Command.create(journals)]}
        )

    def pull(self, resource="documents"):
        """Press "Now" and run the scheduled action as the server does. :return: the run"""
        self.interface.pull_ids.filtered(lambda pull: pull.resource == resource).action_pull_now()
        self.run_puller()
        return self.env["acct.link.pull.run"].search([("resource", "=", resource)], limit=1)

    def run_puller(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id, su=True)[
                "acct.link.puller"
            ]._cron_pull()
        self.env.invalidate_all()
