"""The check warns of contacts that the upload will hardly find one to use, from the cached list."""

import uuid

from common_walk import WalkCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestCheckContacts(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        fields = {"code": "ContactNumber", "job": "AccountNumber"}
        self.remote = {}
        for rule in ("name", "code", "invoice_name", "job"):
            for kind in ("one", "twice", "archived", "both", "merged"):
                for number in range(2 if kind in ("twice", "both", "merged") else 1):
                    key = f"{rule} {kind}" if (kind, number) != ("merged", 1) else f"{rule} other"
                    name = f"N{number} {key}" if rule in fields else key
                    remote_id = str(uuid.uuid4())
                    values = {fields[rule]: key} if rule in fields else {}
                    self.bookkeeper("add_contact", name=name, values=values, id=remote_id)
                    self.remote[rule, kind, number] = remote_id
            for kind in ("archived", "both"):
                self.bookkeeper("archive_contact", id=self.remote[rule, kind, 0])
            into = self.remote[rule, "merged", 1]
            self.bookkeeper("merge_contact", id=self.remote[rule, "merged", 0], into=into)

    def documents(self, rule):
        moves = self.env["account.move"]
        self.env["res.partner"].search([("ref", "like", "CODE ")]).ref = False
        for kind in ("one", "twice", "archived", "both", "merged", "none"):
            key = f"{rule.upper()} {kind}"
            vals = {"name": key if rule == "name" else f"Customer {key}"}
            customer = self.env["res.partner"].create({**vals, "ref": rule == "code" and key})
            said = {"invoice_name": {"acct_link_name": key}, "job": {"acct_link_reference": key}}
            moves += self.invoice(partner=customer, **said.get(rule, {}))
        return moves

    def warned(self, moves):
        calls = len(self.control("calls")["calls"])
        check = self.env["acct.link.check"].browse(moves.action_acct_link_check()["res_id"])
        self.assertEqual(len(self.control("calls")["calls"]), calls)
        self.assertFalse(check.stopped_count)
        lines = {line.move_id: line._get_problems() for line in check.line_ids}
        return [[problem.code for problem in lines[move]] for move in moves]

    def test_each_rule_and_policy_warns_of_what_the_upload_then_says(self):
        with self.enter_registry_test_mode():
            self.interface._read_contacts()
        told = [[], ["contact_ambiguous"], ["contact_archived_there"], []]
        told.append(["contact_archived_there"])  # nothing in the list says that it was merged
        for rule in ("name", "code", "invoice_name", "job"):
            for policy, none in (("match", ["contact_not_found"]), ("add", [])):
                with self.subTest(rule=rule, policy=policy):
                    self.interface.write({"match_rule": rule, "contact_policy": policy})
                    moves = self.documents(rule)
                    self.env["acct.link.contact"].sudo().search([]).unlink()
                    self.assertEqual(self.warned(moves), [*told, none])
                    lines = self.upload(moves)
                    went = ["uploaded", "failed", "failed", "uploaded", "uploaded"]
                    last = "failed" if policy == "match" else "uploaded"
                    self.assertEqual(lines.mapped("state"), [*went, last])

    def test_nothing_is_said_of_contacts_that_were_never_read(self):
        self.interface.contact_policy = "match"
        self.assertEqual(self.warned(self.documents("name")), [[]] * 6)
