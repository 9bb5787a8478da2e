"""What the settings of what comes back may name, as those of the core."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib.errors import Misconfigured
from odoo.addons.acct_link_batch.tests.common_named_records import NamedRecordsCommon


@tagged("post_install", "-at_install")
class TestPullNamedRecords(NamedRecordsCommon):
    def _prepare_row_vals(self, name):
        if name == "acct.link.pull":
            return {"resource": "recheck"}
        if name == "acct.link.journal.map":
            journal = self.company_data["default_journal_bank"]
            return {"office_id": self.env.company.id, "payment_journal_id": journal.id}
        return super()._prepare_row_vals(name)

    def test_no_setting_names_a_record_of_another_company(self):
        self.assertGreater(self._check_naming("acct_link_pull"), 5)

    def test_company_of_a_row_is_that_of_its_interface(self):
        self.assertEqual(self._check_company("acct_link_pull"), 2)

    # === OFFICES === #

    def test_office_that_is_named_has_to_be_the_interfaces_and_the_users(self):
        self.env.user.company_ids += self.foreign
        self.foreign_interface.office_ids = False
        self.interface.office_ids += self.foreign
        journal = self.other["default_journal_purchase"]
        vals = {"bill_office_id": self.foreign.id, "bill_journal_id": journal.id}
        with self.assertRaises(AccessError):
            self._as_manager(self.interface).write(vals)
        self.manager.company_ids += self.foreign
        self._as_manager(self.interface).write(vals)
        self.assertEqual(self.interface.bill_office_id, self.foreign)

    def test_administrator_of_a_branch_posts_nothing_into_the_books_of_the_parent(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        own = self._create_interface_of(branch)
        journal = self.company_data["default_journal_purchase"]
        bank = self.company_data["default_journal_bank"]
        parent = self.env.company
        for records, vals in (
            (own, {"bill_office_id": parent.id, "bill_journal_id": journal.id}),
            (own, {"bill_office_id": self.foreign.id}),
            (
                own,
                {
                    "journal_map_ids": [
                        Command.create({"office_id": parent.id, "payment_journal_id": bank.id})
                    ]
                },
            ),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                records.write(vals)
        with self.assertRaises(UserError), self.cr.savepoint():
            own.create(
                {"name": "At once", "connector": "memory", "company_id": branch.id,
                 "office_ids": [Command.clear()], "bill_office_id": parent.id}
            )  # fmt: skip

    def test_interface_is_made_with_offices_and_what_they_name_at_once(self):
        self.foreign_interface.office_ids = False
        both = self._create_user("both", self.foreign + self.env.company)
        interface = (
            self.env["acct.link.interface"]
            .with_user(both)
            .sudo(False)
            .create(
                {
                    "name": "At once",
                    "connector": "memory",
                    "company_id": self.env.company.id,
                    "office_ids": [Command.set(self.foreign.ids)],
                    "bill_office_id": self.foreign.id,
                    "bill_journal_id": self.other["default_journal_purchase"].id,
                    "journal_map_ids": [
                        Command.create(
                            {
                                "office_id": self.foreign.id,
                                "payment_journal_id": self.other["default_journal_bank"].id,
                            }
                        )
                    ],
                }
            )
        )
        self.assertEqual(interface.journal_map_ids.office_id, self.foreign)

    def test_office_of_bills_cannot_be_taken_away_and_is_looked_at_again(self):
        self.env.user.company_ids += self.foreign
        self.foreign_interface.office_ids = False
        self.interface.office_ids += self.foreign
        self.interface.write(
            {
                "bill_office_id": self.foreign.id,
                "bill_journal_id": self.other["default_journal_purchase"].id,
            }
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.interface.office_ids -= self.foreign
        self.foreign.sudo().acct_link_interface_id = False
        self.interface.invalidate_recordset()
        with self.assertRaises(Misconfigured):
            self.interface._check_bill_settings()

    @mute_logger("odoo.models")
    def test_pull_is_switched_and_nothing_else(self):
        pull = self._as_manager(self._create_row("acct.link.pull"))
        pull.write({"enabled": True, "interval": "15"})
        for vals in ({"resource": "bills"}, {"requested_by": self.stranger.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                pull.write(vals)
