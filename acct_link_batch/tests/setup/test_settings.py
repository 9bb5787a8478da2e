"""What the settings form lets people do, and what it tells them."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestSettings(AcctLinkCommon):
    def _user(self, role):
        return new_test_user(
            self.env(su=True),
            f"settings_{role}",
            f"base.group_user,acct_link_batch.group_acct_link_{role}",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
            name=f"The {role}",
        )

    # === OFFICES === #

    def test_office_of_another_interface_is_not_taken_from_it(self):
        twin = self.interface.copy({"name": "Twin"})
        with self.assertRaisesRegex(UserError, "uses the interface .*take it off there first"):
            twin.office_ids = [Command.link(self.env.company.id)]
        with self.assertRaisesRegex(UserError, "take it off there first"):
            self.interface.copy({"office_ids": [Command.set(self.env.company.ids)]})
        self.env.invalidate_all()
        self.assertEqual(self.interface.office_ids, self.env.company)
        self.assertFalse(twin.office_ids)

    def test_office_that_moves_is_told_on_both_interfaces(self):
        twin = self.interface.copy({"name": "Twin"})
        self.interface.office_ids = [Command.clear()]
        self.assertIn("uses it no more", self.interface.message_ids[0].body)
        twin.office_ids = [Command.link(self.env.company.id)]
        self.assertIn("uses it now", twin.message_ids[0].body)
        self.env.company.sudo().acct_link_interface_id = self.interface
        self.assertIn("uses it no more", twin.message_ids[0].body)
        self.assertIn("uses it now", self.interface.message_ids[0].body)

    def test_office_of_an_archived_interface_is_taken(self):
        twin = self.interface.copy({"name": "Twin"})
        self.interface.active = False
        twin.office_ids = [Command.link(self.env.company.id)]
        self.assertEqual(self.env.company._get_acct_link_interface(), twin)

    # === WHO MAY === #

    def test_who_may_not_change_settings_is_told_whom_to_ask(self):
        users = {role: self._user(role) for role in ("user", "manager", "administrator")}
        administrator = users["administrator"]
        for role, expected in (
            ("user", (False, False)),
            ("manager", (True, False)),
            ("administrator", (True, True)),
        ):
            seen = self.interface.with_user(users[role])
            self.assertEqual((seen.may_manage, seen.may_edit), expected, role)
        seen = self.interface.with_user(users["user"])
        self.assertIn("The administrator", seen.administrator_names)
        self.assertNotIn("The manager", seen.administrator_names)
        self.assertIn("The manager", seen.manager_names)
        self.assertNotIn("The user", seen.manager_names)
        with Form(self.env["acct.link.interface"].with_user(administrator)) as form:
            self.assertTrue(form.may_edit)
            form.name, form.connector = "New", "memory"

    def test_administrator_of_a_branch_may_not_change_the_parents_interface(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        user = self._user("administrator")
        user.write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        seen = self.interface.with_user(user)
        self.assertTrue(seen.name)
        self.assertFalse(seen.may_edit)

    # === TAXES === #

    def test_offered_tax_codes_agree_in_rate_and_side(self):
        bought = self._code("tax", "IN", rate=self.tax.amount, uses="EXPENSE,ASSET")
        other = self._code("tax", "OTHER", rate=12.5, uses="REVENUE")
        own = self.interface.tax_ids.filtered(lambda code: code.code == "S")
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.tax)
        self.assertEqual(row.offered_tax_ids, own)
        purchase = self.env["acct.link.tax.map"].create(
            {
                "interface_id": self.interface.id,
                "tax_id": self.company_data["default_tax_purchase"].id,
            }
        )
        self.assertEqual(purchase.offered_tax_ids, bought)
        odd = self.tax.copy({"name": "12.5 %", "amount": 12.5})
        row = self.env["acct.link.tax.map"].create(
            {"interface_id": self.interface.id, "tax_id": odd.id}
        )
        self.assertEqual(row.offered_tax_ids, other)
        other.unlink()
        self.assertFalse(row.offered_tax_ids)
        none = self.interface.tax_map_ids.filtered(lambda row: not row.tax_id)
        self.assertEqual(none.offered_tax_ids.mapped("rate"), [0.0])

    def test_defaults_are_offered_of_their_own_side(self):
        bought = self._code("tax", "IN", rate=15, uses="EXPENSE,ASSET")
        sold = self._code("tax", "OUT", rate=15, uses="REVENUE")
        for name, yes, no in (
            ("default_tax_id", sold, bought),
            ("default_purchase_tax_id", bought, sold),
            ("no_purchase_tax_id", bought, sold),
        ):
            domain = self.interface._fields[name].domain.replace(" id)", f" {self.interface.id})")
            found = self.env["acct.link.tax"].search(safe_eval(domain))
            self.assertIn(yes, found)
            self.assertNotIn(no, found)
