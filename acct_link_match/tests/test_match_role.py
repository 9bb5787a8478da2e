"""Customers and suppliers that are two lists there are matched on either."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.contacts.test_contact_role import RoleCommon


@tagged("post_install", "-at_install")
class TestMatchRole(RoleCommon):
    def _rows(self, partner=None):
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        rows = self.env["acct.link.match"].search(
            [("partner_id", "=", (partner or self.firm).id), ("state", "=", "open")]
        )
        return {row.role: row for row in rows}

    def test_person_gives_it_another_name_there(self):
        lines = self._upload(self._both())
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertProblem(lines[1], "contact_taken_by_role")
        self.books.suppliers["Rata Supplies"] = Contact("S5", "Rata Supplies")
        listed = {each.role: each for each in self._list_contacts()}
        action = lines[1].action_repair()
        window = action.get("params", {}).get("next", action)
        row = self.env["acct.link.match"].search(window["domain"])
        self.assertEqual(row.role, doc.SUPPLIER)
        with self.assertRaises(ValidationError):
            row.remote_contact_id = listed[doc.CUSTOMER]
        row.remote_contact_id = listed[doc.SUPPLIER]
        retry = row.action_map()
        self.env[retry["res_model"]].browse(retry["res_id"]).action_retry()
        self._run_loop()
        self.assertEqual(lines[1].document["contact"], "S5")
        again = self._upload(self._both())
        self.assertEqual([line.document["contact"] for line in again], ["C0", "S5"])

    def test_each_role_is_matched_by_itself(self):
        self.interface.contact_policy = "match"
        self.books.contacts["Rata Firms"] = Contact("1", "Rata Firms")
        self.books.suppliers["Rata Fir"] = Contact("1", "Rata Fir")
        self._list_contacts()
        self.interface.sudo().contacts_read_at = "2026-10-01"
        moves = self._both() + self._bill(partner=self.firm)
        rows = self._rows()
        self.assertEqual({role: row.document_count for role, row in rows.items()},
                         {doc.CUSTOMER: 1, doc.SUPPLIER: 2})  # fmt: skip
        self.assertEqual({role: row.suggestion_id.name for role, row in rows.items()},
                         {doc.CUSTOMER: "Rata Firms", doc.SUPPLIER: "Rata Fir"})  # fmt: skip
        rows[doc.SUPPLIER].action_take_suggestion()
        self.assertEqual(set(self._links()), {doc.SUPPLIER})
        self.assertEqual(set(self._rows()), {doc.CUSTOMER})
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded", "uploaded"])
        self.assertEqual(self._rows()[doc.CUSTOMER].failed_count, 1)

    def test_firm_is_sent_alone_as_what_it_is(self):
        self.books.other_name = "%s (Supplier)"
        self.firm.write({"customer_rank": 1, "supplier_rank": 1})
        self.supplier.supplier_rank = 1
        (self.firm + self.supplier + self.customer).action_acct_link_send()
        self._run_loop()
        self.assertEqual(set(self.books.contacts), {"Rata Firm", "Kea Farms"})
        self.assertEqual(set(self.books.suppliers), {"Rata Firm (Supplier)", "Tui Timber"})
        self.assertIn("“Rata Firm (Supplier)”", " ".join(self.firm.message_ids.mapped("body")))

    def test_answer_holds_for_one_list(self):
        twin = self.firm.create({"name": "Rata Firm"})
        self.books.contacts["Rata Firm"] = Contact("1", "Rata Firm")
        self.books.suppliers["Rata Firm"] = Contact("1", "Rata Firm")
        self._upload(self._both())
        lines = self._upload(self._both(twin))
        self.assertEqual(lines.mapped("state"), ["failed", "failed"])
        action = self._rows(twin)[doc.CUSTOMER].action_answer()
        self.env[action["res_model"]].browse(action["res_id"]).action_same()
        lines.action_retry()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertProblem(lines[1], "contact_of_another")

    def test_merge_settles_each_role(self):
        other = self.firm.create({"name": "Rata Other"})
        self.books.contacts |= {
            "Rata Firm": Contact("1", "Rata Firm"),
            "Rata Other": Contact("2", "Rata Other"),
        }
        self.books.suppliers["Rata Other"] = Contact("1", "Rata Other")
        self.assertUploaded(self._upload(self._invoice(partner=self.firm) + self._both(other)))
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((self.firm + other).ids, self.firm)
        self.env.invalidate_all()
        self.assertEqual({role: row.remote_id for role, row in self._links().items()},
                         {doc.CUSTOMER: "1", doc.SUPPLIER: "1"})  # fmt: skip
        rows = self._rows()
        self.assertEqual(set(rows), {doc.CUSTOMER})
        self.assertEqual(rows[doc.CUSTOMER].question, "merged")

    def test_screens_show_what_an_interface_has(self):
        for suppliers in (None, {}):
            self.books.suppliers = suppliers
            for view in ("acct_link_match", "acct_link_remote_contact"):
                hidden = self._is_hidden(view, "role", "acct_link_match")
                self.assertEqual(hidden, suppliers is None)
        for has_currencies in (False, True):
            self.books.has_currencies = has_currencies
            hidden = self._is_hidden("acct_link_remote_contact", "currency", "acct_link_match")
            self.assertEqual(hidden, not has_currencies)

    # === WHERE THERE IS ONE LIST === #

    def test_supplier_without_contact_joins_those_to_match(self):
        self.interface.contact_policy = "match"
        supplier = self.env["res.partner"].create({"name": "Kauri Co"})
        bill = self._bill(partner=supplier)
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        row = self.env["acct.link.match"].search([("partner_id", "=", supplier.id)])
        self.assertEqual((row.state, row.document_count), ("open", 1))
        line = self._upload(bill)
        self.assertProblem(line, "contact_not_found")
        self.interface.contact_policy = "add"
