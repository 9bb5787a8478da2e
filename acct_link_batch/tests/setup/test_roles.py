"""Who of the link's people may do what with the settings: a table of roles and actions."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import load_script
from odoo.tests import Form, tagged
from odoo.tools import file_path, mute_logger

from ...lib.problem import Problem
from ...models.setup.role import ADMINISTRATOR, MANAGER
from ..common import AcctLinkCommon
from ..common_roles import RolesMixin

CLERK_UP = ("clerk", "manager", "administrator")
MANAGER_UP = CLERK_UP[1:]
ADMINISTRATORS = CLERK_UP[2:]


@tagged("post_install", "-at_install")
class TestRoles(RolesMixin, AcctLinkCommon):
    def _get_table(self):
        """:return: [(roles that may, what it is, callable(role))]"""
        interface, env = self.interface, self.env
        line = self._upload(self._invoice())
        failed, unknown = self._batch(self._invoices(2)).line_ids
        failed.sudo().write({"state": "failed"})
        unknown.sudo().write({"state": "unknown"})
        contact = env["acct.link.contact"].sudo().search([], limit=1)
        self.assertTrue(contact)
        of = self._as
        return [
            (CLERK_UP, "retry", lambda r: of(r, failed).action_retry()),
            (CLERK_UP, "remove", lambda r: of(r, failed).action_remove()),
            (MANAGER_UP, "unlink a document", lambda r: of(r, line).action_unlink_uploaded()),
            (MANAGER_UP, "not in the books", lambda r: of(r, unknown).action_declare_missing()),
            (MANAGER_UP, "unlink a contact", lambda r: of(r, contact).unlink()),
            (MANAGER_UP, "suggest links", lambda r: of(r, interface).action_suggest_mappings()),
            (
                MANAGER_UP,
                "link an account",
                lambda r: of(r, interface).write(
                    {
                        "account_map_ids": [
                            Command.update(row.id, {"remote_account_id": False})
                            for row in interface.account_map_ids
                        ]
                    }
                ),
            ),
            *(
                (MANAGER_UP, f"set {name}", lambda r, v=vals: of(r, interface).write(v))
                for vals in (
                    {"default_account_id": False},
                    {"default_tax_id": False},
                    {"match_rule": interface.match_rule},
                    {"second_customer": interface.second_customer},
                    {"minimum_amount": 1},
                    {"paused": True},
                )
                for name in vals
            ),
            *(
                (ADMINISTRATORS, f"set {name}", lambda r, v=vals: of(r, interface).write(v))
                for vals in (
                    {"name": "Other"},
                    {"active": False},
                    {"office_ids": [Command.clear()]},
                    {"company_id": self.env.company.id},
                    {"start_date": "2020-01-01"},
                    {"send_bills": True},
                    {"answer_timeout": 1},
                    {"journal_days": 100},
                    {"remote_org_id": "elsewhere"},
                )
                for name in vals
            ),
            (
                ADMINISTRATORS,
                "make an interface",
                lambda r: of(r, env["acct.link.interface"]).create(
                    {"name": "New", "connector": "memory"}
                ),
            ),
            (ADMINISTRATORS, "copy an interface", lambda r: of(r, interface).copy()),
            (ADMINISTRATORS, "accept the file", lambda r: of(r, interface).action_accept_file()),
            (ADMINISTRATORS, "the journal", lambda r: of(r, line.request_id).read(["text"])),
        ]

    @mute_logger("odoo.models", "odoo.orm.models")
    def test_each_role_does_what_is_its_business_and_no_more(self):
        for roles, what, do in self._get_table():
            for role in self.users:
                refused = False
                with self.cr.savepoint() as point:
                    try:
                        do(role)
                        self.env.flush_all()
                    except UserError as error:  # or of the thing itself, not of the role
                        refused = isinstance(error, AccessError)
                    point.rollback()
                self.env.invalidate_all()
                with self.subTest(role=role, what=what):
                    self.assertEqual(refused, role not in roles)

    def test_each_role_has_all_that_the_one_before_has(self):
        user = self.env.ref("acct_link_batch.group_acct_link_user")
        groups = [user, self.env.ref(MANAGER), self.env.ref(ADMINISTRATOR)]
        for lower, higher in zip(groups, groups[1:], strict=False):
            self.assertIn(lower, higher.all_implied_ids)
        self.assertEqual(len({group.privilege_id for group in groups}), 1)

    def test_form_offers_a_manager_what_he_may_set_and_nothing_else(self):
        manager = self.users["manager"]
        with Form(self.interface.with_user(manager)) as form:
            form.minimum_amount = 5
            with form.account_map_ids.edit(0) as row:
                row.remote_account_id = self.env["acct.link.account"]
            for name in ("name", "start_date", "send_bills", "connector"):
                with self.subTest(field=name), self.assertRaises(AssertionError):
                    setattr(form, name, form[name])
        self.assertEqual(self.interface.minimum_amount, 5)
        self.assertFalse(self.interface.account_map_ids[0].remote_account_id)

    def test_field_of_a_later_add_on_is_the_administrators(self):
        """What nobody opened to managers is closed to them."""
        Interface = self.env["acct.link.interface"]
        described = Interface.with_user(self.users["manager"]).fields_get(attributes=["readonly"])
        stored = {
            name
            for name, field in Interface._fields.items()
            if field.store and not field.readonly and name in described
        }
        opened = {name for name in stored if not described[name]["readonly"]}
        meant = {n for n in stored if getattr(Interface._fields[n], "by_manager", False)}
        self.assertEqual(opened, meant)
        self.assertIn("account_map_ids", opened)
        self.assertFalse(opened & {"name", "connector", "company_id", "start_date", "active"})

    def test_cure_of_a_link_is_asked_of_a_manager_and_of_a_sign_in_of_an_administrator(self):
        line = self.env["acct.link.batch.line"].new({"interface_id": self.interface.id})
        for code, asked in (
            ("account_unmapped", {"clerk": "Ask a manager"}),
            (
                "sign_in_needed",
                {"clerk": "Ask an administrator", "manager": "Ask an administrator"},
            ),
        ):
            for role in CLERK_UP:
                seen = line.with_user(self.users[role]).sudo()
                said = seen._format_problem(Problem(code, {"account": "A"}), "cure")
                with self.subTest(code=code, role=role):
                    self.assertEqual(said.startswith("Ask "), role in asked)
                    self.assertTrue(said.startswith(asked.get(role, "")), said)

    @mute_logger("odoo.models")
    def test_whoever_may_not_is_told_whom_to_ask(self):
        with self.assertRaisesRegex(AccessError, self.users["administrator"].login):
            self._as("manager", self.interface).action_sign_in()

    def test_upgrade_leaves_administrators_what_they_are(self):
        """The group keeps its row, and so its people, under its new name."""
        group = self.env.ref(ADMINISTRATOR)
        path = file_path("acct_link_batch/migrations/19.0.0.2.0/pre-migration.py")
        script = load_script(path, "acct_link_roles_of_before")
        data = self.env["ir.model.data"].search([("module", "=", "acct_link_batch")])
        named = {each.name: each for each in data.filtered(lambda d: d.model == "res.groups")}
        named["group_acct_link_manager"].unlink()
        named["group_acct_link_administrator"].name = "group_acct_link_manager"
        self.env.flush_all()
        for _twice in range(2):
            script.migrate(self.env.cr, "19.0.0.1.0")
        self.env.registry.clear_cache()
        self.assertEqual(self.env.ref(ADMINISTRATOR), group)
