"""What is paid, set off, changed or deleted in the books comes back, over real HTTP."""

from common_myob import MyobCommon


class TestMyobPayments(MyobCommon):
    def setUp(self):
        super().setUp()
        self.register_payments()

    def pay(self, line, **values):
        self.bookkeeper("pay", id=line.remote_id, **values)

    def let_time_pass_there(self):
        """What changed before is not told of again."""
        self.control("clock", {"advance": 900})

    def recheck(self):
        known = self.env["acct.link.remote.document"].sudo().search([])
        known.seen_at = "2026-01-01"
        return self.pull("recheck")

    # === PAYMENTS === #

    def test_whole_payment_pays_the_invoice_once(self):
        move = self.invoice()
        self.pay(self.upload(move), date="2026-10-20")
        self.assertPulled(self.pull())
        row = self.rows(move)
        self.assertEqual(row.state, "registered", row.problem_text)
        self.assertEqual((row.payment_id.amount, str(row.payment_id.date)), (345, "2026-10-20"))
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(self.pull().changed, 0)

    def test_parts_come_as_they_are_paid(self):
        line = self.upload(self.invoice())
        self.pay(line, amount="100.00")
        self.pull()
        self.let_time_pass_there()
        self.pay(line, amount="45.00")
        self.assertPulled(self.pull())
        self.assertEqual(len(self.rows(line.move_id).payment_id), 2)
        self.assertEqual(line.move_id.amount_residual, 200)

    def test_silence_costs_one_call_a_list(self):
        self.upload(self.invoices(2) + self.bill())
        self.pull()
        before = len(self.calls("GET"))
        self.assertEqual(self.pull().changed, 0)
        lists = ("Sale/Invoice", "Sale/CustomerPayment", "Purchase/Bill")
        lists += ("Purchase/SupplierPayment", "Banking/SpendMoneyTxn")
        asked = [call["path"].split("/", 3)[3] for call in self.calls("GET")[before:]]
        self.assertEqual(asked, list(lists))

    def test_payment_that_does_not_touch_its_invoice_is_found(self):
        self.control("settings", {"payments_touch": False})
        move = self.invoice()
        line = self.upload(move)
        self.pull()
        self.let_time_pass_there()
        self.upload(self.invoice())  # what is asked for moves on
        self.pull()
        self.pay(line, amount="100.00")
        self.assertPulled(self.pull())
        self.assertEqual(move.amount_residual, 245)

    def test_all_is_found_again_from_the_start(self):
        move = self.invoice()
        self.pay(self.upload(move), amount="100.00")
        self.pull()
        self.env["acct.link.pull.run"].sudo().search([]).cursor = False
        self.assertPulled(self.pull())
        self.assertEqual(len(self.rows(move)), 1)
        self.assertEqual(move.amount_residual, 245)

    def test_short_pages_and_links_to_another_host_lose_nothing(self):
        moves = self.invoices(5)
        lines = self.upload(moves)
        for line in lines:
            self.pay(line)
        self.control("settings", {"most_rows": 2})
        self.assertPulled(self.pull())
        self.assertEqual(set(moves.mapped("amount_residual")), {0})

    def test_deleted_payment_is_undone(self):
        move = self.invoice()
        line = self.upload(move)
        self.pay(line)
        self.pull()
        self.bookkeeper("unpay", id=line.remote_id)
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(move).state, "undone")
        self.assertEqual(move.amount_residual, 345)

    def test_payment_that_is_deleted_without_a_sign_is_undone_by_the_recheck(self):
        self.control("settings", {"payments_touch": False})
        move = self.invoice()
        line = self.upload(move)
        self.pay(line)
        self.pull()
        self.assertEqual(move.amount_residual, 0)
        self.bookkeeper("unpay", id=line.remote_id)
        self.assertPulled(self.recheck())
        self.assertEqual((self.rows(move).state, move.amount_residual), ("undone", 345))

    def test_one_payment_of_several_invoices(self):
        moves = self.invoices(2)
        lines = self.upload(moves)
        parts = [{"UID": line.remote_id, "AmountApplied": 345} for line in lines]
        [account] = [row for row in self.books("Account") if row["DisplayID"] == "1-1110"]
        values = {"Date": "2026-10-20", "Account": {"UID": account["UID"]}, "Invoices": parts}
        values["Customer"] = {"UID": self.row(lines[0])["Customer"]["UID"]}
        self.bookkeeper("create", resource="Sale/CustomerPayment", values=values)
        self.assertPulled(self.pull())
        self.assertEqual([move.amount_residual for move in moves], [0, 0])

    def test_payment_of_a_bill_comes_back(self):
        move = self.bill()
        self.pay(self.upload(move), amount="100.00")
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(move).payment_id.payment_type, "outbound")
        self.assertAlmostEqual(move.amount_residual, 245, 2)

    # === CREDITS === #

    def test_credit_that_is_set_off_there_is_set_off_here(self):
        invoice = self.invoice()
        note = self.invoice(move_type="out_refund", price=10)
        lines = self.upload(invoice + note)
        self.assertEqual(lines[1].state, "uploaded", lines[1].problem_text)
        self.bookkeeper("settle", id=lines[1].remote_id, **{"with": lines[0].remote_id})
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(invoice).credit_note_id, note)
        self.assertFalse(self.rows(invoice).payment_id)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (310.5, 0))

    def test_set_off_from_here_comes_back_as_it_is(self):
        self.interface.allocate_credit_notes = True
        invoice = self.invoice()
        note = invoice._reverse_moves([{"invoice_date": "2026-10-06"}])
        note.action_post()
        self.upload(invoice + note)
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(invoice).credit_note_id, note)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 0))

    def test_credit_that_is_paid_out_comes_back(self):
        note = self.invoice(move_type="out_refund", price=10)
        line = self.upload(note)
        [account] = [row for row in self.books("Account") if row["DisplayID"] == "1-1110"]
        values = {"Invoice": {"UID": line.remote_id}, "Amount": 34.5, "Date": "2026-10-21"}
        values["Customer"] = {"UID": self.row(line)["Customer"]["UID"]}
        values["Account"] = {"UID": account["UID"]}
        self.bookkeeper("create", resource="Sale/CreditRefund", values=values)
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(note).payment_id.payment_type, "outbound")
        self.assertEqual(note.amount_residual, 0)

    # === EXPENSES === #

    def test_expense_is_paid_here_once_it_is_there(self):
        line = self.upload(self.send_as_expense(self.bill()))
        self.assertEqual((line.kind, line.state), ("expense", "uploaded"), line.problem_text)
        row = self.row(line)
        self.assertEqual((row["AmountPaid"], row["Account"]["DisplayID"]), (345, "1-1110"))
        self.assertPulled(self.pull())
        payment = self.rows(line.move_id)
        self.assertEqual(payment.state, "registered", payment.problem_text)
        self.assertEqual(payment.payment_id.memo, "Business account")
        self.assertEqual(line.move_id.amount_residual, 0)
        self.assertEqual(self.pull().changed, 0)
        self.assertEqual(self.difference(line), "")

    def test_lost_expense_is_found_by_its_mark(self):
        self.fault("drop_after", "Banking/SpendMoneyTxn")
        line = self.upload(self.send_as_expense(self.bill(), "2-1110"))
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(len(self.books("SpendMoneyTxn")), 1)

    # === DIFFERENCES === #

    def difference(self, line):
        row = self.env["acct.link.remote.document"].search([("line_id", "=", line.id)])
        return row.difference or ""

    def test_unchanged_documents_differ_in_nothing(self):
        moves = self.invoice() + self.invoice(move_type="out_refund")
        moves += self.bill() + self.bill("in_refund", ref="S-9")
        moves += self.send_as_expense(self.bill(ref="S-10"))
        lines = self.upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"uploaded"}, lines.mapped("problem_text"))
        self.assertPulled(self.pull())
        known = self.env["acct.link.remote.document"].search([("line_id", "in", lines.ids)])
        self.assertEqual(len(known), 5)
        self.assertEqual([self.difference(line) for line in lines], [""] * 5)

    def test_changed_total_and_number_are_told_of(self):
        line = self.upload(self.invoice())
        [first] = self.row(line)["Lines"]
        lines = [{**first, "UnitCount": 1, "UnitPrice": 400, "Total": 400}]
        self.bookkeeper("edit", id=line.remote_id, values={"Lines": lines, "Number": "THEIRS"})
        self.assertPulled(self.pull())
        self.assertIn("number=THEIRS", self.difference(line))
        self.assertIn("total=460.00", self.difference(line))

    def test_document_in_another_layout_is_still_found(self):
        line = self.upload(self.invoice())
        self.bookkeeper("convert", id=line.remote_id, layout="Professional")
        self.pay(line)
        self.assertPulled(self.pull())
        self.assertEqual((self.difference(line), line.move_id.amount_residual), ("", 0))

    def test_recheck_finds_what_is_gone(self):
        moves = self.invoices(2) + self.bill() + self.send_as_expense(self.bill(ref="S-2"))
        lines = self.upload(moves)
        self.pull()
        for line in (lines[0], lines[2], lines[3]):
            self.bookkeeper("delete", id=line.remote_id)
        self.assertEqual(self.pull().changed, 0)  # nothing tells of it
        self.assertPulled(self.recheck())
        found = [self.difference(line) for line in lines]
        self.assertEqual(found, ["status=missing", "", "status=missing", "status=missing"])

    def test_document_that_arrives_twice_is_told_of_once(self):
        line = self.upload(self.invoice())
        self.pull()
        row = self.row(line)
        copied = ("Number", "Customer", "Date", "Lines", "JournalMemo", "FreightTaxCode")
        values = {name: row[name] for name in (*copied, "IsTaxInclusive")}
        values["Lines"] = [
            {name: value for name, value in each.items() if not name.startswith("Row")}
            for each in values["Lines"]
        ]
        self.bookkeeper("create", resource="Sale/Invoice/Service", values=values)
        for _each in range(2):
            self.assertPulled(self.pull())
            self.assertProblem(line, "found_twice")
            self.assertEqual(len(line.problems), 1)
        self.assertTrue(line.has_warning)

    def test_reversal_with_our_mark_is_no_second_one(self):
        line = self.upload(self.invoice())
        memo = self.row(line)["JournalMemo"]
        self.bookkeeper("reverse", id=line.remote_id, memo=memo)
        self.assertPulled(self.pull())
        self.assertFalse(line.problems)
