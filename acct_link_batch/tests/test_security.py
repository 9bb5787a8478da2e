"""Who may do what: nobody, ordinary invoicing, link user, administrator; two companies."""

import pathlib

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path, mute_logger

from .common import AcctLinkCommon

MODELS = (
    "acct.link.interface", "acct.link.account", "acct.link.tax", "acct.link.account.map",
    "acct.link.tax.map", "acct.link.contact", "acct.link.batch", "acct.link.batch.line",
    "acct.link.parking", "acct.link.request", "acct.link.run", "acct.link.token",
)  # fmt: skip
USER_READS = set(MODELS) - {"acct.link.request", "acct.link.token"}
ADMINISTRATOR_WRITES = {
    "acct.link.interface", "acct.link.account", "acct.link.tax", "acct.link.account.map",
    "acct.link.tax.map",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestSecurity(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company.id
        users = {
            "outsider": "base.group_user",
            "invoicing": "account.group_account_invoice",
            "clerk": "acct_link_batch.group_acct_link_user",
            "administrator": "acct_link_batch.group_acct_link_manager",
        }
        cls.users = {
            name: new_test_user(
                cls.env(su=True),
                f"link_{name}",
                groups=f"base.group_user,{group}",
                company_id=company,
                company_ids=[Command.set([company])],
            )
            for name, group in users.items()
        }
        cls.interface._ensure_token()._set_secret("client_secret", "s3cret-of-the-app")
        with cls.env.cr.savepoint():
            cls.interface._get_token().write(
                {"access_token": "s3cret-access", "refresh_token": "s3cret-refresh"}
            )

    def _as(self, name, records):
        return records.with_user(self.users[name]).sudo(False)

    @mute_logger("odoo.models")
    def test_each_role_reads_and_writes_what_is_its_business(self):
        readable = {
            "outsider": set(),
            "invoicing": set(),
            "clerk": USER_READS,
            "administrator": set(MODELS) - {"acct.link.token"},
        }
        for role, expected in readable.items():
            for model in MODELS:
                Model = self._as(role, self.env[model])
                with self.subTest(role=role, model=model):
                    self.assertEqual(Model.has_access("read"), model in expected)
                    for operation in ("write", "create"):
                        allowed = role == "administrator" and model in ADMINISTRATOR_WRITES
                        self.assertEqual(Model.has_access(operation), allowed, operation)
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
    def test_secrets_are_out_of_reach_for_everybody(self):
        token = self.interface._get_token()
        for role in self.users:
            for call in (
                lambda r=role: self._as(r, token).read(["access_token"]),
                lambda r=role: self._as(r, token).export_data(["refresh_token"]),
                lambda r=role: self._as(r, token).search([("client_secret", "like", "s3")]),
            ):
                with self.assertRaises(UserError):  # AccessError is one
                    call()

    def test_secrets_are_in_no_field_of_a_readable_model(self):
        line = self._upload(self._invoice())
        records = [
            self.interface, line, line.batch_id, line.request_id,
            self.interface.run_ids, self.interface.message_ids,
        ]  # fmt: skip
        for record in records:
            values = str(record.with_user(self.users["administrator"]).read())
            self.assertNotIn("s3cret", values)

    @mute_logger("odoo.models")
    def test_engine_cannot_be_driven_past_its_states(self):
        line = self._batch(self._invoice()).line_ids
        for role in ("clerk", "administrator"):
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
        stranger = new_test_user(
            self.env(su=True),
            "link_stranger",
            groups="base.group_user,acct_link_batch.group_acct_link_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for records in (
            self.interface, batch, line, self.interface.account_ids, self.interface.run_ids,
            line.request_id,
        ):  # fmt: skip
            seen = records.with_user(stranger)
            self.assertFalse(seen.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                seen.check_access("read")
        self.assertTrue(interface.with_user(stranger).name)
        with self.assertRaises(AccessError):
            batch.with_user(stranger).action_retry()
        with self.assertRaises(AccessError):
            line.with_user(stranger).action_remove()

    @mute_logger("odoo.models")
    def test_administrator_gives_offices_only_within_his_companies(self):
        foreign = self.setup_other_company()["company"]
        with self.assertRaises(UserError):
            self._as("administrator", self.interface).office_ids = [Command.link(foreign.id)]
        self.assertFalse(foreign.acct_link_interface_id)

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
                self.assertLessEqual(public - buttons, {"create", "write", "button_draft"}, name)

    def test_copied_database_cannot_talk_to_the_books(self):
        self.env.flush_all()
        add_ons = self.env["ir.module.module"].search(
            [("name", "=like", "acct_link_%"), ("state", "=", "installed")]
        )
        for add_on in add_ons.mapped("name"):
            script = pathlib.Path(file_path(f"{add_on}/data/neutralize.sql"))
            self.env.cr.execute(script.read_text())
        self.env.invalidate_all()
        token = self.interface._get_token()
        self.assertFalse(token.access_token or token.refresh_token or token.client_secret)
        self.assertTrue(self.interface.paused)
        batch = self._batch(self._invoice())
        batch.action_upload()
        self._run_loop()
        self.assertFalse(self.books.sent)
