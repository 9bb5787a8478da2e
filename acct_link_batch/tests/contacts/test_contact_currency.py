"""A contact there takes documents in one currency."""

import json

from odoo.tests import tagged

from ...lib.exchange import CREATE_CONTACTS
from ...lib.outcome import Contact
from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestContactCurrency(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.books.contacts, self.books.has_currencies = {}, True
        self.home = self.env.company.currency_id
        self.foreign = self.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", "AUD")]
        )  # fmt: skip
        self.foreign.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": self.foreign.id, "name": "2026-01-01", "rate": 1.1,
             "company_id": self.env.company.root_id.id}
        )  # fmt: skip
        self._code("currency", "AUD")

    def _foreign(self, **vals):
        return self._invoice(currency_id=self.foreign.id, **vals)

    def _link(self):
        return self.env["acct.link.contact"].search([("partner_id", "=", self.customer.id)])

    def _list(self, *contacts):
        rows = self.env["acct.link.remote.contact"].sudo()
        return rows.create(
            [
                {"interface_id": self.interface.id, "remote_id": each.remote_id, "name": each.name,
                 "currency": each.currency, **rows._prepare_keys({"name": each.name, "code": "",
                 "job": ""})}
                for each in contacts
            ]
        )  # fmt: skip

    def test_contact_is_added_in_the_currency_of_its_document(self):
        self.assertEqual(self._sent(self._foreign()).party.currency, "AUD")
        [party] = json.loads(self.books.sent[0][0].text)
        self.assertEqual(party["currency"], "AUD")
        self.assertEqual(self._link().currency, "AUD")

    def test_contact_that_is_sent_alone_has_the_currency_of_the_books(self):
        self.customer.action_acct_link_send()
        self._run_loop()
        self.assertEqual(self._link().currency, self.home.name)

    def test_document_in_another_currency_is_stopped_before_any_call(self):
        self.books.contacts["Kea Farms"] = Contact("C1", "Kea Farms", currency="AUD")
        self._sent(self._foreign())
        self.assertEqual(self._link().currency, "AUD")
        calls = len(self.books.sent), len(self.books.asked)
        move = self._invoice()
        line = self._upload(move)
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "contact_currency")
        self.assertIn("AUD only", line.problem_text)
        self.assertEqual((len(self.books.sent), len(self.books.asked)), calls)

    def test_new_customer_with_two_currencies_is_added_once(self):
        lines = self._upload(self._invoice() + self._foreign())
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertProblem(lines[1], "contact_currency")
        added = [r for r, _key in self.books.sent if r.operation == CREATE_CONTACTS]
        self.assertEqual(len(added), 1)

    def test_second_contact_is_chosen_for_documents_in_its_currency(self):
        """The first one stays the customer's, whatever “Save” says."""
        home = self._sent(self._invoice()).contact
        lines = self._upload(self._foreign() + self._invoice())
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        waiting = self._batch(self._invoice()).line_ids
        action = lines[0].action_repair()
        window = action.get("params", {}).get("next", action)
        row = self.env["acct.link.match"].search(window["domain"])
        row.remote_contact_id = self._list(Contact("C-aud", "Kea Farms AUD", currency="AUD"))
        self.assertTrue(row.save_mapping)
        retry = row.action_map()
        self.env[retry["res_model"]].browse(retry["res_id"]).action_retry()
        self._run_loop()
        self.assertEqual(lines[0].state, "uploaded", lines[0].problem_text)
        self.assertEqual(lines[0].document["contact"], "C-aud")
        self.assertEqual(self._link().remote_id, home)
        self.assertFalse(waiting.chosen_contact)
        self.assertEqual(self._sent(self._invoice()).contact, home)

    def test_first_contact_that_is_chosen_is_kept_with_its_currency(self):
        self.interface.contact_policy = "match"
        line = self._upload(self._foreign())
        self.assertProblem(line, "contact_not_found")
        row = self.env["acct.link.match"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(row.currency, "AUD")
        row.remote_contact_id = self._list(Contact("C-aud", "Kea", currency="AUD"))
        row.action_map()
        link = self._link()
        self.assertEqual((link.remote_id, link.currency), ("C-aud", "AUD"))

    def test_where_contacts_have_none_nothing_holds_one(self):
        self.books.has_currencies = False
        lines = self._upload(self._invoice() + self._foreign())
        self.assertEqual(lines.mapped("state"), ["uploaded", "uploaded"])
        self.assertEqual([line.document["party"]["currency"] for line in lines], ["", ""])
        self.assertFalse(self._link().currency)
