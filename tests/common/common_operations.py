"""What follows an upload: void, update, set off, attach."""

from common_walk import WalkCommon

from odoo import fields

PDF = b"%PDF-1.7 not a real one, but bytes \x00\xff"


class OperationsMixin:
    def operations(self, operation=None):
        operations = self.env["acct.link.operation"].search([])
        return operations.filtered(lambda each: not operation or each.operation == operation)

    def let_time_pass(self):
        super().let_time_pass()
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        self.env["acct.link.operation"].sudo().search([("next_try", "!=", False)]).next_try = past

    def reset_and_void(self, move):
        wizard = self.env["acct.link.reset"].create({"move_ids": move.ids})
        self.assertTrue(wizard.can_void)
        wizard.action_void()
        self.assertEqual(move.state, "draft")
        self.run_loop()


class OperationsCommon(OperationsMixin, WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["account.move"]),
            "_acct_link_pdf",
            lambda move: (f"{move.name}.pdf", PDF),
        )

    def row(self, line, part="invoices"):
        [row] = [row for row in self.books(part) if row["id"] == line.remote_id]
        return row
