"""account.move -> Document: payment terms that stand for those of the books."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.lib.exchange import Capabilities
from odoo.addons.acct_link_batch.lib.outcome import Code
from odoo.addons.acct_link_batch.tests.common import BooksConnector
from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon


class TermBooksConnector(BooksConnector):
    def _capabilities(self, interface):
        capabilities = super()._capabilities(interface)
        return replace(capabilities, pulls=(*capabilities.pulls, "payment_terms"))


@tagged("post_install", "-at_install")
class TestPaymentTerm(PurchaseCommon):
    books_connector = TermBooksConnector

    def setUp(self):
        super().setUp()
        connector = self.env["acct.link.connector"]
        codes = [Code("t1", "", "Net 15"), Code("t2", "", "Net 30")]
        connector._refresh_codes(self.interface, "acct.link.payment.term", codes)
        self.term = self.env["account.payment.term"].create({"name": "30 Days"})
        self.move = self._invoice(invoice_payment_term_id=self.term.id)
        self.interface.action_suggest_mappings()

    @property
    def row(self):
        rows = self.interface.payment_term_map_ids
        return rows.filtered(lambda row: row.payment_term_id == self.term)

    def _link(self, name="Net 30"):
        terms = self.interface.payment_term_ids
        self.row.remote_term_id = terms.filtered(lambda term: term.name == name)
        return self.row.remote_term_id

    def test_terms_of_documents_on_offer_are_listed_and_not_linked(self):
        self.term.name = "Net 30"
        self.interface.action_suggest_mappings()
        self.assertEqual(len(self.row), 1)
        self.assertFalse(self.row.remote_term_id)
        self.assertEqual(self._sent(self.move).terms, "")

    def test_linked_terms_go_with_the_due_date_of_odoo(self):
        self._link()
        sent = self._sent(self.move)
        self.assertEqual((sent.terms, sent.due_date), ("t2", self.move.invoice_date_due))
        self.assertEqual(self._sent(self._invoice()).terms, "")

    def test_bills_carry_them_too(self):
        self._link("Net 15")
        bill = self._bill(invoice_payment_term_id=self.term.id)
        self.assertEqual(self._sent(bill).terms, "t1")

    def test_terms_that_are_gone_there_stop_the_document(self):
        self._link().sudo().active = False
        self.assertStopped(self.move, "payment_term_archived")

    def test_row_names_terms_of_its_own_interface(self):
        other = self._create_interface(
            self.env["res.company"].create({"name": "Other"}), office_ids=[]
        )
        term = self.env["acct.link.payment.term"].sudo().create(
            {"interface_id": other.id, "remote_id": "x", "name": "Theirs"}
        )  # fmt: skip
        with self.assertRaises(ValidationError):
            self.row.remote_term_id = term

    def test_managers_link_them_and_users_do_not(self):
        groups = "acct_link_batch.group_acct_link_"
        manager = new_test_user(self.env, "term_manager", f"{groups}manager")
        clerk = new_test_user(self.env, "term_clerk", f"{groups}user")
        term = self.interface.payment_term_ids[0]
        self.row.with_user(manager).remote_term_id = term
        with self.assertRaises(AccessError):
            self.row.with_user(clerk).remote_term_id = False
        self.assertEqual(self.row.with_user(clerk).remote_term_id, term)

    def test_list_is_pulled_with_the_others(self):
        connector = self.env["acct.link.connector"]
        lists = {"file": [{}], "payment_terms": [Code("t2", "", "Thirty"), Code("t3", "", "New")]}
        with (
            patch.object(type(connector), "_pull", lambda *args: iter(lists[args[-1]])),
            patch.object(
                type(connector), "_capabilities", lambda *_: Capabilities(pulls=("payment_terms",))
            ),
        ):
            connector._pull_codes(self.interface)
        self.assertEqual(sorted(self.interface.payment_term_ids.mapped("name")), ["New", "Thirty"])
