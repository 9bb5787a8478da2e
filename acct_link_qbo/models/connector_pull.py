from dataclasses import replace
from datetime import datetime, time, timezone
from decimal import Decimal

from odoo import api, models

from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE
from odoo.addons.acct_link_oauth.lib import download
from odoo.addons.acct_link_pull.lib.incoming import VOID, Page, RemoteDocument, bill_from_json

from ..lib.incoming import bills, pull
from ..lib.incoming.remote_documents import PURCHASES, SALES, Reader, known_by_ids, read_again
from ..lib.incoming.settlements import PAYS
from ..lib.wire import split

FILES = "Attachable"


class AcctLinkConnectorQbo(models.AbstractModel):
    """What comes back: how our documents stand, what is paid, and what suppliers sent. All that
    changed is one call, and a few more for what belongs to it.
    """

    _inherit = "acct.link.connector.qbo"

    @api.model
    def _pull(self, interface, resource, since=None):
        match resource:
            case "documents":
                wanted = (*SALES, *PURCHASES) if interface._has_bills() else SALES
                payers = tuple(PAYS) if interface._has_bills() else ("Payment",)
                yield from self._pull_changes(
                    interface, since, (*wanted, *payers), wanted, self._get_documents
                )
            case "bills":
                # Files last: their bills are read with them.
                wanted = (*PURCHASES, FILES)
                told = (*wanted, "BillPayment")
                yield from self._pull_changes(interface, since, told, wanted, self._get_bills)
            case _:
                yield from super()._pull(interface, resource, since)

    @api.model
    def _pull_changes(self, interface, since, entities, documents, get):
        """:param get: (interface, ask, pull.Changes, documents) -> records of it

        :return: iterator of incoming.Page
        """
        ask = self._get_reader(interface)
        start = datetime.combine(interface.start_date, time(), timezone.utc)
        for changes in pull.changes(ask, entities, documents, since or "", start):
            yield Page(tuple(get(interface, ask, changes, documents)), changes.cursor)

    # === DOCUMENTS === #

    @api.model
    def _get_documents(self, interface, ask, changes, documents):
        reader = Reader(ask, interface.remote_currency or "", changes.rows)
        unpaid = self._get_of_payments(interface, changes.deleted)
        self._read_missing(reader, unpaid, documents)
        yield from reader.remote_documents(documents)
        yield from self._get_deleted(interface, changes.deleted)

    @api.model
    def _read_missing(self, reader, remote_ids, documents):
        for entity in documents:
            reader.get(entity, [split(each)[1] for each in remote_ids if split(each)[0] == entity])

    @api.model
    def _get_of_payments(self, interface, remote_ids):
        """:return: remote ids of documents here on which these payments, now deleted, were"""
        gone = [each for each in remote_ids if split(each)[0] in PAYS]
        rows = self.env["acct.link.payment"].search(
            [("remote_org_id", "=", interface.remote_org_id), ("remote_id", "in", gone)]
        )
        return rows.mapped("document_remote_id")

    @api.model
    def _get_deleted(self, interface, remote_ids):
        """Of what was deleted only the id is told; the rest is as it was sent.

        :return: iterator of incoming.RemoteDocument
        """
        lines = self.env["acct.link.batch.line"].search(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", list(remote_ids)),
                ("state", "=", "uploaded"),
            ]
        )
        for line in lines:
            yield RemoteDocument(
                remote_id=line.remote_id,
                kind=line.kind,
                number=line.number_sent or "",
                status=VOID,
                currency=line.currency_id.name,
                total=Decimal(f"{line.total_sent:.2f}"),
                due=Decimal(),
                contact=(line.document or {}).get("contact") or "",
            )

    @api.model
    def _read_again(self, interface, ids, resource="documents"):
        ask, home = self._get_reader(interface), interface.remote_currency or ""
        if resource == "documents":
            return read_again(ask, ids, home)
        reader, gone = known_by_ids(ask, ids, home)
        wanted = {remote_id for _kind, remote_id in ids}
        found = self._read_bills(interface, ask, reader, set())
        return tuple(each for each in found if each.remote_id in wanted), gone

    # === BILLS === #

    @api.model
    def _get_bills(self, interface, ask, changes, documents):
        reader = Reader(ask, interface.remote_currency or "", changes.rows)
        attached = bills.attached_to(changes.rows.get(FILES, []))
        unpaid = self._get_of_payments(interface, changes.deleted)
        self._read_missing(reader, {*attached, *unpaid}, documents)
        yield from self._read_bills(interface, ask, reader, attached)
        yield from self._get_deleted_bills(interface, changes.deleted)

    @api.model
    def _read_bills(self, interface, ask, reader, attached):
        """Whether files are attached is told with the files, and once: it is kept.

        :return: (incoming.Bill, ...)
        """
        known = self._get_bill_rows(interface, reader.ids(PURCHASES))
        attached = {*attached, *known.filtered("has_files").mapped("remote_id")}
        rates = {
            tax.remote_id: tuple(
                rate_id.rpartition(":")[2]
                for rate_id, _rate in tax._get_parts()
                if rate_id.startswith(PURCHASE_USE)
            )
            for tax in interface.with_context(active_test=False).tax_ids
        }
        home = interface.remote_currency or ""
        taken = None if interface.qbo_take_expenses else set(known.mapped("remote_id"))
        return bills.bills(ask, reader, rates, attached, home, taken)

    @api.model
    def _get_bill_rows(self, interface, remote_ids):
        return self.env["acct.link.bill"].search(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", list(remote_ids)),
            ]
        )

    @api.model
    def _get_deleted_bills(self, interface, remote_ids):
        for row in self._get_bill_rows(interface, remote_ids):
            bill = bill_from_json(row.content)
            known = replace(bill.remote_document, status=VOID, due=Decimal(), applied=())
            yield replace(bill, remote_document=known)

    @api.model
    def _read_files(self, interface, kind, remote_id, known):
        api_url = interface.sudo().qbo_api_url or ""
        ask = self._get_reader(interface)
        return bills.files(ask, lambda address: download.fetch(address, api_url), remote_id, known)
