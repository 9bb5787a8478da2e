from dataclasses import replace

from odoo import api, models

from odoo.addons.acct_link_batch.lib.problem import Problem

TERMS = "acct_link_payment_term"  # in `MappingCache.added`


class AcctLinkDocumentCode(models.AbstractModel):
    _inherit = "acct.link.document.code"

    @api.model
    def _get_mappings(self, interface, moves):
        mappings = super()._get_mappings(interface, moves)
        if "payment_terms" in mappings.capabilities.pulls:
            rows = self.env["acct.link.payment.term.map"].search_fetch(
                [("interface_id", "=", interface.id), ("remote_term_id", "!=", False)]
            )
            mappings.added[TERMS] = {row.payment_term_id.id: row.remote_term_id for row in rows}
        return mappings


class AcctLinkDocument(models.AbstractModel):
    """Which terms of the books stand on a document."""

    _inherit = "acct.link.document"

    @api.model
    def _prepare_document(self, interface, line, contacts, mappings, problems):
        terms = mappings.added.get(TERMS)
        term = terms and terms.get(line.move_id.invoice_payment_term_id.id)
        if term and not term.active:
            name = line.move_id.invoice_payment_term_id.name
            values = {"term": name, "terms": term.name}
            settings = (interface._name, interface.id)
            problems.append(Problem("payment_term_archived", values, settings))
        document = super()._prepare_document(interface, line, contacts, mappings, problems)
        return replace(document, terms=term.remote_id) if document and term else document
