"""What becomes of our rows when records of Odoo that they point to are merged."""

import itertools

from odoo import Command
from odoo.tests import tagged

from ..common import AcctLinkCommon

# What Odoo, or an add-on with its method, merges.
MERGED = (
    "res.partner", "account.account", "account.tax", "account.journal", "product.template",
    "product.product", "product.category", "account.analytic.account", "account.analytic.plan",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestMerge(AcctLinkCommon):
    def _merge(self, target, *sources):
        ids = target.union(*sources).ids
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(ids, target)

    def _merge_records(self, target, source):
        """As Odoo merges accounts, and other add-ons other records."""
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().new()
        wizard._update_foreign_keys_generic(target._name, source, target)
        self.env.invalidate_all()

    def _partner(self, name, reason=None, taken_back=False, **vals):
        partner = self.env["res.partner"].create({"name": name, **vals})
        if reason is not None:
            self._exclude(partner, reason)
        if taken_back:
            partner.acct_link_never_send = False
        return partner

    def _exclude(self, partner, reason):
        partner.write({"acct_link_never_send": True, "acct_link_never_send_reason": reason})

    # === EVERY COLUMN === #

    def test_every_row_that_could_clash_is_settled(self):
        """A column in a unique index or constraint clashes when two records become one: its model
        has to say what stays. The others are just pointed to the survivor.
        """
        self.env.cr.execute(
            """
            SELECT class.relname, attribute.attname
              FROM pg_index index
              JOIN pg_class class ON class.oid = index.indrelid
              JOIN pg_depend depend ON depend.objid = index.indexrelid
                                   AND depend.refobjid = index.indrelid
              JOIN pg_attribute attribute ON attribute.attrelid = index.indrelid
                                         AND attribute.attnum = depend.refobjsubid
             WHERE index.indisunique AND NOT index.indisprimary
             UNION
            SELECT class.relname, attribute.attname
              FROM pg_constraint con
              JOIN pg_class class ON class.oid = con.conrelid
              JOIN pg_attribute attribute ON attribute.attrelid = con.conrelid
                                         AND attribute.attnum = ANY(con.conkey)
             WHERE con.contype = 'u'
            """
        )
        unique = set(self.env.cr.fetchall())
        settled = self.registry.descendants(["acct.link.merge.mixin"], "_inherit")
        columns, clashing = set(), set()
        for model in self.env.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for name, field in model._fields.items():
                ours = (field._module or "").startswith("acct_link") and not field.related
                if ours and field.store and field.comodel_name in MERGED:
                    columns.add((model._name, name))
                    if (model._table, name) in unique:
                        clashing.add((model._name, name))
        self.assertIn(("acct.link.exclusion", "partner_id"), clashing)
        self.assertIn(("acct.link.product.map", "categ_id"), clashing)
        self.assertIn(("acct.link.contact", "named_id"), columns - clashing)
        self.assertEqual({each for each in clashing if each[0] not in settled}, set())

    # === NEVER SEND === #

    def test_merge_keeps_the_stricter_word(self):
        cases = (  # what is said of the survivor, of the one that goes -> of the survivor then
            (None, "theirs", "theirs"),
            ("ours", None, "ours"),
            ("ours", "theirs", "ours"),
            ("taken back", "theirs", "theirs"),
            ("ours", "taken back", "ours"),
            (None, "taken back", None),
            ("taken back", None, None),
            ("taken back", "taken back", None),
        )
        for ours, theirs, expected in cases:
            with self.subTest(ours=ours, theirs=theirs):
                target = self._partner("Rata", ours, ours == "taken back")
                source = self._partner("Rata", theirs, theirs == "taken back")
                move = self._invoice(partner=source)
                self._merge(target, source)
                self.assertFalse(source.exists())
                self.assertEqual(move.partner_id, target)
                self.assertEqual(target.acct_link_never_send, expected is not None)
                if expected:
                    self.assertEqual(target.acct_link_never_send_reason, expected)
                    self.assertFalse(move.acct_link_state)

    def test_merge_says_that_the_survivor_is_never_sent_now(self):
        target, source = self._partner("Rata"), self._partner("Rata Ltd", "own books")
        self._merge(target, source)
        bodies = " ".join(target.message_ids.mapped("body"))
        self.assertIn("Rata Ltd", bodies)
        self.assertIn("own books", bodies)

    def test_merge_of_three_keeps_the_one_strict_word(self):
        target, one, two = (self._partner(name) for name in ("A", "B", "C"))
        self._exclude(two, "own books")
        self._exclude(one, "x")
        one.acct_link_never_send = False
        self._merge(target, one, two)
        self.assertEqual(target.acct_link_never_send_reason, "own books")

    def test_merge_into_a_contact_holds_for_its_customer(self):
        customer = self._partner("Rata Group", is_company=True)
        person = self._partner("Jo", parent_id=customer.id)
        source = self._partner("Jo Rata", "own books")
        move = self._invoice(partner=source)
        self._merge(person, source)
        self.assertTrue(customer.acct_link_never_send)
        self.assertFalse(move.acct_link_state)

    def test_merge_that_makes_the_survivor_a_contact_holds_for_its_customer(self):
        customer = self._partner("Rata Group", is_company=True)
        source = self._partner("Jo Rata", parent_id=customer.id)
        target = self._partner("Jo", "own books")
        move = self._invoice(partner=target)
        self._merge(target, source)
        self.assertEqual(target.commercial_partner_id, customer)
        self.assertTrue(customer.acct_link_never_send)
        self.assertFalse(move.acct_link_state)

    def test_each_company_keeps_its_own_word(self):
        other = self._create_company(name="Other Firm")
        target, source = self._partner("Rata"), self._partner("Rata Ltd", "here")
        Exclusion = self.env["acct.link.exclusion"].sudo()
        Exclusion._exclude(target, other, "there")
        self._merge(target, source)
        rows = Exclusion.search([("partner_id", "=", target.id)])
        said = {row.company_id: row.reason for row in rows}
        self.assertEqual(said, {self.env.company: "here", other: "there"})

    def test_archived_customer_stays_unsent(self):
        partner = self._partner("Rata", "own books")
        move = self._invoice(partner=partner)
        partner.active = False
        self.assertFalse(move.acct_link_state)
        partner.active = True
        self.assertTrue(partner.acct_link_never_send)

    # === LINKS OF CODES === #

    def test_accounts_merged_by_odoo_keep_their_link(self):
        other = self._create_company(name="Other Firm")
        self.interface.sudo().office_ids += other
        code = self.interface.account_ids
        wizard = self.env["account.merge.wizard"].sudo()
        Map, numbers = self.env["acct.link.account.map"].sudo(), itertools.count(9000)
        for linked in ((code, False), (False, code), (code, code), (False, False)):
            with self.subTest(linked=[bool(each) for each in linked]):
                accounts = self.env["account.account"].sudo()
                for company, link in zip((self.env.company, other), linked, strict=True):
                    accounts += accounts.create(
                        {
                            "name": "Merged",
                            "code": f"40{next(numbers)}",
                            "account_type": "income",
                            "company_ids": [Command.set(company.ids)],
                        }
                    )
                    Map.create(
                        {
                            "interface_id": self.interface.id,
                            "account_id": accounts[-1:].id,
                            "remote_account_id": link and link.id,
                        }
                    )
                wizard._action_merge(accounts)
                self.env.invalidate_all()
                [row] = Map.search([("account_id", "in", accounts.ids)])
                self.assertEqual(row.account_id, accounts[0])
                self.assertEqual(row.remote_account_id, code if any(linked) else code.browse())

    def test_other_codes_keep_their_link_where_an_add_on_merges_them(self):
        other = self._code("account", "210", use="REVENUE")
        mine = self.interface.account_ids - other
        categories = self.env["product.category"].sudo().create([{"name": "A"}, {"name": "B"}])
        rows = self.env["acct.link.product.map"].create(
            [
                {"interface_id": self.interface.id, "categ_id": categories[0].id,
                 "remote_account_id": mine.id},
                {"interface_id": self.interface.id, "categ_id": categories[1].id,
                 "remote_account_id": other.id, "link_purchase_account_id": other.id},
            ]
        )  # fmt: skip
        self._merge_records(*categories)
        [row] = rows.exists()
        self.assertEqual(row.categ_id, categories[0])
        self.assertEqual((row.remote_account_id, row.link_purchase_account_id), (mine, other))

    def test_layout_and_analytic_account_keep_their_link(self):
        journals = self.env["account.journal"].create(
            [{"name": name, "code": name, "type": "sale"} for name in ("MA", "MB")]
        )
        theme = self._code("theme", "T1")
        rows = self.env["acct.link.theme.map"].create(
            [
                {"interface_id": self.interface.id, "journal_id": journals[1].id,
                 "remote_theme_id": theme.id},
                {"interface_id": self.interface.id, "journal_id": journals[0].id},
            ]
        )  # fmt: skip
        self._merge_records(*journals)
        [row] = rows.exists()
        self.assertEqual((row.journal_id, row.remote_theme_id), (journals[0], theme))
