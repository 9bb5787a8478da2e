"""Code lists refreshed on schedule, and what a run of a pull leaves alone, over real HTTP."""

from pull_common import PullCommon

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.acct_link_oauth.lib.sign_in import Tokens

from sandbox.xero import NZ_TENANT


class TestCodeLists(PullCommon):
    def setUp(self):
        super().setUp()
        self.codes = self.interface.pull_ids.filtered(lambda pull: pull.resource == "codes")

    def offered(self, code):
        """Whether a person who looks for an account is offered it."""
        found = self.env["acct.link.account"].name_search(
            code, [("interface_id", "=", self.interface.id)]
        )
        return any(name.startswith(f"{code} ") for _id, name in found)

    def on_schedule(self):
        """A day later, nobody asks for it."""
        self.codes.run_ids.sudo().unlink()
        self.run_puller()
        return self.codes.last_run_id

    def test_archived_account_is_kept_and_not_offered_until_it_is_back(self):
        account = self.code("account", "260")
        self.assertTrue(self.codes.enabled and self.offered("260"))
        self.bookkeeper("archive_account", code="260")
        run = self.on_schedule()
        self.assertEqual((run.result, run.failed), ("done", 0), run.problem_text)
        self.assertTrue(run.seen)
        self.assertEqual((account.exists(), account.active), (account, False))
        self.assertFalse(self.offered("260"))
        self.bookkeeper("restore_account", code="260")
        self.on_schedule()
        self.assertTrue(account.active and self.offered("260"))

    def test_renumbered_account_is_followed_by_its_id(self):
        account = self.interface.default_account_id
        self.assertEqual(account.code, "200")
        self.bookkeeper("recode_account", code="200", new_code="2001")
        self.on_schedule()
        self.assertEqual((self.interface.default_account_id, account.code), (account, "2001"))
        line = self.upload(self.invoice())
        self.assertExact(line)
        [row] = self.books("invoices")
        self.assertEqual([each["account_code"] for each in row["lines"]], ["2001"])

    def test_lock_date_is_refreshed(self):
        self.assertFalse(self.interface.lock_date)
        dates = {"PeriodLockDate": "2026-06-30", "EndOfYearLockDate": "2026-03-31"}
        self.control("settings", {"tenants": {NZ_TENANT: dates}})
        self.on_schedule()
        self.assertEqual(str(self.interface.lock_date), "2026-06-30")

    def test_switched_off_reads_nothing(self):
        self.codes.enabled = False
        before = len(self.calls("GET", "Accounts"))
        self.assertFalse(self.on_schedule())
        self.assertEqual(len(self.calls("GET", "Accounts")), before)

    def test_garbled_list_is_not_taken_for_an_empty_one(self):
        before = self.interface.account_ids
        self.assertTrue(before)
        self.fault("garbage", path="Accounts$", method="GET")
        run = self.on_schedule()
        self.assertEqual(run.result, "waiting")
        self.assertTrue(run.problem_text and run.wait_until)
        self.assertEqual(self.interface.account_ids, before)

    # === SIGN-IN AND CONTACTS === #

    @mute_logger("odoo.addons.acct_link_pull.models.puller")
    def test_sign_in_made_while_a_run_was_refused_is_not_marked_as_lapsed(self):
        token = self.interface._get_token()
        interfaces = type(self.interface)
        mark = interfaces._mark_lapsed
        signs_in = True

        def sign_in_first(self, sign_ins):
            if signs_in:
                tokens = self.env["acct.link.token"].sudo()
                expires = fields.Datetime.add(fields.Datetime.now(), minutes=30)
                fresh = Tokens(token.access_token, token.refresh_token, expires)
                with tokens._locked(self) as values:
                    tokens._keep_sign_in(values, fresh)
            return mark(self, sign_ins)

        self.patch(interfaces, "_mark_lapsed", sign_in_first)
        self.fault("forbidden", path="Accounts$", method="GET", times=0)
        self.assertEqual(self.on_schedule().result, "sign_in")
        self.assertEqual(self.interface.sign_in_state, "connected")
        signs_in = False
        self.assertEqual(self.on_schedule().result, "sign_in")
        self.assertEqual(self.interface.sign_in_state, "lapsed")

    def test_contact_on_two_pages_is_listed_once(self):
        """A page moved while the contacts were read."""
        connector = type(self.env["acct.link.connector.xero"])
        pull = connector._pull

        def twice(self, interface, resource, since=None):
            rows = list(pull(self, interface, resource, since))
            yield from rows
            yield from rows[-3:] if resource == "contacts" else ()

        self.patch(connector, "_pull", twice)
        directory = self.env["acct.link.remote.contact"].sudo()
        for _time in range(2):
            with self.enter_registry_test_mode():
                directory._read_all(self.interface)
            listed = directory.search([("interface_id", "=", self.interface.id)])
            self.assertEqual(
                sorted(listed.mapped("remote_id")),
                sorted(row["id"] for row in self.books("contacts")),
            )
