"""Contacts that take documents in one currency, as people choose them."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.contacts.test_contact_currency import CurrencyCommon


@tagged("post_install", "-at_install")
class TestMatchCurrency(CurrencyCommon):
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

    def test_contact_that_is_sent_alone_has_the_currency_of_the_books(self):
        self.customer.action_acct_link_send()
        self._run_loop()
        self.assertEqual(self._link().currency, self.home.name)

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
