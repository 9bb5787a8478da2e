"""From the invoice to MYOB's books over real HTTP: numbers, credits, jobs, cards, and the pace."""

import time
from unittest.mock import patch

from common_myob import MyobCommon

from odoo.exceptions import RedirectWarning, ValidationError

from odoo.addons.acct_link_myob.lib.lists import Company
from odoo.addons.acct_link_oauth.models import app_pace

INVOICE = "Sale/Invoice/Service"
LONG = "INV/2026/00001"


class TestMyobUpload(MyobCommon):
    def upload_one(self, move):
        [line] = self.upload(move)
        return line

    def assertUploaded(self, line):
        self.assertEqual(line.state, "uploaded", line.problem_text)

    # === WHAT ARRIVES === #

    def test_upload_long_number_arrives_without_separators(self):
        move = self.invoice()
        move.name = LONG
        line = self.upload_one(move)
        self.assertUploaded(line)
        self.assertEqual(line.number_sent, "INV202600001")
        self.assertEqual(self.row(line)["Number"], "INV202600001")
        self.assertFalse(line.problems)

    def test_upload_long_number_stops_where_it_is_sent_as_it_is(self):
        self.interface.myob_number_rule = "as_is"
        move = self.invoice()
        move.name = LONG
        line = self.upload_one(move)
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "number_too_long")
        self.assertEqual(self.books("Invoice"), [])

    def test_upload_two_numbers_that_become_one_stop(self):
        first, second = self.invoice(), self.invoice()
        first.name, second.name = LONG, "INV-2026-00001"
        lines = self.upload(first + second)
        self.assertIn("failed", lines.mapped("state"))
        self.assertEqual(len(self.books("Invoice")), lines.mapped("state").count("uploaded"))

    def test_upload_credit_is_a_negative_invoice(self):
        line = self.upload_one(self.invoice(move_type="out_refund"))
        self.assertUploaded(line)
        row = self.row(line)
        self.assertEqual(row["Status"], "Credit")
        self.assertEqual(-row["TotalAmount"], line.amount_total)

    def test_upload_credit_stops_where_negative_documents_are_off(self):
        self.interface.myob_negatives = False
        line = self.upload_one(self.invoice(move_type="out_refund"))
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "myob_no_negatives")
        self.assertIn("AccountRight accepts invoices with a negative value", line.problem_text)
        self.assertEqual(self.books("Invoice"), [])

    def test_upload_order_number_and_memo(self):
        move = self.invoice(ref="PO 4711")
        line = self.upload_one(move)
        row = self.row(line)
        self.assertEqual(row["CustomerPurchaseOrderNumber"], "PO 4711")
        self.assertTrue(row["JournalMemo"].endswith(f"[{line.marker}]"))

    def test_upload_bill_has_the_number_of_the_supplier(self):
        line = self.upload_one(self.bill(ref="A very long number of a supplier 2026/0001"))
        self.assertUploaded(line)
        row = self.row(line)
        self.assertEqual(row["SupplierInvoiceNumber"], "A very long number of a supplier 2026/0001")

    def test_upload_lost_answer_is_found_and_not_sent_again(self):
        self.fault("drop_after", INVOICE)
        line = self.upload_one(self.invoice())
        self.let_time_pass()
        self.run_loop()
        self.assertUploaded(line)
        self.assertEqual(len(self.books("Invoice")), 1)
        self.assertEqual(len(self.calls("POST", INVOICE)), 1)

    def test_upload_conflict_after_writing_is_found(self):
        self.fault("conflict_after", INVOICE)
        line = self.upload_one(self.invoice())
        self.let_time_pass()
        self.run_loop()
        self.assertUploaded(line)
        self.assertEqual(len(self.books("Invoice")), 1)

    # === JOBS AND CATEGORIES === #

    def link_plan(self, category, option):
        """:return: an analytic account that stands for an option of a tracking category"""
        plan = self.env["account.analytic.plan"].create({"name": f"Plan {category}"})
        account = self.env["account.analytic.account"].create({"name": option, "plan_id": plan.id})
        tracking = self.interface.tracking_ids.filtered(lambda each: each.remote_id == category)
        chosen = self.interface.tracking_option_ids.filtered(lambda each: each.code == option)
        interface = {"interface_id": self.interface.id}
        self.env["acct.link.plan.map"].create(
            {**interface, "plan_id": plan.id, "remote_tracking_id": tracking.id}
        )
        self.env["acct.link.analytic.map"].create(
            {**interface, "analytic_account_id": account.id, "remote_option_id": chosen.id}
        )
        return account, chosen

    def test_upload_job_on_the_line_and_category_on_the_document(self):
        (job, job_option), (area, area_option) = (
            self.link_plan("job", "J100"),
            self.link_plan("category", "NTH"),
        )
        move = self.invoice(post=False)
        move.invoice_line_ids.analytic_distribution = {f"{job.id},{area.id}": 100}
        move.action_post()
        line = self.upload_one(move)
        self.assertUploaded(line)
        row = self.row(line)
        self.assertEqual(row["Category"]["UID"], area_option.remote_id)
        self.assertEqual(row["Lines"][0]["Job"]["UID"], job_option.remote_id)

    def test_upload_without_a_required_category_stops(self):
        self.interface.myob_needs_category = True
        line = self.upload_one(self.invoice())
        self.assertProblem(line, "myob_category_needed")
        self.assertEqual(self.calls("POST", INVOICE), [])

    # === CARDS === #

    def test_upload_person_gets_the_card_of_an_individual(self):
        person = self.env["res.partner"].create({"name": "Ana Vega", "is_company": False})
        self.assertUploaded(self.upload_one(self.invoice(partner=person)))
        [card] = [row for row in self.books("Customer") if row["LastName"] == "Vega"]
        self.assertTrue(card["IsIndividual"])

    def test_upload_finds_and_adds_cards_by_a_card_id_of_its_own(self):
        self.interface.match_rule = "card_id"
        self.customer.acct_link_myob_card_id = "cus003"
        line = self.upload_one(self.invoice())
        self.assertUploaded(line)
        self.assertEqual(self.row(line)["Customer"]["DisplayID"], "CUS003")
        other = self.env["res.partner"].create({"name": "Rata Ltd", "ref": "R-1"})
        line = self.upload_one(self.invoice(partner=other))
        self.assertEqual(self.row(line)["Customer"]["DisplayID"], "R-1")
        nobody = self.env["res.partner"].create({"name": "Without Ltd"})
        line = self.upload_one(self.invoice(partner=nobody))
        self.assertProblem(line, "myob_card_id_missing")

    def test_upload_waits_until_new_cards_have_a_tax_code(self):
        self.interface.myob_card_tax_id = False
        with self.assertRaises(RedirectWarning):
            self.upload(self.invoice())

    # === THE FILE === #

    def test_pull_tells_product_and_turns_credits_off_for_myob_business(self):
        self.assertEqual(self.interface.myob_product, "right")
        self.assertTrue(self.interface.myob_negatives)
        business = Company(
            "Acme", "NZ", "business", "MYOB Pro", "NZD", None, False, False, False, ("", "")
        )
        vals = self.interface._connector()._prepare_file_vals(self.interface, business)
        self.assertFalse(vals["myob_negatives"])
        # What somebody chose since stays.
        self.interface.write({"myob_product": "business", "myob_negatives": True})
        vals = self.interface._connector()._prepare_file_vals(self.interface, business)
        self.assertNotIn("myob_negatives", vals)

    def test_pull_tells_country_and_leaves_what_somebody_said_of_the_file(self):
        self.assertEqual(self.interface.file_text, "MYOB NZ Ltd (New Zealand, NZD)")
        self.interface.remote_is_demo = True
        with self.registry_test_mode():
            self.interface.action_pull_codes()
        self.assertTrue(self.interface.remote_is_demo, "MYOB does not say whether it is one")

    def test_number_rule_is_shown(self):
        self.assertIn("arrives as INV", self.interface.myob_number_preview)
        self.interface.myob_number_rule = "as_is"
        self.assertIn("too long", self.interface.myob_number_preview)

    def test_addresses_are_safe(self):
        for name in ("myob_api_url", "myob_login_url"):
            with self.assertRaises(ValidationError):
                self.interface.sudo()[name] = "http://api.myob.com"

    def test_password_of_the_file_goes_one_way_only(self):
        self.interface.write({"myob_user": "Administrator", "myob_password": "open sesame"})
        self.assertFalse(self.interface.myob_password)
        self.assertTrue(self.interface.myob_has_password)
        self.assertEqual(self.interface._get_myob_user(), "Administrator:open sesame")
        # The stand-in tells that it was sent to a file without such users.
        self.interface.myob_user = False
        self.assertEqual(self.interface._get_myob_user(), "")

    # === PACE === #

    def test_reads_of_a_key_keep_the_pace_whoever_makes_them(self):
        Pace = self.env["acct.link.app.pace"]
        self.interface.myob_calls_a_second = 5
        with patch.object(app_pace, "BURST", 0):
            first = Pace._reserve(self.interface, 5)
            second = Pace._reserve(self.interface)
        self.assertGreaterEqual(second - first, 0.5)
        self.assertIsNone(Pace._reserve(self.interface, most=0.1))
        time.sleep(second)
        self.assertIsNotNone(Pace._reserve(self.interface, most=0.5))
