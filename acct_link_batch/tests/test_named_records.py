"""What settings of an interface may name: records of the interface, of its offices, of companies
that the user is in. By the registry, so that no later field is forgotten.
"""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..lib.errors import Misconfigured
from .common import AcctLinkCommon

# They belong to no company, so anybody's may be named.
NOBODYS = {"account.analytic.plan", "product.category", "acct.link.csv.profile"}
GROUPS = "base.group_user,acct_link_batch.group_acct_link_manager"


@tagged("post_install", "-at_install")
class TestNamedRecords(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()
        cls.foreign = cls.other["company"]
        cls.foreign_interface = cls._create_interface(cls.foreign)
        cls.manager = cls._create_user("manager", cls.env.company)
        cls.stranger = cls._create_user("stranger", cls.foreign)

    @classmethod
    def _create_user(cls, name, companies, groups=GROUPS):
        return new_test_user(
            cls.env(su=True),
            f"settings_{name}",
            groups=groups,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def _as_manager(self, records):
        return records.with_user(self.manager).sudo(False)

    # === THE REGISTRY === #

    def _get_models(self):
        mixin = self.env.registry["acct.link.setting.mixin"]
        return [
            name
            for name, Model in sorted(self.env.registry.items())
            if not Model._abstract and isinstance(self.env[name], mixin)
        ]

    def _get_foreign(self, comodel):
        """:return: a record of another company, or of another company's interface"""
        found = {
            "res.company": self.foreign,
            "res.users": self.stranger,
            "account.journal": self.other["default_journal_purchase"],
            "account.account": self.other["default_account_revenue"],
            "account.tax": self.other["default_tax_sale"],
        }
        if comodel in found:
            return found[comodel]
        Model = self.env[comodel].sudo()
        if "interface_id" in Model._fields:
            key = f"F{Model.search_count([])}"
            vals = {"interface_id": self.foreign_interface.id, "name": key, "remote_id": key}
            if "category_id" in Model._fields:
                vals["parent"] = key
            return Model.create(vals)
        vals = {"name": "Foreign", "company_id": self.foreign.id}
        if comodel == "account.analytic.account":
            vals["plan_id"] = self.env["account.analytic.plan"].sudo().create({"name": "P"}).id
        return Model.create(vals)

    def _create_row(self, name):
        """:return: a row of these settings, of our interface"""
        if name == "acct.link.interface":
            return self.interface
        vals = {"interface_id": self.interface.id}
        journal = self.company_data["default_journal_bank"]
        plan = self.env["account.analytic.plan"].sudo().create({"name": f"Plan of {name}"})
        job = {"name": "Job", "plan_id": plan.id, "company_id": self.env.company.id}
        required = {
            "acct.link.account.map": lambda: {"account_id": self.account.copy().id},
            "acct.link.tax.map": lambda: {"tax_id": self.tax.copy({"name": "Other"}).id},
            "acct.link.journal.map": lambda: {
                "office_id": self.env.company.id, "payment_journal_id": journal.id,
            },
            "acct.link.product.map": lambda: {
                "product_tmpl_id": self.product_a.product_tmpl_id.id,
                "remote_account_id": self.interface.account_ids.id,
            },
            "acct.link.theme.map": lambda: {
                "journal_id": self.company_data["default_journal_sale"].id
            },
            "acct.link.plan.map": lambda: {"plan_id": plan.id},
            "acct.link.analytic.map": lambda: {
                "analytic_account_id": self.env["account.analytic.account"].create(job).id
            },
            "acct.link.pull": lambda: {"what": "recheck"},
            "acct.link.csv.setting": lambda: {"key": "k", "label": "K"},
        }[name]()  # fmt: skip
        return self.env[name].sudo().create({**vals, **required}).sudo(False)

    @mute_logger("odoo.models", "odoo.sql_db")
    def test_no_setting_names_a_record_of_another_company(self):
        tried = 0
        for name in self._get_models():
            row = self._create_row(name)
            for field in row._get_naming_fields():
                if field.comodel_name in NOBODYS:
                    continue
                record = self._get_foreign(field.comodel_name)
                value = record.id if field.type == "many2one" else [Command.set(record.ids)]
                before = row[field.name]
                writers = [self._as_manager(row), row.sudo()]
                if field.name == "company_id":
                    writers.pop()  # it is what the others are held against
                for writer in writers:
                    with self.subTest(model=name, field=field.name, su=writer.env.su):
                        tried += 1
                        with self.assertRaises(UserError), self.cr.savepoint():
                            writer.write({field.name: value})
                row.invalidate_recordset()
                self.assertEqual(row[field.name], before)
        self.assertGreater(tried, 40)

    def test_what_belongs_to_no_company_has_no_company(self):
        for comodel in NOBODYS & set(self.env.registry):
            with self.subTest(comodel=comodel):
                if comodel == "acct.link.csv.profile":
                    continue  # acct_link_csv: formats of this company, those above, or of all
                self.assertNotIn("company_id", self.env[comodel]._fields)

    # === OFFICES === #

    def test_office_that_is_named_has_to_be_the_interfaces_and_the_users(self):
        self.env.user.company_ids += self.foreign
        self.foreign_interface.office_ids = False
        self.interface.office_ids += self.foreign
        journal = self.other["default_journal_purchase"]
        vals = {"bill_office_id": self.foreign.id, "bill_journal_id": journal.id}
        with self.assertRaises(AccessError):
            self._as_manager(self.interface).write(vals)
        self.manager.company_ids += self.foreign
        self._as_manager(self.interface).write(vals)
        self.assertEqual(self.interface.bill_office_id, self.foreign)

    def test_administrator_of_a_branch_posts_nothing_into_the_books_of_the_parent(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        at_branch = self._create_user("branch", branch)
        Interface = self.env["acct.link.interface"].with_user(at_branch).sudo(False)
        own = Interface.create(
            {
                "name": "Own",
                "connector": "memory",
                "company_id": branch.id,
                "office_ids": [Command.set(branch.ids)],
            }
        )
        journal = self.company_data["default_journal_purchase"]
        bank = self.company_data["default_journal_bank"]
        parent = self.env.company
        for records, vals in (
            (own, {"bill_office_id": parent.id, "bill_journal_id": journal.id}),
            (own, {"bill_office_id": self.foreign.id}),
            (own, {"push_user_id": self.stranger.id}),
            (
                own,
                {
                    "journal_map_ids": [
                        Command.create({"office_id": parent.id, "payment_journal_id": bank.id})
                    ]
                },
            ),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                records.write(vals)
        with self.assertRaises(UserError), self.cr.savepoint():
            Interface.create(
                {"name": "At once", "connector": "memory", "company_id": branch.id,
                 "office_ids": [Command.clear()], "bill_office_id": parent.id}
            )  # fmt: skip

    def test_interface_is_made_with_offices_and_what_they_name_at_once(self):
        self.foreign_interface.office_ids = False
        both = self._create_user("both", self.foreign + self.env.company)
        interface = (
            self.env["acct.link.interface"]
            .with_user(both)
            .sudo(False)
            .create(
                {
                    "name": "At once",
                    "connector": "memory",
                    "company_id": self.env.company.id,
                    "office_ids": [Command.set(self.foreign.ids)],
                    "bill_office_id": self.foreign.id,
                    "bill_journal_id": self.other["default_journal_purchase"].id,
                    "journal_map_ids": [
                        Command.create(
                            {
                                "office_id": self.foreign.id,
                                "payment_journal_id": self.other["default_journal_bank"].id,
                            }
                        )
                    ],
                }
            )
        )
        self.assertEqual(interface.journal_map_ids.office_id, self.foreign)

    def test_office_of_bills_cannot_be_taken_away_and_is_looked_at_again(self):
        self.env.user.company_ids += self.foreign
        self.foreign_interface.office_ids = False
        self.interface.office_ids += self.foreign
        self.interface.write(
            {
                "bill_office_id": self.foreign.id,
                "bill_journal_id": self.other["default_journal_purchase"].id,
            }
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.interface.office_ids -= self.foreign
        self.foreign.sudo().acct_link_interface_id = False
        self.interface.invalidate_recordset()
        with self.assertRaises(Misconfigured):
            self.interface._check_bill_settings()

    def test_responsible_is_a_user_of_the_link(self):
        outsider = self._create_user("outsider", self.env.company, groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.interface.push_user_id = outsider

    # === WHAT FOLLOWS FROM OTHERS === #

    @mute_logger("odoo.models")
    def test_company_of_a_row_is_that_of_its_interface(self):
        for name in self._get_models():
            row = self._create_row(name) if name != "acct.link.csv.setting" else False
            if not row or row == self.interface:
                continue
            seen = self._as_manager(row)
            with self.subTest(model=name), self.assertRaises(AccessError):
                seen.write({"company_id": self.foreign.id})
            with self.subTest(model=name, field="interface_id"), self.assertRaises(UserError):
                seen.write({"interface_id": self.foreign_interface.id})
        with self.assertRaises(AccessError):
            self._as_manager(self.interface).push_next = "2026-10-05"

    @mute_logger("odoo.models")
    def test_pull_is_switched_and_nothing_else(self):
        pull = self._as_manager(self._create_row("acct.link.pull"))
        pull.write({"enabled": True, "interval": "15"})
        for vals in ({"what": "bills"}, {"requested_by": self.stranger.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                pull.write(vals)
