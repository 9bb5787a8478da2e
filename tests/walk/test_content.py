"""What documents hold, over real HTTP in the strict stand-in's books."""

from common_walk import WalkCommon

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestContent(WalkCommon):
    pulls_codes = True

    def lines(self, *lines, tax=None, **vals):
        """A posted document with these lines."""
        values = {"name": "Survey", "account_id": self.account.id}
        values["tax_ids"] = [Command.set((tax or self.tax).ids)]
        commands = [Command.create({**values, **line}) for line in lines]
        return self.invoice(invoice_line_ids=commands, **vals)

    def included(self):
        tax = self.tax.copy({"name": "GST incl.", "price_include_override": "tax_included"})
        self.interface.action_suggest_mappings()
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == tax)
        self.assertEqual(row.remote_tax_id.code, "OUTPUT2")
        return tax

    def row(self, part="invoices"):
        [row] = self.books(part)
        return row

    # === CODE LISTS === #

    def test_currencies_and_the_rounding_account_are_pulled(self):
        self.assertEqual(set(self.interface.currency_ids.mapped("code")), {"NZD", "AUD", "USD"})
        self.assertEqual(self.interface.rounding_account_id.code, "860")

    def test_tracking_and_layouts_are_pulled_archived_ones_too(self):
        options = self.interface.with_context(active_test=False).tracking_option_ids
        found = {(option.category_id.name, option.name): option.active for option in options}
        self.assertTrue(found["Region", "North"])
        self.assertFalse(found["Region", "Islands"])
        self.assertEqual(self.get_themes().mapped("name"), ["Standard", "Very orange invoice"])

    def get_themes(self):
        return self.env["acct.link.theme"].search([("interface_id", "=", self.interface.id)])

    # === CURRENCY === #

    def test_foreign_currency_arrives_with_our_rate(self):
        currency = self.setup_other_currency("USD", rates=[("2016-01-01", 0.58)])
        self.assertExact(self.upload(self.invoice(currency_id=currency.id)))
        self.assertEqual((self.row()["currency"], self.row()["currency_rate"]), ("USD", 0.58))

    def test_rate_left_to_xero_is_its_own(self):
        self.interface.rate_source = "theirs"
        currency = self.setup_other_currency("USD", rates=[("2016-01-01", 0.58)])
        self.assertExact(self.upload(self.invoice(currency_id=currency.id)))
        self.assertEqual(self.row()["currency_rate"], 0.5891)

    def test_currency_that_xero_does_not_have_is_stopped_before_sending(self):
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        line = self.upload(self.invoice(currency_id=currency.id))
        self.assertProblem(line, "currency_not_in_use")
        self.assertFalse(self.calls("PUT", "Invoices"))

    # === AMOUNTS === #

    def test_tax_included_prices_arrive_as_they_are(self):
        tax = self.included()
        move = self.lines(
            {"quantity": 3, "price_unit": 9.99},
            {"price_unit": 19.9, "discount": 7.5},
            {"price_unit": 5, "tax_ids": False},
            tax=tax,
        )
        self.assertExact(self.upload(move))
        self.assertEqual(self.row()["line_amount_types"], "Inclusive")
        self.assertEqual([line["unit_amount"] for line in self.row()["lines"]], [9.99, 19.9, 5])
        self.assertAlmostEqual(self.row()["total_tax"], move.amount_tax, 2)

    def test_mixed_prices_and_discounts_of_credit_notes_reach_the_same_total(self):
        tax = self.included()
        lines = (
            {"price_unit": 115.37, "tax_ids": [Command.set(tax.ids)]},
            {"quantity": 7, "price_unit": 1.13, "discount": 12.5},
        )
        moves = self.lines(*lines) + self.lines(*lines, move_type="out_refund")
        self.assertExact(self.upload(moves))

    def test_cash_rounding_arrives_on_the_rounding_account(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To ten cents",
                "rounding": 0.1,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_expense"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
                "rounding_method": "HALF-UP",
            }
        )
        self.interface.rounding_account_id = self.code("account", "860")
        move = self.lines({"price_unit": 99.97}, invoice_cash_rounding_id=rounding.id)
        self.assertExact(self.upload(move))
        last = self.row()["lines"][-1]
        self.assertEqual((last["account_code"], last["tax_amount"]), ("860", 0))

    def test_notes_and_sections_arrive_as_text(self):
        move = self.lines(
            {"display_type": "line_section", "name": "Stage 1", "sequence": 1,
             "account_id": False, "tax_ids": False},
            {"price_unit": 20, "sequence": 2},
            {"display_type": "line_note", "name": "As agreed", "sequence": 3,
             "account_id": False, "tax_ids": False},
        )  # fmt: skip
        self.assertExact(self.upload(move))
        lines = self.row()["lines"]
        self.assertEqual(
            [line["description"] for line in lines], ["Stage 1", "Survey", "As agreed"]
        )
        self.assertEqual([line["unit_amount"] for line in lines], [None, 20, None])

    # === WHOSE TAX COUNTS === #

    def odd_tax(self):
        """A document whose tax somebody corrected by two cents."""
        move = self.lines({"price_unit": 100}, post=False)
        line = move.line_ids.filtered("tax_line_id")
        term = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        move.line_ids = [
            Command.update(line.id, {"amount_currency": line.amount_currency - 0.02}),
            Command.update(term.id, {"amount_currency": term.amount_currency + 0.02}),
        ]
        move.action_post()
        self.assertEqual(move.amount_total, 115.02)
        return move

    def test_tax_that_differs_is_sent_unless_set_otherwise(self):
        self.assertExact(self.upload(self.odd_tax()))
        self.assertEqual(self.row()["lines"][0]["tax_amount"], 15.02)

    def test_tax_that_differs_is_evened_out_by_a_line(self):
        self.interface.xero_tax_source = "line"
        self.assertExact(self.upload(self.odd_tax()))
        first, last = self.row()["lines"]
        self.assertEqual(first["tax_amount"], 15)
        self.assertEqual((last["line_amount"], last["account_code"]), (0.02, "860"))

    def test_tax_that_differs_is_left_with_a_warning(self):
        self.interface.xero_tax_source = "theirs"
        line = self.upload(self.odd_tax())
        self.assertEqual(line.state, "uploaded")
        self.assertProblem(line, "total_differs")
        self.assertEqual(self.row()["total"], 115)

    def test_tax_that_differs_too_much_is_stopped(self):
        for source, limit in (("stop", 1), ("line", 0.01), ("theirs", 0.01)):
            with self.subTest(source=source):
                self.interface.write({"xero_tax_source": source, "xero_tax_limit": limit})
                self.assertProblem(self.upload(self.odd_tax()), "tax_differs")
        self.assertFalse(self.calls("PUT", "Invoices"))

    def test_rounding_line_needs_an_account(self):
        self.interface.write({"xero_tax_source": "line", "rounding_account_id": False})
        self.assertProblem(self.upload(self.odd_tax()), "rounding_unmapped")

    # === TRACKING, LAYOUT === #

    def test_tracking_arrives_on_the_lines_and_the_layout_on_the_document(self):
        plan = self.env["account.analytic.plan"].create({"name": "Region"})
        north, south = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        moves = self.lines(
            {"price_unit": 99.99, "analytic_distribution": {str(north.id): 100}},
            {"price_unit": 0.05, "analytic_distribution": {str(north.id): 50, str(south.id): 50}},
        )
        self.interface.action_suggest_mappings()
        row = self.interface.theme_map_ids.filtered(lambda r: r.journal_id == moves.journal_id)
        row.remote_theme_id = self.get_themes()[1]
        self.assertExact(self.upload(moves))
        tracked = [[each["Option"] for each in line["tracking"]] for line in self.row()["lines"]]
        self.assertEqual(tracked, [["North"], ["North"], ["South"]])
        self.assertEqual(self.row()["branding_theme_id"], row.remote_theme_id.remote_id)

    # === STATUS === #

    def test_sent_status_is_preset_for_approved_invoices(self):
        self.interface.xero_sent = True
        moves = self.invoice() + self.invoice(move_type="out_refund")
        self.assertExact(self.upload(moves))
        self.assertIs(self.row()["sent_to_contact"], True)

    def test_drafts_are_not_marked_as_sent(self):
        self.interface.write({"xero_sent": True, "xero_status": "DRAFT"})
        self.assertExact(self.upload(self.invoice()))
        self.assertIs(self.row()["sent_to_contact"], False)
