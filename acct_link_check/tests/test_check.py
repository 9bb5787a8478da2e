"""The look before the upload: it says what the upload would do, and does nothing."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.lib.document import document_from_json
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestCheck(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.interface.sudo().codes_pulled_at = self.env.cr.now()

    def _checked(self, action):
        self.assertEqual(action["res_model"], "acct.link.check")
        self.env.invalidate_all()
        return self.env["acct.link.check"].browse(action["res_id"])

    def _unmapped(self):
        account = self.account.copy({"code": "400999"})
        return self._invoice(lines=[{"price_unit": 5, "account_id": account.id}])

    def assertNothingHappened(self, moves):
        self.assertFalse(self.books.sent)
        self.assertEqual(set(moves.mapped("acct_link_state")), {"available"})
        self.assertFalse(self.env["acct.link.batch"].search([]))
        self.assertFalse(self.env["acct.link.batch.line"].search([]))

    # === WHAT IT SAYS === #

    def test_selected_documents_are_looked_at_and_nothing_happens(self):
        moves = self._invoices(2) + self._unmapped()
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual((check.document_count, check.stopped_count, check.going_count), (3, 1, 2))
        self.assertEqual(check.line_ids[0].move_id, moves[2])
        self.assertEqual(check.line_ids.mapped("level"), ["stopped", "fine", "fine"])
        self.assertProblem(check.line_ids[0], "account_unmapped")
        self.assertNothingHappened(moves)

    def test_it_says_what_is_sent_to_the_letter(self):
        move = self._invoice(ref="PO 7", lines=[{"price_unit": 100}, {"price_unit": 40}])
        line = self._checked(move.action_acct_link_check()).line_ids
        sent = document_from_json(self._upload(move).document)
        self.assertEqual(line.reference, sent.reference)
        self.assertEqual(line.amount_total, float(sent.total))
        self.assertEqual(
            line.booking.splitlines(),
            [f"{each.account}  {each.tax_code}  {each.net} + {each.tax}" for each in sent.lines],
        )

    def test_every_problem_of_the_upload_is_seen_before(self):
        tax = self.tax.copy({"name": "Other"})
        self.interface.lock_date = "2026-09-30"
        moves = (
            self._unmapped()
            + self._invoice(lines=[{"price_unit": 5, "tax_ids": [Command.set(tax.ids)]}])
            + self._invoice(invoice_date="2026-09-30")
            + self._invoice()
        )
        self.env.cr.execute("UPDATE account_move SET name = 'X' || repeat('Y', 40) WHERE id = %s",
                            [moves[3].id])  # fmt: skip
        self.env.invalidate_all()
        check = self._checked(moves.action_acct_link_check())
        before = {line.move_id: [p.code for p in line._get_problems()] for line in check.line_ids}
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"failed"})
        for line in lines:
            self.assertEqual(before[line.move_id], [p.code for p in line._get_problems()])

    def test_the_contact_and_how_it_is_found(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        moves = self._invoice() + self._invoice(partner=stranger)
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual(set(check.line_ids.mapped("contact")), {"add"})
        self.interface.contact_policy = "match"
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual(set(check.line_ids.mapped("contact")), {"match"})
        self._upload(self._invoice())
        check = self._checked(moves.action_acct_link_check())
        found = {line.move_id: (line.contact, line.contact_name) for line in check.line_ids}
        self.assertEqual(found[moves[0]], ("known", "Kea Farms"))
        self.assertEqual(found[moves[1]], ("match", "Stranger"))
        self.assertEqual(check.unknown_contact_count, 1)
        self.assertFalse(self.books.contacts.get("Stranger"))

    def test_the_calls_that_an_upload_takes_at_least(self):
        self._upload(self._invoice())
        self.books.sent.clear()
        moves = self._invoices(5) + self._invoice(move_type="out_refund") + self._unmapped()
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual(check.call_count, 3)  # in fours: two for the invoices, one for the note
        self._upload(moves)
        self.assertEqual(len(self.books.sent), 3)

    def test_calls_for_contacts_count(self):
        partners = self.env["res.partner"].create([{"name": f"New {n}"} for n in range(5)])
        moves = self.env["account.move"].union(*(self._invoice(partner=p) for p in partners))
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual(check.call_count, 2 + 2 * 2)

    def test_what_is_left_out_of_a_new_contact_is_a_warning_that_can_be_accepted(self):
        self.books.left_out = {"jo@münchen"}
        stranger = self.env["res.partner"].create({"name": "Takahe", "email": "jo@münchen"})
        self.customer.email = "jo@münchen"
        moves = self._invoices(2, partner=stranger) + self._invoice()
        self._upload(self._invoice())  # whose contact is known now
        batch = self._batch(moves)
        check = self._checked(batch.with_context(acct_link_check=True).action_upload())
        self.assertEqual((check.stopped_count, check.warning_count), (0, 2))
        warned = check.line_ids.filtered(lambda line: line.level == "warning")
        self.assertEqual(warned.move_id.commercial_partner_id, stranger)
        self.assertProblem(warned[0], "email_left_out")
        check.action_upload()
        self._run_loop()
        self.assertEqual(set(batch.line_ids.mapped("state")), {"uploaded"})

    def test_contact_that_is_there_or_is_not_added_warns_of_nothing(self):
        self.books.left_out = {"jo@münchen"}
        stranger = self.env["res.partner"].create({"name": "Takahe", "email": "jo@münchen"})
        move = self._invoice(partner=stranger)
        self.interface.contact_policy = "match"
        self.assertFalse(self._checked(move.action_acct_link_check()).warning_count)
        self.interface.contact_policy = "add"
        self.assertTrue(self._checked(move.action_acct_link_check()).warning_count)
        self.env["acct.link.remote.contact"].sudo().create(
            {
                "interface_id": self.interface.id,
                "remote_id": "C-9",
                "name": "TAKAHE",
                "name_key": "takahe",
            }
        )
        self.assertFalse(self._checked(move.action_acct_link_check()).warning_count)

    def test_a_cut_reference_and_a_claim_number_used_twice_are_warnings(self):
        self.interface.write({"reference_rule": "template", "reference_template": "{po}"})
        first, second, third = self._invoices(3)
        (first + second).acct_link_claim_number = 1
        third.ref = "x" * 60
        check = self._checked((second + third).action_acct_link_check())
        self.assertEqual(set(check.line_ids.mapped("level")), {"warning"})
        by_move = {line.move_id: line for line in check.line_ids}
        self.assertProblem(by_move[second], "claim_twice")
        self.assertIn(first.name, by_move[second].problem_text)
        self.assertProblem(by_move[third], "reference_cut")
        self.assertEqual(check.warning_count, 2)

    def test_what_is_not_on_offer_says_why(self):
        available = self._invoice()
        parked = self._invoice()
        self.env["acct.link.parking"]._set_aside(parked, "parked", "Disputed")
        batched = self._invoice()
        self._batch(batched)
        draft = self._invoice(post=False)
        moves = available + parked + batched + draft
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual(check.stopped_count, 3)
        for line in check.line_ids.filtered(lambda line: line.level == "stopped"):
            self.assertProblem(line, "not_offered")
        self.assertEqual(available.acct_link_state, "available")

    def test_one_number_twice_is_seen(self):
        journal = self.company_data["default_journal_sale"].copy()
        moves = self._invoice() + self._invoice(journal_id=journal.id)
        self.env.cr.execute(
            "UPDATE account_move SET name = 'SAME' WHERE id IN %s", [tuple(moves.ids)]
        )
        self.env.invalidate_all()
        check = self._checked(moves.action_acct_link_check())
        self.assertEqual(check.stopped_count, 1)
        self.assertProblem(check.line_ids[0], "number_twice")

    def test_totals_deduct_credit_notes(self):
        moves = self._invoice() + self._invoice(move_type="out_refund", lines=[{"price_unit": 40}])
        check = self._checked(moves.action_acct_link_check())
        total = moves[0].amount_total - moves[1].amount_total
        self.assertIn(f"{total:.2f}", check.going_total_text)

    def test_old_code_lists_are_said_to_be_old(self):
        move = self._invoice()
        self.assertFalse(self._checked(move.action_acct_link_check()).is_stale)
        self.interface.sudo().codes_pulled_at = "2020-01-01"
        check = self._checked(move.action_acct_link_check())
        self.assertTrue(check.is_stale)
        with self.assertRaises(AccessError):
            user = self._user("acct_link_batch.group_acct_link_user")
            check.with_user(user).action_pull_codes()

    # === BEFORE THE UPLOAD === #

    def test_upload_goes_on_when_nothing_stands_in_its_way(self):
        batch = self._batch(self._invoices(2))
        self.assertIs(batch.with_context(acct_link_check=True).action_upload(), True)
        self.assertEqual(set(batch.line_ids.mapped("state")), {"queued"})

    def test_upload_asks_when_something_does(self):
        batch = self._batch(self._invoice() + self._unmapped())
        check = self._checked(batch.with_context(acct_link_check=True).action_upload())
        self.assertEqual(set(batch.line_ids.mapped("state")), {"ready"})
        self.assertEqual(check.batch_id, batch)
        check.action_upload()
        self.assertEqual(set(batch.line_ids.mapped("state")), {"queued"})
        self._run_loop()
        self.assertEqual(sorted(batch.line_ids.mapped("state")), ["failed", "uploaded"])

    def test_upload_in_the_check_uploads_whatever_the_button_before_it_said(self):
        """The web client hands the context of a button on to the buttons of its dialog."""
        self.books.left_out = {"jo@münchen"}
        stranger = self.env["res.partner"].create({"name": "Takahe", "email": "jo@münchen"})
        for moves in (self._invoice() + self._unmapped(), self._invoice(partner=stranger)):
            batch = self._batch(moves).with_context(acct_link_check=True)
            check = self._checked(batch.action_upload()).with_context(acct_link_check=True)
            self.assertEqual(check.action_upload()["tag"], "soft_reload")
            self.assertEqual(set(batch.line_ids.mapped("state")), {"queued"})

    def test_the_check_of_a_batch_looks_at_ready_and_failed(self):
        batch = self._batch(self._unmapped() + self._invoice())
        batch.action_upload()
        self._run_loop()
        check = self._checked(batch.action_check())
        self.assertEqual(check.line_ids.move_id, batch.line_ids[0].move_id)
        self.assertFalse(check.before_upload)
        with self.assertRaisesRegex(UserError, "waits"):
            self._empty_batch().action_check()

    def _empty_batch(self):
        batch = self._batch(self._invoice())
        batch.line_ids.action_remove()
        return batch

    def test_after_the_check_a_batch_is_made_of_those_that_go(self):
        good, bad = self._invoice(), self._unmapped()
        check = self._checked((good + bad).action_acct_link_check())
        batch = self.env["acct.link.batch"].browse(check.action_batch()["res_id"])
        self.assertEqual(batch.line_ids.move_id, good)
        self.assertEqual(bad.acct_link_state, "available")

    def test_the_check_is_repeated_after_a_repair(self):
        bad = self._unmapped()
        check = self._checked(bad.action_acct_link_check())
        self.assertEqual(check.line_ids.action_repair()["res_id"], self.interface.id)
        self.interface.default_account_id = self.interface.account_ids
        again = self._checked(check.action_again())
        self.assertNotEqual(again, check)
        self.assertFalse(again.stopped_count)

    # === ROLES === #

    def _user(self, groups):
        return new_test_user(
            self.env, f"user{len(groups)}", f"account.group_account_invoice,{groups}".strip(",")
        )

    def test_a_user_checks_and_nobody_else(self):
        move = self._invoice()
        user = self._user("acct_link_batch.group_acct_link_user")
        check = self._checked(move.with_user(user).action_acct_link_check()).with_user(user)
        self.assertEqual(check.line_ids.level, "fine")
        self.assertTrue(check.going_total_text)
        with self.assertRaises(AccessError):
            check.line_ids.write({"level": "stopped"})
        with self.assertRaises(AccessError):
            move.with_user(self._user("")).action_acct_link_check()
        other = new_test_user(self.env, "other", "acct_link_batch.group_acct_link_user")
        with self.assertRaises(AccessError):
            check.with_user(other).read(["line_ids"])
        with self.assertRaises(AccessError):
            check.line_ids.with_user(other).read(["level"])

    # === SIZE === #

    def test_many_documents_take_few_queries(self):
        few, many = self._invoices(4), self._invoices(16)
        few.action_acct_link_check()
        counts = []
        for moves in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            moves.action_acct_link_check()
            counts.append(self.cr.sql_log_count - start)
        self.assertLess((counts[1] - counts[0]) / 12, 1.5, counts)
