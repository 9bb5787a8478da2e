"""Systems that do not do everything with every kind of document."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE

from ..lib.operation import ATTACH, DELETED, UPDATE, VOID, VOIDED
from .common import OperationBooksConnector, OperationCommon


class KindsConnector(OperationBooksConnector):
    """Voids invoices, deletes credit notes, attaches files to invoices and updates nothing else."""

    def _capabilities(self, interface):
        kinds = {VOID: (INVOICE, CREDIT_NOTE), ATTACH: (INVOICE,), UPDATE: (INVOICE,)}
        return replace(super()._capabilities(interface), operation_kinds=kinds)

    def _get_void_word(self, interface, kind):
        return DELETED if kind == CREDIT_NOTE else VOIDED


class NoVoidConnector(KindsConnector):
    def _capabilities(self, interface):
        return replace(super()._capabilities(interface), operation_kinds={VOID: (INVOICE,)})


@tagged("post_install", "-at_install")
class TestOperationKinds(OperationCommon):
    def setUp(self):
        super().setUp()
        self._speak(KindsConnector)

    def _speak(self, connector):
        Interface = self.env.registry["acct.link.interface"]
        self.startPatcher(
            patch.object(Interface, "_connector", lambda each: connector(each.env, self.books))
        )

    def _uploaded(self, move_type="out_invoice"):
        line = self._upload(self._invoice(move_type=move_type))
        self.assertEqual(line.state, "uploaded")
        return line

    def test_copy_is_voided_or_deleted_as_the_system_does_it(self):
        for move_type, deleted, said in (
            ("out_invoice", False, "was voided"),
            ("out_refund", True, "was deleted"),
        ):
            line = self._uploaded(move_type)
            wizard = self.env["acct.link.reset"].create({"move_ids": line.move_id.ids})
            self.assertEqual((wizard.can_void, wizard.is_deleted_there), (True, deleted))
            wizard.action_void()
            self.assertEqual((line.can_void, line.is_deleted_there), (True, deleted))
            self._run_loop()
            self.assertEqual(line.state, "removed")
            self.assertIn(said, line.batch_id.message_ids[0].body)

    def test_kind_that_cannot_be_voided_offers_no_button(self):
        self._speak(NoVoidConnector)
        line = self._uploaded("out_refund")
        wizard = self.env["acct.link.reset"].create({"move_ids": line.move_id.ids})
        self.assertFalse(wizard.can_void)
        line.move_id.button_draft()
        self.assertFalse(line.can_void)
        with self.assertRaises(UserError):
            line.action_void_remote()
        with self.assertRaises(UserError):
            self.env["acct.link.operation"]._enqueue_void(line)

    def test_kind_that_changed_meanwhile_stops_before_it_is_sent(self):
        line = self._uploaded("out_refund")
        line.move_id.button_draft()
        operation = self.env["acct.link.operation"]._enqueue_void(line)
        self._speak(NoVoidConnector)
        self._run_loop()
        self.assertProblem(operation, "operation_unsupported")
        self.assertFalse(self._sent_operations())

    def test_files_are_attached_to_the_kinds_that_take_them(self):
        self.interface.attach_pdf = True
        moves = self._invoice() + self._invoice(move_type="out_refund")
        check = self.env["acct.link.check"]._check_moves(moves)
        self.assertEqual(check.file_call_count, 1)
        lines = self._upload(moves)
        asked = self.env["acct.link.operation"].search([("operation", "=", ATTACH)])
        self.assertEqual(asked.line_id, lines[0])

    def test_changed_document_is_updated_where_its_kind_can_be(self):
        for move_type, can_update in (("out_invoice", True), ("out_refund", False)):
            line = self._uploaded(move_type)
            line.move_id.button_draft()
            line.move_id.invoice_line_ids.price_unit = 7
            line.move_id.action_post()
            self.assertEqual((line.changed_since, line.can_update), (True, can_update))
