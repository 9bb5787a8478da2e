"""What settings of an interface may name: records of the interface, of its offices, of companies
that the user is in. By the registry, so that no later field is forgotten.
"""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import AcctLinkCommon

GROUPS = "base.group_user,acct_link_batch.group_acct_link_administrator"


class NamedRecordsCommon(AcctLinkCommon):
    """What an add-on adds to the settings is held to the same by its own tests: `_check_naming` and
    `_check_company` go over what one add-on brings.
    """

    # They belong to no company, so anybody's may be named.
    nobodys = ("account.analytic.plan", "product.category")

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

    def _create_interface_of(self, branch):
        """:return: an interface that an administrator of the branch made for it"""
        user = self._create_user("branch", branch)
        Interface = self.env["acct.link.interface"].with_user(user).sudo(False)
        return Interface.create(
            {
                "name": "Own",
                "connector": "memory",
                "company_id": branch.id,
                "office_ids": [Command.set(branch.ids)],
            }
        )

    # === THE REGISTRY === #

    def _get_settings(self):
        """:return: {name: class} of the models that hold settings"""
        mixin = self.env.registry["acct.link.setting.mixin"]
        return {
            name: Model
            for name, Model in sorted(self.env.registry.items())
            if not Model._abstract and isinstance(self.env[name], mixin)
        }

    def _get_rows(self, module):
        """:return: iterator of (row, its fields that name a record), of what the add-on brings"""
        for name, Model in self._get_settings().items():
            if module != Model._original_module and name != "acct.link.interface":
                continue
            row = self._create_row(name)
            yield row, [field for field in row._get_naming_fields() if field._module == module]

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
        vals = {"interface_id": self.interface.id, **self._prepare_row_vals(name)}
        return self.env[name].sudo().create(vals).sudo(False)

    def _prepare_row_vals(self, name):
        """:return: what a row of these settings needs"""
        return {
            "acct.link.account.map": lambda: {"account_id": self.account.copy().id},
            "acct.link.tax.map": lambda: {"tax_id": self.tax.copy({"name": "Other"}).id},
            "acct.link.product.map": lambda: {
                "product_tmpl_id": self.product_a.product_tmpl_id.id,
                "remote_account_id": self.interface.account_ids.id,
            },
            "acct.link.theme.map": lambda: {
                "journal_id": self.company_data["default_journal_sale"].id
            },
        }[name]()

    @mute_logger("odoo.models", "odoo.sql_db")
    def _check_naming(self, module):
        """No setting names a record of another company.

        :return: how many names were tried
        """
        tried = 0
        for row, fields in self._get_rows(module):
            for field in fields:
                if field.comodel_name in self.nobodys:
                    continue
                record = self._get_foreign(field.comodel_name)
                value = record.id if field.type == "many2one" else [Command.set(record.ids)]
                before = row[field.name]
                writers = [self._as_manager(row), row.sudo()]
                if field.name == "company_id":
                    writers.pop()  # it is what the others are held against
                for writer in writers:
                    with self.subTest(model=row._name, field=field.name, su=writer.env.su):
                        tried += 1
                        with self.assertRaises(UserError), self.cr.savepoint():
                            writer.write({field.name: value})
                row.invalidate_recordset()
                self.assertEqual(row[field.name], before)
        return tried

    @mute_logger("odoo.models")
    def _check_company(self, module):
        """The company of a row is that of its interface, and neither can be changed."""
        tried = 0
        for row, _fields in self._get_rows(module):
            if row == self.interface:
                continue
            tried += 1
            seen = self._as_manager(row)
            with self.subTest(model=row._name), self.assertRaises(AccessError):
                seen.write({"company_id": self.foreign.id})
            with self.subTest(model=row._name, field="interface_id"), self.assertRaises(UserError):
                seen.write({"interface_id": self.foreign_interface.id})
        return tried
