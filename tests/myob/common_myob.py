"""An interface that is signed in to the stand-in for MYOB, in New Zealand."""

import requests
from common_walk import WalkCommon

from odoo import Command, fields
from odoo.tests.common import _super_send

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from sandbox.myob import API_KEY, API_SECRET, NZ_FILE, start

GENEROUS = {"second_limit": 1_000_000}
PDF = b"%PDF-1.7 not a real one, but bytes \x00\xff"
# Where the stand-in shows what is read at a route.
SALES, PURCHASES, SPENT = "Invoice", "Bill", "SpendMoneyTxn"


class MyobCommon(WalkCommon):
    pulls_codes = True

    @classmethod
    def _request_handler(cls, session, request, /, **values):
        """Odoo's own takes no pair of time-outs, and conftest.py guards the way out."""
        return _super_send(session, request, **values)

    @classmethod
    @AccountTestInvoicingCommon.setup_country("nz")
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
                "connector": "myob",
                "company_id": cls.env.company.id,
                "office_ids": [Command.set(cls.env.company.ids)],
                "start_date": "2020-01-01",
                "contact_policy": "add",
                "answer_timeout": 2,
                "send_bills": True,
                "myob_calls_a_second": 1000,  # the pace has a test of its own
                "oauth_client_id": API_KEY,
                "oauth_client_secret": API_SECRET,
                **{f"myob_{name}_url": cls.server.url for name in ("api", "login")},
            }
        )

    @classmethod
    def sign_in(cls):
        cls.interface.write({"remote_org_id": NZ_FILE, "remote_org_name": "MYOB NZ Ltd"})
        tokens = cls.control("tokens", {"tenant": NZ_FILE})
        expires = fields.Datetime.add(fields.Datetime.now(), seconds=int(tokens["expires_in"]))
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
        cls.interface.default_account_id = cls.code("account", "4-1100")
        cls.interface.default_purchase_account_id = cls.code("account", "6-1100")
        for tax in (cls.tax, cls.purchase_tax):
            cls.link(tax, "S15")
        for row in cls.interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id):
            row.remote_tax_id = cls.code("tax", "N-T")

    @classmethod
    def link(cls, tax, code):
        """Its row is there already, or is added."""
        row = cls.interface.tax_map_ids.filtered(lambda row: row.tax_id == tax)
        if not row:
            row = row.create({"tax_id": tax.id, "interface_id": cls.interface.id})
        row.remote_tax_id = cls.code("tax", code)

    # === THE STAND-IN === #

    def fault(self, kind, path, method="POST", **values):
        """:param path: pattern of what stands below the company file"""
        path = rf"/accountright/[0-9a-f-]+/{path}$"
        self.control("faults", {"kind": kind, "method": method, "path": path, **values})

    def bookkeeper(self, action, **values):
        self.control("bookkeeper", {"tenant": NZ_FILE, "action": action, **values})

    def books(self, part):
        return self.control("books")[NZ_FILE][part]

    def row(self, line):
        """What the books hold of a document, or None. :param line: acct.link.batch.line"""
        part = SPENT if line.kind == "expense" else SALES
        part = PURCHASES if line.kind in ("bill", "vendor_credit") else part
        return next((row for row in self.books(part) if row["UID"] == line.remote_id), None)

    def calls(self, method, path=""):
        """:param path: what it begins with, below the company file"""
        return [
            call
            for call in self.control("calls")["calls"]
            if call["method"] == method
            and call["path"].startswith(f"/accountright/{NZ_FILE}/{path}")
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

    def send_as_expense(self, move, paid_from="1-1110"):
        move.acct_link_send_as = "expense"
        move.acct_link_paid_from_id = self.code("account", paid_from)
        return move

    def attach_paper(self, move, name="paper.pdf"):
        """What the supplier of a bill sent."""
        values = {"name": name, "raw": PDF, "mimetype": "application/pdf"}
        attachment = self.env["ir.attachment"].create(
            {**values, "res_model": "account.move", "res_id": move.id}
        )
        move._message_set_main_attachment_id(attachment)
        return attachment

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
