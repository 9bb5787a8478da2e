import functools
from decimal import Decimal
from operator import itemgetter

from odoo import api, models

from ...lib.document import Line, text_line
from ...lib.matching import trim
from ...lib.problem import Problem
from ...lib.section import Item, collapse
from .document_booked import TEXTS, Text

# Below the lines somebody wrote stands what Odoo added, in this order.
PLACES = {"epd": 1, "rounding": 2}


@functools.lru_cache(4096)
def _exactly(number):
    """A float as it is written. Quantities, prices and discounts repeat themselves."""
    return Decimal(str(number))


class AcctLinkDocumentLine(models.AbstractModel):
    """account.move.line -> Line."""

    _name = "acct.link.document.line"
    _description = "Lines of Documents as they are sent"

    @api.model
    def _prepare_lines(self, interface, move, mappings, problems):
        """The lines as they stand on the document. What keeps one from leaving is added to
        `problems`.

        :param mappings: document_code.MappingCache
        :return: ([Line], whether their prices contain the tax)
        """
        Code = self.env["acct.link.document.code"]
        if self._has_private_share(move, mappings):
            problems.append(Problem("private_share", {"number": move.name}))
            return [], False
        base_lines, rounding = self._get_base_lines(move, mappings)
        included = mappings.capabilities.tax_included and self._is_tax_included(base_lines)
        found = []  # (place, Lines, the one they are parts of)
        for base_line in base_lines:
            line = self._prepare_line(interface, base_line, included, mappings, problems)
            parts = Code._get_parts(interface, base_line, line, included, mappings, problems)
            if parts:
                place = base_line.get("place") or self._get_place(base_line["record"])
                found.append((place, parts, line))
        for record in rounding:
            line = self._prepare_rounding_line(interface, record, mappings, problems)
            found.append((self._get_place(record), [line] if line else [], None))
        texts = self._get_texts(move, mappings)
        if not texts:  # nor any section
            found.sort(key=itemgetter(0))
            return [line for _place, parts, _whole in found for line in parts], included
        items = [
            Item(place, tuple(parts), self._get_label(whole) if whole else "")
            for place, parts, whole in found
        ]
        said = mappings.capabilities.text_lines and interface.send_text_lines
        # A supplier's document is not ours to print.
        hides = not mappings.for_bills
        items += [self._prepare_text(text, said, hides) for text in texts]
        return collapse(items, included, said), included

    @api.model
    def _prepare_text(self, text, said, hides):
        """:param text: Text; :param said: words are sent; :param hides: what it hides is hidden

        :return: Item
        """
        return Item(
            text.place,
            (text_line(text.text),) if said and trim(text.text) else (),
            label=trim(text.text),
            heading=text.kind if text.kind != "line_note" else "",
            hides_lines=hides and text.hides_lines,
            hides_prices=hides and text.hides_prices,
        )

    @api.model
    def _get_label(self, line):
        """What the print says of a line without its price."""
        return f"{line.quantity.normalize():f} × {line.description}"

    @api.model
    def _get_base_lines(self, move, mappings):
        """What is taxed, with its taxes as they were booked, and what rounds the total to cash.

        :return: ([base line of account.tax], account.move.line or nothing)
        """
        if move.id in mappings.stored_amounts:
            return mappings.stored_amounts[move.id].base_lines, ()
        base_lines, tax_lines = move._get_rounded_base_and_tax_lines()
        rounding = move.line_ids.filtered(lambda line: line.display_type == "rounding")
        # Rounded on the biggest tax: it counts as tax in the figures above.
        taxed = [each for each in tax_lines if each["record"] not in rounding]
        if len(taxed) < len(tax_lines):
            self._round(move, base_lines, taxed)
        if not self._adds_up(move, base_lines, rounding):
            self._try_other_rounding(move, base_lines, taxed, rounding)
        return [each for each in base_lines if each["record"] not in rounding], rounding

    @api.model
    def _round(self, move, base_lines, tax_lines):
        self.env["account.tax"]._round_base_lines_tax_details(
            base_lines, move.company_id, tax_lines=tax_lines
        )

    @api.model
    def _adds_up(self, move, base_lines, rounding):
        """Whether Odoo's tax engine comes to what was booked."""
        rest = [each for each in base_lines if each["record"] not in rounding]
        amounts = [self._get_amounts(each) for each in rest]
        added = [
            self._decimal(move.direction_sign * line.amount_currency, line.currency_id)
            for line in rounding
        ]
        if sum(map(sum, amounts)) + sum(added) != self._decimal(
            move.amount_total, move.currency_id
        ):
            return False
        # Where prices contain the tax, the total says nothing of it; cash rounding may be in it.
        tax = sum(taxed for _net, taxed in amounts)
        return bool(rounding) or tax == self._decimal(move.amount_tax, move.currency_id)

    @api.model
    def _try_other_rounding(self, move, base_lines, tax_lines, rounding):
        """The company's method of rounding may have changed since it was posted, and what was
        booked counts: it is worked out with the other method, and kept if that comes to it.
        """
        company, before = move.company_id, [each["tax_details"] for each in base_lines]
        methods = ["round_globally", "round_per_line"]
        other = methods[company.tax_calculation_rounding_method == methods[0]]
        for each in base_lines:
            self.env["account.tax"]._add_tax_details_in_base_line(each, company, other)
        self._round(move, base_lines, tax_lines)
        if not self._adds_up(move, base_lines, rounding):
            for each, details in zip(base_lines, before, strict=True):
                each["tax_details"] = details

    @api.model
    def _has_private_share(self, move, mappings):
        """Whether part of a bill cannot be deducted: Odoo moves it to a private account, which an
        accounting system would have to be told in items of a journal.
        """
        return move.id not in mappings.stored_amounts and any(
            (record.display_type or "").startswith("non_deductible") for record in move.line_ids
        )

    @api.model
    def _get_texts(self, move, mappings):
        """:return: [Text], its notes and headings"""
        if move.id in mappings.stored_amounts:
            return mappings.stored_amounts[move.id].texts
        return [
            Text(
                self._get_place(record),
                record.name or "",
                record.display_type,
                record.collapse_composition,
                record.collapse_prices,
            )
            for record in move.line_ids
            if record.display_type in TEXTS
        ]

    @api.model
    def _is_tax_included(self, base_lines):
        """Whether every price that is taxed contains all of its taxes, and one is."""
        distinct = {
            base_line["tax_ids"]
            for base_line in base_lines
            if base_line["tax_ids"] and base_line["special_type"] != "early_payment"
        }
        return bool(distinct) and all(
            tax.price_include for taxes in distinct for tax in taxes.flatten_taxes_hierarchy()
        )

    @api.model
    def _get_place(self, record):
        return PLACES.get(record.display_type, 0), record.sequence, record.id

    @api.model
    def _prepare_line(self, interface, base_line, included, mappings, problems):
        """:return: Line, or None with the reason added to `problems`"""
        codes = self._get_codes(interface, base_line, mappings, problems)
        if not codes:
            return None
        said, is_whole = codes
        net, taxed = self._get_amounts(base_line)
        if is_whole:
            net, taxed = net + taxed, Decimal()
        record = base_line["record"]
        name = base_line.get("name") or record.name
        # A line that Odoo added has no price that anybody wrote.
        written = not base_line["special_type"]
        price = _exactly(base_line["price_unit"])
        return Line(
            description=name or record.product_id.display_name or "",
            quantity=_exactly(base_line["quantity"]),
            price=price if written else net + taxed if included else net,
            discount=_exactly(base_line["discount"]),
            net=net,
            tax=taxed,
            **said,
        )

    @api.model
    def _get_codes(self, interface, base_line, mappings, problems):
        """:return: (as `_prepare_codes`, whether the price is nothing but tax), None with the
        reason added to `problems`
        """
        key = ("codes", base_line.get("codes"), mappings.for_bills)
        if key in mappings.cache:
            return mappings.cache[key]
        Code = self.env["acct.link.document.code"]
        account = Code._get_account(interface, base_line, mappings, problems)
        tax = Code._get_tax(
            interface, base_line["record"], base_line["tax_ids"], mappings, problems
        )
        if not self._check_pair(interface, account, tax, problems):
            return None
        is_whole = base_line["tax_ids"]._acct_link_is_whole()
        codes = (self._prepare_codes(account, tax), is_whole)
        if key[1]:
            mappings.cache[key] = codes
        return codes

    @api.model
    def _prepare_codes(self, account, tax):
        """:return: {field of a Line: value}, what says where it is booked"""
        return {
            "account": account.code or "",
            "account_id": account.remote_id or "",
            "tax_code": tax.code or "",
            "tax_id": tax.remote_id or "",
            "tax_rate": Decimal(str(tax.rate)),
            "tax_parts": tax._get_parts(),
        }

    @api.model
    def _get_amounts(self, base_line):
        """:return: (without tax, tax), Decimal"""
        if "amounts" in base_line:
            return base_line["amounts"]
        currency, details = base_line["currency_id"], base_line["tax_details"]
        net = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
        tax = sum(data["tax_amount_currency"] for data in details["taxes_data"])
        return self._decimal(net, currency), self._decimal(tax, currency)

    @api.model
    def _prepare_rounding_line(self, interface, record, mappings, problems):
        """What rounds the total to cash: a line of its own, without tax, whichever way Odoo booked
        it. :return: as `_prepare_line`
        """
        Code = self.env["acct.link.document.code"]
        account = Code._get_rounding_account(interface, record, mappings, problems)
        tax = Code._get_tax(interface, record, self.env["account.tax"], mappings, problems)
        if not self._check_pair(interface, account, tax, problems):
            return None
        amount = record.move_id.direction_sign * record.amount_currency
        net = self._decimal(amount, record.currency_id)
        return Line(
            description=record.name or record.move_id.invoice_cash_rounding_id.name or "",
            quantity=Decimal(1),
            price=net,
            discount=Decimal(),
            net=net,
            tax=Decimal(),
            **self._prepare_codes(account, tax),
        )

    @api.model
    def _check_pair(self, interface, account, tax, problems):
        """Whether both were found, and go together."""
        if not account or not tax:
            return False
        if not tax._goes_with(account):
            values = {"code": tax._get_label(), "account": account.display_name}
            problems.append(Problem("tax_not_for_account", values, (interface._name, interface.id)))
            return False
        return True

    @api.model
    def _decimal(self, amount, currency):
        """A float of Odoo as a Decimal with the currency's digits."""
        return round(Decimal(str(currency.round(amount))), currency.decimal_places)
