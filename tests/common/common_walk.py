"""An interface that is signed in to the stand-in, in a company of New Zealand."""

from contextlib import contextmanager
from unittest.mock import patch

import requests

from odoo import Command, fields
from odoo.modules import module

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acct_link_batch.tests.common import LoopMixin

from sandbox.xero import CLIENT_ID, CLIENT_SECRET, NZ_TENANT, start
from sandbox.xero.contract import find_description


class WalkCommon(LoopMixin, AccountTestInvoicingCommon):
    pulls_codes = False  # whether the code lists are there before the first test

    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        return groups | cls.quick_ref("acct_link_batch.group_acct_link_administrator")

    @classmethod
    @AccountTestInvoicingCommon.setup_country("nz")
    def setUpClass(cls):
        super().setUpClass()
        cls.contract, _reason = find_description()
        cls.server = start(contract=cls.contract)
        cls.addClassCleanup(cls.server.stop)
        cls.account = cls.company_data["default_account_revenue"]
        cls.tax = cls.company_data["default_tax_sale"]
        cls.customer = cls.env["res.partner"].create({"name": "Kowhai Office"})
        cls.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost:8069")
        cls.interface = cls.create_interface()
        if cls.pulls_codes:
            cls.sign_in()
            cls.pull_codes()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.assertContract)
        self.control("reset", {})  # its ids are the same again
        self.control("settings", {"minute_limit": 10_000})
        self.connect()

    @classmethod
    def create_interface(cls):
        return cls.env["acct.link.interface"].create(
            {
                "name": "To the stand-in",
                "connector": "xero",
                "company_id": cls.env.company.id,
                "office_ids": [Command.set(cls.env.company.ids)],
                "start_date": "2020-01-01",
                "contact_policy": "add",
                "answer_timeout": 2,
                "oauth_client_id": CLIENT_ID,
                "oauth_client_secret": CLIENT_SECRET,
                **{f"xero_{name}_url": cls.server.url for name in ("api", "identity", "login")},
            }
        )

    def connect(self):
        self.sign_in()

    @classmethod
    def sign_in(cls):
        """As the sign-in leaves it (test_sign_in.py)."""
        cls.interface.write({"remote_org_id": NZ_TENANT, "remote_org_name": "Demo NZ Ltd"})
        tokens = cls.control("tokens", {"tenants": [NZ_TENANT]})
        expires = fields.Datetime.add(fields.Datetime.now(), seconds=tokens["expires_in"])
        cls.interface._get_token().write(
            {
                "access_token": tokens["access_token"],
                "refresh_token": tokens["refresh_token"],
                "expires_at": expires,
            }
        )
        cls.env.flush_all()

    # === THE STAND-IN'S STRINGS === #

    @classmethod
    def control(cls, name, body=None):
        """GET without a body, POST with one (sandbox/README.md)."""
        method = "GET" if body is None else "POST"
        url = f"{cls.server.url}/_sandbox/{name}"
        answer = requests.request(method, url, json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind, path="Invoices$", method="PUT", **values):
        path = f"/api.xro/2.0/{path}"
        self.control("faults", {"kind": kind, "method": method, "path": path, **values})

    def bookkeeper(self, action, **values):
        self.control("bookkeeper", {"tenant": NZ_TENANT, "action": action, **values})

    def books(self, part):
        return self.control("books")[NZ_TENANT][part]

    @property
    def usage(self):
        """Of the calls that the accounts file takes."""
        return self.server.stand_in._gate.limits.usage(NZ_TENANT)

    def calls(self, method, path):
        """What arrived at one resource, of all calls so far."""
        return [
            call
            for call in self.control("calls")["calls"]
            if call["method"] == method and call["path"] == f"/api.xro/2.0/{path}"
        ]

    def assertContract(self):
        """Every call of the test, and every answer, was as Xero's own description says."""
        if self.contract:
            self.assertEqual(self.server.stand_in.violations(), [])

    # === ODOO'S SIDE === #

    @classmethod
    @contextmanager
    def registry_test_mode(cls):
        """As `enter_registry_test_mode`, also where no test runs yet."""
        current_test = module.current_test
        running = isinstance(current_test, cls)
        cls.env.flush_all()
        with patch.object(module, "current_test", current_test if running else cls("run")):
            entered = not cls._registry_patched
            if entered:
                cls.registry_patches = cls._registry_test_mode_patches(
                    cr=cls.cr, registry=cls.registry
                )
                for each in cls.registry_patches:
                    each.start()
                cls._registry_patched = True
            try:
                yield
            finally:
                if entered:
                    cls.registry_leave_test_mode()
                cls.env.invalidate_all()

    @classmethod
    def pull_codes(cls):
        with cls.registry_test_mode():
            cls.interface.action_pull_codes()
        cls.interface.default_account_id = cls.code("account", "200")
        for row in cls.interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id):
            row.remote_tax_id = cls.code("tax", "ZERORATED")

    @classmethod
    def code(cls, kind, code):
        [record] = cls.interface[f"{kind}_ids"].filtered(lambda each: each.code == code)
        return record

    def invoice(self, **vals):
        return self.invoices(1, **vals)

    def invoices(self, count, post=True, move_type="out_invoice", partner=None, price=100, **vals):
        line = {
            "name": "Survey",
            "quantity": 3,
            "price_unit": price,
            "account_id": self.account.id,
            "tax_ids": [Command.set(self.tax.ids)],
        }
        values = {
            "move_type": move_type,
            "partner_id": (partner or self.customer).id,
            "invoice_date": "2026-10-05",
            "invoice_line_ids": [Command.create(line)],
            **vals,
        }
        moves = self.env["account.move"].create([{**values} for _each in range(count)])
        if post:
            moves.action_post()
        return moves

    def bill(self, move_type="in_invoice", ref="S-1", partner=None, price=100, **vals):
        """Where there are an `expense`, a `purchase_tax` and a `supplier`."""
        line = {
            "name": "Ink",
            "quantity": 3,
            "price_unit": price,
            "account_id": self.expense.id,
            "tax_ids": [Command.set(self.purchase_tax.ids)],
        }
        return self.invoice(
            move_type=move_type,
            partner=partner or self.supplier,
            ref=ref,
            invoice_line_ids=[Command.create(line)],
            **vals,
        )

    run_loop = LoopMixin._run_loop
    let_time_pass = LoopMixin._pass_settle_time

    def upload(self, moves):
        """:return: the lines, in the order of the moves"""
        action = moves.action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        batch.action_upload()
        self.run_loop()
        return batch.line_ids.sorted(lambda line: moves.ids.index(line.move_id.id))

    def assertExact(self, lines):
        """Each line is uploaded, and its document once in the books with the same total and id."""
        self.assertEqual(set(lines.mapped("state")), {"uploaded"}, lines.mapped("problem_text"))
        rows = {
            (kind, row["number"]): row
            for kind, part in (("invoice", "invoices"), ("credit_note", "credit_notes"))
            for row in self.books(part)
        }
        self.assertEqual(len(rows), len(self.books("invoices")) + len(self.books("credit_notes")))
        for line in lines:
            row = rows[line.kind, line.number]
            self.assertEqual(row["id"], line.remote_id)
            self.assertAlmostEqual(row["total"], line.amount_total, 2)
            self.assertFalse(line.problems, line.problem_text)
