"""A contact there takes documents in one currency."""

import json

from odoo.tests import tagged

from ...lib.exchange import CREATE_CONTACTS
from ...lib.outcome import Contact
from ..common import AcctLinkCommon


class CurrencyCommon(AcctLinkCommon):
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


@tagged("post_install", "-at_install")
class TestContactCurrency(CurrencyCommon):
    def test_contact_is_added_in_the_currency_of_its_document(self):
        self.assertEqual(self._sent(self._foreign()).party.currency, "AUD")
        [party] = json.loads(self.books.sent[0][0].text)
        self.assertEqual(party["currency"], "AUD")
        self.assertEqual(self._link().currency, "AUD")

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

    def test_where_contacts_have_none_nothing_holds_one(self):
        self.books.has_currencies = False
        lines = self._upload(self._invoice() + self._foreign())
        self.assertEqual(lines.mapped("state"), ["uploaded", "uploaded"])
        self.assertEqual([line.document["party"]["currency"] for line in lines], ["", ""])
        self.assertFalse(self._link().currency)
