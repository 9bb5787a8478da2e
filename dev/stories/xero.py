"""A firm that goes from Xero to files."""

import time

import clerk
import demo
from kit.systems import get_system
from postgres import Failure

from .packages import PACKAGES
from .story import Story

LAPSE_SECONDS = 61 * 24 * 3600  # a sign-in that nobody used lives for 60 days


class XeroStory(Story):
    def nothing_is_linked(self):
        pass

    def app_entered(self):
        self.kept["interface"] = demo.make_interface(self.person, self.stand_in, self.company_id)

    def app_is_custom(self):
        self._set_way("custom")

    def several_reached(self):
        self._set_way("browser")
        organisations = [demo.ORGANISATION, demo.OTHER_ORGANISATION]
        demo.sign_in(self.person, self.kept["interface"], organisations)

    def signed_in(self):
        action = self._call(
            "acct.link.interface", "action_choose_organisation", [self.kept["interface"]]
        )
        choice = action["res_id"]
        [option] = self.person.search_read(
            "acct.link.choice.option",
            [["choice_id", "=", choice], ["name", "=", demo.ORGANISATION]],
            ["id"],
        )
        self._call("acct.link.choice", "write", [choice], {"option_id": option["id"]})
        self._call("acct.link.choice", "action_confirm", [choice])
        self.tenant = demo.read_connection(self.person, self.kept["interface"])

    def some_to_send(self):
        demo.map_codes(self.person, self.kept["interface"])
        demo.upload(self.person, self.stand_in, get_system("xero"))
        self.moves = self._make_trouble()
        self.kept.update(failed_invoice=self.moves[0], uploaded_invoice=self.moves[1])

    def one_parked(self):
        clerk.park(self.person, self.moves[-1:], "Disputed by the customer")

    def in_a_batch(self):
        action = self._call("account.move", "action_acct_link_batch", self.moves[:5])
        self.kept["batch"] = action["res_id"]

    def some_failed(self):
        self._call("acct.link.batch", "action_upload", [self.kept["batch"]])
        demo.watch(self.person, self.kept["batch"])

    def books_moved(self):
        """The bookkeeper has paid, renumbered, voided; somebody was quicker in Odoo."""
        lines = self.person.search_read(
            "acct.link.batch.line",
            [["state", "=", "uploaded"], ["kind", "=", "invoice"]],
            ["remote_id", "move_id"],
        )
        paid, part, renumbered, voided, twice = lines[:5]
        journal = clerk.register_payments(self.person, self.kept["interface"], self.company_id)
        self._pay_here(twice["move_id"][0], journal)
        for line, wish in (
            (paid, {"action": "pay", "reference": "EFT 4711"}),
            (part, {"action": "pay", "amount": "20.00", "reference": "EFT 4712"}),
            (twice, {"action": "pay", "reference": "EFT 4713"}),
            (renumbered, {"action": "edit", "number": "2026-0815"}),
            (voided, {"action": "void"}),
        ):
            self.stand_in.control("bookkeeper", tenant=self.tenant, id=line["remote_id"], **wish)
        clerk.pull_now(self.person, self.kept["interface"], "documents")

    def _pay_here(self, move, journal):
        asked = {"active_model": "account.move", "active_ids": [move]}
        wizard = self.person.call(
            "account.payment.register", "create", {"journal_id": journal}, context=asked
        )
        self._call("account.payment.register", "action_create_payments", [wizard])

    def followed_up(self):
        """Of three uploaded invoices one is voided there, one is paid there, one is changed."""
        lines = self.person.search_read(
            "acct.link.batch.line",
            [
                ["state", "=", "uploaded"],
                ["kind", "=", "invoice"],
                ["move_id", "not in", self.moves],
            ],
            ["move_id", "remote_id", "remote_org_id"],
            order="id desc",
            limit=3,
        )
        ids = [line["move_id"][0] for line in lines]
        self.stand_in.control(
            "bookkeeper",
            tenant=lines[1]["remote_org_id"],
            action="pay",
            id=lines[1]["remote_id"],
            amount="10.00",
        )
        for move_id, answer in zip(
            ids, ("action_void", "action_void", "action_leave"), strict=True
        ):
            prompt = self._call("acct.link.reset", "create", {"move_ids": [[6, 0, [move_id]]]})
            self._call("acct.link.reset", answer, [prompt])
        self._call("account.move", "write", ids[2:], {"ref": "PO 4711"})
        self._call("account.move", "action_post", ids[2:])
        self.kept.update(changed_invoice=ids[2], changed_line=lines[2]["id"])
        deadline = time.monotonic() + 60
        failed = [["state", "=", "failed"]]
        while not (found := self.person.search_read("acct.link.operation", failed, ["id"])):
            if time.monotonic() > deadline:
                raise Failure("no follow-up failed")
            time.sleep(0.5)
        self.kept["failed_operation"] = found[0]["id"]

    def option_missing(self):
        """A job that the books do not know yet, and the codes of their items."""
        plan, jobs = clerk.make_jobs(self.person, self.company_id, ["P12 Harbour", "P13 Library"])
        [tracking] = self.person.search_read(
            "acct.link.tracking", [["interface_id", "=", self.kept["interface"]]], ["id"], limit=1
        )
        plans = [[0, 0, {"plan_id": plan, "remote_tracking_id": tracking["id"]}]]
        self._write({"plan_map_ids": plans, "option_policy": "ask", "send_item_codes": True})
        self._call("acct.link.interface", "action_pull_codes", [self.kept["interface"]])
        moves = self._make_invoices(["Rata Rentals"])
        clerk.charge(self.person, moves[0], jobs[1])
        batch = self._call("account.move", "action_acct_link_batch", moves)["res_id"]
        self._call("acct.link.batch", "action_upload", [batch])
        demo.watch(self.person, batch)
        self.kept["option_batch"] = batch

    def customers_missing(self):
        """Customers under names that are only nearly those of the contacts there."""
        self._write({"contact_policy": "match"})
        names = ["Kowhai Offices Ltd", "O\u2019Brien and Sons", "Back Slash", "Nobody Knows Me"]
        moves = self._make_invoices(names)
        action = self._call("account.move", "action_acct_link_batch", moves[:2])
        self._call("acct.link.batch", "action_upload", [action["res_id"]])
        demo.watch(self.person, action["res_id"])
        self.kept["missing_batch"] = action["res_id"]
        [move] = self.person.search_read(
            "account.move", [["id", "=", self.kept["uploaded_invoice"]]], ["commercial_partner_id"]
        )
        self.kept["customer"], name = move["commercial_partner_id"]
        # Another one of that name, whose contact is the same then.
        second = self._call("res.partner", "create", {"name": name, "email": "jo@example.com"})
        asked = clerk.make_invoices(self.person, [(second, "Site survey", 3, 180, None)])
        action = self._call("account.move", "action_acct_link_batch", asked)
        self.kept["asked_batch"] = action["res_id"]
        self._call("acct.link.match", "action_open")
        action = self._call("account.move", "action_acct_link_batch", moves[2:3])
        self.kept["unmatched_batch"] = action["res_id"]

    def to_be_released(self):
        """A batch that another user than its maker has to let go."""
        self._write({"needs_release": True})
        moves = self._make_invoices(["Nikau Press"])
        self.kept["held_batch"] = self._call("account.move", "action_acct_link_batch", moves)[
            "res_id"
        ]

    def paused(self):
        self._write({"needs_release": False})
        self._set_paused(True)
        action = self._call("account.move", "action_acct_link_batch", self.moves[5:7])
        self.kept["waiting_batch"] = action["res_id"]
        self._call("acct.link.batch", "action_upload", [self.kept["waiting_batch"]])

    def cron_is_off(self):
        self._switch_cron(False)
        self._set_paused(False)

    def sign_in_lapsed(self):
        self.stand_in.control("clock", advance=LAPSE_SECONDS)
        self._switch_cron(True)
        waiting = self.kept["waiting_batch"]
        self._call("acct.link.batch", "action_stop", [waiting])
        self._call("acct.link.batch", "action_upload", [waiting])
        deadline = time.monotonic() + 60
        while self._read("acct.link.interface", self.kept["interface"])["sign_in_state"] != (
            "lapsed"
        ):
            if time.monotonic() > deadline:
                raise Failure("the sign-in does not lapse")
            time.sleep(0.5)

    def users_may_sign_in(self):
        self._write({"users_sign_in": True})

    def files_written(self):
        """The office goes on with an accounting system that imports files."""
        self._write({"office_ids": [[5]]})
        profile = self._find_format("myob_accountright_sales")
        interface = self._call(
            "acct.link.interface",
            "create",
            {
                "name": f"{demo.COMPANY} to MYOB",
                "connector": "csv",
                "company_id": self.company_id,
                "office_ids": [[6, 0, [self.company_id]]],
                "start_date": "2000-01-01",
                "remote_org_name": "NZ Company 2026.myox",
                "csv_profile_id": profile,
                "csv_own_codes": True,
                "tax_ids": [
                    [0, 0, {"code": "S15", "name": "GST 15 %", "rate": 15}],
                    [0, 0, {"code": "FRE", "name": "No GST", "rate": 0}],
                ],
            },
        )
        self._call("acct.link.interface", "action_suggest_mappings", [interface])
        codes = self.person.search_read(
            "acct.link.tax", [["interface_id", "=", interface]], ["id"], order="rate"
        )
        for row in self.person.search_read(
            "acct.link.tax.map", [["interface_id", "=", interface]], ["display_name"]
        ):
            code = codes["15%" in row["display_name"]]
            self._call("acct.link.tax.map", "write", [row["id"]], {"remote_tax_id": code["id"]})
        moves = self._make_invoices(["Matai Joinery", "Rimu Dental", "Totara Legal"])
        batch = self._call("account.move", "action_acct_link_batch", moves)["res_id"]
        self._call("acct.link.batch", "action_upload", [batch])
        demo.watch(self.person, batch)
        copy = self._call("acct.link.csv.profile", "action_copy", [profile])
        self.kept.update(
            file_interface=interface, file_batch=batch, format=profile, copy=copy["res_id"]
        )

    def packages_chosen(self):
        """Interfaces as they are set up first, for one accounting system each."""
        for name, package in PACKAGES.items():
            self.kept[name] = self._make_package(package)

    def _make_package(self, package):
        keys = {"": package.format, "credit_": package.credits, "bill_": package.bills}
        formats = {
            f"csv_{side}profile_id": self._find_format(key) for side, key in keys.items() if key
        }
        interface = self._call(
            "acct.link.interface",
            "create",
            {
                "name": f"{demo.COMPANY} to {package.name}",
                "connector": "csv",
                "company_id": self.company_id,
                "start_date": "2026-04-01",
                "match_rule": package.match_rule,
                **formats,
                "tax_ids": [
                    [0, 0, {"code": code, "name": name, "rate": rate}]
                    for code, name, rate in package.codes
                ],
                "account_ids": [
                    [0, 0, {"code": code, "name": name}] for code, name in package.accounts
                ],
            },
        )
        for key, value in package.settings.items():
            rows = self._call(
                "acct.link.csv.setting",
                "search",
                [["interface_id", "=", interface], ["key", "=", key]],
            )
            self._call("acct.link.csv.setting", "write", rows, {"value": value})
        return interface

    def _find_format(self, key):
        [profile] = self.person.search_read(
            "acct.link.csv.profile", [["key", "=", key]], ["id"], limit=1
        )
        return profile["id"]

    def _read(self, model, record_id):
        [values] = self.person.search_read(model, [["id", "=", record_id]], ["sign_in_state"])
        return values

    def _set_way(self, way):
        self._write({"xero_auth": way})

    def _set_paused(self, paused):
        self._write({"paused": paused})

    def _switch_cron(self, active):
        [cron] = self.person.search_read(
            "ir.cron",
            [["cron_name", "=", "Accounting Link: Upload"], ["active", "in", [True, False]]],
            ["id"],
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                return self._call("ir.cron", "write", [cron["id"]], {"active": active})
            except Failure:  # it runs at the moment
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _make_trouble(self):
        """Invoices of which some fail, and a draft. :return: ids of those that are posted"""
        moves = self._make_invoices(
            ["Twin Peaks Ltd", "Kauri Timber", "Harbour Cafe", "Tui Brewing"]
        )
        self._call("account.move", "copy", moves[2:3])  # a draft, which is not offered
        return moves
