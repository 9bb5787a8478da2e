"""An interface that is signed in to the stand-in for a system that takes one document a call."""

import requests
from common_operations import OperationsMixin
from common_walk import WalkCommon
from pull_common import PullMixin

from odoo import Command, fields
from odoo.tests.common import _super_send


class SingleCommon(OperationsMixin, PullMixin, WalkCommon):
    """A subclass names the accounts file (`tenant`, `company_name`), where its documents stand
    (`root`), the `limits` that no test reaches unless it is about them, and starts the stand-in.
    """

    pulls_codes = True
    country_code = "NZ"
    tenant = company_name = root = None
    limits = {}

    @classmethod
    def _request_handler(cls, session, request, /, **values):
        """Odoo's own takes no pair of time-outs, and conftest.py guards the way out."""
        return _super_send(session, request, **values)

    @classmethod
    def setUpClass(cls):
        super(WalkCommon, cls).setUpClass()  # that of Xero stays closed
        cls.server = cls.start_stand_in()
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
        self.control("settings", self.limits)
        self.sign_in()

    @classmethod
    def start_stand_in(cls):
        raise NotImplementedError

    @classmethod
    def create_interface(cls, **values):
        return cls.env["acct.link.interface"].create(
            {
                "name": "To the stand-in",
                "company_id": cls.env.company.id,
                "office_ids": [Command.set(cls.env.company.ids)],
                "start_date": "2020-01-01",
                "contact_policy": "add",
                "answer_timeout": 2,
                "send_bills": True,
                **values,
            }
        )

    @classmethod
    def sign_in(cls):
        cls.interface.write({"remote_org_id": cls.tenant, "remote_org_name": cls.company_name})
        tokens = cls.control("tokens", {"tenant": cls.tenant})
        expires = fields.Datetime.add(fields.Datetime.now(), seconds=int(tokens["expires_in"]))
        cls.interface._get_token().write(
            {
                "access_token": tokens["access_token"],
                "refresh_token": tokens["refresh_token"],
                "expires_at": expires,
            }
        )
        cls.env.flush_all()

    # === THE STAND-IN === #

    def bookkeeper(self, action, **values):
        self.control("bookkeeper", {"tenant": self.tenant, "action": action, **values})

    def books(self, part):
        return self.control("books")[self.tenant][part]

    def calls(self, method, path=""):
        """:param path: what it begins with, below the accounts file"""
        return [
            call
            for call in self.control("calls")["calls"]
            if call["method"] == method
            and call["path"].startswith(f"/{self.root}/{self.tenant}/{path}")
        ]

    def assertNoMisuse(self):
        """Nothing was done that no client should do."""
        url = f"{self.server.url}/_sandbox/violations"
        self.assertEqual(requests.get(url, timeout=10).json(), [])

    # === ODOO === #

    def change(self, move, price=120):
        """:return: the operation that updates the copy"""
        move.with_context(acct_link_ask=False).button_draft()
        move.invoice_line_ids.price_unit = price
        move.action_post()
        return self.env["acct.link.operation"]._enqueue_update(move.acct_link_line_ids)

    # === WHAT COMES BACK === #

    def bill_row(self, remote_id):
        return self.env["acct.link.bill"].search([("remote_id", "=", remote_id)])

    def taken(self, *args, **values):
        """Let the bookkeeper enter a bill (`enter`), and pull. :return: its row"""
        remote_id = self.enter(*args, **values)
        run = self.pull("bills")
        self.assertEqual(run.result, "done", run.problem_text)
        row = self.bill_row(remote_id)
        self.assertEqual(row.state, "taken", row.problem_text)
        return row
