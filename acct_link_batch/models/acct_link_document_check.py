from decimal import Decimal

from odoo import api, models

from ..lib.document import PURCHASES, Document
from ..lib.problem import Problem

# Rates are told with as many decimals as accounting systems keep.
RATE_DIGITS = Decimal("0.000001")


class AcctLinkDocumentCheck(models.AbstractModel):
    """What keeps a document from leaving, as far as it can be known without asking."""

    _name = "acct.link.document.check"
    _description = "Checks of Documents before they are sent"

    # === BEFORE A DOCUMENT IS BUILT === #

    @api.model
    def _check_move(self, interface, line, links):
        """Problems that make it useless to look closer.

        :param line: acct.link.batch.line
        :param links: acct_link_document_code.Links
        :return: [Problem]
        """
        move = line.move_id
        number = {"number": move.name or ""}
        problems = []
        if move.state != "posted":
            problems.append(Problem("not_posted", number))
        elif move.currency_id.is_zero(move.amount_total):
            problems.append(Problem("zero_total", number))
        if move.id in links.parked:
            problems.append(Problem("set_aside", number))
        if line.remote_file_id != interface.remote_file_id:
            problems.append(Problem("other_file", number))
        if move.id in links.elsewhere:
            problems.append(Problem("other_interface", {**number, "interface": interface.name}))
        if line.kind not in links.capabilities.kinds:
            kind = dict(move._fields["move_type"]._description_selection(self.env))
            problems.append(Problem("kind_unsupported", {"kind": kind[move.move_type]}))
        elif line.kind in PURCHASES:
            problems += self._check_bill(interface, move)
        if problems:
            return problems
        problems += self._check_currency(interface, move, links)
        if move.invoice_date < interface.start_date:
            values = {"date": str(move.invoice_date), "start": str(interface.start_date)}
            problems.append(Problem("before_start", {**number, **values}))
        if interface.lock_date and move.invoice_date <= interface.lock_date:
            problems.append(Problem("period_locked", {"date": str(move.invoice_date)}))
        return problems

    @api.model
    def _check_bill(self, interface, move):
        values = {"number": move.name or "", "interface": interface.name}
        if move.acct_link_bill_ids:
            return [Problem("bill_from_books", values)]
        if not interface.send_bills:
            return [Problem("bills_not_sent", values, (interface._name, interface.id))]
        return []

    # === CURRENCY === #

    @api.model
    def _check_currency(self, interface, move, links):
        if move.id not in links.foreign:
            return []
        currency, books = move.currency_id.name, interface._get_books_currency(move.company_id)
        values = {"number": move.name, "currency": currency, "books": books}
        if not links.capabilities.foreign_currency:
            return [Problem("foreign_currency", values)]
        settings = (interface._name, interface.id)
        if currency not in links.currencies:
            return [Problem("currency_not_in_use", values, settings)]
        if interface.rate_source == "ours" and not self._get_rate(interface, move, links):
            return [Problem("rate_missing", values, settings)]
        return []

    @api.model
    def _get_rate(self, interface, move, links):
        """What one unit of the books' currency is worth in the document's, by the rate of the
        document; where the books are not kept in the company's currency, by Odoo's rate of the
        document's date besides.

        :return: Decimal; None where there is none to be told, or none known
        """
        if move.id not in links.foreign or interface.rate_source != "ours":
            return None
        books = interface._get_books_currency(move.company_id)
        worth = 1.0  # of the company's currency, in the books'
        if books != move.company_currency_id.name:
            key = ("rate", books, move.company_id, move.invoice_date)
            if key not in links.found:
                links.found[key] = self._get_worth(books, move)
            worth = links.found[key]
        rate = move.invoice_currency_rate / worth if worth else 0.0
        return Decimal(str(rate)).quantize(RATE_DIGITS) or None

    @api.model
    def _get_worth(self, books, move):
        """:return: float, 0 if Odoo has no rate"""
        company = move.company_id
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", books)])
        # Without a rate Odoo would count one for one.
        rates = self.env["res.currency.rate"].search(
            [
                ("currency_id", "in", (currency | company.currency_id).ids),
                ("company_id", "in", (False, company.root_id.id)),
                ("name", "<=", move.invoice_date),
            ]
        )
        rates = rates.filtered(lambda row: row.currency_id == currency or row.rate != 1)
        if not currency or not rates:
            return 0.0
        return currencies._get_conversion_rate(
            company.currency_id, currency, company, move.invoice_date
        )

    # === WHOLE DOCUMENTS === #

    @api.model
    def _check_documents(self, interface, lines, results):
        """Numbers, and what only the accounting system's connector knows."""
        connector = interface._connector()
        limit = connector._capabilities(interface).number_length
        ready = [line for line in lines if isinstance(results[line.id], Document)]
        documents = [results[line.id] for line in ready]
        taken = self._get_taken_numbers(interface, ready, documents)
        known = self._get_known_bills(interface, documents)
        for line, document, found in zip(
            ready, documents, connector._check(interface, documents), strict=True
        ):
            problems = list(found)
            values = {"number": document.number, "limit": str(limit)}
            if not document.number or document.number == "/":
                problems.append(Problem("number_missing"))
            elif len(document.number) > limit:
                problems.append(Problem("number_too_long", values))
            name = self._get_name(document)
            if taken.get(name, line.id) != line.id:
                is_bill = document.kind in PURCHASES
                problems.append(Problem("bill_number_twice" if is_bill else "number_twice", values))
            elif bill := known.get(name):
                problems.append(Problem("bill_in_books", values, (bill._name, bill.id)))
            if problems:
                results[line.id] = problems

    @api.model
    def _get_name(self, document):
        """What tells a document from all others of its kind: its number, of a bill together with
        its supplier's contact.
        """
        supplier = document.contact or document.party.key
        return document.kind, document.number, supplier if document.kind in PURCHASES else ""

    @api.model
    def _get_known_bills(self, interface, documents):
        """Bills that the books have under the same supplier and number, as they were pulled:
        {name: acct.link.bill}. Whoever sent another one would have it there twice.
        """
        numbers = [each.number for each in documents if each.kind in PURCHASES and each.contact]
        if not numbers:
            return {}
        bills = self.env["acct.link.bill"].search_fetch(
            [
                ("remote_file_id", "=", interface.remote_file_id),
                ("number", "in", numbers),
                ("state", "in", ("open", "taken", "settled")),
            ],
            ["kind", "number", "contact"],
        )
        return {(bill.kind, bill.number, bill.contact): bill for bill in bills}

    @api.model
    def _get_taken_numbers(self, interface, lines, documents):
        """Names that other documents of ours hold in the same accounts file, or that come up
        twice in this chunk: {name: id of the line that has the right to it}.
        """
        taken = {}
        for line, document in zip(lines, documents, strict=True):
            taken.setdefault(self._get_name(document), line.id)
        others = self.env["acct.link.batch.line"].search_fetch(
            [
                ("remote_file_id", "=", interface.remote_file_id),
                ("number_sent", "in", [document.number for document in documents]),
                ("state", "in", ("sending", "unknown", "uploaded", "exported")),
                ("id", "not in", [line.id for line in lines if line.id]),
            ],
            ["kind", "number_sent"],
        )
        # Large, and wanted of bills only.
        bills = others.filtered(lambda other: other.kind in PURCHASES)
        bills.fetch(["document"])
        for other in others:
            contact = (other.document or {}).get("contact", "") if other in bills else ""
            taken[other.kind, other.number_sent, contact] = other.id
        return taken
