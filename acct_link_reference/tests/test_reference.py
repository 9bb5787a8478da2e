"""The job of a document and what is said of it: reference, name, heading line, claim number."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.document import document_from_json
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestReference(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        project_plan = int(cls.env["ir.config_parameter"].sudo().get_param("analytic.project_plan"))
        cls.project_plan = cls.env["account.analytic.plan"].browse(project_plan)
        cls.other_plan = cls.env["account.analytic.plan"].create({"name": "Departments"})
        cls.bridge = cls._create_job("Bridge repair", "J100")
        cls.road = cls._create_job("Road", "J200")
        cls.crew = cls._create_job("Crew", "D1", cls.other_plan)

    @classmethod
    def _create_job(cls, name, code, plan=None):
        return cls.env["account.analytic.account"].create(
            {"name": name, "code": code, "plan_id": (plan or cls.project_plan).id}
        )

    def _job_invoice(self, *shares, **vals):
        """An invoice with a line of 100 for each distribution, or of the amount in front of it."""
        lines = []
        for share in shares:
            price, distribution = share if isinstance(share, tuple) else (100, share)
            lines.append({"price_unit": price, "analytic_distribution": distribution})
        return self._invoice(lines=lines or None, **vals)

    # === WHICH JOB === #

    def test_the_job_with_the_largest_share_counts(self):
        move = self._job_invoice((100, {self.bridge.id: 100}), (300, {self.road.id: 100}))
        self.assertEqual(move.acct_link_job_id, self.road)
        move = self._job_invoice((100, {self.bridge.id: 60, self.road.id: 40}))
        self.assertEqual(move.acct_link_job_id, self.bridge)

    def test_of_equal_shares_the_lowest_id_counts(self):
        move = self._job_invoice({self.road.id: 100}, {self.bridge.id: 100})
        self.assertEqual(move.acct_link_job_id, self.bridge)

    def test_shares_of_a_job_add_up_and_the_absolute_amount_counts(self):
        move = self._job_invoice(
            (100, {self.bridge.id: 100}), (60, {self.road.id: 100}), (60, {self.road.id: 100})
        )
        self.assertEqual(move.acct_link_job_id, self.road)
        move = self._job_invoice(
            (500, False), (-200, {self.road.id: 100}), (100, {self.bridge.id: 100})
        )
        self.assertEqual(move.acct_link_job_id, self.road)

    def test_the_project_plan_goes_before_others(self):
        both = f"{self.crew.id},{self.bridge.id}"
        self.assertEqual(self._job_invoice({both: 100}).acct_link_job_id, self.bridge)
        self.assertEqual(self._job_invoice({self.crew.id: 100}).acct_link_job_id, self.crew)

    def test_the_interface_may_name_the_plan_of_the_jobs(self):
        self.interface.job_plan_id = self.other_plan
        both = f"{self.bridge.id},{self.crew.id}"
        self.assertEqual(self._job_invoice({both: 100}).acct_link_job_id, self.crew)
        self.assertFalse(self._job_invoice({self.bridge.id: 100}).acct_link_job_id)

    def test_a_job_that_was_deleted_does_not_count(self):
        gone = self._create_job("Gone", "X")
        move = self._job_invoice((300, {gone.id: 100}), (100, {self.bridge.id: 100}))
        self.env.cr.execute("DELETE FROM account_analytic_line WHERE account_id = %s", [gone.id])
        gone.unlink()
        self.env.invalidate_all()
        self.assertEqual(move.acct_link_job_id, self.bridge)

    def test_a_document_without_jobs_has_none(self):
        self.assertFalse(self._invoice().acct_link_job_id)

    def test_jobs_of_many_documents_are_read_at_once(self):
        moves = self.env["account.move"].union(
            *(self._job_invoice({self.bridge.id: 100}) for _each in range(6))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for number, move in enumerate(moves):
            with self.assertQueryCount(0 if number else 6):
                self.assertEqual(move.acct_link_job_id.id, self.bridge.id)

    def test_documents_are_found_by_their_job(self):
        moves = self.env["account.move"].union(
            self._job_invoice({f"{self.crew.id},{self.bridge.id}": 100}),
            self._job_invoice((300, {self.road.id: 100}), (100, {self.bridge.id: 100})),
            self._job_invoice({self.crew.id: 100}),
            self._invoice(),
        )
        for plan in (self.other_plan.browse(), self.other_plan):
            self.interface.job_plan_id = plan
            self.env.invalidate_all()
            for domain in (
                [("acct_link_job_id", "=", self.bridge.id)],
                [("acct_link_job_id", "=", self.crew.id)],
                [("acct_link_job_id", "=", False)],
                [("acct_link_job_id", "!=", False)],
                [("acct_link_job_id", "not in", (self.bridge + self.road).ids)],
                [("acct_link_job_id", "ilike", "bridge")],
                [("acct_link_job_id.code", "=", "D1")],
            ):
                found = moves.search([("id", "in", moves.ids), *domain], order="id")
                self.assertEqual(found, moves.filtered_domain(domain).sorted("id"), domain)

    # === WHAT IS SAID === #

    def test_the_reference_is_the_code_of_the_job_until_another_is_entered(self):
        move = self._job_invoice({self.bridge.id: 100})
        self.assertEqual(move.acct_link_reference, "J100")
        self.bridge.code = "J101"
        self.assertEqual(move.acct_link_reference, "J101")
        move.acct_link_reference = "Special"
        self.assertEqual(move.acct_link_reference, "Special")
        move.acct_link_reference = False
        self.assertEqual(move.acct_link_reference, "J101")
        self.assertFalse(move.acct_link_chosen_reference)
        self.assertFalse(self._invoice().acct_link_reference)

    def test_name_on_invoice_is_that_of_the_job_else_of_the_customer(self):
        move = self._job_invoice({self.bridge.id: 100})
        self.assertEqual(move.acct_link_name, "Kea Farms")
        self.bridge.acct_link_invoice_name = "Kea Trust"
        self.assertEqual(move.acct_link_name, "Kea Trust")
        move.acct_link_name = "John and Jane Kea"
        self.assertEqual(move.acct_link_name, "John and Jane Kea")
        move.acct_link_name = ""
        self.assertEqual(move.acct_link_name, "Kea Trust")

    def test_names_are_sorted_with_those_of_jobs_and_those_chosen(self):
        self.bridge.acct_link_invoice_name = "Aaa"
        self.crew.acct_link_invoice_name = "Zzz"
        moves = self.env["account.move"].union(
            self._job_invoice({self.road.id: 100}),
            self._job_invoice({f"{self.crew.id},{self.bridge.id}": 100}),
            self._job_invoice((300, {self.crew.id: 100}), (1, {self.bridge.id: 100})),
            self._job_invoice((100, {self.crew.id: 100}), (200, {self.road.id: 100})),
            self._job_invoice({self.crew.id: 100}),
            self._invoice(),
        )
        moves[-1].acct_link_name = "Mmm"
        for plan in (self.other_plan.browse(), self.other_plan):
            self.interface.job_plan_id = plan
            self.env.invalidate_all()
            self.assertEqual(len(set(moves.mapped("acct_link_name"))), 4 if not plan else 3)
            for order in ("acct_link_name", "acct_link_name desc"):
                found = moves.search([("id", "in", moves.ids)], order=f"{order}, id")
                shown = found.mapped("acct_link_name")
                self.assertEqual(shown, sorted(shown, reverse=order.endswith("desc")))

    def test_a_customer_may_have_a_name_of_its_own_on_invoices(self):
        move = self._job_invoice({self.bridge.id: 100})
        self.customer.acct_link_invoice_name = "Kea Farms (Accounts)"
        self.assertEqual(move.acct_link_name, "Kea Farms (Accounts)")
        other = self._job_invoice(partner=self.partner_a)
        bill = self._invoice(move_type="in_invoice", ref="B 1")
        self.assertEqual(bill.acct_link_name, bill.partner_id.name)
        moves = move + other
        for order in ("acct_link_name", "acct_link_name desc"):
            shown = moves.search([("id", "in", moves.ids)], order=order).mapped("acct_link_name")
            self.assertEqual(shown, sorted(shown, reverse=order.endswith("desc")))
        self.bridge.acct_link_invoice_name = "Bridge Trust"
        self.assertEqual(move.acct_link_name, "Bridge Trust")

    def test_the_heading_line_is_that_of_the_office_else_of_the_interface(self):
        move = self._invoice()
        self.assertFalse(move.acct_link_heading)
        self.interface.default_heading = "Services"
        self.env.invalidate_all()
        self.assertEqual(move.acct_link_heading, "Services")
        self.env.company.sudo().acct_link_heading = "Surveying"
        self.env.invalidate_all()
        self.assertEqual(move.acct_link_heading, "Surveying")
        move.acct_link_heading = "Claim for October"
        self.assertEqual(move.acct_link_heading, "Claim for October")

    def test_posted_documents_are_edited_in_the_form(self):
        user = new_test_user(self.env, "biller", "account.group_account_invoice")
        move = self._job_invoice({self.bridge.id: 100})
        with Form(move.with_user(user)) as form:
            self.assertEqual(form.acct_link_reference, "J100")
            form.acct_link_reference = "R1"
            form.acct_link_heading = "H1"
            form.acct_link_claim_number = 4
        self.assertEqual(move.acct_link_chosen_reference, "R1")
        self.assertEqual(move.acct_link_chosen_heading, "H1")
        self.assertFalse(move.acct_link_chosen_name)
        self.assertEqual(move.acct_link_claim_number, 4)

    def test_offices_without_an_interface_see_nothing_of_it(self):
        self.assertTrue(self._invoice().acct_link_is_linked)
        self.assertFalse(self._invoice(move_type="in_invoice").acct_link_is_linked)
        self.env.company.sudo().acct_link_interface_id = False
        self.env.invalidate_all()
        self.assertFalse(self._invoice().acct_link_is_linked)

    def test_what_is_being_sent_stays_as_it_is(self):
        move = self._invoice()
        self.books.faults = ["lost"]
        line = self._upload(move)
        self.assertEqual(line.state, "unknown")
        with self.assertRaisesRegex(UserError, "being sent"):
            move.acct_link_reference = "Late"
        with self.assertRaisesRegex(UserError, "being sent"):
            move.action_acct_link_next_claim()
        move.narration = "This may be edited"

    def test_a_change_after_the_upload_warns(self):
        move = self._invoice()
        self.assertFalse(move._onchange_acct_link_said())
        self._upload(move)
        warning = move._onchange_acct_link_said()["warning"]
        self.assertIn("does not reach", warning["message"])
        move.acct_link_reference = "After"
        self.assertEqual(move.acct_link_reference, "After")

    # === CLAIMS === #

    def test_claims_count_from_one_for_each_job(self):
        first, second = (self._job_invoice({self.bridge.id: 100}) for _each in range(2))
        other = self._job_invoice({self.road.id: 100})
        jobless = self._invoice()
        moves = first + second + other + jobless
        moves.action_acct_link_next_claim()
        self.assertEqual(moves.mapped("acct_link_claim_number"), [1, 2, 1, 1])

    def test_claims_may_count_by_customer(self):
        self.interface.claim_scope = "customer"
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        moves = (
            self._job_invoice({self.bridge.id: 100})
            + self._job_invoice({self.road.id: 100})
            + self._job_invoice({self.road.id: 100}, partner=stranger)
        )
        moves.action_acct_link_next_claim()
        self.assertEqual(moves.mapped("acct_link_claim_number"), [1, 2, 1])

    def test_whoever_counts_the_same_claims_waits_for_the_same_row(self):
        move = self._job_invoice({self.bridge.id: 100})
        self.assertEqual(move._get_acct_link_counted(), self.bridge)
        self.interface.claim_scope = "customer"
        self.assertEqual(move._get_acct_link_counted(), move.commercial_partner_id)
        nobody = self.env["account.move"].create({"move_type": "out_invoice"})
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            nobody.action_acct_link_next_claim()

    def test_claim_numbers_are_not_given_twice(self):
        first, second, third = (self._job_invoice({self.bridge.id: 100}) for _each in range(3))
        first.acct_link_claim_number = 7
        second.action_acct_link_next_claim()
        self.assertEqual(second.acct_link_claim_number, 8)
        second.button_cancel()
        third.action_acct_link_next_claim()
        self.assertEqual(third.acct_link_claim_number, 9)
        with self.assertRaisesRegex(UserError, "already"):
            third.action_acct_link_next_claim()
        self.assertFalse(third.copy().acct_link_claim_number)

    def test_a_claim_number_that_is_used_warns(self):
        first, second = (self._job_invoice({self.bridge.id: 100}) for _each in range(2))
        other = self._job_invoice({self.road.id: 100})
        (first + second + other).acct_link_claim_number = 1
        warning = second._onchange_acct_link_said()["warning"]
        self.assertIn(first.name, warning["message"])
        self.assertFalse(other._onchange_acct_link_said())

    # === WHAT IS SENT === #

    def test_the_rule_of_the_interface_makes_the_reference(self):
        self.interface.reference_rule = "job_code_name"
        move = self._job_invoice({self.bridge.id: 100})
        self.assertEqual(self._sent(move).reference, "J100 - Bridge repair")

    def test_a_free_template_makes_the_reference(self):
        self.interface.write(
            {"reference_rule": "template", "reference_template": "{job_code} / Claim {claim}"}
        )
        moves = self._job_invoice({self.bridge.id: 100}) + self._job_invoice({self.road.id: 100})
        moves[0].action_acct_link_next_claim()
        lines = self._upload(moves)
        sent = [document_from_json(line.document).reference for line in lines]
        self.assertEqual(sent, ["J100 / Claim 1", "J200"])

    def test_a_template_nobody_can_fill_is_refused(self):
        for template in ("{job_cod}", "{job_code", " ", False):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.interface.write({"reference_rule": "template", "reference_template": template})
        with self.assertRaisesRegex(ValidationError, r"\{job_cod\}.*\{job_code\}"):
            self.interface.write({"reference_rule": "template", "reference_template": "{job_cod}"})

    def test_a_cut_is_shown_on_the_line_and_the_document_goes_through(self):
        self.bridge.name = "x" * 80
        self.interface.reference_rule = "job_name"
        line = self._upload(self._job_invoice({self.bridge.id: 100}))
        self.assertEqual(line.state, "uploaded")
        self.assertTrue(line.has_warning)
        self.assertProblem(line, "reference_cut")
        sent = document_from_json(line.document)
        self.assertEqual((len(sent.reference), sent.reference[-1]), (50, "…"))
        self.assertEqual(sent.reference_full, "x" * 80)

    def test_a_cut_is_known_after_a_lost_answer(self):
        self.bridge.name = "x" * 80
        self.interface.reference_rule = "job_name"
        self.books.faults = [errors.NoAnswer(Problem("no_answer"))]
        line = self._upload(self._job_invoice({self.bridge.id: 100}))
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
        self.assertProblem(line, "reference_cut")

    # === THE SETTINGS === #

    def test_the_preview_shows_a_real_document(self):
        move = self._job_invoice({self.bridge.id: 100}, ref="PO 7")
        with Form(self.interface) as form:
            self.assertEqual(form.preview_move_id, move)
            self.assertEqual(form.reference_preview, "J100 - PO 7")
            form.reference_rule = "template"
            form.reference_template = "Job {job_code} for {customer}"
            self.assertEqual(form.reference_preview, "Job J100 for Kea Farms")
            form.reference_template = "{nonsense}"
            self.assertIn("{nonsense}", form.reference_preview)
            form.reference_template = "{heading}"
            self.assertEqual(form.reference_preview, "(empty)")
        self.assertEqual(self.interface.reference_template, "{heading}")

    def test_the_preview_shows_a_cut(self):
        self.bridge.name = "x" * 80
        self._job_invoice({self.bridge.id: 100})
        self.interface.reference_rule = "job_name"
        self.assertTrue(self.interface.reference_is_cut)
        self.assertTrue(self.interface.reference_preview.endswith("…"))

    def test_installing_adds_plain_columns_only(self):
        stored = [
            field.name
            for field in self.env["account.move"]._fields.values()
            if field._module == "acct_link_reference" and field.store and field.column_type
        ]
        self.assertEqual(
            sorted(stored),
            [
                "acct_link_chosen_heading", "acct_link_chosen_name",
                "acct_link_chosen_reference", "acct_link_claim_number",
            ],
        )  # fmt: skip
        for name in stored:
            self.assertFalse(self.env["account.move"]._fields[name].compute)
            self.assertFalse(self.env["account.move"]._fields[name].default)

    def test_a_credit_note_speaks_of_the_same_job(self):
        move = self._job_invoice({self.bridge.id: 100})
        move.acct_link_reference = "R1"
        move.acct_link_claim_number = 2
        refund = move._reverse_moves()
        self.assertEqual(refund.acct_link_reference, "R1")
        self.assertFalse(refund.acct_link_claim_number)
        self.assertEqual(refund.acct_link_job_id, self.bridge)

    # === LISTS === #

    def test_documents_are_sorted_by_job_and_reference(self):
        plan = self.env["account.analytic.plan"].create({"name": "Jobs"})
        self.interface.job_plan_id = plan
        jobs = self.env["account.analytic.account"].create(
            [{"name": name, "code": name, "plan_id": plan.id} for name in ("C", "A", "B")]
        )
        moves = self.env["account.move"].union(
            *(
                self._invoice(lines=[{"price_unit": 1, "analytic_distribution": {job.id: 100}}])
                for job in jobs
            )
        )
        moves[2].acct_link_reference = "Z"
        self.env.flush_all()
        for field, wanted in (
            ("acct_link_job_id", ["A", "B", "C"]),
            ("acct_link_reference", ["A", "C", "Z"]),
        ):
            for order in (field, f"{field} desc"):
                found = moves.search([("id", "in", moves.ids)], order=order)
                shown = [move[field] if field.endswith("e") else move[field].code for move in found]
                self.assertEqual(shown, wanted if order == field else wanted[::-1])
