"""Customers that are merged here, and what is asked of their contacts."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestMatchMerge(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.rimu, self.totara = self.env["res.partner"].create(
            [{"name": "Rimu Ltd"}, {"name": "Totara Ltd"}]
        )
        self.books.contacts |= {
            name: Contact(f"C-{name}", name) for name in ("Rimu Ltd", "Totara Ltd")
        }

    def _merge(self, survivor, *others):
        ids = survivor.union(*others).ids
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(ids, survivor)
        self.env.invalidate_all()

    def _link(self, customer, remote_id, origin="mapped", key=None):
        return self.env["acct.link.contact"].sudo().create(
            {
                "interface_id": self.interface.id, "match_rule": self.interface.match_rule,
                "key": key or customer.name.casefold(), "name": customer.name,
                "remote_id": remote_id, "partner_id": customer.id, "origin": origin,
            }
        )  # fmt: skip

    def _contacts(self, customer):
        rows = self.env["acct.link.contact"].sudo().search([("partner_id", "=", customer.id)])
        return sorted(rows.mapped("remote_id"))

    def _row(self, customer):
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        return self.env["acct.link.match"].search(
            [("partner_id", "=", customer.id), ("state", "=", "open")]
        )

    def test_merge_keeps_the_survivors_own_contact_and_asks(self):
        for answer, contact in (("keep", "X"), ("take_other", "Z")):
            with self.subTest(answer=answer):
                self.interface.match_rule = "name"
                alpha, zebra = self.env["res.partner"].create(
                    [{"name": f"Alpha {answer}"}, {"name": f"Zebra {answer}"}]
                )
                self._link(alpha, f"X-{answer}")
                self._link(zebra, f"Z-{answer}")
                self._merge(alpha, zebra)
                self.assertEqual(self._contacts(alpha), [f"X-{answer}"])
                self.assertEqual(self._sent(self._invoice(partner=alpha)).contact, f"X-{answer}")
                row = self._row(alpha)
                self.assertEqual(row.question, "merged")
                self.assertIn(f"Zebra {answer}", row.problem_text)
                action = row.action_answer()
                wizard = self.env[action["res_model"]].browse(action["res_id"])
                getattr(wizard, f"action_{answer}")()
                self.assertFalse(self._row(alpha))
                sent = self._sent(self._invoice(partner=alpha))
                self.assertEqual(sent.contact, f"{contact}-{answer}")

    def test_merge_takes_the_contact_that_only_the_merged_one_had(self):
        self.interface.match_rule = "name"
        self._link(self.rimu, "C-Rimu Trading", origin="found")
        self._merge(self.totara, self.rimu)
        self.assertEqual(self._contacts(self.totara), ["C-Rimu Trading"])
        self.assertFalse(self._row(self.totara))
        self.assertEqual(self._sent(self._invoice(partner=self.totara)).contact, "C-Rimu Trading")

    def test_merge_of_customers_with_one_contact_asks_nothing(self):
        self.interface.match_rule = "name"
        for customer in (self.rimu, self.totara):
            self._link(customer, "X")
        self.env["acct.link.contact.share"].sudo().create(
            {
                "interface_id": self.interface.id, "remote_id": "X", "is_same": True,
                "partner_id": self.rimu.id, "other_id": self.totara.id,
            }
        )  # fmt: skip
        self._merge(self.totara, self.rimu)
        self.assertEqual(self._contacts(self.totara), ["X"])
        self.assertFalse(self._row(self.totara))
        self.assertFalse(self.env["acct.link.contact.share"].search([]))

    def test_merge_keeps_contacts_of_other_keys(self):
        self.interface.match_rule = "job"
        self._link(self.totara, "T1", key="j-1")
        self._link(self.rimu, "R1", key="j-1")
        self._link(self.rimu, "R2", key="j-2")
        self._merge(self.totara, self.rimu)
        self.assertEqual(self._contacts(self.totara), ["R2", "T1"])
        self.assertEqual(self._row(self.totara).question, "merged")

    def test_merge_of_three_takes_the_chosen_one_and_asks(self):
        self.interface.match_rule = "name"
        third = self.env["res.partner"].create({"name": "Matai Ltd"})
        self._link(self.rimu, "R", origin="found")
        self._link(third, "M")
        self._merge(self.totara, self.rimu, third)
        self.assertEqual(self._contacts(self.totara), ["M"])
        self.assertEqual(self._row(self.totara).question, "merged")

    def test_merge_of_a_customer_that_is_asked_about_asks_anew(self):
        twin = self.env["res.partner"].create({"name": "RIMU LTD"})
        self._upload(self._invoice(partner=self.rimu))
        line = self._upload(self._invoice(partner=twin))
        self.assertProblem(line, "contact_of_another")
        row = self._row(twin)
        self.assertEqual(row.question, "second")
        self._merge(self.totara, twin)
        self.assertEqual(row.partner_id, self.totara)
        self.assertFalse(row.question)  # it named who is gone
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.document["contact"], "C-Totara Ltd")
