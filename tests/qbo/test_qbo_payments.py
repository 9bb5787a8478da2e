"""What is paid, set off, changed or deleted in the books comes back, over real HTTP."""

from common_qbo import QboCommon

from sandbox.qbo import NZ_REALM


class TestQboPayments(QboCommon):
    def setUp(self):
        super().setUp()
        self.register_payments()
        self.assertEqual(self.pull().result, "done")  # from here on changes are told of

    def pay(self, line, **values):
        self.bookkeeper("pay", **self.there(line.remote_id), **values)

    def enter(self, entity, **values):
        self.bookkeeper("create", entity=entity, values=values)
        return self.books(entity)[-1]

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

    def test_changes_are_told_in_one_call_and_payments_in_another(self):
        line = self.upload(self.invoice())
        self.pay(line, amount="100.00")
        self.pull()
        self.control("clock", {"advance": 900})
        self.pull()
        self.pay(line, amount="45.00")
        before = len(self.control("calls")["calls"])
        self.assertPulled(self.pull())
        paths = [call["path"].rpartition("/")[2] for call in self.control("calls")["calls"]]
        # The first payment of the two is no change: it is read by its id.
        self.assertEqual(paths[before:], ["cdc", "query"])
        self.assertEqual(len(self.rows(line.move_id).payment_id), 2)
        self.assertEqual(line.move_id.amount_residual, 200)

    def test_all_is_found_again_where_changes_are_told_of_no_more(self):
        move = self.invoice()
        line = self.upload(move)
        self.pay(line, amount="100.00")
        self.env["acct.link.pull.run"].sudo().search([]).cursor = False
        before = len(self.calls("GET", "cdc"))
        self.assertPulled(self.pull())
        self.assertEqual(len(self.calls("GET", "cdc")), before)
        self.assertEqual(move.amount_residual, 245)

    def test_deleted_payment_is_undone(self):
        move = self.invoice()
        line = self.upload(move)
        self.pay(line)
        self.pull()
        self.bookkeeper("unpay", **self.there(line.remote_id))
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(move).state, "undone")
        self.assertEqual(move.amount_residual, 345)

    def test_voided_payment_is_undone(self):
        move = self.invoice()
        line = self.upload(move)
        self.pay(line)
        self.pull()
        self.bookkeeper("void", entity="Payment", id=self.books("Payment")[0]["Id"])
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(move).state, "undone")
        self.assertEqual(move.amount_residual, 345)

    def test_one_payment_of_several_invoices_and_a_credit(self):
        moves = self.invoices(2) + self.invoice(move_type="out_refund", price=10)
        lines = self.upload(moves)
        ids = [line.remote_id.partition(":")[2] for line in lines]
        links = (("Invoice", ids[0], 345), ("Invoice", ids[1], 345), ("CreditMemo", ids[2], 34.5))
        self.enter(
            "Payment",
            CustomerRef={"value": self.row(lines[0].remote_id)["CustomerRef"]["value"]},
            TotalAmt=655.5,
            Line=[
                {"Amount": value, "LinkedTxn": [{"TxnType": entity, "TxnId": id_}]}
                for entity, id_, value in links
            ],
        )
        self.assertPulled(self.pull())
        self.assertEqual([move.amount_residual for move in moves], [0, 0, 0])
        money = sum(self.rows(moves[0]).payment_id.mapped("amount"))
        money += sum(self.rows(moves[1]).payment_id.mapped("amount"))
        self.assertAlmostEqual(money, 655.5, 2)
        self.assertEqual(self.rows(moves[0]).credit_note_id, moves[2])

    def test_set_off_from_here_comes_back_as_it_is(self):
        self.interface.allocate_credit_notes = True
        invoice = self.invoice()
        note = invoice._reverse_moves([{"invoice_date": "2026-10-06"}])
        note.action_post()
        self.upload(invoice + note)
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(invoice).credit_note_id, note)
        self.assertFalse(self.rows(invoice).payment_id)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 0))

    def test_payment_of_a_bill_comes_back(self):
        move = self.bill()
        self.pay(self.upload(move), amount="100.00")
        self.assertPulled(self.pull())
        self.assertEqual(self.rows(move).payment_id.payment_type, "outbound")
        self.assertAlmostEqual(move.amount_residual, 245, 2)

    def test_foreign_payment_has_the_rate_of_the_books(self):
        self.env.ref("base.EUR").active = True
        self.pull_codes()
        euro = self.env["res.partner"].create({"name": "Euro Kunde GmbH"})
        rate = {
            "name": "2026-10-01",
            "rate": 0.58910049,
            "currency_id": self.env.ref("base.EUR").id,
        }
        self.env["res.currency.rate"].create({**rate, "company_id": self.env.company.id})
        move = self.invoice(partner=euro, currency_id=self.env.ref("base.EUR").id)
        line = self.upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertFalse(line.problems, "the rate is sent as it is")
        self.assertAlmostEqual(self.row(line.remote_id)["ExchangeRate"], 1 / 0.58910049, 9)
        self.pay(line, date="2026-10-20")
        self.assertPulled(self.pull())
        self.assertAlmostEqual(self.rows(move).rate, 0.58910049, 6)
        self.assertEqual(move.amount_residual, 0)

    # === DIFFERENCES === #

    def difference(self, line):
        row = self.env["acct.link.remote.document"].search([("line_id", "=", line.id)])
        return row.difference or ""

    def test_unchanged_documents_differ_in_nothing(self):
        moves = self.invoice() + self.invoice(move_type="out_refund")
        moves += self.bill() + self.bill("in_refund", ref="S-9")
        lines = self.upload(moves)
        self.assertPulled(self.pull())
        known = self.env["acct.link.remote.document"].search([("line_id", "in", lines.ids)])
        self.assertEqual(len(known), 4)
        self.assertEqual([self.difference(line) for line in lines], [""] * 4)

    def test_voided_and_deleted_documents_are_told_of(self):
        lines = self.upload(self.invoice() + self.invoice(move_type="out_refund") + self.bill())
        self.pull()
        self.bookkeeper("void", **self.there(lines[0].remote_id))
        self.bookkeeper("delete", **self.there(lines[1].remote_id))
        self.bookkeeper("delete", **self.there(lines[2].remote_id))
        self.assertPulled(self.pull())
        self.assertIn("status=void", self.difference(lines[0]))
        self.assertEqual([self.difference(line) for line in lines[1:]], ["status=void"] * 2)

    def test_changed_total_and_number_are_told_of(self):
        line = self.upload(self.invoice())
        row = self.row(line.remote_id)
        edited = [{**each, "Amount": 400} for each in row["Line"] if "Id" in each]
        for each in edited:
            each["SalesItemLineDetail"] |= {"Qty": 1, "UnitPrice": 400}
        values = {"Line": edited, "DocNumber": "THEIRS"}
        self.bookkeeper("edit", **self.there(line.remote_id), values=values)
        self.assertPulled(self.pull())
        self.assertIn("number=THEIRS", self.difference(line))
        self.assertIn("total=460.00", self.difference(line))

    def test_recheck_finds_what_is_gone(self):
        lines = self.upload(self.invoices(2))
        self.pull()
        self.bookkeeper("delete", **self.there(lines[0].remote_id))
        known = self.env["acct.link.remote.document"].sudo().search([])
        known.seen_at = "2026-01-01"
        self.assertEqual(self.pull("recheck").result, "done")
        self.assertIn("status=missing", self.difference(lines[0]))
        self.assertEqual(self.difference(lines[1]), "")

    # === METERED === #

    def test_reads_are_counted_as_there_and_slow_down_what_is_on_schedule(self):
        counted = self.interface.qbo_reads - self.control("books")[NZ_REALM]["reads"]
        self.upload(self.invoice())
        self.pull()
        self.interface.invalidate_recordset(["qbo_reads"])
        theirs = self.control("books")[NZ_REALM]["reads"]
        self.assertEqual(self.interface.qbo_reads - counted, theirs)
        pull = self.interface.pull_ids.filtered(lambda pull: pull.resource == "documents")
        self.interface.qbo_reads_limit = 1
        with self.subTest("a person does not wait"):
            self.assertPulled(self.pull())
        pull.write({"enabled": True, "interval": "15"})
        pull.run_ids.sudo().write({"started_at": "2026-01-01", "wait_until": False})
        self.run_puller()
        run = pull.last_run_id
        self.assertEqual(run.result, "waiting")
        self.assertProblem(run, "qbo_reads_near")
