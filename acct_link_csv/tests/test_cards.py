"""Customers in files: each is one there, whatever others are called, and whatever it is called
later.
"""

from odoo.tests import tagged

from .common import CsvCommon


@tagged("post_install", "-at_install")
class TestCards(CsvCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interface.csv_profile_id = cls._shipped("quickbooks_desktop_iif_us")
        cls.interface.csv_setting_ids.filtered(lambda row: not row.value).value = "x"
        cls.twins = cls.env["res.partner"].create(
            [
                {"name": "Twin Ltd", "ref": "TWIN1"},
                {"name": "Twin Ltd", "ref": "TWIN2"},
                {"name": "TWIN LTD", "ref": "TWIN3"},
            ]
        )

    def _upload_twins(self):
        moves = self.env["account.move"].union(
            *(self._invoice(partner=customer) for customer in self.twins)
        )
        return self._upload(moves)

    def _rows_of(self, batch, tag):
        batch.action_csv_party_file()
        file = batch.file_ids.filtered(lambda each: each.role == "customers")[-1:]
        text = self._bytes(file).decode("cp1252")
        rows = [line.split("\t")[:2] for line in text.splitlines()]
        return [name for first, name in rows if first == tag]

    def test_customers_of_one_name_are_asked_for(self):
        lines = self._upload_twins()
        self.assertEqual(lines.mapped("state"), ["exported", "failed", "failed"])
        for line, code in zip(lines[1:], ("TWIN2", "TWIN3"), strict=True):
            self.assertProblem(line, "contact_of_another")
            self.assertIn("TWIN1", line.problem_text)
            self.assertIn(code, line.problem_text)
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        rows = self.env["acct.link.match"].search([("state", "=", "open")])
        self.assertEqual(rows.partner_id, self.twins[1:])
        for row, answer in zip(
            rows.sorted(lambda row: row.partner_id.id), ("same", "own"), strict=True
        ):
            action = row.action_answer()
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            getattr(wizard, f"action_{answer}")()
        self.twins[2].name = "Twin Three Ltd"
        lines[1:].action_retry()
        self._run_loop()
        self.assertEqual(set(lines.mapped("state")), {"exported"}, lines.mapped("problem_text"))
        names = self._rows_of(lines.batch_id, "CUST")
        self.assertEqual(sorted(names), ["Twin Ltd", "Twin Three Ltd"])

    def test_setting_takes_customers_of_one_name_for_one(self):
        self.interface.second_customer = "same"
        lines = self._upload_twins()
        self.assertEqual(set(lines.mapped("state")), {"exported"})
        self.assertEqual(self._rows_of(lines.batch_id, "CUST"), ["Twin Ltd"])
        self.assertFalse(lines.batch_id.csv_new_party_count)

    def test_check_asks_before_the_file_is_made(self):
        moves = self._invoice(partner=self.twins[0]) + self._invoice(partner=self.twins[2])
        check = self.env["acct.link.check"].browse(moves.action_acct_link_check()["res_id"])
        asked = check.line_ids.filtered(lambda line: line.level == "stopped")
        self.assertEqual(asked.move_id, moves[1])
        self.assertIn("TWIN1", asked.problem_text)

    def test_renamed_customer_stays_one_there_and_its_name_is_not_given_away(self):
        self.assertEqual(self._upload(self._invoice(partner=self.twins[0])).state, "exported")
        self.twins[0].name = "Triplet Ltd"
        line = self._upload(self._invoice(partner=self.twins[0]))
        self.assertEqual(line.state, "exported", line.problem_text)
        self.assertEqual(line.document["party"]["key"], "Twin Ltd")
        self.assertProblem(line, "file_card_name")
        self.assertFalse(line.batch_id.csv_new_party_count - 1)
        line = self._upload(self._invoice(partner=self.twins[1]))
        self.assertProblem(line, "contact_of_another")
