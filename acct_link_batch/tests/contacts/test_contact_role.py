"""Customers and suppliers are two lists there: a firm may be on both, under ids of each list."""

import json

from lxml import etree

from odoo.tests import tagged

from ...lib import document as doc
from ...lib.exchange import CREATE_CONTACTS
from ...lib.outcome import Contact
from ..common_purchase import PurchaseCommon


class RoleCommon(PurchaseCommon):
    def setUp(self):
        super().setUp()
        self.books.contacts, self.books.suppliers = {}, {}
        self.firm = self.env["res.partner"].create({"name": "Rata Firm"})

    def _both(self, partner=None):
        """An invoice to and a bill from one firm."""
        partner = partner or self.firm
        return self._invoice(partner=partner) + self._bill(partner=partner)

    def _links(self, partner=None):
        rows = self.env["acct.link.contact"].sudo().search(
            [("partner_id", "=", (partner or self.firm).id)]
        )  # fmt: skip
        return {row.role: row for row in rows}

    def _list_contacts(self):
        """As a reading of the contacts there would leave them."""
        rows = self.env["acct.link.remote.contact"].sudo()
        vals_list = [
            {"interface_id": self.interface.id, "remote_id": each.remote_id, "role": role,
             "name": each.name, **rows._prepare_keys({"name": each.name, "code": "", "job": ""})}
            for role in (doc.CUSTOMER, doc.SUPPLIER)
            for each in self.books.list_of(role).values()
        ]  # fmt: skip
        return rows.create(vals_list)

    def _added(self):
        """:return: [(role, name)] of the contacts that were asked for"""
        return [
            (party["role"], party["name"])
            for request, _key in self.books.sent
            if request.operation == CREATE_CONTACTS
            for party in json.loads(request.text)
        ]

    def _is_hidden(self, view, name, module="acct_link_batch"):
        view = self.env.ref(f"{module}.{view}_view_list")
        arch = etree.fromstring(self.env[view.model].get_view(view.id, "list")["arch"])
        [node] = arch.iterfind(f".//field[@name='{name}']")
        return node.get("column_invisible") == "True"

    def assertUploaded(self, lines):
        self.assertEqual(set(lines.mapped("state")), {"uploaded"}, lines.mapped("problem_text"))


@tagged("post_install", "-at_install")
class TestContactRole(RoleCommon):
    # === ON BOTH LISTS === #

    def test_firm_has_a_contact_on_each_list(self):
        self.books.contacts["Rata Firm"] = Contact("7", "Rata Firm")
        self.books.suppliers["RATA FIRM"] = Contact("7", "RATA FIRM")
        lines = self._upload(self._both())
        self.assertUploaded(lines)
        links = self._links()
        self.assertEqual(set(links), {doc.CUSTOMER, doc.SUPPLIER})
        self.assertEqual([line.document["party"]["role"] for line in lines], sorted(links))
        asked = list(self.books.asked)
        self.assertUploaded(self._upload(self._both()))
        self.assertEqual(self.books.asked, asked, "both are known")
        self.assertFalse(self._added())

    def test_each_list_is_asked_for_its_own(self):
        self.books.suppliers["Rata Firm"] = Contact("S1", "Rata Firm")
        self.interface.contact_policy = "match"
        lines = self._upload(self._both())
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "contact_not_found")

    def test_new_firms_are_added_in_requests_of_one_role(self):
        others = self.env["res.partner"].create([{"name": f"Firm {n}"} for n in range(3)])
        moves = self.env["account.move"].union(
            *(self._invoice(partner=each) for each in others[:2]),
            *(self._bill(partner=each) for each in others[2] + self.supplier),
        )
        self.assertUploaded(self._upload(moves))
        self.assertEqual(set(self.books.contacts), {"Firm 0", "Firm 1"})
        self.assertEqual(set(self.books.suppliers), {"Firm 2", "Tui Timber"})
        requests = [r for r, _key in self.books.sent if r.operation == CREATE_CONTACTS]
        roles = [{party["role"] for party in json.loads(each.text)} for each in requests]
        self.assertEqual(roles, [{doc.CUSTOMER}, {doc.SUPPLIER}])

    # === ONE NAME FOR BOTH LISTS === #

    def test_name_that_the_other_list_has_gets_another_one_once(self):
        self.books.other_name = "%s (Supplier)"
        lines = self._upload(self._both())
        self.assertUploaded(lines)
        self.assertEqual([*self.books.contacts], ["Rata Firm"])
        self.assertEqual([*self.books.suppliers], ["Rata Firm (Supplier)"])
        # Each list numbers its own: the ids are the same.
        self.assertEqual([line.document["contact"] for line in lines], ["C0", "C0"])
        link = self._links()[doc.SUPPLIER]
        self.assertEqual((link.name, link.key), ("Rata Firm (Supplier)", "rata firm"))
        self.assertIn("“Rata Firm (Supplier)”", link.problem_text)
        self.assertFalse(self._links()[doc.CUSTOMER].problems)
        self.firm.name = "Rata Firm Limited"
        self.assertUploaded(self._upload(self._both()))
        self.assertEqual(len(self._added()), 3)

    def test_other_name_that_is_taken_too_is_not_tried_again(self):
        self.books.other_name = "%s (Supplier)"
        self.books.contacts["Rata Firm (Supplier)"] = Contact("C9", "Rata Firm (Supplier)")
        lines = self._upload(self._both())
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        names = [name for role, name in self._added() if role == doc.SUPPLIER]
        self.assertEqual(names, ["Rata Firm", "Rata Firm (Supplier)"])

    def test_name_that_nobody_on_the_other_list_has_gets_no_other_one(self):
        self.books.other_name = "%s (Supplier)"
        self.books.held = {"rata firm"}  # by an employee, say
        line = self._upload(self._bill(partner=self.firm))
        self.assertProblem(line, "contact_taken")
        self.assertEqual(self._added(), [(doc.SUPPLIER, "Rata Firm")])

    def test_lost_answer_to_the_other_name_adds_none_twice(self):
        self.books.other_name = "%s (Supplier)"
        for fault in ("unanswered", "lost"):
            with self.subTest(fault=fault):
                firm = self.firm.create({"name": f"Firm {fault}"})
                self.books.faults = [None, None, fault]
                lines = self._upload(self._both(firm))
                self._pass_settle_time()
                self._run_loop()
                self.assertUploaded(lines)
                names = [each for each in self.books.suppliers if fault in each]
                self.assertEqual(names, [f"Firm {fault} (Supplier)"])

    def test_other_name_that_was_forgotten_here_is_found(self):
        self.books.other_name = "%s (Supplier)"
        self.assertUploaded(self._upload(self._both()))
        self.env["acct.link.contact"].sudo().search([]).unlink()
        self.env["acct.link.search"].sudo().search([]).unlink()
        self.assertUploaded(self._upload(self._both()))
        self.assertEqual([*self.books.suppliers], ["Rata Firm (Supplier)"])
        self.assertEqual(self._links()[doc.SUPPLIER].remote_id, "C0")

    # === WHOSE A CONTACT IS === #

    def test_contact_of_the_other_list_stands_for_nobody_here(self):
        """Although both lists use one id."""
        twin = self.firm.create({"name": "Rata Firm"})
        self.books.contacts["Rata Firm"] = Contact("1", "Rata Firm")
        self.books.suppliers["Rata Firm"] = Contact("1", "Rata Firm")
        moves = self._invoice(partner=self.firm) + self._bill(partner=twin)
        self.assertUploaded(self._upload(moves))
        lines = self._upload(self._both(twin))
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "contact_of_another")

    def test_archived_on_one_list_is_not_forgotten_on_the_other(self):
        self.books.contacts["Rata Firm"] = Contact("1", "Rata Firm")
        self.books.suppliers["Rata Firm"] = Contact("1", "Rata Firm")
        self._upload(self._both())
        self.env["acct.link.contact"].sudo()._forget(self.interface, ["1"], doc.SUPPLIER)
        links = {role: row.is_stale for role, row in self._links().items()}
        self.assertEqual(links, {doc.CUSTOMER: False, doc.SUPPLIER: True})

    def test_chosen_contact_is_looked_at_again_on_its_list(self):
        self.books.contacts["Rata Firm"] = Contact("1", "Rata Firm")
        self.books.suppliers["Rata Firm"] = Contact("1", "Rata Firm")
        self._upload(self._both())
        link = self._links()[doc.SUPPLIER]
        link.write({"origin": "mapped", "is_stale": True})
        self.books.suppliers = {"Rata Firm": Contact("1", "Rata Firm", True, merged_to="2")}
        self.assertUploaded(self._upload(self._both()))
        self.assertEqual({role: row.remote_id for role, row in self._links().items()},
                         {doc.CUSTOMER: "1", doc.SUPPLIER: "2"})  # fmt: skip

    # === WHERE THERE IS ONE LIST === #

    def test_screens_show_what_an_interface_has(self):
        for suppliers in (None, {}):
            self.books.suppliers = suppliers
            self.assertEqual(self._is_hidden("acct_link_contact", "role"), suppliers is None)
        for has_currencies in (False, True):
            self.books.has_currencies = has_currencies
            self.assertEqual(self._is_hidden("acct_link_contact", "currency"), not has_currencies)

    def test_without_roles_nothing_holds_one(self):
        self.books.suppliers = None
        lines = self._upload(self._both())
        self.assertUploaded(lines)
        self.assertEqual([line.document["party"]["role"] for line in lines], ["", ""])
        self.assertEqual(set(self._links()), {False})
        self.assertEqual([*self.books.contacts], ["Rata Firm"])
