"""Payment terms, over real HTTP to the strict stand-in for QuickBooks Online."""

from common_qbo import QboCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestQboTerms(QboCommon):
    def setUp(self):
        super().setUp()
        self.term = self.env["account.payment.term"].create(
            {
                "name": "45 Days",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 45})],
            }
        )

    def link_terms(self):
        self.interface.action_suggest_mappings()
        [row] = self.interface.payment_term_map_ids.filtered(
            lambda row: row.payment_term_id == self.term
        )
        self.assertFalse(row.remote_term_id)
        row.remote_term_id = self.interface.payment_term_ids.filtered(
            lambda term: term.name == "Net 30"
        )
        return row.remote_term_id

    def test_linked_terms_arrive_beside_the_due_date_of_odoo(self):
        move = self.invoice(invoice_payment_term_id=self.term.id)
        term = self.link_terms()
        line = self.upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        row = self.row(line.remote_id)
        self.assertEqual(row["SalesTermRef"]["value"], term.remote_id)
        self.assertEqual(row["DueDate"], "2026-11-19")

    def test_without_a_link_there_is_the_due_date_alone(self):
        line = self.upload(self.invoice(invoice_payment_term_id=self.term.id))
        row = self.row(line.remote_id)
        self.assertEqual((row.get("SalesTermRef"), row["DueDate"]), (None, "2026-11-19"))

    def test_terms_of_a_bill_arrive(self):
        move = self.bill(invoice_payment_term_id=self.term.id)
        term = self.link_terms()
        line = self.upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(self.row(line.remote_id)["SalesTermRef"]["value"], term.remote_id)
