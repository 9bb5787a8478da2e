"""Which pull is next."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_turns import TurnsCommon

MANY = 12
RESOURCES = ("documents", "recheck", "bills", "files", "codes")


@tagged("post_install", "-at_install")
class TestTurnsOfPulls(TurnsCommon):
    def setUp(self):
        super().setUp()
        self.puller = self.env["acct.link.puller"].sudo()
        self._end(self.env["acct.link.pull"].search([]), started_at=fields.Datetime.now())

    def _add_pulls(self, count=1):
        pulls = self.env["acct.link.pull"].sudo()
        for interface in self._add_interfaces(count) - self.interface:
            rows = self.env["acct.link.pull"].search([("interface_id", "=", interface.id)]).sudo()
            rows += rows.create(
                [
                    {"interface_id": interface.id, "resource": resource}
                    for resource in RESOURCES
                    if resource not in rows.mapped("resource")
                ]
            )
            # What becomes of bills is another question.
            with patch.object(self.env.registry["acct.link.interface"], "_check_bill_settings"):
                rows.enabled = True
            pulls += rows.sorted(lambda row: RESOURCES.index(row.resource))
        return pulls

    def _end(self, pulls, **vals):
        self.env["acct.link.pull.run"].sudo().create(
            [{"pull_id": pull.id, "result": "done", **vals} for pull in pulls]
        )
        self.env.flush_all()

    def test_nothing_due_takes_one_query_however_many_interfaces_there_are(self):
        self._end(self._add_pulls(MANY))
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertFalse(self.puller._get_due())

    def test_pull_that_is_unfinished_goes_on_behind_the_others(self):
        documents, recheck, bills, files, codes = self._add_pulls()
        now = fields.Datetime.now()
        ago = {
            pull: fields.Datetime.subtract(now, hours=n)
            for n, pull in enumerate((documents, recheck, bills), 2)
        }
        for pull, at in ago.items():
            result = "running" if pull == recheck else "done"
            self._end(pull, result=result, started_at=at, served_at=at)
        self._end(codes, started_at=now)
        self.assertEqual(self.puller._get_due(), files + bills + recheck + documents)
        documents.sudo(False)._request(self.env.user)
        self.assertEqual(self.puller._get_due(), documents + files + bills + recheck)
        # Whatever ends a slice: it was served.
        with patch.object(type(self.puller), "_commit"):
            self.puller._open_run(recheck)
        self.assertEqual(self.puller._get_due(), documents + files + bills + recheck)
        with patch.object(type(self.puller), "_commit"):
            self.puller._open_run(documents)
        self.assertEqual(self.puller._get_due()[:2], files + bills)
