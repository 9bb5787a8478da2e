"""Follow-up writes: done once, looked up before they are repeated, and never a document's harm."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from .common import OperationCommon


@tagged("post_install", "-at_install")
class TestOperation(OperationCommon):
    # === THE USUAL WAY === #

    def test_operation_is_carried_out_once_and_journalled(self):
        operation = self._enqueue(partner_id=self.customer.id)
        self._run_loop()
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertTrue(operation.done_at)
        self.assertEqual(list(self.books.operations), [("save_mapping", "C-kea")])
        [[(values, _content)]] = self.books.operations.values()
        self.assertEqual(values, {"number": "K1"})
        request = operation.request_id
        self.assertEqual((request.operation, request.target), ("save_mapping", "C-kea"))
        self.assertEqual(request.state, "done")
        self.assertEqual(operation.subject, "Kea Farms")

    def test_operations_go_after_documents(self):
        self._enqueue()
        self._upload(self._invoices(2))
        kinds = [request.operation for request, _key in self.books.sent]
        self.assertEqual(kinds, ["create_documents", "save_mapping"])

    def test_void_looks_first_and_the_request_knows_what_was_found(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        operation = self.env["acct.link.operation"]._enqueue_void(line)
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self.books.looks), 1)
        self.assertIn('"seen": true', operation.request_id.text)

    def test_void_takes_the_line_out_of_its_batch_and_the_document_is_offered_again(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        self.env["acct.link.operation"]._enqueue_void(line)
        self._run_loop()
        line.move_id.action_post()
        self.assertEqual(line.state, "removed")
        self.assertTrue(line.remote_id)
        self.assertEqual(line.move_id.acct_link_state, "available")
        self.assertIn("was voided", line.batch_id.message_ids[0].body)

    def test_document_that_was_posted_again_is_not_voided(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        operation = self.env["acct.link.operation"]._enqueue_void(line)
        line.move_id.action_post()
        self._run_loop()
        self.assertEqual((operation.state, line.state), ("failed", "uploaded"))
        self.assertProblem(operation, "void_posted")
        self.assertFalse(self._sent_operations())

    # === ENQUEUE === #

    def test_enqueue_twice_is_one_operation_with_the_newest_values(self):
        first = self._enqueue()
        second = self._enqueue(values={"number": "K2"})
        self.assertEqual(first, second)
        self.assertEqual(first.values, {"number": "K2"})
        self.assertEqual(first.create_uid, self.env.user)

    def test_enqueue_of_another_operation_or_target_is_another_operation(self):
        operations = (
            self._enqueue() | self._enqueue("update_contact") | self._enqueue(remote_id="C-2")
        )
        self.assertEqual(len(operations), 3)
        self._run_loop()
        self.assertEqual(set(operations.mapped("state")), {"done"})

    def test_one_wish_of_several_for_the_same_target_counts(self):
        vals = {"operation": "save_mapping", "remote_id": "C-kea"}
        vals_list = [{**vals, "values": {"number": number}} for number in ("K1", "K2")]
        operation = self.env["acct.link.operation"]._enqueue_all(self.interface, vals_list)
        self.assertEqual(operation.values, {"number": "K2"})

    def test_enqueue_while_it_is_being_checked_waits_for_the_check(self):
        self.books.faults = ["late"]
        first = self._enqueue()
        self._run_loop()
        self.assertEqual(first.state, "unknown")
        self.assertEqual(self._enqueue(), first)
        second = self._enqueue(values={"number": "K2"})
        self.assertNotEqual(second, first)
        self._run_loop()
        self.assertEqual((first.state, second.state), ("unknown", "waiting"))
        self._pass_time()
        self._run_loop()
        # The first one never arrived, and the values of now stand in its place.
        self.assertEqual((first.state, second.state), ("cancelled", "done"))
        [[(values, _content)]] = self.books.operations.values()
        self.assertEqual(values, {"number": "K2"})

    def test_failed_behind_a_newer_one_is_not_tried_again(self):
        self.books.faults = ["late"]
        first = self._enqueue()
        self._run_loop()
        second = self._enqueue(values={"number": "K2"})
        first.action_declare_missing()
        first.action_retry()
        self.assertEqual((first.state, second.state), ("cancelled", "waiting"))

    def test_enqueue_revives_what_failed(self):
        self.books.unfit = {"save_mapping"}
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "failed")
        self.books.unfit = set()
        self.assertEqual(self._enqueue(), operation)
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertFalse(operation.problems)

    # === PDF === #

    def test_server_that_cannot_print_says_so_and_goes_on_once_it_can(self):
        self.interface.attach_pdf = True
        Report, Move = (self.env.registry[name] for name in ("ir.actions.report", "account.move"))
        pdf = Move._acct_link_pdf
        with (
            patch.object(Report, "get_wkhtmltopdf_state", lambda report: "install"),
            # Else Odoo prints nothing in tests, and does not look for its printer.
            patch.object(
                Move,
                "_acct_link_pdf",
                lambda move: pdf(move.with_context(force_report_rendering=True)),
            ),
        ):
            line = self._upload(self._invoice())
        operation = line.operation_ids
        self.assertEqual((line.state, operation.state), ("uploaded", "failed"))
        self.assertProblem(operation, "attach_no_printer")
        operation.action_retry()
        with patch.object(Move, "_acct_link_pdf", lambda move: ("INV/1.pdf", b"%PDF-1.7")):
            self._run_loop()
        self.assertEqual(operation.state, "done")
        [[(values, content)]] = [
            done for (name, _id), done in self.books.operations.items() if name == "attach"
        ]
        self.assertEqual((values["name"], content), ("INV-1.pdf", b"%PDF-1.7"))

    def test_document_that_cannot_be_printed_says_why(self):
        self.interface.attach_pdf = True
        Report, Move = (self.env.registry[name] for name in ("ir.actions.report", "account.move"))
        reason = "The template has an error."
        with (
            patch.object(Report, "get_wkhtmltopdf_state", lambda report: "ok"),
            patch.object(Move, "_acct_link_pdf", side_effect=UserError(reason)),
        ):
            operation = self._upload(self._invoice()).operation_ids
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "attach_none")
        self.assertIn(reason, operation.problem_text)

    # === WHAT GOES WRONG === #

    def test_lost_answer_is_looked_up_and_never_sent_again(self):
        self.books.faults = ["unanswered"]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self._sent_operations()), 1)
        self.assertEqual(operation.request_id.state, "done")

    def test_garbled_answer_is_looked_up_and_never_sent_again(self):
        self.books.faults = ["garbled"]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self._sent_operations()), 1)

    def test_lost_request_goes_again_only_after_a_proven_miss(self):
        self.books.faults = ["lost"]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "unknown")
        self.assertProblem(operation, "no_answer")
        self.assertEqual(len(self._sent_operations()), 1)
        self._pass_time()
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self._sent_operations()), 2)
        keys = {key for request, key in self.books.sent if request.target}
        self.assertEqual(len(keys), 2)

    def test_late_write_is_found_after_a_miss(self):
        self.books.faults = ["late"]
        operation = self._enqueue()
        self._run_loop()
        connector = self.interface._connector()
        connector._write(self.books.on_their_way.pop())
        self._pass_time()
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self._sent_operations()), 1)

    def test_attempts_without_answer_end(self):
        self.books.faults = ["lost"] * 9
        operation = self._enqueue()
        for _attempt in range(12):
            self._run_loop()
            self._pass_time()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "operation_no_answer")
        self.assertEqual(len(self._sent_operations()), 5)

    def test_retry_of_what_was_sent_looks_first(self):
        self.books.faults = ["late"]
        operation = self._enqueue()
        self._run_loop()
        operation.action_declare_missing()
        self.books.operations["save_mapping", "C-kea"] = ["it arrived after all"]
        operation.action_retry()
        self._run_loop()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self._sent_operations()), 1)

    def test_look_up_that_stumbles_stops_no_document(self):
        self.books.faults = ["lost"]
        operation = self._enqueue()
        self._run_loop()
        self._pass_time()
        self.books.looks = None
        with self.assertLogs("odoo.addons.acct_link_operation.models.upload"):
            line = self._upload(self._invoice())
        self.assertEqual((operation.state, line.state), ("unknown", "uploaded"))
        self.assertTrue(operation.next_try)

    def test_look_up_that_is_not_understood_settles_nothing(self):
        self.books.faults = ["lost"]
        self.books.blurred = {"save_mapping"}
        operation = self._enqueue()
        self._run_loop()
        self._pass_time()
        self._run_loop()
        self.assertEqual(operation.state, "unknown")
        self.assertTrue(operation.next_try)
        self.assertEqual(len(self._sent_operations()), 1)

    def test_limit_sends_it_back_to_waiting(self):
        self.books.faults = ["limit"]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual((operation.state, operation.attempts), ("waiting", 0))
        self.assertEqual(operation.request_id.state, "void")
        self.assertTrue(self.interface.wait_until)
        self._pass_time()
        self._run_loop()
        self.assertEqual(operation.state, "done")

    def test_refused_request_fails_the_operation(self):
        self.books.faults = ["refused"]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "request_refused")

    def test_refused_operation_never_touches_its_document(self):
        self.books.unfit = {"void"}
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        operation = self.env["acct.link.operation"]._enqueue_void(line)
        self._run_loop()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "operation_paid")
        self.assertEqual(line.state, "uploaded")
        self.assertFalse(line.problems)

    def test_missing_permission_fails_the_operation_and_documents_go_on(self):
        problem = Problem("scope_missing", {"message": "attachments"})
        self.books.faults = [errors.SignInNeeded(problem)]
        operation = self._enqueue()
        self._run_loop()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "scope_missing")
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self._upload(self._invoice()).state, "uploaded")

    def test_error_of_our_own_fails_the_operation_and_documents_go_on(self):
        operation = self._enqueue()
        self.books.looks = None
        operation.operation = "void"  # which looks first, and stumbles
        with self.assertLogs("odoo.addons.acct_link_operation.models.upload"):
            lines = self._upload(self._invoices(2))
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "internal_error")

    def test_other_accounts_file_is_never_written_to(self):
        operation = self._enqueue()
        operation.remote_org_id = "another"
        self._run_loop()
        self.assertEqual(operation.state, "failed")
        self.assertFalse(self.books.sent)

    # === BUTTONS AND ROLES === #

    def test_retry_and_cancel(self):
        self.books.unfit = {"save_mapping"}
        operation = self._enqueue()
        self._run_loop()
        self.books.unfit = set()
        operation.action_retry()
        self.assertEqual(operation.state, "waiting")
        operation.action_cancel()
        self._run_loop()
        self.assertEqual(operation.state, "cancelled")
        self.assertFalse(self.books.operations)
        with self.assertRaises(UserError):
            operation.action_retry()

    def test_unknown_is_neither_cancelled_nor_retried_but_declared_missing(self):
        self.books.faults = ["lost"]
        operation = self._enqueue()
        self._run_loop()
        for action in (operation.action_cancel, operation.action_retry):
            with self.assertRaises(UserError):
                action()
        operation.action_declare_missing()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "operation_declared_missing")
        self.assertEqual(operation.request_id.state, "done")
        with self.assertRaises(UserError):
            operation.unlink()

    def test_roles(self):
        self.books.unfit = {"save_mapping"}
        operation = self._enqueue()
        self._run_loop()
        user = new_test_user(
            self.env,
            "link-user",
            "acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
        )
        nobody = new_test_user(
            self.env, "nobody", "account.group_account_invoice", company_id=self.env.company.id
        )
        mine = operation.with_user(user).sudo(False)
        self.assertEqual(mine.state, "failed")
        with self.assertRaises(AccessError):
            mine.write({"state": "done"})
        with self.assertRaises(AccessError):
            mine.action_declare_missing()
        with self.assertRaises(AccessError):
            mine.read(["content"])
        mine.action_retry()
        self.assertEqual(operation.state, "waiting")
        theirs = operation.with_user(nobody).sudo(False)
        for action in (theirs.action_retry, theirs.action_cancel, lambda: theirs.read(["state"])):
            with self.assertRaises(AccessError):
                action()

    def test_other_offices_do_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        operation = self._enqueue()
        user = new_test_user(
            self.env,
            "elsewhere",
            "acct_link_batch.group_acct_link_administrator",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["acct.link.operation"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            operation.with_user(user).sudo(False).read(["state"])

    # === UNINSTALLED === #

    def test_journal_outlives_the_add_on_and_stops_nothing(self):
        done = self._enqueue()
        self._run_loop()
        self.books.faults = ["lost"]
        unknown = self._enqueue(remote_id="C-other")
        self._run_loop()
        requests = done.request_id + unknown.request_id
        texts = requests.mapped("text")
        policies = requests._fields["operation"].ondelete
        for name, some in requests.grouped("operation").items():
            policies[name](some)
        self.assertEqual(requests.mapped("operation"), ["other"] * 2)
        self.assertEqual(requests.mapped("text"), texts)
        line = self._upload(self._invoice())
        self.assertEqual(line.state, "uploaded")
        self.assertEqual(requests.mapped("state"), ["done", "unknown"])
