"""The check tells how many calls the upload will take: as many as it then takes."""

from common_walk import WalkCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestCheckCalls(WalkCommon):
    pulls_codes = True

    def assertForetold(self, moves):
        check = self.env["acct.link.check"].browse(moves.action_acct_link_check()["res_id"])
        before = len(self.control("calls")["calls"])
        lines = self.upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})
        made = [(c["method"], c["path"]) for c in self.control("calls")["calls"][before:]]
        self.assertEqual(check.call_count, len(made), made)

    def test_calls_are_those_that_it_takes(self):
        for count in (1, 3, 4, 60):
            with self.subTest(new=count):
                partners = self.env["res.partner"].create(
                    [{"name": f"New {count} {number}"} for number in range(count)]
                )
                moves = self.env["account.move"].union(*(self.invoice(partner=p) for p in partners))
                self.assertForetold(moves)
        # One that is there has to be found, and not to be added.
        with self.enter_registry_test_mode():
            self.interface._read_contacts()
        self.assertForetold(self.invoice() + self.invoice(move_type="out_refund"))
        self.assertForetold(self.invoice())

    def test_files_count_and_are_told_apart(self):
        self.patch(
            type(self.env["account.move"]), "_acct_link_pdf", lambda move: ("a.pdf", b"%PDF-1.7")
        )
        self.upload(self.invoice())
        self.interface.attach_pdf = True
        self.assertForetold(self.invoices(3))
        moves = self.invoices(2) + self.invoice(move_type="out_refund")
        check = self.env["acct.link.check"].browse(moves.action_acct_link_check()["res_id"])
        self.assertEqual((check.call_count, check.file_call_count), (2 + 3, 3))

    def test_many_contacts_are_read_page_by_page_or_asked_for_one_by_one(self):
        directory = self.env["acct.link.remote.contact"].sudo()
        connector = self.interface._connector()
        directory.create(
            [
                {"interface_id": self.interface.id, "remote_id": f"C-{n}", "name": f"Name {n}"}
                for n in range(6001)
            ]
        )
        self.assertEqual(connector._count_finds(self.interface, 0), 0)
        self.assertEqual(connector._count_finds(self.interface, 3), 3)
        self.assertEqual(connector._count_finds(self.interface, 5), 6)
        self.assertEqual(connector._count_finds(self.interface, 50), 7)
