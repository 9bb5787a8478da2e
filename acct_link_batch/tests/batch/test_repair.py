"""What failed leads to where it is put right, and waits there for a retry."""

import re

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...lib.catalogue import CATALOGUE, repair
from ...lib.catalogue.answer import ANSWER
from ...lib.catalogue.contact import CONTACT
from ...lib.catalogue.document import DOCUMENT
from ...lib.catalogue.entry import WARNING
from ...lib.catalogue.setup import SETUP
from ..common import AcctLinkCommon


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

    def test_retry_on_the_interface_sends_what_was_put_right(self):
        line = self._failed()
        other = self.account.copy({"code": "400888"})
        other_line = self._upload(self._invoice(lines=[{"price_unit": 5, "account_id": other.id}]))
        self._link(line.move_id.invoice_line_ids.account_id)
        self.assertEqual(line.state, "failed", "nothing goes before somebody presses the button")
        self.assertEqual(self.interface.failed_count, 2)
        self.interface.action_retry_failed()
        self._run_loop()
        self.assertEqual((line.state, other_line.state), ("uploaded", "failed"))
        self.interface.invalidate_recordset()
        self.assertEqual(self.interface.failed_count, 1)

    def test_retry_on_the_interface_without_a_failed_document_is_refused(self):
        with self.assertRaises(UserError):
            self.interface.action_retry_failed()

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
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_every_cure_that_names_a_record_opens_it(self):
        line = self._upload(self._invoice())
        places = {
            repair.INTERFACE: self.interface,
            repair.CUSTOMER: self.customer,
            repair.CONTACT_THERE: self.customer,  # these books have no page of it
            repair.DOCUMENT_ITSELF: line.move_id,
        }
        for code in CATALOGUE:
            line.sudo().problems = [{"code": code, "values": {}, "record": None}]
            if repair.where(code) == repair.MATCH:
                continue  # whoever lets people match tests it
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
            places = ("", "document", "customer", "interface", "match", "contact_there")
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

    def test_users_of_other_offices_retry_nothing(self):
        line = self._failed()
        company = self.setup_other_company()["company"]
        user = new_test_user(
            self.env, "elsewhere", "acct_link_batch.group_acct_link_user",
            company_id=company.id, company_ids=[Command.set(company.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.interface.with_user(user).action_retry_failed()
        self.assertEqual(line.state, "failed")
