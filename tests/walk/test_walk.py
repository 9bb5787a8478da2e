"""From a posted invoice to Xero's books, over real HTTP to the strict stand-in."""

from common_walk import WalkCommon

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalk(WalkCommon):
    pulls_codes = True

    # === ALL IS WELL === #

    def test_pull_codes_keeps_what_is_in_use_and_links_what_is_plain(self):
        self.assertEqual(self.interface.remote_currency, "NZD")
        self.assertTrue(self.code("account", "200").active)
        archived = self.interface.with_context(active_test=False).account_ids
        self.assertFalse(archived.filtered(lambda account: account.code == "210").active)
        rows = self.interface.tax_map_ids
        self.assertEqual(
            rows.filtered(lambda r: r.tax_id == self.tax).remote_tax_id.code, "OUTPUT2"
        )
        self.assertEqual(rows.filtered(lambda r: not r.tax_id).remote_tax_id.code, "NONE")

    def test_upload_puts_invoices_and_credit_notes_in_the_books(self):
        new = self.env["res.partner"].create(
            {"name": "Rata Joinery", "email": "a@example.com", "street": "1 High St", "vat": False}
        )
        moves = self.invoices(3) + self.invoice(partner=new)
        moves += self.invoices(2, move_type="out_refund")
        lines = self.upload(moves)
        self.assertExact(lines)
        [contact] = [row for row in self.books("contacts") if row["name"] == "Rata Joinery"]
        self.assertEqual(contact["email"], "a@example.com")
        self.assertEqual(len(self.calls("PUT", "Contacts")), 1)
        self.assertEqual(len(self.calls("PUT", "Invoices")), 1)
        self.assertEqual(len(self.calls("PUT", "CreditNotes")), 1)
        self.assertFalse(self.calls("POST", "Invoices"))

    def test_upload_carries_our_link_key_and_status(self):
        line = self.upload(self.invoice())
        [row] = self.books("invoices")
        self.assertIn(line.marker, row["url"])
        self.assertEqual(row["status"], "AUTHORISED")
        [call] = self.calls("PUT", "Invoices")
        self.assertEqual(call["idempotency_key"], line.request_id.key)
        self.assertIn(line.remote_id, line.remote_url)

    def test_upload_as_draft_when_set_so(self):
        self.interface.xero_status = "DRAFT"
        self.assertExact(self.upload(self.invoice()))
        self.assertEqual(self.books("invoices")[0]["status"], "DRAFT")

    def test_awkward_prices_reach_the_same_total(self):
        moves = self.env["account.move"]
        for price in (0.333, 19.999, 33.335, 1234.56789):
            moves += self.invoice(price=price)
        self.assertExact(self.upload(moves))

    def test_existing_contact_is_used_and_left_as_it_is(self):
        before = self.books("contacts")
        self.customer.email = "new@example.com"
        self.assertExact(self.upload(self.invoice()))
        self.assertEqual(self.books("contacts"), before)

    # === ANSWERS THAT ARE LOST === #

    def test_dropped_answer_is_found_in_the_books(self):
        for kind in ("drop_after", "truncated", "garbage"):
            with self.subTest(kind=kind):
                self.fault(kind)
                self.assertEqual(self.upload(self.invoices(2)).mapped("state"), ["uploaded"] * 2)
        self.assertEqual(len(self.books("invoices")), 6)
        self.assertEqual(len(self.calls("PUT", "Invoices")), 3)

    def test_dropped_answer_to_credit_notes_is_found_in_the_books(self):
        self.fault("drop_after", "CreditNotes$")
        lines = self.upload(self.invoices(2, move_type="out_refund"))
        self.assertExact(lines)
        self.assertEqual(len(self.calls("PUT", "CreditNotes")), 1)

    def test_server_error_after_the_commit_is_found_in_the_books(self):
        self.fault("status_500_after")
        self.assertExact(self.upload(self.invoices(2)))
        self.assertEqual(len(self.calls("PUT", "Invoices")), 1)

    def test_request_that_never_arrived_goes_again_after_the_settle_time(self):
        self.fault("drop_before")
        lines = self.upload(self.invoices(2))
        self.assertEqual(lines.mapped("state"), ["unknown"] * 2)
        self.let_time_pass()
        self.run_loop()
        self.assertExact(lines)
        first, second = self.calls("PUT", "Invoices")
        self.assertEqual(first["idempotency_key"], second["idempotency_key"])

    def test_slow_answer_counts_as_unknown_and_is_found(self):
        self.fault("slow", seconds=3)
        self.assertExact(self.upload(self.invoices(2)))
        self.assertEqual(len(self.calls("PUT", "Invoices")), 1)

    def test_dropped_answer_to_contacts_adds_none_twice(self):
        new = self.env["res.partner"].create({"name": "Rata Joinery"})
        self.fault("drop_after", "Contacts$")
        self.assertExact(self.upload(self.invoice(partner=new)))
        names = [row["name"] for row in self.books("contacts")]
        self.assertEqual(names.count("Rata Joinery"), 1)

    def test_maintenance_waits_and_goes_on(self):
        self.fault("status_503", retry_after=30)
        lines = self.upload(self.invoices(2))
        self.assertEqual(set(lines.mapped("state")), {"unknown"})
        self.assertTrue(self.interface.wait_until)
        self.let_time_pass()
        self.run_loop()
        self.assertExact(lines)

    def test_rate_limit_waits_and_goes_on(self):
        self.fault("rate_limit", variant="minute")
        lines = self.upload(self.invoices(2))
        self.assertEqual(set(lines.mapped("state")), {"queued"})
        self.assertIn("no more calls", lines.batch_id.notice)
        self.let_time_pass()
        self.run_loop()
        self.assertExact(lines)

    # === WHAT XERO REFUSES === #

    def test_number_of_somebody_elses_document_is_said(self):
        moves = self.invoices(2)
        self._put_stranger(moves[0].name)
        lines = self.upload(moves)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "number_taken")
        self.assertEqual(len(self.books("invoices")), 2)

    def test_number_of_a_voided_document_is_said(self):
        moves = self.invoices(2)
        self._put_stranger(moves[0].name)
        [stranger] = self.books("invoices")
        self.bookkeeper("void", id=stranger["id"])
        lines = self.upload(moves)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "number_taken_void")

    def test_number_that_is_ours_counts_as_uploaded(self):
        line = self.upload(self.invoice())
        remote_id = line.remote_id
        # As after a restore of a backup from before the answer.
        line.sudo().write({"state": "queued", "remote_id": False})
        self.run_loop()
        self.assertExact(line)
        self.assertEqual(line.remote_id, remote_id)

    def _put_stranger(self, number):
        """Somebody's document with this number, put into the books by hand."""
        other = self.upload(self.invoice())
        self.bookkeeper("edit", id=other.remote_id, number=number, url="https://elsewhere.example")
        other.action_unlink_uploaded()

    def test_locked_period_fails_with_the_cure_and_the_rest_goes_through(self):
        self.control("settings", {"tenants": {self._tenant(): {"PeriodLockDate": "2026-09-30"}}})
        lines = self.upload(self.invoice(invoice_date="2026-09-30") + self.invoice())
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "period_locked")

    def test_locked_period_that_is_known_needs_no_call(self):
        self.control("settings", {"tenants": {self._tenant(): {"PeriodLockDate": "2026-09-30"}}})
        with self.enter_registry_test_mode():
            self.interface.action_pull_codes()
        line = self.upload(self.invoice(invoice_date="2026-09-30"))
        self.assertProblem(line, "period_locked")
        self.assertFalse(self.calls("PUT", "Invoices"))

    def _tenant(self):
        return self.interface.remote_org_id

    def test_account_archived_meanwhile_fails_with_the_cure(self):
        self.bookkeeper("archive_account", code="200")
        line = self.upload(self.invoice())
        self.assertProblem(line, "account_refused")
        with self.enter_registry_test_mode():
            self.interface.action_pull_codes()
        line.action_retry()
        self.run_loop()
        self.assertProblem(line, "account_archived")
        self.interface.default_account_id = self.code("account", "260")
        line.action_retry()
        self.run_loop()
        self.assertExact(line)

    def test_whole_request_refused_is_halved_to_the_culprit(self):
        moves = self.invoices(8)
        self.fault("refuse_whole", contains=f'"{moves[5].name}"', times=0)
        lines = self.upload(moves)
        self.assertEqual(lines[5].state, "failed")
        self.assertExact(lines - lines[5])

    def test_archived_and_ambiguous_contacts_stop_only_their_documents(self):
        partners = self.env["res.partner"].create(
            [{"name": "Old Mill Ltd"}, {"name": "Twin Peaks Ltd"}]
        )
        lines = self.upload(
            self.invoice(partner=partners[0]) + self.invoice(partner=partners[1]) + self.invoice()
        )
        self.assertEqual(lines.mapped("state"), ["failed", "failed", "uploaded"])
        self.assertProblem(lines[0], "contact_archived")
        self.assertProblem(lines[1], "contact_ambiguous")

    def test_contact_archived_after_it_was_known_is_looked_for_again(self):
        self.assertExact(self.upload(self.invoice()))
        [contact] = [row for row in self.books("contacts") if row["name"] == "Kowhai Office"]
        self.bookkeeper("archive_contact", id=contact["id"])
        line = self.upload(self.invoice())
        self.assertProblem(line, "contact_archived")
        self.bookkeeper("restore_contact", id=contact["id"])
        line.action_retry()
        self.run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_contact_with_a_bad_e_mail_fails_with_the_cure(self):
        partner = self.env["res.partner"].create({"name": "Bad Mail Ltd"})
        lines = self.upload(self.invoice(partner=partner) + self.invoice())
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "email_invalid")

    def test_address_of_odoo_that_xero_refuses_is_said_before_sending(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "https://xero.firm.example"
        )
        line = self.upload(self.invoice())
        self.assertProblem(line, "url_refused")
        self.assertFalse(self.calls("PUT", "Invoices"))

    # === SIGN-IN === #

    def test_expired_access_is_renewed_once_on_the_way(self):
        self.interface._get_token().expires_at = "2026-01-01"
        self.assertExact(self.upload(self.invoices(2)))
        self.assertEqual(self.control("calls")["counters"]["grants"].get("refresh_token"), 1)

    def test_access_that_xero_refuses_is_renewed_and_the_call_repeated(self):
        self.fault("unauthorized_expired")
        self.assertExact(self.upload(self.invoices(2)))
        self.assertEqual(self.control("calls")["counters"]["grants"].get("refresh_token"), 1)

    def test_lapsed_sign_in_waits_for_a_person_and_goes_on(self):
        token = self.interface._get_token()
        good = token.refresh_token
        token.write({"refresh_token": "gone", "expires_at": "2026-01-01"})
        lines = self.upload(self.invoices(2))
        self.assertEqual(set(lines.mapped("state")), {"queued"})
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertIn("Nobody is signed in", lines.batch_id.notice)
        token.write({"refresh_token": good, "lapsed": False})
        self.run_loop()
        self.assertExact(lines)

    def test_missing_permission_and_disconnected_file_wait_for_a_person(self):
        for kind in ("unauthorized_scope", "forbidden"):
            with self.subTest(kind=kind):
                self.fault(kind)
                lines = self.upload(self.invoice())
                self.assertEqual(lines.state, "queued")
                self.assertEqual(self.interface.sign_in_state, "lapsed")
                self.interface._get_token().lapsed = False
                self.run_loop()
                self.assertEqual(lines.state, "uploaded")

    def test_copied_database_has_to_sign_in_itself(self):
        self.interface._get_token().database_uuid = "the database this one was copied from"
        lines = self.upload(self.invoice())
        self.assertEqual(lines.state, "queued")
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertIn("copy", self.interface.last_run_id.problem_text)
        self.assertFalse(self.calls("PUT", "Invoices"))

    def test_wrong_client_secret_is_said(self):
        self.interface.oauth_client_secret = "wrong"
        self.interface._get_token().expires_at = "2026-01-01"
        lines = self.upload(self.invoice())
        self.assertEqual(lines.state, "queued")
        self.assertIn("does not know this app", lines.batch_id.notice)

    def test_upload_without_sign_in_leads_to_the_interface(self):
        self.interface._get_token().lapsed = True
        batch = self.env["acct.link.batch"].browse(
            self.invoice().action_acct_link_batch()["res_id"]
        )
        with self.assertRaisesRegex(RedirectWarning, "not signed in"):
            batch.action_upload()
        self.assertEqual(batch.state, "draft")

    # === SECRETS === #

    def test_no_secret_is_in_log_journal_chatter_or_error(self):
        token = self.interface._get_token()
        secrets = [token.access_token, token.refresh_token, token.client_secret]
        self.fault("unauthorized_expired")
        self.fault("garbage")
        # The add-ons' loggers have a level of their own in tests.
        with self.assertLogs(level="DEBUG") as logs, self.assertLogs("odoo.addons", "DEBUG") as own:
            lines = self.upload(self.invoices(2))
        token.invalidate_recordset()
        secrets += [token.access_token, token.refresh_token]
        self.assertEqual(len(set(secrets)), 5)
        seen = "\n".join(logs.output + own.output)
        seen += str(lines.request_id.sudo().read())
        seen += str(lines.read()) + str(self.interface.run_ids.read())
        seen += str(self.interface.message_ids.read(["body"]))
        seen += str(lines.batch_id.message_ids.read(["body"]))
        for secret in secrets:
            self.assertNotIn(secret, seen)
