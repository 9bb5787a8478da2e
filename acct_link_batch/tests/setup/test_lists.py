"""What lists show and how they are sorted, what ours is called in Odoo's, and the checklist."""

from lxml import etree

from odoo.tests import tagged

from ..common import AcctLinkCommon

LISTS = (
    ("account.move", "account_move_view_list_available"),
    ("acct.link.batch.line", "acct_link_batch_line_view_list_batch"),
    ("acct.link.batch.line", "acct_link_batch_line_view_list"),
)


@tagged("post_install", "-at_install")
class TestLists(AcctLinkCommon):
    # === SORT === #

    def test_every_column_sorts_also_those_that_are_added(self):
        for model, name in LISTS:
            view = self.env.ref(f"acct_link_batch.{name}")
            info = self.env[model].get_views([(view.id, "list")])
            columns = info["models"][model]["fields"]
            arch = etree.fromstring(info["views"]["list"]["arch"])
            shown = {
                node.get("name")
                for node in arch.findall("field")
                if node.get("column_invisible") not in ("True", "1")
            }
            self.assertGreater(len(shown), 10)
            for field in shown:
                with self.subTest(view=name, field=field):
                    self.assertTrue(columns[field]["sortable"])
                    for order in (field, f"{field} desc"):
                        self.env[model].search([], order=order, limit=1)

    def test_reasons_of_one_kind_stand_together(self):
        moves = self._invoices(4)
        self._batch(moves[0])
        parking = self.env["acct.link.parking"].sudo()
        for move, reason in ((moves[1], "b"), (moves[2], "a")):
            office = {"move_id": move.id, "company_id": move.company_id.id}
            parking.create({**office, "kind": "parked", "reason": reason})
        early = ["2019-01-01", "2019-01-02"]
        moves += self.env["account.move"].union(*(self._invoice(invoice_date=d) for d in early))
        drafts = moves[3].copy() + moves[3].copy()
        moves = drafts[0] + moves + drafts[1]
        for order in ("acct_link_reason", "acct_link_reason desc"):
            found = moves.search([("id", "in", moves.ids)], order=f"{order}, id")
            each = found.mapped("acct_link_reason")
            reasons = [
                key for key, before in zip(each, [None, *each], strict=False) if key != before
            ]
            self.assertEqual(len(reasons), len(set(reasons)), reasons)
            self.assertEqual(len(reasons), 6)
            self.assertEqual(reasons.index("a") < reasons.index("b"), order == "acct_link_reason")

    def test_lines_are_sorted_by_what_is_on_the_invoice_and_by_problem(self):
        partners = self.env["res.partner"].create([{"name": name} for name in "BCA"])
        moves = self.env["account.move"].union(*(self._invoice(partner=each) for each in partners))
        lines = self._batch(moves).line_ids.sudo()
        for line, code in zip(lines, ("zero_total", "not_posted", "zero_total"), strict=True):
            line.problems = [{"code": code, "values": {"number": line.number}}]
        found = lines.search([("id", "in", lines.ids)], order="invoice_name")
        self.assertEqual(found.mapped("invoice_name"), ["A", "B", "C"])
        found = lines.search([("id", "in", lines.ids)], order="problem_advice, id")
        self.assertEqual([line.problems[0]["code"][0] for line in found], ["n", "z", "z"])

    # === WORDS === #

    def test_odoos_own_lists_name_the_accounting_system(self):
        moves = self.env["account.move"]
        self.env.user.company_ids = self.env.company
        system = self.interface._get_system_name()
        view = self.env.ref("account.view_invoice_tree")
        info = moves.get_views([(view.id, "list")], {"toolbar": True})
        arch = etree.fromstring(info["views"]["list"]["arch"])
        [button] = arch.findall(".//button[@name='action_acct_link_batch']")
        self.assertEqual(button.get("string"), f"Send to {system}")
        names = [action["name"] for action in info["views"]["list"]["toolbar"]["action"]]
        self.assertIn(f"Send to {system}", names)
        self.interface.active = False
        self.assertEqual(moves._get_acct_link_send_label(), "Send to the Books")
