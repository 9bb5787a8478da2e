"""Follow-ups of one turn: what stops one stops nothing else, and each record has its order."""

from dataclasses import replace
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from .common import OperationCommon


@tagged("post_install", "-at_install")
class TestOperationTurn(OperationCommon):
    def test_error_of_our_own_in_finding_the_customer_stops_no_document(self):
        line = self._upload(self._invoice())
        operation = self.env["acct.link.operation"]._enqueue_for(line, "update")
        Contact = self.env.registry["acct.link.upload.contact"]
        resolve = Contact._resolve

        def stumble(contact, turn, missing, problems, **values):
            if values["since"] == operation.create_date:
                raise ZeroDivisionError
            return resolve(contact, turn, missing, problems, **values)

        with (
            patch.object(Contact, "_resolve", stumble),
            self.assertLogs("odoo.addons.acct_link_operation.models.upload"),
        ):
            other = self._upload(self._invoice())
        self.assertEqual(other.state, "uploaded")
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "internal_error")
        self.assertFalse(self.interface.wait_until, "and nothing waits for it")

    def test_operations_of_one_record_keep_their_order_whatever_their_sort(self):
        capabilities = replace(
            self.interface._connector()._capabilities(self.interface), parallel=4
        )
        self.patch(type(self.interface._connector()), "_capabilities", lambda *_args: capabilities)
        wanted = [("save_mapping", "A"), ("void", "B"), ("save_mapping", "B")]
        for operation, remote_id in wanted:
            self._enqueue(operation=operation, remote_id=remote_id)
        self._run_loop()
        of_b = [request.operation for request, _key in self.books.sent if request.target == "B"]
        self.assertEqual(of_b, ["void", "save_mapping"])

    def test_lapsed_sign_in_waits(self):
        self.books.faults = [errors.SignInNeeded(Problem("sign_in_needed"))]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "waiting")
