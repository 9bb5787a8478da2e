"""The accounts file is the one that was meant; and which documents are large enough, or changed."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import AcctLinkCommon

FILE = {"remote_org_name": "Memory", "remote_country": "NZ", "remote_currency": "NZD"}


@tagged("post_install", "-at_install")
class TestAccountsFile(AcctLinkCommon):
    def _read(self, **vals):
        """What a pull of the code lists tells of the file."""
        self.interface._take_file_vals({**FILE, **vals})

    def test_country_and_currency_are_shown_beside_the_name(self):
        self.interface.remote_currency = False
        self._read()
        self.assertEqual(self.interface.file_text, "Memory (New Zealand, NZD)")
        self.assertEqual(self._batch(self._invoice()).file_text, self.interface.file_text)

    def test_before_anything_was_sent_the_file_may_be_another_one(self):
        self._read()
        self._read(remote_country="AU", remote_currency="AUD")
        self.assertFalse(self.interface.file_change)
        self.assertEqual(self.interface.remote_currency, "AUD")

    def test_another_country_or_currency_stops_the_run_until_somebody_has_looked(self):
        currency = self.interface.remote_currency
        self._read(remote_currency=currency)
        self.assertEqual(self._upload(self._invoice()).state, "uploaded")
        for change in ({"remote_country": "AU"}, {"remote_currency": "XAF"}):
            with self.subTest(change=change):
                self._read(**{"remote_currency": currency, **change})
                self.assertEqual(self.interface.remote_currency, currency)
                sent = len(self.books.sent)
                line = self._upload(self._invoice())
                self.assertEqual((line.state, len(self.books.sent)), ("queued", sent))
                run = self.interface.last_run_id
                self.assertEqual(run.result, "misconfigured")
                self.assertProblem(run, "file_changed")
                self.assertIn(self.interface.file_change_text, run.problem_text)
                self.assertIn("It Is the Right One", line.batch_id.notice)
                # As it was: nothing is in the way any more.
                self._read(remote_currency=currency)
                self.assertFalse(self.interface.file_change)
                self.interface._end_wait()
                self._run_loop()
                self.assertEqual(line.state, "uploaded")

    def test_an_administrator_says_that_it_is_the_right_one(self):
        self._upload(self._invoice())
        self._read(remote_currency=self.interface.remote_currency)
        with self.assertRaises(UserError):
            self.interface.action_accept_file()
        self._read(remote_currency=self.interface.remote_currency, remote_country="AU")
        line = self._upload(self._invoice())
        clerk = new_test_user(
            self.env,
            "file clerk",
            "acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
        )
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).action_accept_file()
        self.interface.action_accept_file()
        self.assertEqual(self.interface.remote_country, "AU")
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_what_is_pinned_goes_with_the_accounts_file(self):
        self._read()
        self.interface.remote_org_id = "another file"
        self.assertFalse(self.interface.remote_country)
        self.assertFalse(self.interface.remote_currency)

    # === LARGE ENOUGH === #

    def test_small_documents_are_not_offered_and_say_why(self):
        small = self._invoice(lines=[{"price_unit": 5}])
        large = self._invoice(lines=[{"price_unit": 500}])
        note = self._invoice(lines=[{"price_unit": 500}], move_type="out_refund")
        moves = small + large + note
        self.assertEqual(set(moves.mapped("acct_link_state")), {"available"})
        self.interface.minimum_amount = 100
        self.env.invalidate_all()
        self.assertEqual(moves.mapped("acct_link_state"), [False, "available", "available"])
        found = moves.search([("id", "in", moves.ids), ("acct_link_state", "=", "available")])
        self.assertEqual(found, large + note)
        self.assertIn("100", small.acct_link_reason)
        self.assertIn("the least", small.acct_link_reason)
        with self.assertRaisesRegex(UserError, "the least"):
            small.action_acct_link_batch()

    # === CHANGED SINCE === #

    def test_changed_documents_are_found_and_counted(self):
        lines = self._upload(self._invoices(3))
        moves = lines.move_id
        self.assertFalse(lines.search([("id", "in", lines.ids), ("changed_since", "=", True)]))
        moves[1].button_draft()
        moves[1].invoice_line_ids.price_unit = 7
        moves[1].action_post()
        self.env.invalidate_all()
        for records, field, changed in (
            (lines, "changed_since", lines[1]),
            (moves, "acct_link_changed_since", moves[1]),
        ):
            for value in (True, False):
                found = records.search([("id", "in", records.ids), (field, "=", value)])
                self.assertEqual(found, changed if value else records - changed)
        self.assertEqual(self.interface.changed_count, 1)
        action = self.interface.action_view_changed()
        self.assertTrue(action["context"]["search_default_changed_since"])

    def test_only_documents_that_were_written_since_are_compared(self):
        lines = self._upload(self._invoices(2))
        lines.sudo().uploaded_at = "2099-01-01"
        Line = type(lines)
        with patch.object(Line, "_get_fingerprints", side_effect=AssertionError):
            self.assertFalse(lines.search([("changed_since", "=", True)]))
        lines[0].move_id.button_draft()
        self.env.invalidate_all()
        self.assertEqual(lines.search([("changed_since", "=", True)]), lines[0])
