"""Tracking that stands on whole documents, or on purchases only; plans that are required."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.outcome import ON_DOCUMENT, PURCHASE_USE, Code
from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestDocumentTracking(PurchaseCommon):
    def setUp(self):
        super().setUp()
        connector = self.env["acct.link.connector"]
        categories = [
            Code("loc", "", "Location", place=ON_DOCUMENT),
            Code("cls", "", "Class"),
            Code("prj", "", "Customer", uses=(PURCHASE_USE,)),
        ]
        options = [
            Code("l1", "", "Harbour", parent="loc"), Code("l2", "", "Hill", parent="loc"),
            Code("c1", "", "Roads", parent="cls"), Code("p1", "", "Bridge", parent="prj"),
        ]  # fmt: skip
        connector._refresh_codes(self.interface, "acct.link.tracking", categories)
        connector._refresh_codes(self.interface, "acct.link.tracking.option", options)
        self.env["acct.link.tracking.option"]._link_categories(self.interface)
        self.plans, self.analytic = {}, {}
        for option in self.interface.tracking_option_ids:
            category = option.category_id
            if category not in self.plans:
                self.plans[category] = self.env["account.analytic.plan"].create(
                    {"name": category.name}
                )
            self.analytic[option.name] = self.env["account.analytic.account"].create(
                {"name": option.name, "plan_id": self.plans[category].id}
            )
        self._invoice(lines=[{"analytic_distribution": self._shares(*self.analytic)}], post=False)
        self.interface.action_suggest_mappings()
        self._invoice(lines=[{"analytic_distribution": self._shares(*self.analytic)}])
        self.interface.action_suggest_mappings()

    def _shares(self, *names):
        return {str(self.analytic[name].id): 100 for name in names}

    def _lines(self, *distributions, price=10):
        return [
            {"price_unit": price, "analytic_distribution": {
                str(self.analytic[name].id): percent for name, percent in distribution.items()
            }}
            for distribution in distributions
        ]  # fmt: skip

    def _require(self, name):
        row = self.interface.plan_map_ids.filtered(lambda row: row.remote_tracking_id.name == name)
        row.is_required = True
        return row

    # === ON THE DOCUMENT === #

    def test_category_of_the_document_is_sent_with_it(self):
        lines = self._lines({"Harbour": 100, "Roads": 100}, {"Harbour": 100})
        sent = self._sent(self._invoice(lines=lines))
        self.assertEqual(sent.tracking, (("loc", "l1"),))
        self.assertEqual([line.tracking for line in sent.lines], [(("cls", "c1"),), ()])

    def test_document_without_it_is_sent_without(self):
        sent = self._sent(self._invoice(lines=self._lines({"Roads": 100}, {})))
        self.assertEqual(sent.tracking, ())

    def test_lines_that_disagree_are_stopped(self):
        for distributions in (
            [{"Harbour": 100}, {"Hill": 100}],
            [{"Harbour": 100}, {}],
            [{"Harbour": 50, "Hill": 50}],
            [{"Harbour": 60}],
        ):
            move = self._invoice(lines=self._lines(*distributions))
            line = self.assertStopped(move, "tracking_disagrees")
            self.assertIn("Harbour", line.problem_text)

    def test_the_next_document_of_a_chunk_starts_anew(self):
        moves = self._invoice(lines=self._lines({"Harbour": 100}))
        moves += self._invoice(lines=self._lines({"Hill": 100}))
        self.assertEqual(self._upload(moves).mapped("state"), ["uploaded"] * 2)
        self.assertEqual(
            [document.tracking for _id, document, _total in self.books.documents],
            [(("loc", "l1"),), (("loc", "l2"),)],
        )

    def test_categories_of_documents_are_none_of_a_line(self):
        """Two on a line are the most the books take; the third stands on the document."""
        linked = self.interface.plan_map_ids.filtered("remote_tracking_id")
        self.assertEqual(len(linked), 3)
        self.assertTrue(self.interface.has_document_tracking)
        with self.assertRaises(ValidationError):
            self.interface.tracking_ids.sudo().place = "line"
            linked[0].remote_tracking_id = linked[0].remote_tracking_id
            linked._check_link()

    # === ON ONE SIDE === #

    def test_category_of_purchases_is_left_out_of_sales(self):
        self._require("Customer")
        sent = self._sent(self._invoice(lines=self._lines({"Bridge": 100, "Roads": 100})))
        self.assertEqual(sent.lines[0].tracking, (("cls", "c1"),))
        bill = self._bill(line={"analytic_distribution": self._shares("Bridge")})
        self.assertEqual(self._sent(bill).lines[0].tracking, (("prj", "p1"),))

    # === REQUIRED === #

    def test_line_outside_a_required_plan_is_stopped_before_any_call(self):
        self._require("Class")
        for distribution in ({}, {"Harbour": 100}, {"Roads": 60}):
            move = self._invoice(lines=self._lines({"Roads": 100, "Harbour": 100}, distribution))
            sent = len(self.books.sent)
            line = self._upload(move)
            self.assertEqual((line.state, len(self.books.sent)), ("failed", sent))
            self.assertProblem(line, "tracking_required")
            self.assertIn("“Class”", line.problem_text)
        self._sent(self._invoice(lines=self._lines({"Roads": 100})))

    def test_unlinked_account_of_a_required_plan_is_stopped(self):
        self._require("Class")
        row = self.interface.analytic_map_ids.filtered(
            lambda row: row.analytic_account_id == self.analytic["Roads"]
        )
        row.remote_option_id = False
        line = self._upload(self._invoice(lines=self._lines({"Roads": 100})))
        self.assertProblem(line, "tracking_unlinked")
        self.assertFalse(self.books.sent)

    def test_required_plan_has_a_category(self):
        row = self._require("Class")
        with self.assertRaises(ValidationError):
            row.remote_tracking_id = False
