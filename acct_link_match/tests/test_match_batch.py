"""The dialog that asks for all customers of a batch at once."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS
from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon

OFFICE = "Kowhai Office"


@tagged("post_install", "-at_install")
class TestMatchBatch(PurchaseCommon):
    def setUp(self):
        super().setUp()
        self.interface.contact_policy = "match"
        self.near, self.new = self.env["res.partner"].create(
            [{"name": "Kowhai Ofice Ltd"}, {"name": "Zzyzx"}]
        )
        self.books.contacts[OFFICE] = Contact("C-office", OFFICE)
        self._read_contacts()

    def _read_contacts(self, role=False):
        """As a reading of the contacts there would leave them."""
        rows = self.env["acct.link.remote.contact"].sudo()
        rows.search([("interface_id", "=", self.interface.id), ("role", "=", role)]).unlink()
        self.listed = rows.create(
            [
                {
                    "interface_id": self.interface.id,
                    "role": role,
                    "name": each.name,
                    "remote_id": each.remote_id,
                    "archived": each.archived,
                    **rows._prepare_keys({"name": each.name, "code": "", "job": ""}),
                }
                for each in self.books.list_of(role).values()
            ]
        )
        self.interface.sudo().contacts_read_at = "2026-10-01 08:00:00"

    def _listed(self, name):
        return self.listed.filtered(lambda each: each.name == name)

    def _open(self, batch):
        action = batch.action_match_customers()
        action = action.get("params", {}).get("next", action)
        self.assertEqual(action["target"], "new")
        return self.env[action["res_model"]].browse(action["res_id"])

    def _row(self, wizard, partner):
        return wizard.choice_ids.filtered(lambda row: row.partner_id == partner)

    def _failed(self, *partners):
        """:return: lines of a batch of one document for each, which fail for want of a contact"""
        moves = self.env["account.move"].union(*(self._invoice(partner=each) for each in partners))
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"failed"})
        return lines

    def _contact_of(self, line):
        self.assertEqual(line.state, "uploaded", line.problem_text)
        return line.document["contact"]

    # === ALL AT ONCE === #

    def test_customers_of_a_batch_are_asked_for_at_once_and_their_documents_retried(self):
        moves = self._invoice() + self._invoice(partner=self.near) + self._invoice(partner=self.new)
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed", "failed"])
        self.assertTrue(lines.batch_id.is_to_match)
        wizard = self._open(lines.batch_id)
        near, new = self._row(wizard, self.near), self._row(wizard, self.new)
        self.assertEqual(wizard.choice_ids, near | new)
        self.assertEqual((near.choice, near.remote_contact_id.remote_id), ("map", "C-office"))
        self.assertGreaterEqual(near.likeness, 90)
        self.assertEqual((new.choice, new.likeness), ("create", 0))
        self.assertEqual(wizard.choice_ids.mapped("save_mapping"), [True, True])
        self.assertIn("Zzyzx", new.reason)
        said = wizard.action_match()["params"]["message"]
        self.assertIn("Documents being uploaded: 2.", said)
        self._run_loop()
        self.assertEqual(self._contact_of(lines[1]), "C-office")
        self.assertEqual(self._contact_of(lines[2]), self.books.contacts["Zzyzx"].remote_id)
        self.assertFalse(lines.batch_id.is_to_match)
        # Both are known from now on.
        more = self._upload(self._invoice(partner=self.near) + self._invoice(partner=self.new))
        self.assertEqual([*map(self._contact_of, more)], [*map(self._contact_of, lines[1:])])

    def test_new_contact_goes_with_its_person(self):
        person = self.env["res.partner"].create(
            {"name": "Ana Ngata", "email": "ana@zzyzx.example", "parent_id": self.new.id}
        )
        wizard = self._open(self._failed(self.new).batch_id)
        wizard.choice_ids.person_id = person
        wizard.action_match()
        self._run_loop()
        [request] = [each for each, _key in self.books.sent if each.operation == CREATE_CONTACTS]
        [party] = json.loads(request.text)
        self.assertEqual(party["email"], "ana@zzyzx.example")

    def test_what_is_left_for_later_stays_as_it_is(self):
        lines = self._failed(self.near, self.new)
        wizard = self._open(lines.batch_id)
        self._row(wizard, self.new).choice = "later"
        wizard.action_match()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertEqual(self._open(lines.batch_id).choice_ids.partner_id, self.new)
        wizard.choice_ids.choice = "later"
        with self.assertRaises(UserError):
            wizard.action_match()

    def test_choosing_is_asked_for_before_the_upload_too(self):
        batch = self._batch(self._invoice(partner=self.near))
        self.assertFalse(batch.is_to_match)
        self.interface.sudo().contacts_read_at = self.env.cr.now()
        batch.invalidate_recordset()
        self.assertEqual(batch.unmatched_count, 1)
        wizard = self._open(batch)
        self.assertFalse(wizard.failed_count)
        wizard.action_match()
        self.assertEqual(batch.line_ids.state, "ready")
        batch.action_upload()
        self._run_loop()
        self.assertEqual(self._contact_of(batch.line_ids), "C-office")

    def test_batch_whose_customers_have_contacts_asks_nothing(self):
        batch = self._upload(self._invoice()).batch_id
        self.assertEqual(batch.action_match_customers()["tag"], "display_notification")
        # Somebody was quicker: nothing is asked twice.
        line = self._failed(self.near)
        self._open(line.batch_id).action_match()
        self.assertEqual(line.batch_id.action_match_customers()["tag"], "display_notification")

    def test_supplier_of_a_bill_is_asked_for_on_the_list_of_suppliers(self):
        self.books.suppliers = {"Kowhai Office": Contact("S-office", "Kowhai Office")}
        self._read_contacts(role=doc.SUPPLIER)
        line = self._upload(self._bill(partner=self.near))
        wizard = self._open(line.batch_id)
        self.assertEqual(wizard.choice_ids.role, doc.SUPPLIER)
        self.assertEqual(wizard.choice_ids.remote_contact_id.remote_id, "S-office")
        wizard.action_match()
        self._run_loop()
        self.assertEqual(self._contact_of(line), "S-office")

    # === WHAT IS CHOSEN === #

    def test_choice_that_is_not_saved_holds_for_the_documents_of_the_batch(self):
        line, other = self._failed(self.near), self._failed(self.near)
        wizard = self._open(line.batch_id)
        wizard.choice_ids.save_mapping = False
        wizard.action_match()
        self._run_loop()
        self.assertEqual(self._contact_of(line), "C-office")
        self.assertEqual((other.state, other.chosen_contact), ("failed", False))
        self.assertFalse(self.env["acct.link.contact"].search([("partner_id", "=", self.near.id)]))
        again = self._failed(self.near)
        self.assertTrue(self._open(again.batch_id).choice_ids.save_mapping)
        self.assertTrue(self.env["acct.link.match"].search([]).save_mapping)

    def test_to_choose_a_contact_is_enough(self):
        wizard = self._open(self._failed(self.new).batch_id)
        with Form(wizard) as form, form.choice_ids.edit(0) as row:
            row.remote_contact_id = self._listed(OFFICE)
            self.assertEqual(row.choice, "map")
            row.save_mapping = False
            row.choice = "create"
            self.assertTrue(row.save_mapping)
            self.assertFalse(row.remote_contact_id)

    def test_likest_contacts_are_offered_first_with_their_likeness(self):
        self.books.contacts["Aardvark"] = Contact("C-a", "Aardvark")
        self.books.contacts["Kowhai Ovens"] = Contact("C-floors", "Kowhai Ovens")
        self._read_contacts()
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        match = self._open(self._failed(self.near).batch_id).choice_ids.match_id
        Directory = self.env["acct.link.remote.contact"].with_context(acct_link_likest=match.id)
        domain = [("interface_id", "=", self.interface.id)]
        found = Directory.web_name_search("", {"display_name": {}}, domain, limit=3)
        names = [each["display_name"] for each in found]
        self.assertEqual(names, [OFFICE, "Kowhai Ovens", "Aardvark"])
        labels = [each["__formatted_display_name"] for each in found]
        self.assertEqual(labels[0], f"{OFFICE}\t--{match.likeness} %--")
        self.assertEqual(labels[2], "Aardvark")
        self.assertEqual(Directory.name_search("aard", domain)[0][1], "Aardvark")

    # === A PERSON'S WORD === #

    def test_contact_of_another_customer_is_taken_on_a_persons_word_only(self):
        self._upload(self._invoice())
        alike = self.env["res.partner"].create({"name": "Kea Farms Limited"})
        line, other = self._failed(alike), self._failed(self.near)
        wizard = self._open(line.batch_id)
        self.assertEqual(wizard.choice_ids.remote_contact_id.remote_id, "C-kea")
        self.assertEqual(wizard.choice_ids.choice, "later", "it stands for another customer")
        wizard.choice_ids.choice = "map"
        action = wizard.action_match()
        self.assertEqual((line.state, line.chosen_contact), ("failed", False))
        answer = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Kea Farms", answer.question)
        answer.action_same()
        self._run_loop()
        self.assertEqual(self._contact_of(line), "C-kea")
        self.assertEqual(other.state, "failed", "of another batch")

    def test_two_customers_do_not_both_get_a_contact_without_a_word(self):
        twin = self.env["res.partner"].create({"name": "Kowhai Offices"})
        lines = self._failed(self.near, twin)
        wizard = self._open(lines.batch_id)
        self.assertEqual(wizard.choice_ids.remote_contact_id.remote_id, "C-office")
        wizard.choice_ids.choice = "map"
        action = wizard.action_match()
        self.assertEqual(action["res_model"], "acct.link.match.answer")
        self._run_loop()
        self.assertEqual(sorted(lines.mapped("state")), ["failed", "uploaded"])

    def test_second_customer_of_the_name_gets_no_contact_of_that_name(self):
        self._upload(self._invoice())
        second = self.env["res.partner"].create({"name": "Kea Farms", "email": "2@kea.example"})
        line = self._failed(second)
        wizard = self._open(line.batch_id)
        self.assertEqual(wizard.choice_ids.choice, "later")
        wizard.choice_ids.choice = "create"
        action = wizard.action_match()
        answer = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((answer.kind, line.state), ("second", "failed"))
        answer.action_same()
        self._run_loop()
        self.assertEqual(self._contact_of(line), "C-kea")

    def test_nothing_is_chosen_at_first_of_what_is_not_plain(self):
        self.books.contacts = {
            "Zzyzx": Contact("C-1", "Zzyzx"),
            "ZZYZX": Contact("C-2", "ZZYZX"),
            "Kowhai Ofice Ltd": Contact("C-3", "Kowhai Ofice Ltd", True),
        }
        self._read_contacts()
        lines = self._failed(self.near, self.new)
        self.assertProblem(lines[0], "contact_archived")
        self.assertProblem(lines[1], "contact_ambiguous")
        wizard = self._open(lines.batch_id)
        self.assertEqual(wizard.choice_ids.mapped("choice"), ["later", "later"])

    # === WHO MAY === #

    def test_roles(self):
        batch = self._failed(self.near).batch_id
        groups = "account.group_account_invoice"
        clerk = new_test_user(self.env, "clerk", f"{groups},acct_link_batch.group_acct_link_user")
        nobody = new_test_user(self.env, "nobody", groups)
        self.assertFalse(batch.with_user(clerk).is_to_match, "the uploader is asked")
        with self.assertRaises(AccessError):
            batch.with_user(nobody).action_match_customers()
        wizard = self._open(batch.with_user(clerk)).with_user(clerk)
        with self.assertRaises(AccessError):
            wizard.with_user(nobody).action_match()
        wizard.action_match()
        self._run_loop()
        self.assertEqual(self._contact_of(batch.line_ids), "C-office")
