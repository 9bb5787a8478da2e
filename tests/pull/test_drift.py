"""What became of uploaded documents in the books, over real HTTP, from the stand-in."""

from pull_common import PullCommon

from odoo.exceptions import UserError


class TestDrift(PullCommon):
    def row(self, move):
        return self.env["acct.link.remote.document"].search([("move_id", "=", move.id)])

    def differences(self, move):
        found = self.row(move).difference or ""
        return [part.split("=")[0] for part in found.split(",") if part]

    def changed(self, action, **values):
        """Upload an invoice, let the bookkeeper change it, and pull."""
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper(action, id=line.remote_id, **values)
        self.pull()
        return move, line

    def test_pull_unchanged_document_differs_in_nothing(self):
        move, _line = self.changed("edit")
        row = self.row(move)
        self.assertEqual((row.status, row.difference, row.is_open), ("open", False, False))

    def test_pull_renumbered_document_shows_both_numbers(self):
        move, _line = self.changed("edit", number="X-77")
        self.assertEqual(self.differences(move), ["number"])
        row = self.row(move)
        self.assertEqual((row.number_sent, row.number), (move.name, "X-77"))
        self.assertTrue(row.advice)

    def test_pull_other_total_shows_both(self):
        move, _line = self.changed("edit", factor="2")
        self.assertEqual(self.differences(move), ["total", "due"])
        self.assertEqual((self.row(move).total_sent, self.row(move).total), (345, 690))

    def test_pull_voided_document_can_be_made_available(self):
        move, line = self.changed("void")
        self.assertEqual(self.row(move).status, "void")
        self.row(move).action_make_available()
        self.assertEqual(line.state, "removed")

    def test_pull_merged_contact_is_followed_for_all_its_documents_and_differs_in_nothing(self):
        moves = self.invoices(3)
        self.upload(moves)
        contact = self.books("invoices")[0]["contact_id"]
        others = (row["id"] for row in self.books("contacts") if row["status"] == "ACTIVE")
        for into in ([id_ for id_ in others if id_ != contact])[:2]:
            before = len(self.calls("GET", "Contacts"))
            self.bookkeeper("merge_contact", id=contact, into=into)
            self.pull()
            for move in moves:
                self.assertEqual((self.row(move).contact, self.differences(move)), (into, []))
            # One for each merge from then to now, and one for who is left.
            self.assertLessEqual(len(self.calls("GET", "Contacts")), before + 3)
            before = len(self.calls("GET", "Contacts"))
            for line in moves.acct_link_line_ids:
                self.bookkeeper("edit", id=line.remote_id)
            self.pull()
            self.assertEqual(self.differences(moves[0]), [])
            self.assertEqual(len(self.calls("GET", "Contacts")), before, "asked once")
            contact = into

    def test_pull_another_contact_that_nobody_merged_is_shown(self):
        other = next(row for row in self.books("contacts") if row["status"] == "ACTIVE")
        move, _line = self.changed("edit", contact_id=other["id"])
        self.assertEqual(self.differences(move), ["contact"])
        self.assertEqual(self.row(move).contact_name, other["name"])

    def test_send_again_mends_number_total_and_contact(self):
        other = next(row for row in self.books("contacts") if row["status"] == "ACTIVE")
        for values in ({"number": "X-77"}, {"factor": "2"}, {"contact_id": other["id"]}):
            with self.subTest(values=values):
                move, line = self.changed("edit", **values)
                row = self.row(move)
                self.assertTrue(row.is_open and row.can_send_again)
                row.action_send_again()
                self.run_loop()
                self.pull()
                self.assertEqual((row.difference, row.can_send_again), (False, False))
                [there] = [each for each in self.books("invoices") if each["id"] == line.remote_id]
                self.assertEqual((there["number"], there["total"]), (move.name, move.amount_total))
                self.assertNotEqual(there["contact_id"], other["id"])

    def test_send_again_of_what_is_paid_or_void_is_refused(self):
        for action in ("pay", "void"):
            move, _line = self.changed(action)
            with self.assertRaises(UserError):
                self.row(move).action_send_again()

    def test_cancel_here_mends_what_is_void_there(self):
        move, line = self.changed("void")
        row = self.row(move)
        self.assertTrue(row.can_cancel)
        row.action_cancel_here()
        self.assertEqual((move.state, row.is_open), ("cancel", False))
        self.bookkeeper("edit", id=line.remote_id)
        self.pull()
        self.assertFalse(row.is_open, "void on both sides")
        with self.assertRaises(UserError):
            row.action_cancel_here()

    def test_pull_mends_another_open_amount(self):
        self.interface.register_payments = False
        move, _line = self.changed("pay")
        self.interface.register_payments = True
        row = self.row(move)
        self.assertTrue(row.can_pull)
        row.sudo().seen_at = "2026-01-01"
        row.action_pull()
        self.run_puller()
        self.assertEqual((move.amount_residual, row.is_open), (0, False))

    def test_payment_that_lost_its_document_is_matched_again(self):
        move, line = self.changed("pay", amount="45.00")
        payment = self.env["acct.link.payment"].search([("move_id", "=", move.id)])
        for _time in range(2):
            move.line_ids.remove_move_reconcile()
            self.assertEqual(move.amount_residual, 345)
            self.bookkeeper("edit", id=line.remote_id)
            self.pull()
            self.assertEqual((move.amount_residual, payment.state), (300, "registered"))
        self.assertEqual(self.env["acct.link.payment"].search([("move_id", "=", move.id)]), payment)

    def test_draft_here_is_matched_once_it_is_posted(self):
        move, line = self.changed("pay", amount="45.00")
        move.button_draft()
        for _time in range(2):
            self.bookkeeper("edit", id=line.remote_id)
            self.pull()
            if move.state == "draft":
                move.action_post()
        self.assertEqual(move.amount_residual, 300)

    def test_pull_paid_document_differs_while_payments_are_not_registered(self):
        self.interface.register_payments = False
        move, line = self.changed("pay")
        self.assertEqual(self.differences(move), ["due"])
        self.interface.register_payments = True
        self.bookkeeper("edit", id=line.remote_id)
        self.pull()
        self.assertEqual(self.differences(move), [])

    def test_accept_difference_hides_it_until_it_changes(self):
        move, line = self.changed("edit", number="X-77")
        self.row(move).action_accept()
        self.assertFalse(self.row(move).is_open)
        self.bookkeeper("edit", id=line.remote_id)
        self.pull()
        self.assertFalse(self.row(move).is_open)
        self.bookkeeper("edit", id=line.remote_id, number="X-78")
        self.pull()
        self.assertTrue(self.row(move).is_open)

    def test_recheck_reads_what_the_list_of_changes_does_not_show(self):
        """As if the change had not moved its time: only the ids find it."""
        invoice, note = self.invoice(), self.invoice(move_type="out_refund", price=10)
        lines = self.upload(invoice + note)
        for line in lines:
            self.bookkeeper("edit", id=line.remote_id, number=f"X{line.id}")
        run = self.pull("recheck")
        self.assertEqual((run.result, run.seen), ("done", 2), run.problem_text)
        self.assertEqual(self.differences(invoice), ["number"])
        self.assertEqual(self.differences(note), ["number"])
        self.assertFalse(self.calls("GET", "Invoices")[-1]["query"].count("modified"))

    def test_recheck_leaves_out_what_is_final(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        self.assertEqual(self.pull("recheck").seen, 0)

    def test_recheck_of_another_accounts_file_says_it_is_missing(self):
        move = self.invoice()
        line = self.upload(move)
        line.sudo().remote_id = "11111111-1111-4111-8111-111111111111"
        self.pull("recheck")
        self.assertEqual(self.row(move).status, "missing")

    def test_recheck_of_what_is_not_understood_is_not_missing(self):
        move = self.invoice()
        self.upload(move)
        self.fault("unknown_enum", method="GET", field="Type", times=0)
        self.assertEqual(self.pull("recheck").result, "done")
        self.assertEqual(self.row(move).status, "unknown")

    def test_recheck_forgets_an_accepted_difference_that_is_gone(self):
        self.interface.register_payments = False
        move, _line = self.changed("pay")
        row = self.row(move)
        row.action_accept()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        register.create({"journal_id": self.journal.id}).action_create_payments()
        self.assertTrue(row.difference)
        row.sudo().seen_at = "2026-01-01"
        self.assertEqual(self.pull("recheck").seen, 1)
        self.assertFalse(row.difference)

    def test_rows_that_move_while_paging_are_not_lost(self):
        """Two a page; while the first page is read its first row moves to the end."""
        import odoo.addons.acct_link_xero.lib.sweep as sweep

        moves = self.invoices(4)
        lines = self.upload(moves)
        for line in lines:
            self.control("clock", {"advance": 2})
            self.bookkeeper("edit", id=line.remote_id)
        wish = {"tenant": self.tenant, "action": "edit", "id": lines[0].remote_id}
        self.fault("bookkeeper", method="GET", wish=wish)
        self.patch(sweep, "PAGE_SIZE", 2)
        self.pull()
        self.assertEqual(len(self.env["acct.link.remote.document"].search([])), 4)
