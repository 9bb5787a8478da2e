"""Something in every state in which a screen shows a button."""

import datetime
from decimal import Decimal

from common_walk import WalkCommon

from odoo import Command, fields

from odoo.addons.acct_link_batch.lib.document import BILL, to_json
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_pull.lib.incoming import Bill, BillLine, RemoteDocument

from sandbox.xero import AU_TENANT, CLIENT_ID, CLIENT_SECRET, NZ_TENANT

PDF = b"%PDF-1.7 not a real one"


class WorldCommon(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["account.move"]),
            "_acct_link_pdf",
            lambda move: (f"{move.name}.pdf", PDF),
        )
        self.missed_at = fields.Datetime.now()
        self.create_world()

    def create_branch(self, name):
        branch = self._create_company(name=name, parent_id=self.env.company.id)
        branch.account_fiscal_country_id = self.env.company.account_fiscal_country_id
        self.env.user.company_ids += branch
        return branch

    def create_world(self):
        """Something in every state in which a button is shown."""
        self.create_settings()
        self.create_lines()
        self.create_options()
        self.create_files()
        self.create_incoming()
        self.create_follow_ups()
        self.create_questions()
        self.create_matches()
        self.interface.sudo().codes_pulled_at = fields.Datetime.subtract(
            fields.Datetime.now(), days=2
        )
        self.env.flush_all()

    def create_settings(self):
        bank = self.company_data["default_journal_bank"]
        row = {"office_id": self.env.company.id, "payment_journal_id": bank.id}
        self.interface.write(
            {
                "register_payments": True,
                "journal_map_ids": [Command.create(row)],
                "bill_journal_id": self.company_data["default_journal_purchase"].id,
                "push_on_post": False,
                "push_on_schedule": True,
            }
        )
        self.env.ref("acct_link_csv.ir_cron_remind").sudo().active = False
        self.env.ref("acct_link_auto_upload.ir_cron_push").sudo().active = False
        lapsed, choosing = (
            self.interface.copy({"name": name, "remote_org_id": file, "office_ids": False})
            for name, file in (("Lapsed", "file-lapsed"), ("To choose", False))
        )
        self.let_choose(choosing)
        choosing.file_change = {"remote_currency": "USD"}
        (lapsed + choosing).write(
            {
                "oauth_client_id": CLIENT_ID,
                "oauth_client_secret": CLIENT_SECRET,
                **{f"xero_{name}_url": self.server.url for name in ("api", "identity", "login")},
            }
        )
        lapsed.office_ids = self.create_branch("Branch")
        move = self.invoice(company_id=lapsed.office_ids.id)
        self.batch(move).action_upload()
        lapsed._get_token().lapsed = True

    def let_choose(self, interface):
        """Signed in for several accounts files, and none is chosen."""
        tokens = self.control("tokens", {"tenants": [NZ_TENANT, AU_TENANT]})
        vals = {name: tokens[name] for name in ("access_token", "refresh_token")}
        expires = fields.Datetime.add(fields.Datetime.now(), minutes=30)
        interface._get_token().write({**vals, "expires_at": expires})

    def batch(self, moves):
        return self.env["acct.link.batch"].browse(moves.action_acct_link_batch()["res_id"])

    def create_lines(self):
        tax = self.tax.copy({"name": "Unlinked"})
        stopped = self.invoice(post=False)
        stopped.invoice_line_ids.tax_ids = tax
        stopped.action_post()
        self.interface.default_tax_id = False
        self.offered = self.invoice()
        self.available = self.invoice(partner=self.env["res.partner"].create({"name": "New"}))
        self.ready = self.batch(self.invoice() + stopped)
        self.queued = self.batch(self.invoices(2))
        self.queued.action_upload()
        self.queued.line_ids.sudo().next_try = fields.Datetime.add(fields.Datetime.now(), days=1)
        account = self.account.copy({"code": "400999"})
        cured = self.invoice(post=False)
        cured.invoice_line_ids.account_id = account
        cured.action_post()
        default, self.interface.default_account_id = self.interface.default_account_id, False
        row = self.interface.account_map_ids.filtered(lambda row: row.account_id == self.account)
        row.remote_account_id = default
        twins = self.env["res.partner"].create({"name": "Twin Peaks Ltd"})
        moves = self.invoices(6) + cured + self.invoice(partner=twins)
        self.lines = self.upload(moves)
        states = self.lines.mapped("state")
        self.assertEqual(
            states, ["uploaded"] * 6 + ["failed"] * 2, self.lines.mapped("problem_text")
        )
        self.interface.default_account_id = default
        self.env.cr.execute(
            "UPDATE acct_link_batch_line SET write_date = write_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        changed, reset, unknown = self.lines[:3]
        (changed + reset).move_id.button_draft()
        changed.move_id.invoice_line_ids.price_unit = 90
        changed.move_id.action_post()
        unknown.sudo().state = "unknown"
        unknown.sudo().next_try = fields.Datetime.add(fields.Datetime.now(), days=1)
        parking = self.env["acct.link.parking"]
        parking._set_aside(self.invoice(), "parked", "disputed")

    def create_options(self):
        """An analytic account without an option, and a document that failed for it."""
        plan = self.env["account.analytic.plan"].create({"name": "Places"})
        account = self.env["account.analytic.account"].create(
            {"name": "Pier 7", "plan_id": plan.id}
        )
        ours = {"interface_id": self.interface.id}
        category = self.interface.tracking_ids[0]
        self.env["acct.link.plan.map"].create(
            {**ours, "plan_id": plan.id, "remote_tracking_id": category.id}
        )
        self.env["acct.link.analytic.map"].create({**ours, "analytic_account_id": account.id})
        self.interface.option_policy = "ask"
        move = self.invoice(post=False)
        move.invoice_line_ids.analytic_distribution = {str(account.id): 100}
        move.action_post()
        line = self.upload(move)
        self.assertEqual([problem.code for problem in line._get_problems()], ["tracking_addable"])

    def create_files(self):
        profile = self.env["acct.link.csv.profile"].search(
            [("key", "=", "myob_accountright_sales")]
        )
        branch = self.create_branch("Files")
        self.files = self.env["acct.link.interface"].create(
            {
                "name": "Files",
                "connector": "csv",
                "company_id": self.env.company.id,
                "office_ids": [Command.set(branch.ids)],
                "start_date": "2020-01-01",
                "csv_profile_id": profile.id,
                "match_rule": profile._get_format().match_rules[0],
                "csv_own_codes": True,
                "tax_ids": [Command.create({"code": "GST", "name": "GST", "rate": 15})],
            }
        )
        vals = {"interface_id": self.files.id, "tax_id": self.tax.id}
        self.env["acct.link.tax.map"].create({**vals, "remote_tax_id": self.files.tax_ids.id})
        self.exported = self.upload(self.invoices(2, company_id=branch.id))
        confirmed = self.upload(self.invoices(2, company_id=branch.id))
        confirmed.sudo()._confirm()
        confirmed.batch_id.file_ids.sudo().csv_drop_state = "failed"
        self.assertEqual(set(self.exported.mapped("state")), {"exported"})
        self.files.needs_release = True
        self.released = self.batch(self.invoice(company_id=branch.id))

    def create_incoming(self):
        lines = self.lines[3:6].sudo()
        first, second, third = lines
        vals = [
            {"line_id": first.id, "status": "open", "difference": "total=1.00,due=5.00"},
            {"line_id": second.id, "status": "void", "difference": "status=void"},
            {"line_id": third.id, "status": "open", "difference": "number=X"},
        ]
        self.env["acct.link.remote.document"].sudo().create(vals)
        base = {
            "interface_id": self.interface.id,
            "remote_org_id": self.interface.remote_org_id,
            "company_id": self.env.company.id,
        }
        payment = {
            **base,
            "document_remote_id": first.remote_id,
            "move_id": first.move_id.id,
            "source": "payment",
            "date": "2026-10-20",
            "amount": 10,
            "currency_id": first.currency_id.id,
        }
        no_journal = Problem("payment_no_journal", {}, (self.interface._name, self.interface.id))
        credit = self.invoice(move_type="out_refund")
        self.env["acct.link.payment"].sudo().create(
            [
                {**payment, "remote_id": "P-1", "problems": [no_journal.to_json()]},
                {**payment, "remote_id": "P-2", "source": "credit_note", "state": "registered",
                 "credit_note_id": credit.id},
            ]
        )  # fmt: skip
        bill = self.invoice(move_type="in_invoice", ref="B 1")
        problem = Problem("bill_no_journal", {}, (self.interface._name, self.interface.id))
        bills = [
            {"remote_id": "B-1", "number": "B 1", "state": "taken", "move_id": bill.id,
             "has_files": True},
            {"remote_id": "B-2", "number": "B 2", "state": "open", "problems": [problem.to_json()]},
        ]  # fmt: skip
        Row = self.env["acct.link.bill"].sudo()
        for vals in bills:
            said = self.say_bill(vals["remote_id"], vals["number"])
            Row.create({**base, **vals, "kind": BILL, "content": to_json(said)})

    def say_bill(self, remote_id, number):
        """A bill as it is read from the books."""
        currency, amount = self.env.company.currency_id.name, Decimal(115)
        known = RemoteDocument(
            remote_id, BILL, number, "open", currency, amount, amount, "C-1", "Ink"
        )
        line = BillLine("Ink", Decimal(1), Decimal(100), Decimal(100), Decimal(15), "400")
        date = datetime.date(2026, 10, 5)
        return Bill(known, date, date, (line,), Decimal(15))

    def create_follow_ups(self):
        line = self.lines[5].sudo()
        base = {
            "interface_id": self.interface.id,
            "remote_org_id": self.interface.remote_org_id,
            "company_id": self.env.company.id,
            "operation": "attach",
            "kind": line.kind,
            "line_id": line.id,
            "values": {},
        }
        later = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.env["acct.link.operation"].sudo().create(
            [
                {**base, "remote_id": state, "state": state, "next_try": later}
                for state in ("waiting", "failed", "unknown", "done")
            ]
        )

    def create_questions(self):
        """Two customers whose contact is one, and one into whom another was merged."""
        second = self.customer.copy({"name": self.customer.name, "email": "other@example.com"})
        asked = self.upload(self.invoice(partner=second))
        self.assertEqual([p.code for p in asked._get_problems()], ["contact_of_another"])
        self.batch(self.invoice(partner=second))  # and one that is not sent yet
        kept, merged = self.env["res.partner"].create([{"name": "Manuka"}, {"name": "Manuka Two"}])
        self.upload(self.invoice(partner=kept) + self.invoice(partner=merged))
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge((kept + merged).ids, kept)

    def create_matches(self):
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_open()
        rows = self.env["acct.link.match"].sudo().search([])
        self.assertTrue(rows)
        directory = self.env["acct.link.remote.contact"].sudo().search([("archived", "=", False)])
        self.assertTrue(directory)
        plain = rows.filtered(lambda row: not row.question)[0]
        plain.suggestion_id = directory[0]
        plain.likeness = 95
        # It stands for another customer.
        known = self.lines.filtered(lambda line: line.move_id.partner_id == self.customer)[0]
        plain.remote_contact_id = directory.filtered(
            lambda contact: contact.remote_id == known.document["contact"]
        )
        self.env["acct.link.match"].sudo().create(
            {
                **plain.copy_data()[0],
                "key": "queued",
                "label": "Q",
                "state": "open",
                "alone": True,
            }
        )
