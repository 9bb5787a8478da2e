import logging
from decimal import Decimal

import psycopg2

from odoo import api, models

from ...lib.document import PURCHASES, Document, Party
from ...lib.matching import trim
from ...lib.problem import Problem

_logger = logging.getLogger(__name__)

# Read of the documents of a chunk at once; all their columns would take twice as long.
FIELDS = (
    *("name", "state", "move_type", "company_id", "journal_id", "currency_id", "partner_id"),
    *("commercial_partner_id", "invoice_date", "invoice_date_due", "invoice_currency_rate"),
    *("amount_untaxed", "amount_total", "ref", "invoice_origin"),
)
# Of the lines of the batch. A field that is read one by one is read for a thousand at a time.
LINE_FIELDS = ("move_id", "kind", "marker", "remote_org_id", "company_id")


class AcctLinkDocument(models.AbstractModel):
    """account.move -> Document: the one place where a document is put into neutral words;
    split into: `acct.link.document.check`, `.line` and `.code`.
    """

    _name = "acct.link.document"
    _description = "Documents as they are sent"

    @api.model
    def _prepare_documents(self, interface, lines, contacts):
        """Freeze the documents of a chunk.

        :param lines: acct.link.batch.line, locked
        :param contacts: {line id: remote id}
        :return: {line id: Document, or the list of Problems that keep it here}
        """
        lines.fetch(LINE_FIELDS)
        moves = lines.move_id
        self._read_ahead(interface, moves)
        Check = self.env["acct.link.document.check"]
        mappings = self.env["acct.link.document.code"]._get_mappings(interface, moves)
        mappings.stored_amounts = self.env["acct.link.document.booked"]._read_booked(moves)
        mappings.cache["base_url"] = lines.browse().get_base_url()
        # Touched for the whole chunk at once: 3 queries a document otherwise.
        rest = moves.filtered(lambda move: move.id not in mappings.stored_amounts).line_ids
        rest.tax_ids.mapped("amount")
        rest.mapped("tax_tag_ids")
        mappings.keys, keyless = self.env["acct.link.party"]._get_keys(interface, moves)
        results = {}
        for line in lines:
            problems = Check._check_move(interface, line, mappings)
            if keyless and line.move_id.id in keyless:
                problems.append(keyless[line.move_id.id])
            document = None
            if not problems:
                try:
                    document = self._prepare_document(interface, line, contacts, mappings, problems)
                except psycopg2.Error:
                    raise
                except Exception as error:
                    _logger.exception("Document %s could not be prepared", line.move_id.id)
                    problems.append(Problem("internal_error", {"message": str(error)}))
            results[line.id] = problems or document
        Check._check_documents(interface, lines, results)
        return results

    @api.model
    def _read_ahead(self, interface, moves):
        """Read what the documents of a chunk are made of at once."""
        moves.fetch([*FIELDS, *moves._get_acct_link_chosen()])

    @api.model
    def _prepare_document(self, interface, line, contacts, mappings, problems):
        """:return: Document; what keeps it from leaving is added to `problems`"""
        move = line.move_id
        currency = move.currency_id
        mappings.for_bills = line.kind in PURCHASES
        Line = self.env["acct.link.document.line"]
        key = mappings.keys[move.id]
        prepared, tax_included = Line._prepare_lines(interface, move, mappings, problems)
        tracking = self.env["acct.link.document.code"]._get_document_tracking(mappings, problems)
        theme = mappings.themes and mappings.themes.get(move.journal_id.id)
        if theme and not theme.active:
            values = {"journal": move.journal_id.name, "theme": theme.name}
            problems.append(Problem("theme_archived", values, (interface._name, interface.id)))
        net = sum((each.net for each in prepared), Decimal())
        tax = sum((each.tax for each in prepared), Decimal())
        total = Line._decimal(move.amount_total, currency)
        values = {"number": move.name, "lines": str(net + tax), "total": str(total)}
        if all(each.is_text for each in prepared) and not problems:
            problems.append(Problem("no_lines", values))
        elif not problems and net + tax != total:
            problems.append(Problem("lines_do_not_add_up", values))
        if problems:
            return None
        return Document(
            kind=line.kind,
            number=interface._get_number(line.kind, move),
            marker=line.marker,
            **self._prepare_reference(interface, move, mappings),
            date=move.invoice_date,
            due_date=move.invoice_date_due or move.invoice_date,
            currency=currency.name,
            contact=contacts[line.id],
            party=self._prepare_party(interface, move, key, mappings),
            lines=tuple(prepared),
            net=net,
            tax=tax,
            total=total,
            url=f"{mappings.cache['base_url']}/acct_link/document/{line.marker}",
            **self._prepare_rate(interface, move, mappings),
            tax_included=tax_included,
            theme=theme.remote_id if theme else "",
            tracking=tracking,
            order_number="" if mappings.for_bills else trim(move.ref),
        )

    @api.model
    def _prepare_reference(self, _interface, _move, _mappings):
        """:return: {field of a Document: what is said in its reference, cut to the length that the
        accounting system takes, and uncut}
        """
        return {"reference": ""}

    @api.model
    def _prepare_rate(self, interface, move, mappings):
        Check = self.env["acct.link.document.check"]
        rate = Check._get_rate(interface, move, mappings)
        full = Check._get_full_rate(interface, move, mappings)
        return {"rate": rate, "rate_full": str(full) if rate != full else ""}

    @api.model
    def _prepare_party(self, interface, move, key, mappings):
        """:return: Party of a document, which the contact of the document stands for"""
        Parties, capabilities = self.env["acct.link.party"], mappings.capabilities
        return Party(
            key=key,
            name=key,
            partner_id=move.commercial_partner_id.id,
            rule=interface.match_rule,
            role=Parties._get_role(capabilities, move),
            currency=Parties._get_currency(capabilities, move),
        )
