"""What an upload would stop, or ask, the look before it foresees."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.contacts.test_contact_role import RoleCommon


class CheckCommon(AcctLinkCommon):
    def _check(self, moves):
        """:return: acct.link.check, as the button opens it"""
        return self.env["acct.link.check"].browse(moves.action_acct_link_check()["res_id"])


@tagged("post_install", "-at_install")
class TestCheckForesees(CheckCommon):
    def _foreign(self, rate=None):
        """An invoice in a currency that has this rate, or none."""
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", "AUD")])
        currency.active = True
        currency.rate_ids.unlink()
        if rate:
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": "2026-01-01", "rate": rate,
                 "company_id": self.env.company.root_id.id}
            )  # fmt: skip
        self._code("currency", "AUD")
        return self._invoice(currency_id=currency.id)

    # === WHAT IS SENT === #

    def test_what_has_no_code_is_named(self):
        self.interface.account_ids.sudo().code = self.interface.tax_ids.sudo().code = False
        self.assertIn("Sales  Sales tax", self._check(self._invoice()).line_ids.booking)

    def test_foot_of_the_list_says_what_the_batch_says(self):
        moves = self._invoice(lines=[{"price_unit": 100, "tax_ids": False}])
        moves += self._invoice(
            move_type="out_refund", lines=[{"price_unit": 30, "tax_ids": False}]
        )  # fmt: skip
        batch = self._batch(moves)
        check = self.env["acct.link.check"].browse(batch.action_check()["res_id"])
        self.assertEqual(check.going_total_text, batch.total_text)
        self.assertEqual(sum(check.line_ids.mapped("amount_signed")), 70)

    def test_number_of_what_only_left_its_batch_is_free(self):
        line = self._upload(self._invoice())
        line.action_unlink_uploaded()
        self.assertFalse(self._check(line.move_id).stopped_count)

    # === RATES === #

    def test_missing_rate_is_told_before(self):
        self.assertProblem(self._check(self._foreign()).line_ids, "rate_missing")

    def test_shortened_rate_is_told_before(self):
        line = self._check(self._foreign(0.58910049)).line_ids
        self.assertEqual(line.level, "warning")
        self.assertProblem(line, "rate_shortened")

    # === CONTACTS === #

    def test_contact_of_another_currency_is_told_before(self):
        self.books.has_currencies = True
        self.books.contacts["Kea Farms"] = Contact("C1", "Kea Farms", currency="AUD")
        self.assertEqual(self._upload(self._foreign(1.1)).state, "uploaded")
        self.assertProblem(self._check(self._invoice()).line_ids, "contact_currency")

    def test_second_customer_is_asked_for_as_by_the_upload(self):
        first, second = self.env["res.partner"].create([{"name": "Jo Smith"}] * 2)
        moves = self._invoice(partner=first) + self._invoice(partner=second)
        for going in ([moves[0]], []):
            asked = self._check(moves).line_ids.filtered(lambda line: line.level == "stopped")
            self.assertEqual(asked.move_id, moves[1])
            self.assertProblem(asked, "contact_of_another")
            for move in going:
                self._upload(move)
            moves = self._invoice(partner=first) + moves[1]

    # === NEVER SENT === #

    def test_customer_that_is_never_sent_stops(self):
        move, batched = self._invoice(), self._batch(self._invoice())
        self.customer.write(
            {"acct_link_never_send": True, "acct_link_never_send_reason": "keeps own books"}
        )
        line = self._check(move).line_ids
        self.assertEqual(line.level, "stopped")
        self.assertIn("never sent", line.problem_text)
        action = batched.with_context(acct_link_check=True).action_upload()
        check = self.env["acct.link.check"].browse(action["res_id"])
        self.assertEqual((check.stopped_count, check.call_count), (1, 0))


@tagged("post_install", "-at_install")
class TestCheckOfTwoLists(RoleCommon, CheckCommon):
    def test_contact_of_the_other_list_stands_for_nobody_here(self):
        """Although both lists use one id."""
        twin = self.firm.create({"name": "Rata Firm"})
        self.books.contacts["Rata Firm"] = Contact("1", "Rata Firm")
        self.books.suppliers["Rata Firm"] = Contact("1", "Rata Firm")
        moves = self._invoice(partner=self.firm) + self._bill(partner=twin)
        self.assertNotIn("stopped", self._check(moves).line_ids.mapped("level"))
