"""Whose a bill of the books is, and whether it is here already, however it was typed."""

from bill_common import BillCommon

from odoo.tests import tagged

TOTAL = 114.99
# A name as it may be typed there for "Ink & Co".
NAMES = (
    "Ink & Co ", "Ink  &  Co", "INK & CO", "Ink\u200b & Co", "\ufeffInk & Co\u00a0",
    "Ｉｎｋ ＆ Ｃｏ", "Ink &\u00ad Co",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestBillPapers(BillCommon):
    def pulled(self, name=None, number="B-1", **contact):
        """A bill of a new contact there, as it was pulled. :return: its row"""
        if name:
            self.contact = self.add_contact(name, **contact)
        return self.taken(number=number)

    def count_suppliers(self):
        return self.env["res.partner"].with_context(active_test=False).search_count([])

    # === SUPPLIERS === #

    def test_supplier_is_found_however_its_name_is_typed(self):
        self.interface.bill_new_suppliers = True
        before = self.count_suppliers()
        self.contact = self.add_contact("Another")
        for number, name in enumerate(NAMES):
            with self.subTest(name=name.encode()):
                self.supplier.name = name
                row = self.pulled(None if number else "Ink & Co", f"N-{number}")
                self.assertEqual(row.partner_id, self.supplier, row.problem_text)
                # By its name again, not by the contact's id.
                self.env["acct.link.bill"].sudo().search([]).partner_id = False
        self.assertEqual(self.count_suppliers(), before)

    def test_supplier_with_combining_accents(self):
        self.interface.bill_new_suppliers = True
        self.supplier.name = "Cafe\u0301 Zoe\u0308"
        self.assertEqual(self.pulled("Café Zoë").partner_id, self.supplier)

    def test_accents_tell_suppliers_apart(self):
        self.supplier.name = "Cafe Zoe"
        self.assertOpen(self.pulled("Café Zoë"), "bill_supplier_unknown")

    def test_tax_number_is_compared_without_punctuation_and_before_the_name(self):
        other = self.env["res.partner"].create({"name": "Toner Ltd", "vat": "49 098 576"})
        row = self.pulled("Ink & Co", TaxNumber="49-098-576")
        self.assertEqual(row.partner_id, other)

    def test_name_tells_which_of_several_with_one_tax_number(self):
        self.supplier.vat = "49-098-576"
        self.env["res.partner"].create({"name": "Toner Ltd", "vat": "49098576"})
        self.contact = self.add_contact("INK & CO", TaxNumber="49 098 576")
        self.assertEqual(self.pulled().partner_id, self.supplier)

    def test_archived_supplier_is_said_and_never_doubled(self):
        self.supplier.write({"vat": "49-098-576", "active": False})
        before = self.count_suppliers()
        for adds in (False, True):
            self.interface.bill_new_suppliers = adds
            for name, tax_number in (("Ink & Co", ""), ("INK  & Co ", ""), ("Toner", "49098576")):
                with self.subTest(adds=adds, name=name):
                    row = self.pulled(name, f"{adds}-{name}", TaxNumber=tax_number)
                    self.assertOpen(row, "bill_supplier_archived")
                    self.assertEqual(
                        row._get_problems()[0].record, ("res.partner", self.supplier.id)
                    )
        self.assertEqual(self.count_suppliers(), before)
        self.supplier.active = True
        row.action_try_again()
        self.assertTaken(row, TOTAL)

    def test_archived_supplier_known_by_the_contact_is_said(self):
        """Whatever it is called by now."""
        self.interface.bill_new_suppliers = True
        self.assertEqual(self.pulled().partner_id, self.supplier)
        self.supplier.write({"name": "Ink Holdings", "active": False})
        before = self.count_suppliers()
        row = self.pulled(number="B-2")
        self.assertOpen(row, "bill_supplier_archived")
        self.assertIn("Ink Holdings", row.problem_text)
        self.assertEqual(self.count_suppliers(), before)

    def test_archived_supplier_is_merged_into_the_one_that_is_used(self):
        """The second way that the cure names."""
        self.pulled()
        self.supplier.active = False
        used = self.env["res.partner"].create({"name": "Ink & Company"})
        row = self.pulled(number="B-2")
        self.assertOpen(row, "bill_supplier_archived")
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((used | self.supplier).ids, used)
        row.action_try_again()
        self.assertEqual((row.state, row.partner_id), ("taken", used), row.problem_text)

    def test_supplier_in_use_is_taken_before_an_archived_one_of_that_name(self):
        self.supplier.copy({"name": "Ink & Co", "active": False})
        self.assertEqual(self.pulled().partner_id, self.supplier)

    # === HERE ALREADY === #

    def test_bill_entered_by_hand_is_found_however_its_number_is_typed(self):
        numbers = (
            "inv-100",
            "INV-100 ",
            "Inv -100",
            "INV\u200b-100",
            "ＩＮＶ-100",
            "\u00a0inv- 100",
            "INV\u2011100",
            "inv–100",
        )
        for n, number in enumerate(numbers):
            with self.subTest(number=number.encode()):
                ours = self.invoice(
                    move_type="in_invoice", partner=self.supplier, ref=f"{number}/{n}", price=1
                )
                row = self.pulled(number=f"INV-100/{n}")
                self.assertOpen(row, "bill_here_already")
                row.action_settle()
                self.assertEqual(row.move_id, ours)

    def test_bill_that_gets_the_number_of_one_entered_by_hand_asks(self):
        row = self.pulled(number="OLD-1")
        before = row.move_id.ref
        self.invoice(move_type="in_invoice", partner=self.supplier, ref="new-1", price=1)
        self.bookkeeper("edit", id=row.remote_id, number="NEW-1")
        self.pull("bills")
        self.assertOpen(row, "bill_here_already")
        self.assertEqual(row.move_id.ref, before)

    def test_bill_entered_as_receipt_or_draft_or_in_a_branch_is_found(self):
        branch = self._create_company(name="Branch", parent_id=self.office.id)
        contact = self.env["res.partner"].create({"name": "Jo", "parent_id": self.supplier.id})
        entered = {
            "receipt": {"move_type": "in_receipt"},
            "draft": {"state": "draft"},
            "branch": {"company": branch},
            "person": {"partner": contact},
        }
        for number, vals in entered.items():
            with self.subTest(number):
                self._enter(number.upper(), **vals)
                self.assertOpen(self.pulled(number=number), "bill_here_already")

    def test_what_is_no_paper_of_its_own_keeps_no_bill_out(self):
        other = self._create_company(name="Another Firm")
        stranger = self.env["res.partner"].create({"name": "Toner Ltd"})
        entered = {
            "cancelled": {"state": "cancel"},
            "credit": {"move_type": "in_refund"},
            "sold": {"move_type": "out_invoice"},
            "elsewhere": {"company": other},
            "stranger": {"partner": stranger},
        }
        for number, vals in entered.items():
            with self.subTest(number):
                self._enter(number, **vals)
                self.assertTaken(self.pulled(number=number), TOTAL)

    def _enter(self, number, partner=None, move_type="in_invoice", state="draft", company=None):
        """A document of a supplier, entered here by hand."""
        move = (
            self.env["account.move"]
            .sudo()
            .with_company(company or self.office)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": (partner or self.supplier).id,
                    "invoice_date": "2026-10-05",
                    "ref": number,
                }
            )
        )
        if state == "cancel":
            move.button_cancel()
        return move
