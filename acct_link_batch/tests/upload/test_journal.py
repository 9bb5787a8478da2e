"""The journal: how long it keeps what was said."""

from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestJournal(AcctLinkCommon):
    def _request(self, days):
        """:return: the request of an upload so many days ago"""
        request = self._upload(self._invoice()).sudo().request_id
        request.sent_at = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        return request

    def _clean_up(self):
        self.env["acct.link.request"].sudo()._gc_texts()

    def test_texts_stay_half_a_year_unless_somebody_decides_otherwise(self):
        older, newer = self._request(181), self._request(179)
        self._clean_up()
        self.assertEqual((older.text, older.answer), ("-", False))
        self.assertTrue(older.text_gone)
        self.assertTrue(newer.answer)
        self.assertFalse(newer.text_gone)
        self.interface.journal_days = 30
        self._clean_up()
        self.assertTrue(newer.text_gone)
        self.assertTrue(newer.digest and newer.sent_at and newer.line_ids)

    def test_each_interface_keeps_its_texts_for_its_own_time_archived_or_not(self):
        mine, theirs = self._request(40), self._request(40)
        other = self.interface.copy({"name": "Other", "journal_days": 30})
        theirs.interface_id = other
        other.active = False
        self._clean_up()
        self.assertFalse(mine.text_gone)
        self.assertTrue(theirs.text_gone)

    def test_texts_of_what_is_not_done_stay(self):
        request = self._request(400)
        request.state = "unknown"
        self._clean_up()
        self.assertFalse(request.text_gone)

    @mute_logger("odoo.sql_db")
    def test_days_out_of_range_are_refused(self):
        for days in (-1, 0, 6, 3651):
            with self.subTest(days=days), self.assertRaises(IntegrityError), self.cr.savepoint():
                self.interface.journal_days = days
                self.env.flush_all()
