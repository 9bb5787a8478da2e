"""Documents as QuickBooks Online holds them now, in neutral words. Pure, but for the reads it is
handed.

Source: Intuit, reference pages of Invoice, CreditMemo, Bill, VendorCredit, Purchase, Payment,
BillPayment.
"""

from collections.abc import Iterable
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    EXPENSE,
    EXPENSE_REFUND,
    INVOICE,
    VENDOR_CREDIT,
)
from odoo.addons.acct_link_oauth.lib.web import text
from odoo.addons.acct_link_pull.lib.incoming import (
    OPEN,
    PAID,
    PAYMENT,
    VOID,
    Applied,
    RemoteDocument,
)

from ..look_up import is_void
from ..query import Ask, any_of, select
from ..wire import amount, cents, contact_of, day, join, party_of, ref, split
from .settlements import (
    PAYER,
    PAYS,
    Key,
    applied_to,
    flows,
    payments_of,
    rate_of,
)

IDS_A_READ = 200
SALES = ("Invoice", "CreditMemo")
PURCHASES = ("Bill", "VendorCredit", "Purchase")
_KINDS = {
    "Invoice": INVOICE,
    "CreditMemo": CREDIT_NOTE,
    "Bill": BILL,
    "VendorCredit": VENDOR_CREDIT,
    "Purchase": EXPENSE,
}
_CREDITS = ("CreditMemo", "VendorCredit")

Rows = dict[str, dict[str, dict]]  # by entity and id


class Reader:
    """Documents with all that is set against them. What is known already is not asked for again;
    what is missing is read by ids, many in one question.
    """

    def __init__(self, ask: Ask, home: str, rows: dict[str, list[dict]] | None = None):
        """:param home: the currency of the books, in which is what names none"""
        self._ask, self._home = ask, home
        self._rows: Rows = {
            entity: {row["Id"]: row for row in some} for entity, some in (rows or {}).items()
        }

    def get(self, entity: str, ids: Iterable[str]) -> dict[str, dict]:
        """Rows by their ids; what is not there is left out. :raises Postponed, Misfit"""
        known = self._rows.setdefault(entity, {})
        missing = [each for each in dict.fromkeys(ids) if each and each not in known]
        for start in range(0, len(missing), IDS_A_READ):
            some = missing[start : start + IDS_A_READ]
            known |= {row["Id"]: row for row in select(self._ask, entity, any_of("Id", some))}
        return {each: known[each] for each in ids if each in known}

    def complete(self, entities: tuple[str, ...]) -> list[tuple[str, dict]]:
        """(entity, row) of all documents known and of those that known payments are about, once
        payments and credits that belong to them are read, too.
        """
        for payer in PAYS:
            named = [
                flow_key
                for row in list(self._rows.get(payer, {}).values())
                for flow in flows(payer, row)
                for flow_key in (flow.target, flow.source)
                if flow_key and flow_key[0] in PAYS[payer] and flow_key[0] in entities
            ]
            for entity in PAYS[payer]:
                self.get(entity, [id_ for kind, id_ in named if kind == entity])
        documents = [
            (entity, row)
            for entity in entities
            for row in list(self._rows.get(entity, {}).values())
        ]
        self._read_payments(documents)
        return documents

    def _read_payments(self, documents):
        wanted = {}
        for _entity, row in documents:
            for remote_id in payments_of(row)[0]:
                payer, id_ = split(remote_id)
                wanted.setdefault(payer, []).append(id_)
        for payer, ids in wanted.items():
            self.get(payer, ids)
            credit = PAYS[payer][1]
            sources = [
                flow.source
                for id_ in ids
                if id_ in self._rows[payer]
                for flow in flows(payer, self._rows[payer][id_])
            ]
            self.get(credit, [each[1] for each in sources if each])

    def ids(self, entities: Iterable[str]) -> list[str]:
        """Remote ids of what is known of these."""
        return [join(entity, id_) for entity in entities for id_ in self._rows.get(entity, ())]

    @property
    def payments(self) -> dict[str, dict]:
        return {
            join(payer, id_): row
            for payer in PAYS
            for id_, row in self._rows.get(payer, {}).items()
        }

    @property
    def numbers(self) -> dict[Key, str]:
        return {
            (entity, id_): text(row.get("DocNumber"))
            for entity in _CREDITS
            for id_, row in self._rows.get(entity, {}).items()
        }

    def remote_documents(self, entities: tuple[str, ...]) -> tuple[RemoteDocument, ...]:
        """What can be understood of the documents that are known."""
        documents = self.complete(entities)
        payments, numbers = self.payments, self.numbers
        found = (
            remote_document(entity, row, payments, numbers, self._home) for entity, row in documents
        )
        return tuple(filter(None, found))


def remote_document(
    entity: str, row: dict, payments: dict[str, dict], numbers: dict[Key, str], home: str
) -> RemoteDocument | None:
    """A row of a document; None for what has no sure total."""
    kind, total = _KINDS.get(entity), amount(row.get("TotalAmt"))
    if not kind or total is None:
        return None
    if kind == EXPENSE and row.get("Credit") is True:
        kind = EXPENSE_REFUND
    void = is_void(row)
    applied = () if void else _applied(entity, row, payments, numbers)
    due = Decimal() if void or entity == "Purchase" else _due(entity, row, total, payments)
    party = row.get(party_of(kind)[0])
    return RemoteDocument(
        remote_id=join(entity, row["Id"]),
        kind=kind,
        number=text(row.get("DocNumber")),
        status=VOID if void else PAID if not due else OPEN,
        currency=ref(row, "CurrencyRef") or home,
        total=cents(total),
        due=cents(due),
        contact=contact_of(row, kind),
        contact_name=text(party.get("name")) if isinstance(party, dict) else "",
        applied=applied,
    )


def _applied(entity, row, payments, numbers):
    """What was bought and paid at once has one payment: itself, from the account it names."""
    if entity == "Purchase":
        total, account = amount(row.get("TotalAmt")), row.get("AccountRef")
        name = text(account.get("name")) if isinstance(account, dict) else ""
        remote_id = join(entity, row["Id"])
        return (
            Applied(remote_id, PAYMENT, cents(total), day(row), reference=name, rate=rate_of(row)),
        )
    return applied_to((entity, row["Id"]), row, payments, numbers)


def _due(entity, row, total, payments):
    """Of a credit the amount that is left may not be told: then it is what nobody took."""
    balance = amount(row.get("Balance"))
    if balance is not None:
        return balance
    key, payer = (entity, row["Id"]), PAYER[entity]
    taken = sum(
        flow.amount
        for remote_id in payments_of(row)[0]
        if remote_id in payments
        for flow in flows(payer, payments[remote_id])
        if key in (flow.source, flow.target)
    )
    return total - taken


def read_again(
    ask: Ask, ids: list[tuple[str, str]], home: str
) -> tuple[tuple[RemoteDocument, ...], set[str]]:
    """Documents by their ids, [(kind, remote id)], and the ids QuickBooks knows no more. What is
    there but not understood is in neither.
    """
    reader, gone = known_by_ids(ask, ids, home)
    wanted = {remote_id for _kind, remote_id in ids}
    found = reader.remote_documents((*SALES, *PURCHASES))
    return tuple(each for each in found if each.remote_id in wanted), gone


def known_by_ids(ask: Ask, ids: list[tuple[str, str]], home: str) -> tuple[Reader, set[str]]:
    """:return: (a Reader that knows the documents, ids of those that are not there)"""
    reader, gone, by_entity = Reader(ask, home), set(), {}
    for _kind, remote_id in ids:
        entity, id_ = split(remote_id)
        if entity in _KINDS:
            by_entity.setdefault(entity, []).append(id_)
    for entity, some in by_entity.items():
        found = reader.get(entity, some)
        gone |= {join(entity, each) for each in some if each not in found}
    return reader, gone
