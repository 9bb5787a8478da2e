"""What the screens tell: where documents stand, why one is not offered, what is left to do."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import AcctLinkCommon
from ..common_states import StatesMixin


@tagged("post_install", "-at_install")
class TestOverview(StatesMixin, AcctLinkCommon):
    def test_form_of_a_new_interface_opens(self):
        """Nothing is known of it yet, and no office uses it."""
        form = Form(self.env["acct.link.interface"])
        self.assertFalse(form.office_ids[:])

    def test_interface_is_duplicated_without_what_is_of_its_accounts_file(self):
        codes = {"default_account_id": self.interface.account_ids.id}
        codes["rounding_account_id"] = codes["default_account_id"]
        codes["default_tax_id"] = self.interface.tax_ids[0].id
        self.interface.write({**codes, "second_customer": "same"})
        twin = self.interface.copy()
        self.assertEqual(twin.second_customer, "same")
        names = (*codes, "remote_org_id", "office_ids", "account_map_ids", "account_ids")
        self.assertFalse(any(twin[name] for name in names))
        self.assertEqual(self.interface.office_ids, self.env.company)

    def test_interface_is_deleted_while_nothing_leads_to_it(self):
        twin = self.interface.copy()
        twin.unlink()
        with self.assertRaisesRegex(UserError, "used by .*take it off there first"):
            self.interface.unlink()
        self.interface.office_ids = [Command.clear()]
        batch = (
            self.env["acct.link.batch"]
            .sudo()
            .create({"interface_id": self.interface.id, "company_id": self.env.company.id})
        )
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.interface.unlink()
        batch.unlink()
        self.interface.unlink()

    def test_interface_of_an_archived_office_is_deleted(self):
        """No form shows the office, so nobody could take the interface off it."""
        twin = self.interface.copy()
        office = self.env["res.company"].create({"name": "Closed"})
        office.acct_link_interface_id = twin
        office.active = False
        twin.unlink()
        office.invalidate_recordset()
        self.assertFalse(office.acct_link_interface_id)

    def test_every_model_that_holds_an_interface_back_is_asked_before_it_is_deleted(self):
        holding = {
            model._name
            for model in self.env.values()
            for field in model._fields.values()
            if field.store
            and field.type == "many2one"
            and field.comodel_name == "acct.link.interface"
            and field.ondelete == "restrict"
        }
        self.assertEqual(holding, set(self.interface._get_history_models()))

    # === STATE OF A DOCUMENT === #

    def test_state_is_computed_found_and_grouped_alike(self):
        documents = self._everywhere()
        Move = self.env["account.move"]
        mine = [("id", "in", [move.id for move in documents.values()])]
        groups = dict(Move._read_group(mine, ["acct_link_state"], ["id:recordset"]))
        for state, move in documents.items():
            with self.subTest(state=state):
                self.assertEqual(move.acct_link_state, state)
                self.assertEqual(groups[state], move)
                found = Move.search([*mine, ("acct_link_state", "=", state)])
                self.assertEqual(found, move)
                rest = Move.search([*mine, ("acct_link_state", "!=", state)])
                self.assertEqual(set(rest), set(documents.values()) - {move})

    def test_lists_and_pivots_of_documents_work_on_the_state(self):
        documents = self._everywhere()
        Move = self.env["account.move"]
        mine = [("id", "in", [move.id for move in documents.values()])]
        fields = Move.fields_get(["acct_link_state", "acct_link_uploaded_at"])
        for field in fields.values():
            self.assertTrue(field["sortable"] and field["groupable"])
        groups = Move.formatted_read_group(
            mine, ["acct_link_state", "acct_link_uploaded_at:week"], ["amount_total:sum"]
        )
        self.assertEqual(len(groups), len(documents))
        for group in groups:
            self.assertEqual(Move.search_count([*mine, *group["__extra_domain"]]), 1)

    def test_removed_line_counts_as_no_line(self):
        move = self._invoice()
        self._batch(move).line_ids.action_remove()
        self._batch(move)
        groups = self.env["account.move"]._read_group(
            [("id", "=", move.id)], ["acct_link_state"], ["__count"]
        )
        self.assertEqual(groups, [("ready", 1)])

    # === SORT AND SEARCH === #

    def test_kinds_are_sorted_in_the_order_of_their_list(self):
        moves = self._invoice(move_type="out_refund") + self._invoice()
        moves += self._invoice(move_type="in_invoice", ref="B 1")
        for order, kinds in (
            ("acct_link_kind", ["invoice", "credit_note", "bill"]),
            ("acct_link_kind desc", ["bill", "credit_note", "invoice"]),
        ):
            found = moves.search([("id", "in", moves.ids)], order=order)
            self.assertEqual(found.mapped("acct_link_kind"), kinds)

    # === WHAT A BUTTON SAYS IS NOT FOR THE NEXT ONE === #

    def test_narrowed_list_does_not_narrow_the_lists_opened_from_it(self):
        batch = self._batch(self._invoices(2))
        self.env["acct.link.batch.line"].sudo().browse(batch.line_ids[0].id).state = "failed"
        action = batch.with_context(states=["failed"]).action_view_lines()
        self.assertEqual(self.env["acct.link.batch.line"].search_count(action["domain"]), 1)
        nested = batch.with_context(**{"states": ["failed"], **action["context"]})
        domain = nested.action_view_lines()["domain"]
        self.assertEqual(self.env["acct.link.batch.line"].search_count(domain), 2)

    def test_names_are_sorted_as_they_are_shown(self):
        company = self.env["res.partner"].create({"name": "Bakery", "is_company": True})
        person = self.env["res.partner"].create({"name": "Zoe", "parent_id": company.id})
        branch = self.env["res.partner"].create({"parent_id": company.id, "type": "invoice"})
        moves = self.env["account.move"].union(
            *(self._invoice(partner=partner) for partner in (person, branch, self.customer))
        )
        for name in ("acct_link_name", "acct_link_recipient"):
            for order in (name, f"{name} desc"):
                found = moves.search([("id", "in", moves.ids)], order=f"{order}, id")
                shown = [move[name] for move in found if move[name]]
                self.assertEqual(shown, sorted(shown, reverse=order.endswith("desc")))
        self.assertEqual(moves.mapped("acct_link_recipient"), ["Zoe", False, False])

    def test_documents_are_found_by_line_of_business(self):
        self.env.user.group_ids += self.env.ref("analytic.group_analytic_accounting")
        plan = self.env["account.analytic.plan"].create({"name": "Surveying"})
        job = self.env["account.analytic.account"].create({"name": "Bridge", "plan_id": plan.id})
        move = self._invoice(lines=[{"price_unit": 5, "analytic_distribution": {job.id: 100}}])
        self._invoice()
        path = "invoice_line_ids.distribution_analytic_account_ids.plan_id.complete_name"
        for domain in (
            [(path, "ilike", "survey")],
            [("invoice_line_ids.analytic_distribution", "ilike", "bridge")],
        ):
            self.assertEqual(self.env["account.move"].search(domain), move)

    # === WHY NOT === #

    def test_what_is_not_offered_says_why(self):
        self.interface.start_date = "2026-01-01"
        batched = self._invoice()
        batch = self._batch(batched)
        parked = self._invoice()
        self.env["acct.link.parking"]._set_aside(parked, "parked", "disputed")
        for move, reason in (
            (self._invoice(), ""),
            (self._invoice(post=False), "not posted"),
            (self._invoice(lines=[{"price_unit": 0}]), "total is zero"),
            (self._invoice(invoice_date="2025-12-31"), "before the start date"),
            (batched, batch.name),
            (parked, "disputed"),
        ):
            self.assertIn(reason, move.acct_link_reason or "")

    def test_offices_with_different_books_get_a_batch_each_and_are_told(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        branch.account_fiscal_country_id = self.env.company.account_fiscal_country_id
        other = self._create_interface(branch)
        self.env.user.company_ids += branch
        moves = self._invoice() + self._invoice(company_id=branch.id)
        action = moves.action_acct_link_batch()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("2 batches", action["params"]["message"])
        batches = self.env["acct.link.batch"].search(action["params"]["next"]["domain"])
        self.assertEqual(batches.interface_id, self.interface + other)

    # === DOCUMENT === #

    def test_document_shows_what_happened_and_takes_it_from_there(self):
        move = self._invoice()
        self.books.taken.add(move.name)
        line = self._upload(move)
        self.assertEqual(move.acct_link_state, "failed")
        self.assertEqual(move.acct_link_problem_text, line.problem_text)
        self.assertEqual(move.acct_link_problem_cure, line.problem_cure)
        self.books.taken.clear()
        move.action_acct_link_retry()
        self._run_loop()
        self.assertEqual(move.acct_link_state, "uploaded")
        self.assertEqual(move.acct_link_uploaded_by, self.env.user)
        uploaded = [("acct_link_uploaded_at", ">=", "today"), ("id", "=", move.id)]
        self.assertEqual(self.env["account.move"].search(uploaded), move)

    # === BATCH === #

    def test_batch_adds_up_what_it_holds_and_what_is_uploaded(self):
        moves = self._invoice(lines=[{"price_unit": 100, "tax_ids": False}])
        moves += self._invoice(
            move_type="out_refund", lines=[{"price_unit": 30, "tax_ids": False}]
        )  # fmt: skip
        bad = self._invoice(lines=[{"price_unit": 7, "tax_ids": False}])
        self.books.taken.add(bad.name)
        batch = self._upload(moves + bad).batch_id
        currency = self.env.company.currency_id
        self.assertEqual(batch.total_text, currency.format(77))
        self.assertEqual(batch.uploaded_total_text, currency.format(70))

    def test_lines_are_exported_with_problem_and_cure(self):
        bad = self._invoice()
        self.books.taken.add(bad.name)
        line = self._upload(bad)
        names = ["number", "state", "amount_total", "problem_text", "problem_cure"]
        [row] = line.export_data(names)["datas"]
        self.assertEqual(row[0], bad.name)
        self.assertTrue(row[3] and row[4])
