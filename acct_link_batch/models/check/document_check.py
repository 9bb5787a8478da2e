from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ...lib.document import PAPERS, PURCHASES, Document
from ...lib.matching import normalise_number
from ...lib.problem import Problem
from ..document.paper import TAKEN_STATES


class AcctLinkDocumentCheck(models.AbstractModel):
    """What keeps a document from leaving, as far as it can be known without asking."""

    _name = "acct.link.document.check"
    _description = "Checks of Documents before they are sent"

    # === BEFORE A DOCUMENT IS BUILT === #

    @api.model
    def _check_move(self, interface, line, mappings):
        """Problems that make it useless to look closer.

        :param line: acct.link.batch.line
        :param mappings: document_code.MappingCache
        :return: [Problem]
        """
        move = line.move_id
        number = {"number": move.name or ""}
        problems = []
        if move.state != "posted":
            problems.append(Problem("not_posted", number))
        elif move.currency_id.is_zero(move.amount_total):
            problems.append(Problem("zero_total", number))
        if move.id in mappings.parked:
            problems.append(Problem("set_aside", number))
        if line.remote_org_id != interface.remote_org_id:
            problems.append(Problem("other_file", number))
        if move.id in mappings.elsewhere:
            problems.append(Problem("other_interface", {**number, "interface": interface.name}))
        if line.kind not in mappings.capabilities.kinds:
            kind = dict(move._fields["move_type"]._description_selection(self.env))
            problems.append(Problem("kind_unsupported", {"kind": kind[move.move_type]}))
        elif line.kind in PURCHASES:
            problems += self._check_bill(interface, move)
        if problems:
            return problems
        problems += self._check_currency(interface, move, mappings)
        if move.invoice_date < interface.start_date:
            values = {"date": str(move.invoice_date), "start": str(interface.start_date)}
            problems.append(Problem("before_start", {**number, **values}))
        if interface.lock_date and move.invoice_date <= interface.lock_date:
            problems.append(Problem("period_locked", {"date": str(move.invoice_date)}))
        return problems

    @api.model
    def _check_bill(self, interface, move):
        values = {"number": move.name or "", "interface": interface.name}
        if move._acct_link_is_from_books():
            return [Problem("bill_from_books", values)]
        if not interface.send_bills:
            return [Problem("bills_not_sent", values, (interface._name, interface.id))]
        return []

    # === CURRENCY === #

    @api.model
    def _check_currency(self, interface, move, mappings):
        if move.id not in mappings.foreign:
            return []
        currency, books = move.currency_id.name, interface._get_books_currency(move.company_id)
        values = {"number": move.name, "currency": currency, "books": books}
        if not mappings.capabilities.foreign_currency:
            return [Problem("foreign_currency", values)]
        settings = (interface._name, interface.id)
        if currency not in mappings.currencies:
            return [Problem("currency_not_in_use", values, settings)]
        if interface.rate_source == "ours":
            return self._check_rate(interface, move, mappings)
        return []

    @api.model
    def _check_rate(self, interface, move, mappings):
        """Whether the rate that would be sent is one that somebody entered."""
        Rate = self.env["acct.link.rate"]
        day = move._get_invoice_currency_rate_date()
        values = {"number": move.name, "date": str(day), "currency": move.currency_id.name}
        if Rate._is_made_up(move, mappings.cache):
            known = Rate._is_known(move.currency_id, move.company_id, day, mappings.cache)
            if known:
                return [Problem("rate_not_taken", values, (move._name, move.id))]
            return [Problem("rate_missing", values, ("res.currency", move.currency_id.id))]
        if self._get_worth(interface, move, mappings) is None:
            books = interface._get_books_currency(move.company_id)
            currency = self._find_currency(books)
            record = (currency._name, currency.id) if currency else (interface._name, interface.id)
            return [Problem("rate_missing", {**values, "currency": books}, record)]
        if not self._get_rate(interface, move, mappings):
            return [Problem("rate_too_small", values, (interface._name, interface.id))]
        return []

    @api.model
    def _get_rate(self, interface, move, mappings):
        """What one unit of the books' currency is worth in the document's, with the digits that
        are sent.

        :return: Decimal; None where there is none to be told, or none known
        """
        rate = self._get_full_rate(interface, move, mappings)
        return rate and round(rate, mappings.capabilities.rate_decimals) or None

    @api.model
    def _get_full_rate(self, interface, move, mappings):
        """The rate of the document; where the books are not kept in the company's currency, by
        Odoo's rate of the document's date besides. :return: as `_get_rate`, with all its digits
        """
        if move.id not in mappings.foreign or interface.rate_source != "ours":
            return None
        worth = self._get_worth(interface, move, mappings)
        if not worth:
            return None
        # As many digits as a rate has that was worked out of others.
        return Decimal(f"{move.invoice_currency_rate / worth:.12g}")

    @api.model
    def _get_worth(self, interface, move, mappings):
        """What one unit of the company's currency is worth in that of the books.

        :return: float, None if nobody entered a rate
        """
        books = interface._get_books_currency(move.company_id)
        if books == move.company_currency_id.name:
            return 1.0
        key = ("rate", books, move.company_id, move.invoice_date)
        if key not in mappings.cache:
            company, currency = move.company_id, self._find_currency(books)
            mappings.cache[key] = (
                currency._get_conversion_rate(
                    company.currency_id, currency, company, move.invoice_date
                )
                if currency
                and self.env["acct.link.rate"]._is_known(
                    currency, company, move.invoice_date, mappings.cache
                )
                else None
            )
        return mappings.cache[key]

    @api.model
    def _find_currency(self, name):
        """:return: res.currency, an inactive one too"""
        return self.env["acct.link.rate"]._get_currency(name)

    # === WHOLE DOCUMENTS === #

    @api.model
    def _get_notes(self, _moves):
        """What a person should know of documents before they are sent, and what stops none.

        :return: {move id: [Problem]}
        """
        return {}

    @api.model
    def _get_remarks(self, document):
        """What is said of a document that goes. :return: [Problem], warnings"""
        remarks = []
        if document.reference_full:
            values = {"full": document.reference_full, "sent": document.reference}
            remarks.append(Problem("reference_cut", values))
        if document.rate_full:
            values = {"full": document.rate_full, "sent": str(document.rate)}
            remarks.append(Problem("rate_shortened", values))
        return remarks

    @api.model
    def _check_documents(self, interface, lines, results):
        """Numbers, and what only the accounting system's connector knows."""
        connector = interface._connector()
        capabilities = connector._capabilities(interface)
        ready = [line for line in lines if isinstance(results[line.id], Document)]
        documents = [results[line.id] for line in ready]
        taken = self._get_taken_numbers(interface, ready, documents)
        Paper, Line = self.env["acct.link.paper"], self.env["acct.link.batch.line"]
        known = Paper._find_in_books(interface, documents, Line.union(*ready))
        void = self._get_void_numbers(interface, documents)
        unfit = self.env["acct.link.contact"]._check_currencies(interface, documents)
        for index, (line, document, found) in enumerate(
            zip(ready, documents, connector._check(interface, documents), strict=True)
        ):
            problems = list(found)
            limit = capabilities.get_number_length(document.kind)
            values = {"number": document.number, "limit": str(limit)}
            if not document.number or document.number == "/":
                problems.append(Problem("number_missing"))
            elif limit and len(document.number) > limit:
                problems.append(Problem("number_too_long", values))
            right = taken[self._get_name(document)]
            if index in known or right != line:
                other = known.get(index, right)
                own = line.move_id._acct_link_number()
                if own != document.number:
                    values = {"number": own, "sent": document.number}
                problems.append(self._get_taken(document, other, values))
            elif (document.kind, document.number) in void:
                problems.append(Problem("number_taken_void", values))
            if index in unfit:
                problems.append(unfit[index])
            if problems:
                results[line.id] = problems

    @api.model
    def _get_taken(self, document, other, values):
        """:param other: what has the number: a line, a bill of the books, or one marked as there
        :return: Problem
        """
        if "sent" in values and other._name == "acct.link.batch.line":
            return Problem("number_sent_twice", {**values, "other": other.move_id.display_name})
        if document.kind not in PURCHASES:
            return Problem("number_twice", values)
        if other._name == "acct.link.batch.line":
            values = {**values, "bill": other.move_id.display_name}
            return Problem("bill_number_twice", values, ("account.move", other.move_id.id))
        return Problem("bill_in_books", values, (other._name, other.id))

    @api.model
    def _get_name(self, document):
        """What tells a document from all others of its kind: its number, of a bill together with
        its supplier's contact.
        """
        if document.kind not in PURCHASES:
            return document.kind, document.number, ""
        supplier = document.contact or document.party.key
        kind = PAPERS.get(document.kind, document.kind)
        return kind, normalise_number(document.number), supplier

    @api.model
    def _get_void_numbers(self, interface, documents):
        """:return: {(kind, number)} of these that documents of ours have in the books which were
        voided there, by the link or by somebody else, where that keeps the number taken
        """
        keeps = interface._connector()._capabilities(interface).void_keeps_number
        numbers = [each.number for each in documents if each.kind in keeps and each.number]
        if not numbers:
            return set()
        lines = self.env["acct.link.batch.line"].search_fetch(
            Domain("remote_org_id", "=", interface.remote_org_id)
            & Domain("number_sent", "in", numbers)
            & Domain("state", "=", "removed")
            & self.env["acct.link.paper"]._get_voided_there_domain(),
            ["kind", "number_sent"],
        )
        return {(line.kind, line.number_sent) for line in lines}

    @api.model
    def _get_taken_numbers(self, interface, lines, documents):
        """Numbers that other documents of ours hold in the same accounts file, or that come up
        twice in this chunk. What is there of bills says `acct.link.paper`.

        :return: {name: acct.link.batch.line that has the right to it}
        """
        taken = {}
        for line, document in zip(lines, documents, strict=True):
            taken.setdefault(self._get_name(document), line)
        sold = [document.number for document in documents if document.kind not in PURCHASES]
        for other in self.env["acct.link.batch.line"].search_fetch(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("kind", "not in", PURCHASES),
                ("number_sent", "in", sold),
                ("state", "in", TAKEN_STATES),
                ("id", "not in", [line.id for line in lines if line.id]),
            ],
            ["kind", "number_sent"],
        ):
            taken[other.kind, other.number_sent, ""] = other
        return taken
