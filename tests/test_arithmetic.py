"""Invoices at random, posted by Odoo, added up by the stand-in: to the cent what Odoo booked."""

import json
from decimal import Decimal

from common_walk import WalkCommon
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from odoo.addons.acct_link_xero.lib import translate

from sandbox.xero import NZ_TENANT
from sandbox.xero.clock import Clock
from sandbox.xero.line_rules import LineRules
from sandbox.xero.records import Document as Stored
from sandbox.xero.seed import seeded_books
from sandbox.xero.settings import Settings

RATES = (15.0, 12.5, 0.0)


def decimals(low, high, places):
    return st.decimals(low, high, places=places).map(float)


LINE = st.fixed_dictionaries(
    {
        "quantity": st.one_of(decimals(0, 50, 2), st.just(1.0), decimals(-3, 3, 4)),
        "price_unit": st.one_of(decimals(0, 2000, 2), decimals(0, 50, 4)),
        "discount": st.one_of(st.just(0.0), decimals(0, 100, 2)),
        "taxes": st.sampled_from(range(-1, len(RATES))),
        "included": st.booleans(),
    }
)


@tagged("post_install", "-at_install")
class TestArithmetic(WalkCommon):
    def setUp(self):
        super().setUp()
        self.pull_codes()
        codes = {"interface_id": self.interface.id, "name": "Rate"}
        self.taxes = {}
        for rate in RATES:
            for included in (False, True):
                key = f"{rate}{included}"
                tax = self.tax.copy(
                    {
                        "name": key,
                        "amount": rate,
                        "price_include_override": "tax_included" if included else "tax_excluded",
                    }
                )
                code = self.code("tax", "OUTPUT2") if rate == 15 else self.env["acct.link.tax"]
                code = code or code.sudo().create(
                    {**codes, "remote_id": key, "code": key, "rate": rate}
                )
                self.env["acct.link.tax.map"].create(
                    {**codes_of(self.interface), "tax_id": tax.id, "link_tax_id": code.id}
                )
                self.taxes[rate, included] = tax

    def move(self, lines, currency, refund, same):
        """Posted, or None where Odoo would not post it or there is nothing to send."""
        commands = [
            Command.create(
                {
                    "name": "Work",
                    "account_id": self.account.id,
                    **{name: line[name] for name in ("quantity", "price_unit", "discount")},
                    "tax_ids": [Command.set(self.tax_of(line, lines[0], same))],
                }
            )
            for line in lines
        ]
        move = self.invoice(
            post=False,
            move_type="out_refund" if refund else "out_invoice",
            invoice_line_ids=commands,
            currency_id=currency.id,
        )
        if move.amount_total <= 0:
            return None
        move.action_post()
        return move

    def tax_of(self, line, first, same):
        included = (first if same else line)["included"]
        return [] if line["taxes"] < 0 else self.taxes[RATES[line["taxes"]], included].ids

    def test_the_stand_in_adds_up_to_what_odoo_booked(self):
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2016-01-01", 85.0)])
        self.env["acct.link.currency"].sudo().create(
            {**codes_of(self.interface), "remote_id": "JPY", "code": "JPY", "name": "Yen"}
        )
        own, sent = self.env.company.currency_id, []

        @settings(
            max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(
            st.lists(LINE, min_size=1, max_size=5),
            st.sampled_from((own, own, yen)),
            st.booleans(),
            st.booleans(),
            st.sampled_from(("round_per_line", "round_globally")),
        )
        def check(lines, currency, refund, same, method):
            self.env.company.tax_calculation_rounding_method = method
            move = self.move(lines, currency, refund, same)
            if move:
                sent.append(self.check_move(move))

        check()
        self.assertGreater(len(sent), 20)
        self.assertEqual(set(sent), {"Exclusive", "Inclusive"})

    def check_move(self, move):
        line = self.env["acct.link.batch.line"].browse(
            self.env["acct.link.batch"].browse(move.action_acct_link_batch()["res_id"]).line_ids.id
        )
        found = self.env["acct.link.document"]._prepare_documents(
            self.interface, line, {line.id: "00000000-0000-4000-8000-000000000001"}
        )[line.id]
        self.assertFalse(isinstance(found, list), found)
        text = translate.prepare("create_documents", found.kind, [found], "AUTHORISED").text
        [[element]] = json.loads(text, parse_float=Decimal).values()
        total, tax = self.add_up(element)
        self.assertEqual(total, Decimal(str(move.amount_total)).quantize(Decimal("0.01")))
        self.assertEqual(tax, Decimal(str(move.amount_tax)).quantize(Decimal("0.01")))
        return element["LineAmountTypes"]

    def add_up(self, element):
        """Total and tax as the stand-in's books make them of an element."""
        books, switches = seeded_books(Clock())[NZ_TENANT], Settings()
        for code in self.interface.tax_ids.filtered(lambda each: each.name == "Rate"):
            if not books.tax_rate(code.code):
                like = dict(books.tax_rate("OUTPUT2"))
                rate = Decimal(str(code.rate))
                books.tax_rates.append({**like, "TaxType": code.code, "EffectiveRate": rate})
        document = Stored(
            id="", type=element["Type"], contact_id="", day=None, updated=None,
            currency=element["CurrencyCode"], client_id="", status="AUTHORISED",
            line_amount_types=element["LineAmountTypes"],
        )  # fmt: skip
        rules = LineRules(books, switches, document, 4)
        lines = rules.read(element["LineItems"])
        self.assertFalse(rules.problems)
        tax = sum(line.tax_amount for line in lines)
        net = sum(line.line_amount for line in lines)
        return (net if element["LineAmountTypes"] == "Inclusive" else net + tax), tax


def codes_of(interface):
    return {"interface_id": interface.id}
