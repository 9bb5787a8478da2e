"""What the clerk does: choose, batch, park, remove, retry, stop, reset to draft."""

from dataclasses import replace
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import AcctLinkCommon, BooksConnector


@tagged("post_install", "-at_install")
class TestBatch(AcctLinkCommon):
    # === WHAT IS OFFERED === #

    def test_available_are_posted_documents_from_the_start_date_on(self):
        self.interface.start_date = "2026-01-01"
        posted = self._invoice()
        refund = self._invoice(move_type="out_refund")
        draft = self._invoice(post=False)
        zero = self._invoice(lines=[{"price_unit": 0}])
        old = self._invoice(invoice_date="2025-12-31")
        bill = self._invoice(move_type="in_invoice", lines=[{"tax_ids": False, "price_unit": 5}])
        mine = posted + refund + draft + zero + old + bill
        available = self.env["account.move"].search(
            [("acct_link_state", "=", "available"), ("id", "in", mine.ids)]
        )
        self.assertEqual(available, mine.filtered(lambda m: m in posted + refund))
        self.assertEqual(posted.acct_link_state, "available")
        self.assertFalse(old.acct_link_state)

    def test_state_of_a_document_is_found_by_search_and_compute_alike(self):
        moves = self._invoices(4)
        self._upload(moves[0])
        self._batch(moves[1])
        self.env["acct.link.parking"]._set_aside(moves[2], "parked", "why")
        for move, state in zip(moves, ("uploaded", "ready", "parked", "available"), strict=True):
            self.assertEqual(move.acct_link_state, state)
            found = self.env["account.move"].search(
                [("acct_link_state", "=", state), ("id", "in", moves.ids)]
            )
            self.assertEqual(found, move)
        self.assertEqual(
            self.env["account.move"].search(
                [("acct_link_state", "!=", "uploaded"), ("id", "in", moves.ids)]
            ),
            self.env["account.move"].search([("id", "in", moves[1:].ids)]),
        )

    def test_office_without_interface_offers_nothing_and_says_so(self):
        self.interface.office_ids = False
        move = self._invoice()
        self.assertFalse(move.acct_link_state)
        with self.assertRaisesRegex(UserError, "uses no interface"):
            move.action_acct_link_batch()
        self.interface.office_ids = self.env.company

    def test_branch_uses_the_interface_of_its_parent(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        self.assertEqual(branch._get_acct_link_interface(), self.interface)
        other = self._create_interface(branch)
        self.assertEqual(branch._get_acct_link_interface(), other)
        self.assertEqual(self.env.company._get_acct_link_interface(), self.interface)

    # === BATCHES === #

    def test_create_batch_numbers_it_and_takes_the_documents(self):
        moves = self._invoices(3)
        batch = self._batch(moves)
        self.assertRegex(batch.name, r"^B\d{5}$")
        self.assertEqual(batch.state, "draft")
        self.assertEqual(batch.line_ids.move_id, moves)
        self.assertEqual(batch.remote_org_id, self.interface.remote_org_id)

    def test_create_batch_names_what_cannot_be_taken(self):
        moves = self._invoices(2)
        self._batch(moves[0])
        with self.assertRaisesRegex(UserError, f"{moves[0].name}: In a batch"):
            moves.action_acct_link_batch()

    def test_document_in_two_batches_is_refused_by_the_database(self):
        batch = self._batch(self._invoice())
        line = batch.line_ids.sudo()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            line.copy({"batch_id": batch.id})
            self.env.flush_all()

    def test_removed_document_is_available_again(self):
        move = self._invoice()
        batch = self._batch(move)
        batch.line_ids.action_remove()
        self.assertEqual(move.acct_link_state, "available")
        self.assertEqual(batch.state, "empty")
        second = self._batch(move)
        self.assertNotEqual(second.line_ids.marker, batch.line_ids.marker)

    def test_uploaded_document_is_not_removed_but_can_be_unlinked(self):
        line = self._upload(self._invoice())
        with self.assertRaisesRegex(UserError, "Uploaded"):
            line.action_remove()
        line.action_unlink_uploaded()
        self.assertEqual(line.state, "removed")
        self.assertTrue(line.remote_id, "kept for the record")
        self.assertEqual(line.move_id.acct_link_state, "available")

    def test_stop_keeps_the_rest_in_the_batch(self):
        batch = self._batch(self._invoices(2))
        batch.action_upload()
        self.assertEqual(batch.state, "uploading")
        batch.action_stop()
        self.assertEqual(batch.state, "draft")
        self._run_loop()
        self.assertFalse(self.books.sent)

    def test_document_on_its_way_cannot_be_removed_stopped_or_retried(self):
        for state in ("sending", "unknown"):
            line = self._batch(self._invoice()).line_ids
            line.sudo().state = state
            with self.assertRaises(UserError):
                line.action_remove()
            with self.assertRaises(UserError):
                line.action_retry()
            line.batch_id.action_stop()
            self.assertEqual(line.state, state)

    def test_batch_state_is_found_by_search_and_compute_alike(self):
        draft = self._batch(self._invoice())
        done = self._upload(self._invoice()).batch_id
        empty = self._batch(self._invoice())
        empty.line_ids.action_remove()
        for batch in draft + done + empty:
            self.assertIn(batch, self.env["acct.link.batch"].search([("state", "=", batch.state)]))
        self.assertEqual((draft + done + empty).mapped("state"), ["draft", "done", "empty"])

    def test_batch_that_holds_documents_is_not_deleted(self):
        batch = self._batch(self._invoice())
        with self.assertRaises(UserError):
            batch.sudo().unlink()

    def test_draft_that_was_removed_from_its_batch_can_be_deleted(self):
        move = self._invoice()
        batch = self._batch(move)
        move.button_draft()
        with self.assertRaisesRegex(UserError, "not deleted"):
            move.unlink()
        batch.line_ids.action_remove()
        move.unlink()
        self.assertFalse(batch.line_ids.exists())

    def test_document_that_was_sent_is_not_deleted(self):
        line = self._upload(self._invoice())
        line.action_unlink_uploaded()
        line.move_id.button_draft()
        with self.assertRaisesRegex(UserError, "not deleted"):
            line.move_id.unlink()

    # === PARK === #

    def test_park_takes_documents_off_the_list_until_they_are_unparked(self):
        moves = self._invoices(2)
        wizard = self.env["acct.link.park"].create(
            {"move_ids": moves.ids, "kind": "parked", "reason": "disputed"}
        )
        wizard.action_confirm()
        self.assertEqual(set(moves.mapped("acct_link_state")), {"parked"})
        parking = self.env["acct.link.parking"].search([("move_id", "in", moves.ids)])
        self.assertEqual(parking.mapped("reason"), ["disputed"] * 2)
        self.assertEqual(parking.create_uid, self.env.user)
        self.assertIn("disputed", moves[0].message_ids[0].body)
        with self.assertRaisesRegex(UserError, "Parked"):
            moves.action_acct_link_batch()
        moves.action_acct_link_unpark()
        self.assertEqual(set(moves.mapped("acct_link_state")), {"available"})

    def test_already_in_the_books_sends_nothing(self):
        move = self._invoice()
        self.env["acct.link.park"].create(
            {"move_ids": move.ids, "kind": "in_books"}
        ).action_confirm()
        self.assertEqual(move.acct_link_state, "in_books")
        self._run_loop()
        self.assertFalse(self.books.sent)

    # === RESET TO DRAFT === #

    def test_reset_asks_only_when_the_forms_own_button_asks(self):
        move = self._invoice()
        batch = self._batch(move)
        action = move.with_context(acct_link_ask=True).button_draft()
        self.assertEqual(action["res_model"], "acct.link.reset")
        self.assertEqual(move.state, "posted")
        move.button_draft()
        self.assertEqual(move.state, "draft")
        self.assertEqual(batch.line_ids.state, "ready", "the line stays")

    def test_reset_wizard_leaves_or_removes(self):
        for method, state in (("action_leave", "ready"), ("action_remove", "removed")):
            move = self._invoice()
            line = self._batch(move).line_ids
            action = move.with_context(acct_link_ask=True).button_draft()
            wizard = self.env["acct.link.reset"].with_context(**action["context"]).create({})
            getattr(wizard, method)()
            self.assertEqual(move.state, "draft")
            self.assertEqual(line.state, state)

    def test_reset_is_refused_while_the_document_is_on_its_way(self):
        for state in ("sending", "unknown"):
            move = self._invoice()
            self._batch(move).line_ids.sudo().state = state
            with self.assertRaisesRegex(UserError, "being sent"):
                move.button_draft()
            with self.assertRaisesRegex(UserError, "being sent"):
                move.with_context(acct_link_ask=True).button_draft()

    # === SETTINGS === #

    def test_accounts_file_is_pinned_once_anything_was_sent(self):
        listed = (
            self.env["acct.link.remote.contact"]
            .sudo()
            .create({"interface_id": self.interface.id, "remote_id": "C-1", "name": "Kea Farms"})
        )
        self.interface.remote_org_id = "another"
        self.assertFalse(listed.exists(), "a contact of the other accounts file")
        self.interface.remote_org_id = f"file-{self.env.company.id}"
        self._upload(self._invoice())
        with self.assertRaisesRegex(UserError, "another accounts file"):
            self.interface.remote_org_id = "another"

    def test_connector_that_was_uninstalled_keeps_the_history_readable(self):
        line = self._upload(self._invoice())
        self.patch(
            self.env.registry["acct.link.interface"],
            "_connector",
            lambda interface: interface.env["acct.link.connector"],
        )
        self.assertFalse(line.remote_url)
        self.assertEqual(line.batch_id.state, "done")

    def test_suggestions_link_what_is_plain_and_nothing_else(self):
        other = self.setup_other_company()
        interface = self._create_interface(other["company"])
        interface.account_map_ids.unlink()
        interface.tax_map_ids.unlink()
        tax = other["default_tax_sale"]
        code = interface.sudo().tax_ids.filtered(lambda code: code.code == "S")
        code.rate = tax.amount
        interface.action_suggest_mappings()
        row = interface.tax_map_ids.filtered(lambda row: row.tax_id == tax)
        self.assertEqual(row.remote_tax_id, code)
        code.copy({"remote_id": "S2", "code": "S2"})
        row.remote_tax_id = False
        interface.action_suggest_mappings()
        self.assertFalse(row.remote_tax_id, "two codes have the same rate: not plain")

    def test_suggestions_leave_out_taxes_that_no_code_can_stand_for(self):
        """They would wait for a link for ever, as nothing is offered for them."""
        taxes = self.tax.copy({"name": "Levy", "amount_type": "fixed"})
        taxes += self.tax.copy({"name": "Imports", "amount_type": "division", "amount": 100})
        self.interface.action_suggest_mappings()
        self.assertFalse(self.interface.tax_map_ids.filtered(lambda row: row.tax_id in taxes))
        vals = [{"interface_id": self.interface.id, "tax_id": tax.id} for tax in taxes]
        rows = self.interface.tax_map_ids.create(vals)
        self.assertFalse(self.interface._get_unlinked_taxes() & rows)
        found = BooksConnector(self.env, self.books)._capabilities(self.interface)
        found = replace(found, tax_as_amount=True)
        with patch.object(BooksConnector, "_capabilities", lambda *_: found):
            self.assertEqual(self.interface._get_unlinked_taxes() & rows, rows[1])
