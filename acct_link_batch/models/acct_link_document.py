import logging
from decimal import Decimal

import psycopg2

from odoo import api, models
from odoo.tools import float_compare

from ..lib.document import Document, Line, Party
from ..lib.problem import Problem

_logger = logging.getLogger(__name__)


class AcctLinkDocument(models.AbstractModel):
    """account.move -> Document: the one place where a document is put into neutral words."""

    _name = "acct.link.document"
    _description = "Documents as they are sent"

    # === DOCUMENTS === #

    @api.model
    def _prepare_documents(self, interface, lines, contacts):
        """Freeze the documents of a chunk.

        :param lines: acct.link.batch.line, locked
        :param contacts: {line id: remote id}
        :return: {line id: Document, or the list of Problems that keep it here}
        """
        moves = lines.move_id
        # Touched for the whole chunk at once: 3 queries a document otherwise.
        moves.line_ids.tax_ids.mapped("amount")
        moves.line_ids.mapped("tax_tag_ids")
        codes = self._get_codes(interface)
        kinds = interface._connector()._capabilities(interface).kinds
        keyless = self.env["acct.link.party"]._check_keys(interface, moves)
        results = {}
        for line in lines:
            problems = self._check_move(interface, line, kinds)
            if line.move_id.id in keyless:
                problems.append(keyless[line.move_id.id])
            document = None
            if not problems:
                try:
                    document = self._prepare_document(interface, line, contacts, codes, problems)
                except psycopg2.Error:
                    raise
                except Exception as error:
                    _logger.exception("Document %s could not be prepared", line.move_id.id)
                    problems.append(Problem("internal_error", {"message": str(error)}))
            results[line.id] = problems or document
        self._check_documents(interface, lines, results)
        return results

    @api.model
    def _get_codes(self, interface):
        """The interface's links: ({account id: acct.link.account}, {tax id: acct.link.tax})."""
        ours = [("interface_id", "=", interface.id)]
        accounts = self.env["acct.link.account.map"].search_fetch(ours, order="id")
        taxes = self.env["acct.link.tax.map"].search_fetch(ours, order="id")
        return (
            {row.account_id.id: row.link_account_id for row in accounts},
            {row.tax_id.id: row.link_tax_id for row in taxes},
        )

    @api.model
    def _check_move(self, interface, line, kinds):
        """Problems that make it useless to look closer.

        :param kinds: those that the connector takes
        :return: [Problem]
        """
        move = line.move_id
        number = {"number": move.name or ""}
        problems = []
        if move.state != "posted":
            problems.append(Problem("not_posted", number))
        elif move.currency_id.is_zero(move.amount_total):
            problems.append(Problem("zero_total", number))
        if move.acct_link_parking_ids:
            problems.append(Problem("set_aside", number))
        if line.remote_file_id != interface.remote_file_id:
            problems.append(Problem("other_file", number))
        if move.company_id._get_acct_link_interface() != interface:
            problems.append(Problem("other_interface", {**number, "interface": interface.name}))
        if move.move_type == "out_receipt" or line.kind not in kinds:
            kind = dict(move._fields["move_type"]._description_selection(self.env))
            problems.append(Problem("kind_unsupported", {"kind": kind[move.move_type]}))
        if problems:
            return problems
        books = interface.remote_currency or move.company_currency_id.name
        if move.currency_id.name != books:
            values = {**number, "currency": move.currency_id.name, "books": books}
            problems.append(Problem("foreign_currency", values))
        if move.invoice_date < interface.start_date:
            values = {"date": str(move.invoice_date), "start": str(interface.start_date)}
            problems.append(Problem("before_start", {**number, **values}))
        if interface.lock_date and move.invoice_date <= interface.lock_date:
            problems.append(Problem("period_locked", {"date": str(move.invoice_date)}))
        return problems

    @api.model
    def _prepare_document(self, interface, line, contacts, codes, problems):
        """:return: Document; what keeps it from leaving is added to `problems`"""
        move = line.move_id
        key = self.env["acct.link.party"]._get_key(interface, move)
        if move.invoice_cash_rounding_id:
            rounding = move.invoice_cash_rounding_id.name
            problems.append(Problem("cash_rounding", {"number": move.name, "rounding": rounding}))
            return None
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        prepared = []
        for base_line in base_lines:
            found = self._check_base_line(line, base_line)
            if not found:
                prepared.append(self._prepare_line(interface, base_line, codes, problems))
            problems.extend(found)
        net = sum((each.net for each in prepared if each), Decimal())
        tax = sum((each.tax for each in prepared if each), Decimal())
        total = self._decimal(move.amount_total, move.currency_id)
        values = {"number": move.name, "lines": str(net + tax), "total": str(total)}
        if not prepared and not problems:
            problems.append(Problem("no_lines", values))
        elif not problems and net + tax != total:
            problems.append(Problem("lines_do_not_add_up", values))
        if problems:
            return None
        reference = self.env["acct.link.reference"]._build_reference(interface, move)
        return Document(
            kind=line.kind,
            number=move.name,
            marker=line.marker,
            reference=reference.text,
            reference_full=reference.full if reference.is_cut else "",
            date=move.invoice_date,
            due_date=move.invoice_date_due or move.invoice_date,
            currency=move.currency_id.name,
            contact=contacts[line.id],
            party=Party(
                key=key,
                name=key,
                partner_id=move.commercial_partner_id.id,
                rule=interface.match_rule,
            ),
            lines=tuple(prepared),
            net=net,
            tax=tax,
            total=total,
            url=f"{line.get_base_url()}/acct_link/document/{line.marker}",
        )

    @api.model
    def _check_base_line(self, line, base_line):
        """What is not supported stops here; nothing is approximated. :return: [Problem]"""
        move = line.move_id
        record = base_line["record"]
        label = {"line": (record.name or "").split("\n")[0]}
        if record.display_type == "rounding":
            return [Problem("cash_rounding", {"number": move.name, "rounding": record.name})]
        if record.display_type == "epd":
            return [Problem("early_payment", {"number": move.name})]
        problems = []
        taxes = base_line["tax_ids"]
        flat = taxes.flatten_taxes_hierarchy()
        if len(flat) > 1:
            values = {**label, "taxes": ", ".join(taxes.mapped("name"))}
            problems.append(Problem("several_taxes", values))
        elif flat.price_include:
            problems.append(Problem("tax_included", {**label, "tax": taxes.name}))
        if base_line["discount"] and move.move_type == "out_refund":
            problems.append(Problem("credit_note_discount", label))
        return problems

    @api.model
    def _prepare_line(self, interface, base_line, codes, problems):
        """:return: Line, or None with the reason added to `problems`"""
        record = base_line["record"]
        account = self._get_account(interface, base_line, codes[0], problems)
        tax = self._get_tax(interface, base_line, codes[1], problems)
        if not account or not tax:
            return None
        if not tax._goes_with(account):
            values = {"code": tax.code, "account": account.display_name}
            problems.append(Problem("tax_not_for_account", values, (interface._name, interface.id)))
            return None
        currency = base_line["currency_id"]
        details = base_line["tax_details"]
        net = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
        return Line(
            description=record.name or record.product_id.display_name or "",
            quantity=Decimal(str(base_line["quantity"])),
            price=Decimal(str(base_line["price_unit"])),
            discount=Decimal(str(base_line["discount"])),
            net=self._decimal(net, currency),
            tax=self._decimal(
                sum(data["tax_amount_currency"] for data in details["taxes_data"]), currency
            ),
            account=account.code,
            tax_code=tax.code,
            tax_rate=Decimal(str(tax.rate)),
        )

    @api.model
    def _get_account(self, interface, base_line, links, problems):
        """:return: acct.link.account, empty with the reason added to `problems`"""
        settings = (interface._name, interface.id)
        account = base_line["account_id"]
        remote = links.get(account.id) or interface.default_account_id
        if remote and remote.active:
            return remote
        name = {"account": account.display_name}
        if not remote:
            problems.append(Problem("account_unmapped", name, settings))
        else:
            code = remote.display_name
            problems.append(Problem("account_archived", {**name, "code": code}, settings))
        return remote.browse()

    @api.model
    def _get_tax(self, interface, base_line, links, problems):
        """:return: acct.link.tax, empty with the reason added to `problems`"""
        settings = (interface._name, interface.id)
        tax = base_line["tax_ids"].flatten_taxes_hierarchy()
        rate = tax.amount
        label = {"tax": tax.name or self.env._("No tax")}
        remote = links.get(tax.id) or interface.default_tax_id
        problem = None
        if tax and tax.amount_type != "percent":
            problem = Problem("tax_not_percent", label, ("account.tax", tax.id))
        elif not remote and not tax:
            line = (base_line["record"].name or "").split("\n")[0]
            problem = Problem("no_tax_unmapped", {"line": line}, settings)
        elif not remote:
            problem = Problem("tax_unmapped", label, settings)
        elif not remote.active:
            problem = Problem("tax_archived", {**label, "code": remote.display_name}, settings)
        elif float_compare(remote.rate, rate, precision_digits=4):
            values = {"code": remote.code, "rate": f"{rate:g}", "remote": f"{remote.rate:g}"}
            problem = Problem("tax_rate_differs", {**label, **values}, settings)
        if problem:
            problems.append(problem)
            return remote.browse()
        return remote

    @api.model
    def _decimal(self, amount, currency):
        """A float of Odoo as a Decimal with the currency's digits."""
        return round(Decimal(str(currency.round(amount))), currency.decimal_places)

    # === CHECKS OF WHOLE DOCUMENTS === #

    @api.model
    def _check_documents(self, interface, lines, results):
        """Numbers, and what only the accounting system's connector knows."""
        connector = interface._connector()
        limit = connector._capabilities(interface).number_length
        ready = [line for line in lines if isinstance(results[line.id], Document)]
        documents = [results[line.id] for line in ready]
        taken = self._get_taken_numbers(interface, ready, documents)
        for line, document, found in zip(
            ready, documents, connector._check(interface, documents), strict=True
        ):
            problems = list(found)
            values = {"number": document.number, "limit": str(limit)}
            if not document.number or document.number == "/":
                problems.append(Problem("number_missing"))
            elif len(document.number) > limit:
                problems.append(Problem("number_too_long", values))
            if taken.get((document.kind, document.number), line.id) != line.id:
                problems.append(Problem("number_twice", values))
            if problems:
                results[line.id] = problems

    @api.model
    def _get_taken_numbers(self, interface, lines, documents):
        """Numbers that other documents of ours hold in the same accounts file, or that come up
        twice in this chunk: {(kind, number): id of the line that has the right to it}.
        """
        taken = {}
        for line, document in zip(lines, documents, strict=True):
            taken.setdefault((document.kind, document.number), line.id)
        others = self.env["acct.link.batch.line"].search_fetch(
            [
                ("remote_file_id", "=", interface.remote_file_id),
                ("number_sent", "in", [document.number for document in documents]),
                ("state", "in", ("sending", "unknown", "uploaded", "exported")),
                ("id", "not in", [line.id for line in lines]),
            ],
            ["kind", "number_sent"],
        )
        for other in others:
            taken[other.kind, other.number_sent] = other.id
        return taken
