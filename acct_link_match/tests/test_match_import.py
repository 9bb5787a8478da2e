"""Contacts of customers that a file names."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

from ..lib.link_file import Row, read_rows


@tagged("post_install", "-at_install")
class TestMatchImport(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        Partner = self.env["res.partner"]
        self.rimu = Partner.create({"name": "Rimu", "ref": "R-1"})
        self.totara = Partner.create({"name": "Totara"})
        Partner.create([{"name": "Double"}, {"name": "Double"}])
        for number, name in enumerate(("Rimu Trading", "Totara Ltd", "Same", "Same"), 1):
            self._list(f"C-{number}", name, code=f"K{number}")

    def _list(self, remote_id, name, **vals):
        Remote = self.env["acct.link.remote.contact"].sudo()
        keys = Remote._prepare_keys({"name": name, "code": vals.get("code"), "job": False})
        values = {"interface_id": self.interface.id, "remote_id": remote_id, "name": name}
        return Remote.create({**values, **keys, **vals})

    def _import(self, text, user=None):
        Import = self.env["acct.link.match.import"].with_user(user or self.env.user)
        content = base64.b64encode(text.encode())
        wizard = Import.create({"interface_id": self.interface.id, "file": content})
        return wizard, wizard.action_read()

    def test_rows_are_chosen_and_nothing_is_linked_before_the_button(self):
        wizard, action = self._import("customer,contact\nR-1,C-1\nTotara,k2\n")
        matches = wizard.match_ids
        self.assertEqual(
            {row.partner_id: row.remote_contact_id.remote_id for row in matches},
            {self.rimu: "C-1", self.totara: "C-2"},
        )
        self.assertEqual(action["domain"], [("id", "in", matches.ids)])
        self.assertEqual(set(matches.mapped("state")), {"open"})
        self.assertFalse(self.rimu.acct_link_contact_ids)
        matches.action_map()
        self.rimu.invalidate_recordset()
        self.assertEqual(self.rimu.acct_link_contact_ids.remote_id, "C-1")

    def test_customers_are_found_however_they_are_typed(self):
        for said in ("rimu", "RIMU\u200b", "r–1", " Ｒ-1"):
            with self.subTest(said=said):
                wizard, _action = self._import(f"customer,contact\n{said},C-1\n")
                self.assertEqual(wizard.match_ids.partner_id, self.rimu)

    def test_rows_that_are_linked_so_already_are_left_alone(self):
        self._import("customer,contact\nRimu,C-1\n")[0].match_ids.action_map()
        wizard, _action = self._import("customer,contact\nRimu,C-1\nTotara,C-2\n")
        self.assertEqual(wizard.match_ids.partner_id, self.totara)
        self.assertFalse(wizard.problem_text)

    def test_rows_that_are_not_clear_are_named_and_the_others_are_chosen(self):
        text = "customer;contact\nNobody;C-1\nDouble;C-1\nRimu;Same\nRimu;Gone\nTotara;C-2\n"
        wizard, action = self._import(text)
        self.assertEqual((action["res_id"], action["target"]), (wizard.id, "new"))
        lines = wizard.problem_text.splitlines()
        self.assertEqual(
            [line.partition(":")[0] for line in lines], ["Line 2", "Line 3", "Line 4", "Line 5"]
        )
        self.assertIn("several customers", lines[1])
        self.assertEqual(wizard.match_ids.partner_id, self.totara)
        self.assertEqual(wizard.action_open()["domain"], [("id", "in", wizard.match_ids.ids)])

    def test_contact_that_stands_for_another_customer_is_asked_about(self):
        self._import("customer,contact\nRimu,C-1\n")[0].match_ids.action_map()
        wizard, _action = self._import("customer,contact\nTotara,C-1\n")
        self.assertEqual(wizard.match_ids.action_map()["res_model"], "acct.link.match.answer")
        self.assertFalse(self.totara.acct_link_contact_ids)

    def test_archived_contact_is_not_chosen(self):
        self._list("C-9", "Old Ltd", archived=True)
        wizard, _action = self._import("customer,contact\nRimu,C-9\n")
        self.assertFalse(wizard.match_ids)

    def test_file_of_something_else_is_refused_in_words(self):
        for text in ("", " ", "name,id\nRimu,C-1\n", "\0\0"):
            with self.assertRaisesRegex(UserError, "two headings"):
                self._import(text)

    def test_customers_out_of_sight_are_not_found(self):
        clerk = new_test_user(self.env, "link_clerk", "acct_link_batch.group_acct_link_user")
        self.totara.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        wizard, _action = self._import("customer,contact\nTotara,C-2\n", clerk)
        self.assertIn("no customer", wizard.problem_text)

    def test_import_is_for_users_of_the_link(self):
        stranger = new_test_user(self.env, "stranger_of_link", "base.group_user")
        with self.assertRaises(AccessError):
            self._import("customer,contact\nRimu,C-1\n", stranger)

    def test_columns_are_found_by_their_headings(self):
        expected = [Row(2, "Rimu", "C-1")]
        for content in (
            b"customer,contact\nRimu,C-1\n,C-2\n",
            "Contact;Name;Customer\r\nC-1;x;Rimu\r\n".encode("utf-8-sig"),
            b"customer\tcontact\nRimu \t C-1\nshort\n",
        ):
            self.assertEqual(read_rows(content), expected)
        self.assertEqual(read_rows("customer,contact\nMüller,1\n".encode("cp1252"))[0][1], "Müller")
