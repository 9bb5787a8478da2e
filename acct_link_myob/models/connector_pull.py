from datetime import datetime, time
from decimal import Decimal

from odoo import api, models

from odoo.addons.acct_link_pull.lib.incoming import Page

from ..lib.incoming import bills
from ..lib.incoming.changes import changes
from ..lib.incoming.documents import remote_document
from ..lib.incoming.settlements import SIDES, flows, read_applied
from ..lib.wire import LISTS, SPENT_LIST, uid_of

# What a list of payments is about.
PAYMENTS = {side.payments: route for route, side in SIDES.items()}
RECHECK_DAYS = 90  # of what is paid
SALES, PURCHASES = ((route, side.payments) for route, side in SIDES.items())


class AcctLinkConnectorMyob(models.AbstractModel):
    """What comes back: how our documents stand, what is paid, and what suppliers sent. Each list is
    asked for what was modified; what that does not show is read again by its id.
    """

    _inherit = "acct.link.connector.myob"

    @api.model
    def _pull(self, interface, resource, since=None):
        match resource:
            case "documents":
                bought = (*PURCHASES, SPENT_LIST) if interface._has_bills() else ()
                yield from self._pull_changes(
                    interface, since, (*SALES, *bought), self._get_documents
                )
            case "bills":
                yield from self._pull_changes(interface, since, PURCHASES, self._get_bills)
            case _:
                yield from super()._pull(interface, resource, since)

    @api.model
    def _pull_changes(self, interface, since, routes, get):
        """:param get: (interface, ask, route, rows of documents) -> records

        :return: iterator of incoming.Page
        """
        ask, seen = self._get_reader(interface), set()
        start = datetime.combine(interface.start_date, time())
        for page in changes(ask, routes, since or "", start):
            route, rows = PAYMENTS.get(page.route, page.route), page.rows
            if page.route in PAYMENTS:
                # What is paid may not be told of as changed.
                paid = {
                    flow.target for row in rows for flow in flows(SIDES[route], page.route, row)
                }
                rows = bills.by_ids(ask, route, sorted(paid - seen)).values()
            seen.update(map(uid_of, rows))
            yield Page(tuple(get(interface, ask, route, list(rows))), page.cursor)

    @api.model
    def _get_documents(self, interface, ask, route, rows):
        """:return: [incoming.RemoteDocument]"""
        return [known for _row, known in self._get_known(interface, ask, route, rows)]

    @api.model
    def _get_known(self, interface, ask, route, rows):
        """:return: [(row, incoming.RemoteDocument)] of what can be understood"""
        applied = read_applied(ask, route, rows) if route in SIDES else {}
        kinds, home = self._get_kinds(interface, rows), interface.remote_currency or ""
        found = [
            (row, remote_document(route, row, home, applied.get(uid), kinds.get(uid, "")))
            for row in rows
            if (uid := uid_of(row))
        ]
        return [(row, known) for row, known in found if known]

    @api.model
    def _get_kinds(self, interface, rows):
        """:return: {remote id: kind under which it is known here}"""
        domain = [
            ("remote_org_id", "=", interface.remote_org_id),
            ("remote_id", "in", list(map(uid_of, rows))),
        ]
        lines = self.env["acct.link.batch.line"].search([*domain, ("state", "=", "uploaded")])
        known = self.env["acct.link.bill"].search(domain)
        return {each.remote_id: each.kind for each in (*known, *lines)}

    @api.model
    def _get_bills(self, interface, ask, route, rows):
        """:return: (incoming.Bill, ...)"""
        taxes = interface.with_context(active_test=False).tax_ids
        rates = {tax.remote_id: Decimal(str(tax.rate)) for tax in taxes if not tax.any_rate}
        return bills.bills(ask, self._get_known(interface, ask, route, rows), rates)

    @api.model
    def _read_again(self, interface, ids, resource="documents"):
        """What is not there was deleted: it goes without a sign."""
        ask, records, gone = self._get_reader(interface), [], set()
        get = self._get_documents if resource == "documents" else self._get_bills
        for route in dict.fromkeys(LISTS[kind] for kind, _remote_id in ids if kind in LISTS):
            wanted = [remote_id for kind, remote_id in ids if LISTS.get(kind) == route]
            rows = bills.by_ids(ask, route, wanted)
            gone |= set(wanted) - rows.keys()
            records += get(interface, ask, route, list(rows.values()))
        return tuple(records), gone

    @api.model
    def _get_recheck_days(self, interface):
        return RECHECK_DAYS

    @api.model
    def _read_files(self, interface, kind, remote_id, known):
        ask, get_file = self._get_reader(interface), self._get_file_reader(interface)
        return bills.files(ask, get_file, remote_id, known)
