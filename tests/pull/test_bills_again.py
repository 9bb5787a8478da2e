"""Bills that were taken, read again by their ids, and the files at them, over real HTTP."""

import json
from base64 import b64encode

from bill_common import INK, BillCommon

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PAGE = b"<html><body><script>alert(1)</script></body></html>"


class TestBillsAgain(BillCommon):
    # === READ AGAIN === #

    def recheck(self):
        """As if a change had not moved its time: the list of what changed is not read."""
        runs = self.env["acct.link.pull.run"]
        before = runs.search_count([("resource", "=", "bills")])
        # Not in this very second.
        self.env["acct.link.bill"].sudo().search([]).seen_at = "2026-01-01"
        run = self.pull("recheck")
        self.assertEqual(run.result, "done", run.problem_text)
        self.assertEqual(
            runs.search_count([("resource", "=", "bills")]), before, "only by their ids"
        )
        return run

    def test_recheck_updates_a_bill_and_its_payment(self):
        row = self.taken()
        self.edit_lines(row, INK | {"Quantity": "1"})
        self.assertEqual(self.recheck().seen, 1)
        self.assertTaken(row, 38.33)
        row.move_id.action_post()
        self.bookkeeper("pay", id=row.remote_id)
        self.recheck()
        self.assertEqual(row.move_id.amount_residual, 0)

    def test_recheck_reads_vendor_credits_and_voids(self):
        bill, credit = self.taken(), self.taken(kind="ACCPAYCREDIT", number="C-1")
        for row in bill + credit:
            self.bookkeeper("void", id=row.remote_id)
        self.assertEqual(self.recheck().seen, 2)
        self.assertEqual(set((bill + credit).mapped("state")), {"void"})
        self.assertEqual(set((bill + credit).move_id.mapped("state")), {"cancel"})
        self.assertEqual(self.recheck().seen, 0, "what is void is final")

    def test_recheck_leaves_out_what_is_paid_on_both_sides(self):
        self.interface.bill_state = "posted"
        row = self.taken()
        self.bookkeeper("pay", id=row.remote_id)
        self.pull("bills")
        self.assertEqual(self.recheck().seen, 0)
        payment = self.env["acct.link.payment"].search([("move_id", "=", row.move_id.id)])
        payment.payment_id.action_draft()
        payment.payment_id.action_cancel()
        self.assertEqual(self.recheck().seen, 1)
        self.assertEqual(payment.state, "open")

    def test_recheck_of_what_is_gone_asks_a_person(self):
        row = self.taken()
        move, remote_id = row.move_id, row.remote_id
        row.sudo().remote_id = "11111111-1111-4111-8111-111111111111"
        self.recheck()
        self.assertOpen(row, "bill_missing")
        row.action_try_again()
        self.assertOpen(row, "bill_missing")
        row.sudo().remote_id = remote_id
        self.recheck()
        self.assertEqual((row.state, row.move_id), ("taken", move), "it is there again")
        row.sudo().remote_id = "11111111-1111-4111-8111-111111111111"
        self.recheck()
        row.action_settle()
        self.assertEqual((row.state, row.move_id), ("settled", move))
        self.assertEqual(self.recheck().seen, 0)

    def test_recheck_of_what_is_not_understood_changes_nothing_and_ends(self):
        row = self.taken()
        for field in ("Type", "Status"):
            self.fault("unknown_enum", method="GET", field=field, value="NEW")
            self.recheck()
            self.assertEqual((row.state, row.status), ("taken", "unknown"))
            self.assertEqual(row.move_id.state, "draft")

    def test_recheck_without_a_journal_of_bills_reads_documents_alone(self):
        self.taken()
        self.interface.bill_journal_id = False
        self.assertEqual(self.recheck().seen, 0)

    # === ANOTHER MONTH === #

    def test_posted_bill_of_another_month_there_needs_another_number_here(self):
        self.interface.bill_state = "posted"
        row = self.taken()
        self.bookkeeper("edit", id=row.remote_id, date="2026-02-02")
        self.pull("bills")
        self.assertOpen(row, "bill_changed")
        row.move_id.button_draft()
        row.action_try_again()
        self.assertOpen(row, "bill_refused")
        row.move_id.name = False
        row.action_try_again()
        self.assertTaken(row, 114.99)
        self.assertEqual(
            (row.move_id.state, str(row.move_id.invoice_date)), ("posted", "2026-02-02")
        )

    # === THE SAME NUMBER === #

    def test_number_twice_of_one_supplier_is_two_bills(self):
        first = self.taken()
        second = self.taken(INK | {"UnitAmount": "1"})
        self.assertTaken(first, 114.99)
        self.assertTaken(second, 3.45)
        self.bookkeeper("delete", id=first.remote_id)
        self.pull("bills")
        self.assertEqual((first.state, first.move_id.state), ("void", "cancel"))
        self.assertEqual((second.state, second.move_id.state), ("taken", "draft"))

    # === NOTICES === #

    def test_notice_of_an_invoice_asks_for_bills_if_they_are_wanted(self):
        self.interface.write({"takes_notices": True, "notice_key": "key"})
        bills = self.interface.pull_ids.filtered(lambda pull: pull.resource == "bills")
        event = {"tenantId": self.tenant, "eventCategory": "INVOICE"}
        notice = json.dumps({"events": [event]}).encode()
        journal, self.interface.bill_journal_id = self.interface.bill_journal_id, False
        self.interface._take_notice(notice)
        self.assertFalse(bills.requested_at)
        self.interface.bill_journal_id = journal
        self.interface._take_notice(notice)
        self.assertTrue(bills.requested_at)
        remote_id = self.add()
        self.run_puller()
        self.assertTaken(self.row(remote_id), 114.99)

    # === FILES === #

    def attach(self, row, name, content=PDF, mimetype="application/pdf"):
        self.bookkeeper(
            "attach", id=row.remote_id, name=name, content=b64encode(content).decode(),
            mimetype=mimetype,
        )  # fmt: skip
        row.sudo().has_files = True

    def fetch(self, row):
        row.action_fetch_files()
        self.run_puller()
        run = self.env["acct.link.pull.run"].search([("resource", "=", "files")], limit=1)
        self.assertEqual(run.result, "done", run.problem_text)
        return run

    def attachments(self, row):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", row.move_id.id)], order="id"
        )

    def file_calls(self):
        return [call for call in self.control("calls")["calls"] if "/Attachments" in call["path"]]

    def test_files_are_fetched_on_request_once(self):
        row = self.taken()
        self.attach(row, "scan.pdf")
        self.attach(row, "Brief ä & + %.txt", b"Dear \xff", "text/plain")
        self.pull("bills")
        self.assertFalse(self.attachments(row), "nobody asked for it")
        self.assertEqual(self.file_calls(), [])
        run = self.fetch(row)
        self.assertEqual((run.seen, run.changed, run.failed), (2, 2, 0))
        found = self.attachments(row)
        self.assertEqual(found.mapped("name"), ["scan.pdf", "Brief ä & + %.txt"])
        self.assertEqual(found.mapped("raw"), [PDF, b"Dear \xff"])
        self.assertEqual(row.move_id.message_main_attachment_id, found[0])
        self.assertEqual(len(self.file_calls()), 3, "the list, and each file")
        self.assertEqual(self.fetch(row).changed, 0)
        self.assertEqual(self.attachments(row), found)
        self.assertEqual(len(self.file_calls()), 4, "the list alone")

    def test_file_that_was_deleted_here_comes_again_on_request(self):
        row = self.taken()
        self.attach(row, "scan.pdf")
        self.fetch(row)
        self.attachments(row).unlink()
        self.fetch(row)
        self.assertEqual(self.attachments(row).raw, PDF)

    def test_files_on_schedule_are_fetched_if_switched_on(self):
        pull = self.interface.pull_ids.filtered(lambda pull: pull.resource == "files")
        self.assertFalse(pull.enabled, "off by default")
        row, bare = self.taken(), self.taken(number="B-2")
        self.attach(row, "scan.pdf")
        self.bookkeeper("edit", id=row.remote_id)
        row.sudo().has_files = False
        self.pull("bills")
        self.assertTrue(row.has_files, "as the books say")
        self.run_puller()
        self.assertFalse(self.attachments(row))
        pull.enabled = True
        self.run_puller()
        self.assertEqual(self.attachments(row).raw, PDF)
        self.assertFalse(bare.files_at, "one that has none costs no call")
        self.assertEqual(len(self.file_calls()), 2)

    def test_files_of_a_bill_that_is_made_anew_come_again(self):
        self.interface.pull_ids.filtered(lambda pull: pull.resource == "files").enabled = True
        row = self.taken()
        self.attach(row, "scan.pdf")
        self.fetch(row)
        row.move_id.unlink()
        self.bookkeeper("edit", id=row.remote_id)
        self.pull("bills")
        row.action_try_again()
        self.assertFalse(self.attachments(row))
        self.pull("files")
        self.assertEqual(self.attachments(row).raw, PDF)

    def test_files_of_a_vendor_credit(self):
        row = self.taken(kind="ACCPAYCREDIT")
        self.attach(row, "credit.pdf")
        self.fetch(row)
        self.assertEqual(self.attachments(row).name, "credit.pdf")

    def test_page_from_outside_is_plain_text_here(self):
        row = self.taken()
        self.attach(row, "bill.html", PAGE, "text/html")
        self.fetch(row)
        self.assertEqual(self.attachments(row).mimetype, "text/plain")

    def test_file_that_is_gone_or_too_large_is_said_and_stops_no_other(self):
        row = self.taken()
        self.attach(row, "gone.pdf")
        self.attach(row, "scan.pdf")
        gone = next(file["id"] for file in self.books("files") if file["name"] == "gone.pdf")
        self.fault("status_500_after", path=f"Invoices/.*/{gone}", method="GET", status=404)
        run = self.fetch(row)
        self.assertEqual((run.changed, run.failed), (1, 1))
        self.assertEqual(self.attachments(row).name, "scan.pdf")
        self.assertIn("gone.pdf", row.move_id.message_ids[0].body)
        import odoo.addons.acct_link_xero.lib.bills as bills

        self.patch(bills, "_LARGEST_FILE", len(PDF))
        self.attach(row, "large.pdf", PDF * 2)
        run = self.fetch(row)
        self.assertEqual((run.changed, run.failed), (1, 1))
        self.assertIn("large.pdf", row.move_id.message_ids[0].body)

    def test_files_leave_the_last_calls_to_people(self):
        row, asked = self.taken(), self.taken(number="B-2")
        self.attach(row, "scan.pdf")
        self.attach(asked, "asked.pdf")
        pull = self.interface.pull_ids.filtered(lambda pull: pull.resource == "files")
        pull.enabled = True
        budget = self.env["acct.link.budget"].sudo()
        for left in (1000, 50):
            budget.create(
                {
                    "interface_id": self.interface.id,
                    "day_left": left,
                    "noted_at": fields.Datetime.now(),
                }
            )
        self.run_puller()
        self.assertEqual(pull.last_result, "waiting")
        self.assertIn("50", pull.last_advice)
        self.assertFalse(self.attachments(row))
        self.control("settings", {"day_limit": 60})
        asked.action_fetch_files()
        self.run_puller()
        self.assertEqual(self.attachments(asked).name, "asked.pdf", "a person waits for it")
        self.assertFalse(self.attachments(row), "nobody waits for this one")
        self.assertEqual(pull.last_result, "done")

    def test_files_broken_off_go_on_where_they_were(self):
        row = self.taken()
        for name in ("one.pdf", "two.pdf"):
            self.attach(row, name)
        files = [file["id"] for file in self.books("files")]
        self.fault("drop_after", path=f"Invoices/.*/{files[1]}", method="GET")
        row.action_fetch_files()
        self.run_puller()
        run = self.env["acct.link.pull.run"].search([("resource", "=", "files")], limit=1)
        self.assertEqual((run.result, run.changed), ("waiting", 1))
        self.assertTrue(row.files_asked)
        run.sudo().wait_until = False
        self.pull("files")
        self.assertEqual(self.attachments(row).mapped("name"), ["one.pdf", "two.pdf"])
        self.assertFalse(row.files_asked)

    def test_clerks_ask_for_files_and_nobody_else(self):
        row = self.taken()
        users = [
            new_test_user(
                self.env(su=True), login, f"base.group_user,{group}", company_id=self.office.id,
                company_ids=[Command.set(self.office.ids)],
            )
            for login, group in (
                ("files_clerk", "acct_link_batch.group_acct_link_user"),
                ("files_invoicing", "account.group_account_invoice"),
            )
        ]  # fmt: skip
        row.with_user(users[0]).sudo(False).action_fetch_files()
        self.assertTrue(row.files_asked)
        pull = self.interface.pull_ids.filtered(lambda pull: pull.resource == "files")
        self.assertEqual(pull.requested_by, users[0])
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            row.with_user(users[1]).sudo(False).action_fetch_files()

    def test_files_of_what_is_not_here_are_refused(self):
        self.contact = self.add_contact("Paper Mill")
        row = self.taken()
        self.assertOpen(row, "bill_supplier_unknown")
        with self.assertRaises(UserError):
            row.action_fetch_files()
