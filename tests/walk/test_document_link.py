"""The link in the books that leads back to the document in Odoo."""

from urllib.parse import urlsplit

from common_sign_in import SignInCommon

from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestDocumentLink(SignInCommon):
    def test_link_in_the_books_leads_to_the_document(self):
        move = self.invoice()
        batch = self.batch(move)
        path = f"/acct_link/document/{batch.line_ids.marker}"
        self.authenticate(self.users["clerk"].login, None)
        self.assertEqual(
            urlsplit(self.get(path).headers["Location"]).path, f"/odoo/customer-invoices/{move.id}"
        )
        for nothing in ("0", "%00", "0%00", "%ED%A0%80", "%F0%9F%98%80"):
            self.assertEqual(self.get(f"/acct_link/document/{nothing}").status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.get(path).headers["Location"])

    @mute_logger("odoo.http")
    def test_link_shows_only_what_the_user_may_see(self):
        move = self.invoice()
        batch = self.batch(move)
        marker = batch.line_ids.marker
        stranger = self.person("clerk", "2", self.setup_other_company()["company"])
        for person, status in ((stranger, 404), (self.users["outsider"], 403)):
            self.authenticate(person.login, None)
            with self.subTest(person=person.login):
                for each in (marker, "0"):
                    answer = self.get(f"/acct_link/document/{each}")
                    self.assertEqual(answer.status_code, status)
