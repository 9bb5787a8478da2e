"""Failed documents whose cause was put right are offered for a retry, and wait for it."""

import re

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..lib.catalogue import CATALOGUE, repair
from ..lib.catalogue.answer import ANSWER
from ..lib.catalogue.contact import CONTACT
from ..lib.catalogue.document import DOCUMENT
from ..lib.catalogue.entry import WARNING
from ..lib.catalogue.setup import SETUP
from ..lib.outcome import Contact
from ..lib.problem import Problem
from ..models.base.problem_mixin import ASKED
from .common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestRepair(AcctLinkCommon):
    def _failed(self, **vals):
        account = self.account.copy({"code": "400999"})
        line = self._upload(self._invoice(lines=[{"price_unit": 5, "account_id": account.id}]))
        self.assertEqual(line.state, "failed")
        return line

    def _link(self, account):
        self.env["acct.link.account.map"].create(
            {
                "interface_id": self.interface.id,
                "account_id": account.id,
                "remote_account_id": self.interface.account_ids.id,
            }
        )

    def assertOffered(self, *lines):
        self.env.invalidate_all()
        expected = self.env["acct.link.batch.line"].union(*lines)
        self.assertEqual(self.interface._get_repaired_lines(), expected)
        self.assertEqual(self.interface.repaired_count, len(expected))
        for batch, some in expected.grouped("batch_id").items():
            self.assertEqual(batch.repaired_count, len(some))

    def test_linking_an_account_offers_its_documents_and_no_others(self):
        line = self._failed()
        other = self.account.copy({"code": "400888"})
        other_line = self._upload(self._invoice(lines=[{"price_unit": 5, "account_id": other.id}]))
        self.assertOffered()
        self._link(line.move_id.invoice_line_ids.account_id)
        self.assertOffered(line)
        self.assertEqual(line.state, "failed")
        self.assertFalse(self.books.numbers())
        self.interface.action_retry_repaired()
        self.assertEqual((line.state, other_line.state), ("queued", "failed"))
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
        self.assertOffered()
        with self.assertRaises(UserError):
            self.interface.action_retry_repaired()

    def test_a_default_account_offers_them(self):
        line = self._failed()
        self.interface.default_account_id = self.interface.account_ids
        self.assertOffered(line)
        line.batch_id.action_retry_repaired()
        self.assertEqual(line.state, "queued")

    def test_a_tax_that_is_linked_offers_them(self):
        tax = self.tax.copy({"name": "Other"})
        line = self._upload(
            self._invoice(lines=[{"price_unit": 5, "tax_ids": [Command.set(tax.ids)]}])
        )
        self.assertOffered()
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.tax)
        self.env["acct.link.tax.map"].create(
            {
                "interface_id": self.interface.id,
                "tax_id": tax.id,
                "remote_tax_id": row.remote_tax_id.id,
            }
        )
        self.assertOffered(line)

    def test_half_a_repair_offers_nothing(self):
        line = self._upload_unmapped()
        self._link(line.move_id.invoice_line_ids.account_id)
        self.assertOffered()
        self.interface.default_tax_id = self.interface.tax_map_ids.filtered("tax_id").remote_tax_id
        self.assertOffered(line)

    def test_a_contact_that_became_known_offers_them(self):
        self.interface.contact_policy = "match"
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        line = self._upload(self._invoice(partner=stranger))
        self.assertProblem(line, "contact_not_found")
        self.assertOffered()
        self.books.contacts["Stranger"] = Contact("C-s", "Stranger")
        good = self._upload(self._invoice(partner=stranger))
        self.assertEqual(good.state, "uploaded")
        self.assertOffered(line)

    def test_adding_contacts_offers_those_not_found(self):
        self.interface.contact_policy = "match"
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        line = self._upload(self._invoice(partner=stranger))
        self.interface.contact_policy = "add"
        self.assertOffered(line)

    def test_what_the_books_refused_is_offered_when_it_differs_from_what_was_sent(self):
        move = self._invoice()
        self.books.rejected[move.name] = Problem("account_refused", {"message": "no"})
        line = self._upload(move)
        self.assertProblem(line, "account_refused")
        self.assertOffered()
        remote = self.env["acct.link.account"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "201", "code": "201",
             "name": "Other sales", "use": "REVENUE"}
        )  # fmt: skip
        self.interface.account_map_ids.remote_account_id = remote
        self.assertOffered(line)

    def test_a_refusal_nobody_can_judge_is_not_offered(self):
        move = self._invoice()
        self.books.rejected[move.name] = Problem("refused", {"message": "no"})
        self._upload(move)
        self.interface.default_account_id = self.interface.account_ids
        self.assertOffered()

    def test_button_lists_the_account_that_came_into_use_since(self):
        line = self._failed()
        account = line.move_id.invoice_line_ids.account_id
        user = new_test_user(
            self.env(su=True),
            "a-clerk",
            "account.group_account_invoice,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
        )
        rows = self.interface.account_map_ids
        line.with_user(user).action_repair()
        self.assertNotIn(account, self.interface.account_map_ids.account_id)
        self.assertEqual(line.action_repair()["res_id"], self.interface.id)
        row = self.interface.account_map_ids - rows
        self.assertIn(account, row.account_id)
        row.remote_account_id = self.interface.account_ids[:1]
        self.assertOffered(line)

    def test_every_cure_that_names_a_record_opens_it(self):
        line = self._upload(self._invoice())
        places = {
            repair.INTERFACE: self.interface,
            repair.CUSTOMER: self.customer,
            repair.DOCUMENT_ITSELF: line.move_id,
        }
        for code in CATALOGUE:
            line.sudo().problems = [{"code": code, "values": {}, "record": None}]
            if repair.where(code) == repair.MATCH:
                if code in ASKED:
                    record = ("res.partner", self.customer.id)
                    line.sudo().problems = [{"code": code, "values": {}, "record": record}]
                self.assertTrue(line.has_repair_record, code)
                self.assertEqual(line.action_repair()["res_model"], "acct.link.match", code)
                continue
            record = places.get(repair.where(code))
            self.assertEqual(line.has_repair_record, bool(record), code)
            action = line.action_repair()
            opened = action and (action["res_model"], action["res_id"])
            self.assertEqual(opened, record and (record._name, record.id) or False, code)

    def test_what_stops_a_document_has_a_record_to_correct(self):
        for part in (DOCUMENT, SETUP, CONTACT, ANSWER):
            for code, entry in part.items():
                if entry.level != WARNING and code != "url_refused":
                    self.assertTrue(repair.where(code), code)
        for code, entry in CATALOGUE.items():
            speaks_of_it = re.search(r"interface settings|on the interface|code lists", entry.cure)
            if speaks_of_it and "default account" not in entry.cure:
                self.assertEqual(repair.where(code), repair.INTERFACE, code)
            places = ("", "document", "customer", "interface", "match")
            self.assertIn(repair.where(code), places, code)

    def test_every_page_that_a_cure_opens_is_there(self):
        view = self.env.ref("acct_link_batch.acct_link_interface_view_form")
        arch = etree.fromstring(self.env["acct.link.interface"].get_view(view.id)["arch"])
        opened = {code: repair.page(code) for code in CATALOGUE}
        self.assertTrue(all(repair.where(code) for code, (page, _rows) in opened.items() if page))
        for page, rows in filter(all, opened.values()):
            if not page.startswith("csv"):
                found = arch.xpath(f"//page[@name='{page}']//field[@name='{rows}']")
                self.assertTrue(found, (page, rows))
        for code, entry in CATALOGUE.items():
            for page in ("accounts", "taxes", "content", "tracking"):
                if f"under {page.title()}" in entry.cure:
                    self.assertEqual(repair.page(code)[0], page, code)

    def test_a_record_that_is_gone_gives_way_to_the_place(self):
        line = self._upload(self._invoice())
        gone = ["res.partner", 10**9]
        line.sudo().problems = [{"code": "account_unmapped", "values": {}, "record": gone}]
        self.assertEqual(line.action_repair()["res_model"], "acct.link.interface")

    def test_users_of_other_offices_see_and_retry_nothing(self):
        self._failed()
        self.interface.default_account_id = self.interface.account_ids
        company = self.setup_other_company()["company"]
        user = new_test_user(
            self.env, "elsewhere", "acct_link_batch.group_acct_link_user",
            company_id=company.id, company_ids=[Command.set(company.ids)],
        )  # fmt: skip
        batch = self.env["acct.link.batch"].search([])
        with self.assertRaises(AccessError):
            batch.with_user(user).read(["repaired_count"])
