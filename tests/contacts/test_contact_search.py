"""Many contacts, many new customers at once, and few calls a minute: it always gets further."""

from unittest.mock import patch

from common_walk import WalkCommon

from odoo import fields
from odoo.tests import tagged

CONTACTS, PAGE_SIZE = 60, 5


@tagged("post_install", "-at_install")
class TestContactSearch(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.startPatcher(patch("odoo.addons.acct_link_xero.lib.paging.PAGE_SIZE", PAGE_SIZE))
        for number in range(CONTACTS - len(self.books("contacts"))):
            self.bookkeeper("add_contact", name=f"Contact {number:03}", values={})

    def new_customers(self, count):
        names = [{"name": f"New {number} of {count}"} for number in range(count)]
        return self.env["res.partner"].create(names)

    def queue(self, partners):
        moves = self.env["account.move"].union(*(self.invoice(partner=each) for each in partners))
        batch = self.env["acct.link.batch"].browse(moves.action_acct_link_batch()["res_id"])
        batch.action_upload()
        return batch.line_ids

    def next_minute(self):
        """All calls of a minute may be made again, and whoever waits for them goes on."""
        self.usage.minute.used = 0
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=61)
        self.env["acct.link.budget"].sudo().search([]).noted_at = past
        self.let_time_pass()

    def upload_by_the_minute(self, lines, limit, most):
        """:return: how many minutes it took"""
        self.control("settings", {"minute_limit": limit})
        for minute in range(1, most + 1):
            self.next_minute()
            self.run_loop()
            if set(lines.mapped("state")) == {"uploaded"}:
                return minute
        return self.fail(f"not through: {lines.mapped('state')}")

    def count_calls(self):
        return len([call for call in self.control("calls")["calls"] if call["status"] == 200])

    def test_few_calls_a_minute_are_enough_for_many_new_customers(self):
        # One by one where that takes fewer calls than reading them all, page by page where not.
        for limit, customers in ((1, 5), (4, 12)):
            with self.subTest(limit=limit, customers=customers):
                lines = self.queue(self.new_customers(customers))
                before = self.count_calls()
                pages = CONTACTS // PAGE_SIZE
                finds = min(1 + customers, pages + 1)
                most = finds + 4  # adding contacts and documents, and a page that is new by then
                minutes = self.upload_by_the_minute(lines, limit, most)
                self.assertLessEqual(self.count_calls() - before, most)
                self.assertLessEqual(minutes, -(-most // limit) + 1)
                self.assertExact(lines)

    def test_absence_is_known_for_what_was_asked_before_it_and_not_for_later(self):
        """Whoever asks anew may have added the contact there."""
        [customer] = self.new_customers(1)
        lines = self.queue(customer)
        self.fault("rate_limit", path="Contacts$", method="PUT", variant="minute")
        self.run_loop()
        self.assertEqual(len(self.calls("GET", "Contacts")), 1)
        self.next_minute()
        self.run_loop()
        self.assertExact(lines)
        self.assertEqual(len(self.calls("GET", "Contacts")), 1, "known to be absent")

    def test_unsettled_request_for_contacts_is_looked_for_once_and_when_it_has_settled(self):
        lines = self.queue(self.new_customers(6) | self.customer)
        self.fault("drop_before", path="Contacts$", method="PUT")
        self.run_loop()
        asked = len(self.calls("GET", "Contacts"))
        queued = lines.filtered(lambda line: line.state == "queued")
        self.assertEqual(len(queued), 6)
        [request] = self.env["acct.link.request"].sudo().search([("state", "=", "unknown")])
        self.assertEqual(set(queued.mapped("next_try")), {request.settle_until})
        for _run in range(3):
            queued.sudo().next_try = False
            self.run_loop()
        self.assertEqual(len(self.calls("GET", "Contacts")), asked)
        self.next_minute()
        queued.sudo().next_try = False
        self.run_loop()
        self.assertExact(lines)
        self.assertEqual(len(self.calls("PUT", "Contacts")), 2)
