"""Follow-up writes: done once, looked up before they are repeated, and never a document's harm."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..lib import errors
from ..lib.problem import Problem
from .common_step import StepCommon


@tagged("post_install", "-at_install")
class TestStep(StepCommon):
    # === THE USUAL WAY === #

    def test_step_is_carried_out_once_and_journalled(self):
        step = self._enqueue(partner_id=self.customer.id)
        self._run_loop()
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertTrue(step.done_at)
        self.assertEqual(list(self.books.steps), [("save_mapping", "C-kea")])
        [[(values, _content)]] = self.books.steps.values()
        self.assertEqual(values, {"number": "K1"})
        request = step.request_id
        self.assertEqual((request.operation, request.target), ("save_mapping", "C-kea"))
        self.assertEqual(request.state, "done")
        self.assertEqual(step.subject, "Kea Farms")

    def test_steps_go_after_documents(self):
        self._enqueue()
        self._upload(self._invoices(2))
        kinds = [request.operation for request, _key in self.books.sent]
        self.assertEqual(kinds, ["create_documents", "save_mapping"])

    def test_void_looks_first_and_the_request_knows_what_was_found(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        step = self.env["acct.link.step"]._enqueue_void(line)
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertEqual(len(self.books.looks), 1)
        self.assertIn('"seen": true', step.request_id.text)

    def test_void_takes_the_line_out_of_its_batch_and_the_document_is_offered_again(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        self.env["acct.link.step"]._enqueue_void(line)
        self._run_loop()
        line.move_id.action_post()
        self.assertEqual(line.state, "removed")
        self.assertTrue(line.remote_id)
        self.assertEqual(line.move_id.acct_link_state, "available")
        self.assertIn("was voided", line.batch_id.message_ids[0].body)

    def test_document_that_was_posted_again_is_not_voided(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        step = self.env["acct.link.step"]._enqueue_void(line)
        line.move_id.action_post()
        self._run_loop()
        self.assertEqual((step.state, line.state), ("failed", "uploaded"))
        self.assertProblem(step, "void_posted")
        self.assertFalse(self._sent_steps())

    # === ENQUEUE === #

    def test_enqueue_twice_is_one_step_with_the_newest_values(self):
        first = self._enqueue()
        second = self._enqueue(values={"number": "K2"})
        self.assertEqual(first, second)
        self.assertEqual(first.values, {"number": "K2"})
        self.assertEqual(first.create_uid, self.env.user)

    def test_enqueue_of_another_operation_or_target_is_another_step(self):
        steps = self._enqueue() | self._enqueue("update_contact") | self._enqueue(remote_id="C-2")
        self.assertEqual(len(steps), 3)
        self._run_loop()
        self.assertEqual(set(steps.mapped("state")), {"done"})

    def test_one_wish_of_several_for_the_same_target_counts(self):
        wish = {"operation": "save_mapping", "remote_id": "C-kea"}
        wishes = [{**wish, "values": {"number": number}} for number in ("K1", "K2")]
        step = self.env["acct.link.step"]._enqueue_all(self.interface, wishes)
        self.assertEqual(step.values, {"number": "K2"})

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
        # The first one never arrived, and what is wished now stands in its place.
        self.assertEqual((first.state, second.state), ("cancelled", "done"))
        [[(values, _content)]] = self.books.steps.values()
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
        step = self._enqueue()
        self._run_loop()
        self.assertEqual(step.state, "failed")
        self.books.unfit = set()
        self.assertEqual(self._enqueue(), step)
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertFalse(step.problems)

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
        step = line.step_ids
        self.assertEqual((line.state, step.state), ("uploaded", "failed"))
        self.assertProblem(step, "attach_no_printer")
        step.action_retry()
        with patch.object(Move, "_acct_link_pdf", lambda move: ("INV/1.pdf", b"%PDF-1.7")):
            self._run_loop()
        self.assertEqual(step.state, "done")
        [[(values, content)]] = [
            done for (name, _id), done in self.books.steps.items() if name == "attach"
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
            step = self._upload(self._invoice()).step_ids
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "attach_none")
        self.assertIn(reason, step.problem_text)

    # === WHAT GOES WRONG === #

    def test_lost_answer_is_looked_up_and_never_sent_again(self):
        self.books.faults = ["unanswered"]
        step = self._enqueue()
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertEqual(len(self._sent_steps()), 1)
        self.assertEqual(step.request_id.state, "done")

    def test_garbled_answer_is_looked_up_and_never_sent_again(self):
        self.books.faults = ["garbled"]
        step = self._enqueue()
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertEqual(len(self._sent_steps()), 1)

    def test_lost_request_goes_again_only_after_a_proven_miss(self):
        self.books.faults = ["lost"]
        step = self._enqueue()
        self._run_loop()
        self.assertEqual(step.state, "unknown")
        self.assertProblem(step, "no_answer")
        self.assertEqual(len(self._sent_steps()), 1)
        self._pass_time()
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertEqual(len(self._sent_steps()), 2)
        keys = {key for request, key in self.books.sent if request.target}
        self.assertEqual(len(keys), 2)

    def test_late_write_is_found_after_a_miss(self):
        self.books.faults = ["late"]
        step = self._enqueue()
        self._run_loop()
        connector = self.interface._connector()
        connector._write(self.books.on_their_way.pop())
        self._pass_time()
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertEqual(len(self._sent_steps()), 1)

    def test_attempts_without_answer_end(self):
        self.books.faults = ["lost"] * 9
        step = self._enqueue()
        for _attempt in range(12):
            self._run_loop()
            self._pass_time()
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "step_no_answer")
        self.assertEqual(len(self._sent_steps()), 5)

    def test_retry_of_what_was_sent_looks_first(self):
        self.books.faults = ["late"]
        step = self._enqueue()
        self._run_loop()
        step.action_declare_missing()
        self.books.steps["save_mapping", "C-kea"] = ["it arrived after all"]
        step.action_retry()
        self._run_loop()
        self.assertEqual(step.state, "done")
        self.assertEqual(len(self._sent_steps()), 1)

    def test_look_up_that_stumbles_stops_no_document(self):
        self.books.faults = ["lost"]
        step = self._enqueue()
        self._run_loop()
        self._pass_time()
        self.books.looks = None
        with self.assertLogs("odoo.addons.acct_link_batch.models.operations.upload"):
            line = self._upload(self._invoice())
        self.assertEqual((step.state, line.state), ("unknown", "uploaded"))
        self.assertTrue(step.next_try)

    def test_look_up_that_is_not_understood_settles_nothing(self):
        self.books.faults = ["lost"]
        self.books.blurred = {"save_mapping"}
        step = self._enqueue()
        self._run_loop()
        self._pass_time()
        self._run_loop()
        self.assertEqual(step.state, "unknown")
        self.assertTrue(step.next_try)
        self.assertEqual(len(self._sent_steps()), 1)

    def test_limit_sends_it_back_to_waiting(self):
        self.books.faults = ["limit"]
        step = self._enqueue()
        self._run_loop()
        self.assertEqual((step.state, step.attempts), ("waiting", 0))
        self.assertEqual(step.request_id.state, "void")
        self.assertTrue(self.interface.wait_until)
        self._pass_time()
        self._run_loop()
        self.assertEqual(step.state, "done")

    def test_refused_request_fails_the_step(self):
        self.books.faults = ["refused"]
        step = self._enqueue()
        self._run_loop()
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "request_refused")

    def test_refused_step_never_touches_its_document(self):
        self.books.unfit = {"void"}
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        step = self.env["acct.link.step"]._enqueue_void(line)
        self._run_loop()
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "step_paid")
        self.assertEqual(line.state, "uploaded")
        self.assertFalse(line.problems)

    def test_missing_permission_fails_the_step_and_documents_go_on(self):
        problem = Problem("scope_missing", {"message": "attachments"})
        self.books.faults = [errors.SignInNeeded(problem)]
        step = self._enqueue()
        self._run_loop()
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "scope_missing")
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self._upload(self._invoice()).state, "uploaded")

    def test_error_of_our_own_fails_the_step_and_documents_go_on(self):
        step = self._enqueue()
        self.books.looks = None
        step.operation = "void"  # which looks first, and stumbles
        with self.assertLogs("odoo.addons.acct_link_batch.models.operations.upload"):
            lines = self._upload(self._invoices(2))
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "internal_error")

    def test_other_accounts_file_is_never_written_to(self):
        step = self._enqueue()
        step.remote_org_id = "another"
        self._run_loop()
        self.assertEqual(step.state, "failed")
        self.assertFalse(self.books.sent)

    # === BUTTONS AND ROLES === #

    def test_retry_and_cancel(self):
        self.books.unfit = {"save_mapping"}
        step = self._enqueue()
        self._run_loop()
        self.books.unfit = set()
        step.action_retry()
        self.assertEqual(step.state, "waiting")
        step.action_cancel()
        self._run_loop()
        self.assertEqual(step.state, "cancelled")
        self.assertFalse(self.books.steps)
        with self.assertRaises(UserError):
            step.action_retry()

    def test_unknown_is_neither_cancelled_nor_retried_but_declared_missing(self):
        self.books.faults = ["lost"]
        step = self._enqueue()
        self._run_loop()
        for action in (step.action_cancel, step.action_retry):
            with self.assertRaises(UserError):
                action()
        step.action_declare_missing()
        self.assertEqual(step.state, "failed")
        self.assertProblem(step, "step_declared_missing")
        self.assertEqual(step.request_id.state, "done")
        with self.assertRaises(UserError):
            step.unlink()

    def test_roles(self):
        self.books.unfit = {"save_mapping"}
        step = self._enqueue()
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
        mine = step.with_user(user).sudo(False)
        self.assertEqual(mine.state, "failed")
        with self.assertRaises(AccessError):
            mine.write({"state": "done"})
        with self.assertRaises(AccessError):
            mine.action_declare_missing()
        with self.assertRaises(AccessError):
            mine.read(["content"])
        mine.action_retry()
        self.assertEqual(step.state, "waiting")
        theirs = step.with_user(nobody).sudo(False)
        for action in (theirs.action_retry, theirs.action_cancel, lambda: theirs.read(["state"])):
            with self.assertRaises(AccessError):
                action()

    def test_other_offices_do_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        step = self._enqueue()
        user = new_test_user(
            self.env,
            "elsewhere",
            "acct_link_batch.group_acct_link_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["acct.link.step"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            step.with_user(user).sudo(False).read(["state"])
