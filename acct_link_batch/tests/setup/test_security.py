"""Who may do what: nobody, ordinary invoicing, link user, manager, administrator; two companies."""

import pathlib
from functools import partial

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path, mute_logger

from ..common import AcctLinkCommon
from ..common_roles import RolesMixin

MODELS = (
    "acct.link.interface", "acct.link.account", "acct.link.tax", "acct.link.currency",
    "acct.link.theme", "acct.link.product.map",
    "acct.link.theme.map",
    "acct.link.account.map", "acct.link.tax.map", "acct.link.contact", "acct.link.batch",
    "acct.link.batch.line", "acct.link.parking", "acct.link.request", "acct.link.run",
    "acct.link.exclusion",
    "acct.link.contact.share", "acct.link.search",
)  # fmt: skip
NOBODY_READS = {"acct.link.search"}
USER_READS = set(MODELS) - NOBODY_READS - {"acct.link.request"}
MANAGER_WRITES = {
    "acct.link.account.map", "acct.link.tax.map", "acct.link.product.map", "acct.link.theme.map",
}  # fmt: skip
INTERFACE = "acct.link.interface"
# {role: {(model, operation) beyond reading}}
WRITES = {
    "manager": {(model, operation) for model in MANAGER_WRITES for operation in ("write", "create")}
    | {(INTERFACE, "write")},
}
WRITES["administrator"] = WRITES["manager"] | {(INTERFACE, "create")}
# As everywhere in Odoo, with its checks.
ORM = {"create", "write", "copy_data", "default_get", "get_empty_list_help", "name_search"}


@tagged("post_install", "-at_install")
class TestSecurity(RolesMixin, AcctLinkCommon):
    @mute_logger("odoo.models")
    def test_each_role_reads_and_writes_what_is_its_business(self):
        readable = {
            "outsider": set(),
            "invoicing": set(),
            "clerk": USER_READS,
            "manager": USER_READS,
            "administrator": set(MODELS) - NOBODY_READS,
        }
        codes = {code._name: code for code in (self.interface.account_ids, self.interface.tax_ids)}
        for role, expected in readable.items():
            for model in MODELS:
                Model = self._as(role, self.env[model])
                with self.subTest(role=role, model=model):
                    self.assertEqual(Model.has_access("read"), model in expected)
                    for operation in ("write", "create"):
                        allowed = (model, operation) in WRITES.get(role, ())
                        # Codes may be typed where none can be pulled, but not these.
                        records = Model.browse(codes[model].ids if model in codes else ())
                        self.assertEqual(records.has_access(operation), allowed, operation)
                    if model not in expected:
                        for call in (
                            lambda M=Model: M.search([]),
                            lambda M=Model: M.search_read([], ["id"]),
                            lambda M=Model: M.formatted_read_group([], ["create_uid"]),
                            lambda M=Model: M.name_search("a"),
                            lambda M=Model: M.search_count([]),
                            lambda M=Model: M.search([]).export_data(["id"]),
                        ):
                            with self.assertRaises(AccessError):
                                call()

    @mute_logger("odoo.models")
    def test_engine_cannot_be_driven_past_its_states(self):
        line = self._batch(self._invoice()).line_ids
        for role in ("clerk", "manager", "administrator"):
            for values in ({"state": "uploaded"}, {"remote_id": "x"}, {"move_id": 1}):
                with self.assertRaises(AccessError):
                    self._as(role, line).write(values)
            with self.assertRaises(AccessError):
                self._as(role, line).unlink()

    @mute_logger("odoo.models")
    def test_invoicing_user_sees_the_state_but_uses_no_button(self):
        move = self._invoice()
        batch = self._batch(move)
        seen = self._as("invoicing", move)
        self.assertEqual(seen.acct_link_state, "ready")
        for call in (
            lambda: self._as("invoicing", self._invoice()).action_acct_link_batch(),
            lambda: seen.action_acct_link_park(),
            lambda: self._as("invoicing", batch).action_upload(),
            lambda: self._as("invoicing", batch.line_ids).action_remove(),
            lambda: self._as("invoicing", batch.line_ids).action_retry(),
            lambda: self._as("invoicing", batch).action_stop(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_clerk_walks_from_batch_to_books(self):
        moves = self._as("clerk", self._invoices(2))
        action = moves.action_acct_link_batch()
        batch = self._as("clerk", self.env["acct.link.batch"].browse(action["res_id"]))
        batch.action_upload()
        self._run_loop()
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.line_ids.uploaded_by, self.users["clerk"])

    @mute_logger("odoo.models")
    def test_clerk_neither_unlinks_nor_configures(self):
        line = self._upload(self._invoice())
        with self.assertRaises(AccessError):
            self._as("clerk", line).action_unlink_uploaded()
        for method in ("action_pull_codes", "action_suggest_mappings"):
            with self.assertRaises(AccessError):
                getattr(self._as("clerk", self.interface), method)()

    @mute_logger("odoo.models")
    def test_companies_do_not_see_each_other(self):
        other = self.setup_other_company()["company"]
        interface = self._create_interface(other)
        line = self._upload(self._invoice())
        batch = line.batch_id
        at_other = self._staff(other)
        for records in (
            self.interface, batch, line, self.interface.account_ids, self.interface.run_ids,
            line.request_id,
        ):  # fmt: skip
            seen = at_other("administrator", records)
            self.assertFalse(seen.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                seen.check_access("read")
        self.assertTrue(at_other("administrator", interface).name)
        with self.assertRaises(AccessError):
            at_other("administrator", batch).action_retry()
        with self.assertRaises(AccessError):
            at_other("administrator", line).action_remove()

    @mute_logger("odoo.models")
    def test_administrator_gives_offices_only_within_his_companies(self):
        foreign = self.setup_other_company()["company"]
        with self.assertRaises(UserError):
            self._as("administrator", self.interface).office_ids = [Command.link(foreign.id)]
        self.assertFalse(foreign.acct_link_interface_id)

    # === PARENT AND BRANCH === #

    def _staff(self, company):
        """:return: (role, records) -> the records as somebody of the company has them"""
        return partial(self._as, users=self._create_users(company))

    def _branch(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        branch.account_fiscal_country_id = self.env.company.account_fiscal_country_id
        return branch, self._staff(branch)

    def test_clerk_of_a_branch_drives_only_documents_of_the_branch(self):
        branch, at_branch = self._branch()
        head, ours = self._invoice(), self._invoice(company_id=branch.id)
        lines = self._batch(head + ours).line_ids
        head_line = lines.filtered(lambda line: line.move_id == head)
        our_line = lines - head_line
        batch = at_branch("clerk", lines.batch_id)
        batch.action_upload()
        self.assertEqual((head_line.state, our_line.state), ("ready", "queued"))
        head_line.sudo().state = "queued"
        batch.action_stop()
        self.assertEqual((head_line.state, our_line.state), ("queued", "ready"))

    @mute_logger("odoo.models")
    def test_administrator_of_a_branch_uses_the_parents_settings_but_leaves_them(self):
        _branch, at_branch = self._branch()
        self._upload(self._invoice())
        interface = at_branch("administrator", self.interface)
        self.assertEqual(interface.account_map_ids.account_id, self.account)
        for records, vals in (
            (interface, {"paused": True}),
            (interface.account_map_ids, {"remote_account_id": False}),
            (interface.tax_map_ids, {"remote_tax_id": False}),
        ):
            with self.assertRaises(AccessError):
                records.write(vals)
            with self.assertRaises(AccessError):
                records.unlink()
        with self.assertRaises(AccessError):
            at_branch("administrator", self.env["acct.link.contact"].search([])).unlink()

    def test_journal_of_the_parent_is_out_of_sight_for_a_branch(self):
        _branch, at_branch = self._branch()
        request = self._upload(self._invoice()).request_id
        self.assertFalse(at_branch("administrator", request).search([]))

    # === COMPANIES THAT SHARE AN ACCOUNTS FILE === #

    @mute_logger("odoo.models")
    def test_clerk_of_another_company_that_shares_the_file_sends_its_own_documents(self):
        other = self.setup_other_company()
        company, account = other["company"], other["default_account_revenue"]
        ours = self._invoice()
        theirs = self._invoice(
            lines=[{"price_unit": 100, "account_id": account.id, "tax_ids": [Command.clear()]}],
            company_id=company.id,
        )
        staff = self._staff(company)
        self.assertFalse(staff("clerk", self.interface).search([]))
        self.interface.office_ids |= company
        mixed = self._batch(ours)
        batch = staff("clerk", self.env["acct.link.batch"]).browse(
            staff("clerk", theirs).action_acct_link_batch()["res_id"]
        )
        self.env.invalidate_all()
        form = batch.get_view(view_type="form")
        names = form["models"]["acct.link.batch"]
        batch.read(list(names))
        self.assertEqual(batch.interface_id.account_ids, self.interface.account_ids)
        self.assertEqual(batch.line_ids.move_id, theirs)
        self.assertFalse(staff("clerk", mixed).line_ids)
        batch.action_upload()
        with self.assertRaises(AccessError):
            staff("administrator", self.interface).paused = True

    # === WHAT A PERSON MAY NAME === #

    @mute_logger("odoo.models")
    def test_mapping_stays_with_its_interface_and_names_only_what_is_in_sight(self):
        other = self.setup_other_company()
        interface = self._create_interface(other["company"])
        accounts = self._as("administrator", self.interface.account_map_ids)
        taxes = self._as("administrator", self.interface.tax_map_ids.filtered("tax_id"))
        no_tax = self._as("administrator", self.interface.tax_map_ids) - taxes
        hidden = other["default_account_revenue"]
        for row, vals in (
            (accounts, {"interface_id": interface.id}),
            (accounts, {"account_id": hidden.id}),
            (accounts, {"remote_account_id": interface.account_ids.id}),
            (no_tax, {"interface_id": interface.id, "remote_tax_id": interface.tax_ids[0].id}),
            (taxes, {"tax_id": other["default_tax_sale"].id}),
            (taxes, {"remote_tax_id": interface.tax_ids[0].id}),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                row.write(vals)
        with self.assertRaises(AccessError):
            self._as("administrator", self.interface).company_id = other["company"]

    def test_suggestions_cover_offices_the_administrator_does_not_see(self):
        other = self.setup_other_company()
        self.env.user.company_ids += other["company"]
        self.interface.office_ids += other["company"]
        self._as("administrator", self.interface).action_suggest_mappings()
        mapped = self.interface.account_map_ids.account_id
        self.assertIn(other["default_journal_sale"].default_account_id, mapped)

    def test_context_presets_nothing_of_a_line(self):
        moves = self._as("clerk", self._invoice()).with_context(
            default_state="uploaded", default_remote_id="D-1", default_attempts=9
        )
        line = self._batch(moves).line_ids
        self.assertEqual((line.state, line.remote_id, line.attempts), ("ready", False, 0))

    @mute_logger("odoo.models")
    def test_domains_reach_no_further_than_the_user(self):
        self._upload(self._invoice())
        moves = self._as("clerk", self.env["account.move"])
        self.assertTrue(moves.search([("acct_link_batch_id.interface_id.name", "!=", False)]))
        for path in (
            "acct_link_batch_id.line_ids.request_id.text",
            "acct_link_line_ids.request_id.text",
        ):
            with self.subTest(path=path), self.assertRaises(UserError):
                moves.search([(path, "like", "Work")])

    @mute_logger("odoo.models")
    def test_customers_in_the_portal_see_nothing_of_the_link(self):
        portal = new_test_user(self.env(su=True), "link_portal", groups="base.group_portal")
        move = self._invoice(partner=portal.partner_id)
        self.env["acct.link.parking"]._set_aside(move, "parked", "disputed")
        seen = move.with_user(portal).sudo(False)
        self.assertEqual(seen.read(["name"])[0]["name"], move.name)
        for name in (name for name in move._fields if name.startswith("acct_link_")):
            with self.subTest(field=name), self.assertRaises(AccessError):
                seen.read([name])

    @mute_logger("odoo.models")
    def test_documents_out_of_sight_are_out_of_reach(self):
        at_other = self._staff(self.setup_other_company()["company"])
        moves = self._invoices(2)
        self._batch(moves[0]).line_ids.sudo().state = "sending"
        self.env["acct.link.parking"]._set_aside(moves[1], "parked", "disputed")
        seen = at_other("administrator", moves).with_context(acct_link_ask=True)
        for call in (seen.button_draft, seen.action_acct_link_batch, seen.action_acct_link_park):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(UserError):
            seen.action_acct_link_unpark()
        self.assertEqual(moves.mapped("acct_link_state"), ["sending", "parked"])

    # === WIZARDS === #

    def test_invoicing_user_resets_a_batched_document_but_does_not_unbatch_it(self):
        move = self._invoice()
        line = self._batch(move).line_ids
        action = self._as("invoicing", move).with_context(acct_link_ask=True).button_draft()
        Wizard = self.env[action["res_model"]].with_context(**action["context"])
        names = ("move_ids", "is_uploaded")
        wizard = self._as("invoicing", Wizard).create({})
        values = wizard.web_read({name: {} for name in names})
        self.assertEqual(values, [{"id": wizard.id, "move_ids": move.ids, "is_uploaded": False}])
        with self.assertRaises(AccessError):
            wizard.action_remove()
        self.assertEqual((move.state, line.state), ("posted", "ready"))
        wizard.action_leave()
        self.assertEqual((move.state, line.state), ("draft", "ready"))

    @mute_logger("odoo.models")
    def test_wizards_belong_to_whoever_opened_them(self):
        for model, vals in (
            ("acct.link.park", {"kind": "parked", "reason": "disputed"}),
            ("acct.link.reset", {}),
        ):
            wizard = self._as("clerk", self.env[model]).create(vals)
            for operation in ("read", "write"):
                with self.assertRaises(AccessError):
                    self._as("administrator", wizard).check_access(operation)

    def test_only_buttons_can_be_called_from_outside(self):
        """What has no underscore can be called by anybody who is logged in."""
        for name, Model in self.env.registry.items():
            for part in Model.mro():
                if not part.__module__.startswith("odoo.addons.acct_link_"):
                    continue
                public = {
                    attribute
                    for attribute, value in vars(part).items()
                    if callable(value) and not attribute.startswith("_")
                }
                buttons = {each for each in public if each.startswith("action_")}
                self.assertLessEqual(
                    public - buttons, {*ORM, "get_views", "button_draft", "button_uninstall"}, name
                )

    def test_copied_database_cannot_talk_to_the_books(self):
        self.env.flush_all()
        add_ons = self.env["ir.module.module"].search(
            [("name", "=like", "acct_link_%"), ("state", "=", "installed")]
        )
        for add_on in add_ons.mapped("name"):
            script = pathlib.Path(file_path(add_on)) / "data" / "neutralize.sql"
            if script.is_file():  # tests/house/test_layers.py: wherever there are secrets
                self.env.cr.execute(script.read_text())
        self.env.invalidate_all()
        self.assertTrue(self.interface.paused)
        batch = self._batch(self._invoice())
        batch.action_upload()
        self._run_loop()
        self.assertFalse(self.books.sent)
