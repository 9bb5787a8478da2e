"""Whose a contact is: a second customer comes to it only by a person's word."""

from dataclasses import replace

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

RULES = ("name", "invoice_name")
LINK_USER = "base.group_user,account.group_account_invoice,acct_link_batch.group_acct_link_user"


@tagged("post_install", "-at_install")
class TestContactShare(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.interface.contact_policy = "add"
        self.first, self.second = self.env["res.partner"].create(
            [
                {"name": "Jo Smith", "email": "jo@a.example"},
                {"name": "Jo Smith", "email": "jo@b.example"},
            ]
        )

    def _invoice_of(self, partner, key="Jo Smith"):
        """An invoice that leads to a contact of this key under each rule of names."""
        move = self._invoice(partner=partner, post=False)
        move.acct_link_name = key
        move.action_post()
        return move

    def _row(self, partner):
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        return self.env["acct.link.match"].search(
            [("partner_id", "=", partner.id), ("state", "=", "open")]
        )

    def _answer(self, row, answer):
        action = row.action_answer()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertTrue(wizard.question)
        return getattr(wizard, f"action_{answer}")()

    def _contact_of(self, line):
        self.assertEqual(line.state, "uploaded", line.problem_text)
        return line.document["contact"]

    def assertAsked(self, line, code="contact_of_another"):
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, code)
        for word in ("jo@a.example", "jo@b.example", "“Jo Smith”"):
            self.assertIn(word, line.problem_text)

    # === ASKED === #

    def test_second_customer_with_the_key_is_asked_for_under_each_rule(self):
        for rule in RULES:
            with self.subTest(rule=rule):
                self.interface.match_rule = rule
                self.books.contacts = {"Jo Smith": Contact(f"C-{rule}", "Jo Smith")}
                first = self._upload(self._invoice_of(self.first))
                self.assertEqual(self._contact_of(first), f"C-{rule}")
                self.assertAsked(self._upload(self._invoice_of(self.second)))

    def test_second_customer_with_other_signs_in_its_name_is_asked_for(self):
        self.first.name, self.second.name = "Smith-O'Brien", "SMITH\u2011O’BRIEN"
        self.assertEqual(self._upload(self._invoice(partner=self.first)).state, "uploaded")
        line = self._upload(self._invoice(partner=self.second))
        self.assertProblem(line, "contact_of_another")

    def test_two_in_one_upload_do_not_both_get_the_contact_that_is_added(self):
        moves = self._invoice_of(self.second) + self._invoice_of(self.first)
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertAsked(lines[0])
        self.assertEqual([*self.books.contacts], ["Kea Farms", "Jo Smith"])

    def test_two_in_one_upload_do_not_both_get_the_contact_that_is_found(self):
        self.books.contacts["JO SMITH"] = Contact("C-jo", "JO SMITH")
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self.assertEqual(self._contact_of(lines[0]), "C-jo")
        self.assertAsked(lines[1])

    def test_lost_answer_to_the_first_puts_no_second_on_its_contact(self):
        self.books.faults = ["unanswered"]
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertAsked(lines[1])

    def test_contact_under_another_key_is_still_the_first_ones(self):
        self.interface.match_rule = "invoice_name"
        self._upload(self._invoice_of(self.first))
        # Somebody renames the contact there.
        self.books.contacts["Other"] = Contact(self.books.contacts.pop("Jo Smith").remote_id, "x")
        line = self._upload(self._invoice_of(self.second, key="Other"))
        self.assertProblem(line, "contact_of_another")

    def test_contact_that_was_archived_meanwhile_is_still_the_first_ones(self):
        first = self._upload(self._invoice_of(self.first))
        contact = self._contact_of(first)
        self.env["acct.link.contact"].sudo()._forget(self.interface, [contact])
        self.assertAsked(self._upload(self._invoice_of(self.second)))
        self.assertEqual(self._contact_of(self._upload(self._invoice_of(self.first))), contact)

    def test_contact_that_stays_archived_is_looked_for_anew(self):
        contact = self._contact_of(self._upload(self._invoice_of(self.first)))
        there = self.books.contacts["Jo Smith"]
        self.books.contacts["Jo Smith"] = replace(there, archived=True)
        self.books.contacts["JO SMITH"] = Contact("C-new", "JO SMITH")
        self.env["acct.link.contact"].sudo()._forget(self.interface, [contact])
        self.assertEqual(self._contact_of(self._upload(self._invoice_of(self.first))), "C-new")

    def test_another_rule_does_not_forget_whose_a_contact_is(self):
        self.assertEqual(self._upload(self._invoice_of(self.first)).state, "uploaded")
        self.interface.match_rule = "invoice_name"
        self.assertAsked(self._upload(self._invoice_of(self.second)))

    def test_merge_there_puts_no_second_customer_on_a_contact(self):
        self.second.name = "Jo Smyth"
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        ours, theirs = map(self._contact_of, lines)
        self.books.contacts["Jo Smyth"] = Contact(theirs, "Jo Smyth", True, merged_to=ours)
        self.env["acct.link.contact"].sudo()._forget(self.interface, [theirs])
        self.assertProblem(self._upload(self._invoice_of(self.second)), "contact_of_another")
        # The same where the contact was chosen by hand.
        wanted = self.env["acct.link.match"].search([("partner_id", "=", self.second.id)])
        chosen = (
            self.env["acct.link.contact"]
            .sudo()
            ._choose(self.interface, wanted._get_wanted(), theirs)
        )
        chosen.is_stale = True
        self.books.contacts[theirs] = Contact(theirs, theirs, True, merged_to=ours)
        del self.books.contacts["Jo Smyth"]
        self.assertProblem(self._upload(self._invoice_of(self.second)), "contact_of_another")
        self.assertEqual(chosen.remote_id, theirs)

    # === ANSWERED === #

    @mute_logger("odoo.models")
    def test_unsaved_question_tells_nothing_of_customers_out_of_sight(self):
        self._upload(self._invoice(partner=self.first))
        self._upload(self._invoice(partner=self.second))
        row = self._row(self.second)
        row.remote_contact_id = (
            self.env["acct.link.remote.contact"]
            .sudo()
            .create({"interface_id": self.interface.id, "remote_id": "C1", "name": "Jo Smith"})
        )
        company = self.setup_other_company()["company"]
        vals = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        stranger = new_test_user(self.env, "share_stranger", LINK_USER, **vals)
        clerk = new_test_user(self.env, "share_clerk", LINK_USER)
        spec = {"match_ids": {}, "question": {}}
        for kind in ("second", "map"):
            values = {"kind": kind, "match_ids": [Command.set(row.ids)]}
            for user, is_told in ((clerk, True), (stranger, False)):
                Wizard = self.env["acct.link.match.answer"].with_user(user).sudo(False)
                with self.subTest(kind=kind, user=user.login):
                    try:
                        told = Wizard.onchange(dict(values), ["match_ids"], spec)["value"]
                    except AccessError:
                        told = {}
                    self.assertEqual(bool(told.get("question")), is_told)

    def test_the_same_customer_is_said_once(self):
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        action = lines[1].action_repair()
        window = action.get("params", {}).get("next", action)
        row = self.env["acct.link.match"].search([*window["domain"], ("state", "=", "open")])
        self.assertEqual((row.partner_id, row.question), (self.second, "second"))
        retry = self._answer(row, "same")
        self.env[retry["res_model"]].browse(retry["res_id"]).action_retry()
        self._run_loop()
        ours = self._contact_of(lines[0])
        self.assertEqual(self._contact_of(lines[1]), ours)
        self.assertIn("Shares", " ".join(self.second.message_ids.mapped("body")))
        more = self._upload(self._invoice_of(self.second) + self._invoice_of(self.first))
        self.assertEqual([self._contact_of(line) for line in more], [ours, ours])
        # Remembered also when the contact has to be looked for again.
        self.env["acct.link.contact"].sudo().search([]).unlink()
        for partner in (self.second, self.first):
            self.assertEqual(self._contact_of(self._upload(self._invoice_of(partner))), ours)

    def test_unlinked_customer_is_asked_for_again(self):
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self._answer(self._row(self.second), "same")
        links = self.env["acct.link.contact"].search([("partner_id", "=", self.second.id)])
        links.action_unlink_contact()
        self.assertAsked(self._upload(self._invoice_of(self.second)))
        self.assertEqual(lines[0].state, "uploaded")

    def test_other_interface_of_the_accounts_file_knows_whose_a_contact_is(self):
        self.books.contacts["Jo Smith"] = Contact("C-jo", "Jo Smith")
        other = self.interface.create(
            {
                "name": "The same books",
                "connector": "memory",
                "remote_org_id": self.interface.remote_org_id,
            }
        )
        self.env["acct.link.contact"].sudo().create(
            {
                "interface_id": other.id, "match_rule": "name", "key": "jo smith",
                "name": "Jo Smith", "remote_id": "C-jo", "partner_id": self.first.id,
            }
        )  # fmt: skip
        self.assertAsked(self._upload(self._invoice_of(self.second)))

    def test_third_customer_is_asked_for_again(self):
        self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self._answer(self._row(self.second), "same")
        third = self.env["res.partner"].create({"name": "Jo Smith", "email": "jo@c.example"})
        self.assertAsked(self._upload(self._invoice_of(third)))

    def test_a_contact_of_its_own_needs_another_name(self):
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self._answer(self._row(self.second), "own")
        lines[1].action_retry()
        self._run_loop()
        self.assertAsked(lines[1], "contact_of_its_own")
        self.assertEqual(len(self.books.documents), 1)
        self.second.name = "Jo Smith (Nelson)"
        batch = lines.batch_id
        batch.action_retry()
        self._run_loop()
        self.assertNotEqual(self._contact_of(lines[1]), self._contact_of(lines[0]))

    def test_answer_before_the_upload_holds_in_it(self):
        moves = self._invoice_of(self.first) + self._invoice_of(self.second)
        self._answer(self._row(self.second), "same")
        lines = self._upload(moves)
        self.assertEqual(*map(self._contact_of, lines))

    def test_setting_answers_for_all(self):
        self.interface.second_customer = "same"
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self.assertEqual(*map(self._contact_of, lines))
        self.interface.second_customer = "ask"
        again = self._upload(self._invoice_of(self.second))
        self.assertEqual(self._contact_of(again), self._contact_of(lines[0]))

    # === LISTS === #

    def test_batch_counts_whom_to_ask_for(self):
        batch = self._batch(self._invoice_of(self.first) + self._invoice_of(self.second))
        self.assertEqual(batch.asked_count, 1)
        action = batch.action_match_customers()
        row = self.env[action["res_model"]].browse(action["res_id"]).choice_ids.match_id
        self.assertEqual((row.partner_id, row.question), (self.second, "second"))
        self._answer(row, "same")
        batch.invalidate_recordset()
        self.assertEqual(batch.asked_count, 0)

    # === RENAMED === #

    def test_renamed_customer_keeps_its_contact_and_the_freed_name_is_asked_for(self):
        ours = self._contact_of(self._upload(self._invoice_of(self.first)))
        self.first.name = "Harbour Cafe"
        self.assertEqual(self._contact_of(self._upload(self._invoice_of(self.first))), ours)
        self.assertEqual(len(self.books.contacts), 2)
        self.assertProblem(self._upload(self._invoice_of(self.second)), "contact_of_another")

    def test_renamed_customer_keeps_its_contact_under_name_on_invoice(self):
        self.interface.match_rule = "invoice_name"
        site = self.env["res.partner"].create(
            {"name": "Jo's Site", "parent_id": self.first.id, "type": "other"}
        )
        chosen = self._invoice(partner=self.first, acct_link_name="Chosen Name")
        moves = self._invoice(partner=self.first) + self._invoice(partner=site) + chosen
        before = [self._contact_of(line) for line in self._upload(moves)]
        self.assertEqual(len(set(before)), 3)
        self.first.name, site.name = "Joanna Smith", "Joanna's Site"
        moves = self._invoice(partner=self.first) + self._invoice(partner=site)
        after = [self._contact_of(line) for line in self._upload(moves)]
        self.assertEqual(after, before[:2])
        self.assertProblem(self._upload(self._invoice(partner=self.second)), "contact_of_another")
        other = self._invoice(partner=self.first, acct_link_name="Another Name")
        self.assertNotIn(self._contact_of(self._upload(other)), before)

    # === BY HAND === #

    def test_contact_of_another_is_chosen_on_a_persons_word(self):
        self.interface.contact_policy = "match"
        self.books.contacts["Jo Smith"] = Contact("C-jo", "Jo Smith")
        self.second.name = "Jo Smyth"
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        row = self._row(self.second)
        row.remote_contact_id = self.env["acct.link.remote.contact"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "C-jo", "name": "Jo Smith"}
        )  # fmt: skip
        for is_saved in (False, True):
            row.save_mapping = is_saved
            action = row.action_map()
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            self.assertIn("jo@a.example", wizard.question)
            self.assertEqual((row.state, lines[1].chosen_contact), ("open", False))
        wizard.action_same()
        self.assertEqual(row.state, "matched")
        lines[1].action_retry()
        self._run_loop()
        self.assertEqual(self._contact_of(lines[1]), "C-jo")

    def test_contact_that_is_not_saved_says_nothing_of_later_documents(self):
        self.books.contacts["Jo Smith"] = Contact("C-jo", "Jo Smith")
        lines = self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        row = self._row(self.second)
        row.remote_contact_id = self.env["acct.link.remote.contact"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "C-jo", "name": "Jo Smith"}
        )  # fmt: skip
        row.save_mapping = False
        action = row.action_map()
        self.env[action["res_model"]].browse(action["res_id"]).action_same()
        lines[1].action_retry()
        self._run_loop()
        self.assertEqual(self._contact_of(lines[1]), "C-jo")
        self.assertAsked(self._upload(self._invoice_of(self.second)))

    # === WHO MAY ANSWER === #

    def test_roles(self):
        self._upload(self._invoice_of(self.first) + self._invoice_of(self.second))
        row = self._row(self.second)
        groups = "account.group_account_invoice"
        nobody = new_test_user(self.env, "nobody", groups)
        clerk = new_test_user(self.env, "clerk", f"{groups},acct_link_batch.group_acct_link_user")
        other = new_test_user(self.env, "other", f"{groups},acct_link_batch.group_acct_link_user")
        with self.assertRaises(AccessError):
            row.with_user(nobody).action_answer()
        action = row.with_user(clerk).action_answer()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaises(AccessError):
            wizard.with_user(other).action_same()
        wizard.with_user(clerk).action_same()
        share = self.env["acct.link.contact.share"].search([])
        self.assertEqual((share.create_uid, share.is_same), (clerk, True))
        with self.assertRaises(AccessError):
            share.with_user(clerk).is_same = False
