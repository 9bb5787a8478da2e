from odoo import api, models
from odoo.fields import Domain

from ...lib.document import PAPERS, PURCHASES
from ...lib.matching import normalise_number
from ...lib.move_type import KINDS
from ..base.alike import alike

# A line in one of these is in the books, or may be.
TAKEN_STATES = ("sending", "unknown", "uploaded", "exported")


class AcctLinkPaper(models.AbstractModel):
    """Suppliers' papers: whether one is here, or in the books, already. Whoever pulls bills, sends
    them or writes them into files asks here. A paper is a kind (bill, vendor credit), a supplier
    and the supplier's number in its normal form; whatever type, office or state its document has.
    """

    _name = "acct.link.paper"
    _description = "Papers of Suppliers"

    @api.model
    def _find_here(self, interface, suppliers, numbers):
        """Documents that these papers were entered as, drafts too, in any office of the interface.
        Cancelled ones are none.

        :param suppliers: res.partner, commercial; :param numbers: [str], as they are written
        :return: {(kind, id of the supplier, normal number): account.move}
        """
        offices = interface._get_paper_offices()
        types = [type_ for type_, kind in KINDS.items() if kind in PURCHASES]
        numbers = [number for number in numbers if normalise_number(number)]
        found = {}
        if not numbers:
            return found
        for move in (
            self.env["account.move"]
            .sudo()
            .search_fetch(
                Domain("commercial_partner_id", "in", suppliers.ids)
                & Domain("move_type", "in", types)
                & Domain("ref", "!=", False)
                & alike("ref", numbers)
                & Domain("company_id", "in", offices.ids)
                & Domain("state", "!=", "cancel"),
                ["move_type", "commercial_partner_id", "ref"],
                order="id",
            )
        ):
            supplier = move.commercial_partner_id.id
            key = (KINDS[move.move_type], supplier, normalise_number(move.ref))
            found[key] = found.get(key, move.browse()) | move
        return found

    @api.model
    def _find_in_books(self, interface, documents, lines):
        """What of these bills is in the books already, or on its way there: sent from here, pulled
        from there, or marked here as being there.

        :param documents: [Document], in the order of the lines
        :param lines: acct.link.batch.line that are about to be sent
        :return: {position: acct.link.batch.line, account.move, or what was read of the books}
        """
        at = [index for index, document in enumerate(documents) if document.kind in PURCHASES]
        bought = [documents[index] for index in at]
        if not bought:
            return {}
        numbers = [document.number for document in bought]
        # Here a paper has its own number, whatever becomes of it on the way to the books.
        own = [lines[index].move_id._acct_link_number() for index in at]
        known = {}
        for row, holders in (
            *self._get_set_aside(interface, bought, own),
            *self._get_pulled(interface, bought, numbers),
            *self._get_sent(interface, numbers, lines),
        ):
            for kind, holder, number in holders:
                known[PAPERS.get(kind, kind), holder, normalise_number(number)] = row
        found = {}
        for index, document, number in zip(at, bought, own, strict=True):
            kind = PAPERS.get(document.kind, document.kind)
            for holder in (document.contact, document.party.partner_id):
                for each in {normalise_number(number), normalise_number(document.number)}:
                    if holder and (row := known.get((kind, holder, each))):
                        found[index] = row
        return found

    @api.model
    def _get_sent(self, interface, numbers, lines):
        """:return: [(acct.link.batch.line, [(kind, contact or supplier's id, number)])]"""
        sent = self.env["acct.link.batch.line"].search_fetch(
            Domain("remote_org_id", "=", interface.remote_org_id)
            & Domain("kind", "in", PURCHASES)
            & alike("number_sent", numbers)
            & Domain("state", "in", TAKEN_STATES)
            & Domain("id", "not in", lines.ids)
            & ~self._get_voided_there_domain(),
            ["kind", "number_sent", "document", "move_id"],
        )
        return [
            (
                line,
                [
                    (line.kind, holder, line.number_sent)
                    for holder in (
                        (line.document or {}).get("contact"),
                        line.move_id.commercial_partner_id.id,
                    )
                ],
            )
            for line in sent
        ]

    @api.model
    def _get_pulled(self, interface, documents, numbers):
        """What was read of the books: none where nothing is read.

        :return: [(record, [(kind, contact or supplier's id, number)])]
        """
        return []

    @api.model
    def _get_voided_there_domain(self):
        """:return: Domain of acct.link.batch.line, whose documents were voided in the books"""
        return Domain.FALSE

    @api.model
    def _get_set_aside(self, interface, documents, numbers):
        """:return: [(account.move, [(kind, supplier's id, number)])] marked as in the books"""
        ids = [document.party.partner_id for document in documents]
        here = self._find_here(interface, self.env["res.partner"].browse(ids), numbers)
        moves = self.env["account.move"].union(*here.values())
        parkings = self.env["acct.link.parking"].search_fetch(
            [("move_id", "in", moves.ids), ("kind", "=", "in_books")], ["move_id"]
        )
        return [(move, [key]) for key, some in here.items() for move in some & parkings.move_id]
