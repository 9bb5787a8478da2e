"""What became of uploaded documents in the books, over real HTTP, from the stand-in."""

from pull_common import PullCommon


class TestDrift(PullCommon):
    def row(self, move):
        return self.env["acct.link.counterpart"].search([("move_id", "=", move.id)])

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

    def test_pull_merged_contact_shows_the_other_one(self):
        move = self.invoice()
        self.upload(move)
        contact = self.books("invoices")[0]["contact_id"]
        other = next(
            row
            for row in self.books("contacts")
            if row["status"] == "ACTIVE" and row["id"] != contact
        )
        self.bookkeeper("merge_contact", id=contact, into=other["id"])
        self.pull()
        self.assertEqual(self.differences(move), ["contact"])
        self.assertEqual(self.row(move).contact_name, other["name"])

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
        self.assertEqual(len(self.env["acct.link.counterpart"].search([])), 4)
