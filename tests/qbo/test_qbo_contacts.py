"""Firms that are customers and suppliers at once: QuickBooks has a name once among all of them."""

from common_qbo import QboCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestQboContacts(QboCommon):
    def names(self, entity):
        return [row["DisplayName"] for row in self.books(entity)]

    def codes(self, line):
        return [each["code"] for each in line.problems or []]

    def test_customer_whose_name_a_supplier_has_gets_the_suffix(self):
        self.bookkeeper("add_contact", role="vendor", name="Kowhai Office")
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertIn("Kowhai Office (Customer)", self.names("Customer"))
        [row] = [row for row in self.books("Customer") if row["DisplayName"].startswith("Kowhai")]
        self.assertEqual(row["CompanyName"], "Kowhai Office")
        contact = self.env["acct.link.contact"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(contact.name, "Kowhai Office (Customer)")
        # Found by it again where nothing is known here any more.
        contact.unlink()
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(len(self.names("Customer")), len(set(self.names("Customer"))))
        self.assertEqual(len(self.calls("POST", "customer")), 2, "refused, added, and no more")

    def test_firm_that_is_both_is_added_to_both_lists(self):
        both = self.env["res.partner"].create({"name": "Kea Farms"})
        bill = self.bill()
        bill.button_draft()
        bill.partner_id = both
        bill.action_post()
        lines = self.upload(self.invoice(partner=both) + bill)
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2, lines.mapped("problem_text"))
        self.assertIn("Kea Farms", self.names("Customer"))
        self.assertIn("Kea Farms (Supplier)", self.names("Vendor"))
        [vendor] = [row for row in self.books("Vendor") if "Kea" in row["DisplayName"]]
        self.assertEqual(vendor["PrintOnCheckName"], "Kea Farms")

    def test_lost_answer_to_a_renamed_one_adds_it_once(self):
        self.bookkeeper("add_contact", role="vendor", name="Kowhai Office")
        self.fault("drop_after", "customer", skip=1)
        line = self.upload(self.invoice())
        for _turn in range(2):
            self.let_time_pass()
            self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(self.names("Customer").count("Kowhai Office (Customer)"), 1)

    def test_without_a_suffix_a_person_decides(self):
        self.interface.qbo_customer_suffix = False
        self.bookkeeper("add_contact", role="vendor", name="Kowhai Office")
        line = self.upload(self.invoice())
        self.assertEqual((line.state, self.codes(line)), ("failed", ["contact_taken_by_role"]))
        self.assertFalse(self.books("Invoice"))

    def test_name_of_an_employee_is_never_got_round(self):
        ann = self.env["res.partner"].create({"name": "Ann Field"})
        line = self.upload(self.invoice(partner=ann))
        self.assertEqual((line.state, self.codes(line)), ("failed", ["qbo_name_of_another"]))
        self.assertFalse([name for name in self.names("Customer") if "Ann" in name])

    def test_supplier_that_is_not_in_use_there_stops_its_bill(self):
        sleeping = self.env["res.partner"].create({"name": "Sleeping Supplies"})
        bill = self.bill()
        bill.button_draft()
        bill.partner_id = sleeping
        bill.action_post()
        line = self.upload(bill)
        self.assertEqual(line.state, "failed")
        self.assertFalse(self.books("Bill"))
        self.assertEqual(self.names("Vendor").count("Sleeping Supplies"), 1)

    def test_renamed_firm_keeps_what_stands_behind_its_name(self):
        self.bookkeeper("add_contact", role="vendor", name="Kowhai Office")
        self.upload(self.invoice())
        self.interface.update_name = True
        self.customer.name = "Kowhai Offices"
        self.upload(self.invoice())
        self.run_loop()
        self.assertEqual(
            self.operations("update_contact").mapped("state"),
            ["done"],
            self.operations().mapped("problem_text"),
        )
        self.assertIn("Kowhai Offices (Customer)", self.names("Customer"))
