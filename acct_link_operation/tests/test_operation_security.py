"""Follow-ups tell and send nothing that their reader may not see."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestOperationSecurity(NamedRecordsCommon):
    @mute_logger("odoo.models")
    def test_unsaved_reset_tells_no_system_of_documents_out_of_sight(self):
        move = self._upload(self._invoice()).move_id
        spec = {name: {} for name in ("move_ids", "can_void", "system")}
        values = {"move_ids": [Command.set(move.ids)]}
        for user, told in ((self.stranger, False), (self.manager, True)):
            Wizard = self.env["acct.link.reset"].with_user(user).sudo(False)
            found = Wizard.onchange(dict(values), ["move_ids"], spec)["value"]
            with self.subTest(user=user.login):
                self.assertEqual(bool(found.get("system")), told)

    # === FILES === #

    def test_file_of_another_document_is_not_sent_for_a_bill(self):
        bill = self._invoice(move_type="in_invoice", ref="B-1")
        Attachment = self.env["ir.attachment"].sudo()
        ours = Attachment.create(
            {"name": "bill.pdf", "raw": b"ours", "res_model": bill._name, "res_id": bill.id}
        )
        bill.message_main_attachment_id = ours
        self.assertEqual(bill._acct_link_file(self.manager)[:2], ("bill.pdf", b"ours"))
        self.assertFalse(bill._acct_link_file(self.stranger)[1], "who may not read the bill")
        foreign = self.env["res.partner"].create({"name": "Foreign"})
        for place in (
            {"res_model": foreign._name, "res_id": foreign.id},
            {"res_model": bill._name, "res_id": self._invoice().id},
            {"res_model": False, "res_id": False, "public": True},
            {"res_model": "acct.link.interface", "res_id": bill.id},
        ):
            bill.message_main_attachment_id = Attachment.create(
                {"name": "x", "raw": b"theirs", **place}
            )
            with self.subTest(place=place):
                self.assertEqual(bill._acct_link_file(self.manager), ("", b"", ""))
                self.assertFalse(bill._acct_link_received_file())
