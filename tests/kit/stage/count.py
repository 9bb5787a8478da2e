"""Count in the stand-in's books, from outside Odoo: is every document there exactly once?

python -m kit.stage.count STAND-IN-URL < documents.json
    {"tenant", "documents": [{"number", "kind", "total" as text, "remote_id", "customer",
    "refused"?}], "foreign"?}, what should be there; what is refused should not, Odoo says why;
    the customer of a bill is its supplier, whose number it has.
    `foreign`: the books as they were before; all of it has to be there to the letter,
    and does not count as ours whatever its number.
Prints one JSON object: found, lost, twice, wrong (total, id or customer, or there though Odoo says
not), strangers, contacts_twice (customers with two active contacts) and foreign (ids of what was
there before and is not as it was); exits 1 if any but `found` is not empty.
"""

import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import requests

# What each kind is called in the books.
TYPES = {
    "invoice": "ACCREC",
    "credit_note": "ACCRECCREDIT",
    "bill": "ACCPAY",
    "vendor_credit": "ACCPAYCREDIT",
}
BOUGHT = ("ACCPAY", "ACCPAYCREDIT")


def count(books, documents, foreign=None):
    """Compare.

    :param books: one organisation of the stand-in's `books`
    :param foreign: the same as it was before there was anything of ours
    :return: lists of numbers, of names, or of ids, by what is to be said of them
    """
    result = {"found": [], "lost": [], "twice": [], "wrong": []}
    before = _by_id(foreign or {})
    contacts = {row["id"]: row["name"].casefold() for row in books["contacts"]}

    def name(type_, number, customer):
        """What is there once: a number, of a bill together with its supplier."""
        return type_, number, customer.casefold() if type_ in BOUGHT else ""

    rows = {}
    for row in (*books["invoices"], *books["credit_notes"]):
        if row["id"] not in before:
            key = name(row["type"], row["number"], contacts[row["contact_id"]])
            rows.setdefault(key, []).append(row)
    wanted = set()
    for document in documents:
        key = name(TYPES[document["kind"]], document["number"], document["customer"])
        wanted.add(key)
        there = [row for row in rows.get(key, ()) if row["status"] not in ("DELETED", "VOIDED")]
        if verdict := _judge(document, there, contacts):
            result[verdict].append(document["number"])
    result["strangers"] = [
        row["number"] for key, some in rows.items() if key not in wanted for row in some
    ]
    names = Counter(
        row["name"].casefold() for row in books["contacts"] if row["status"] == "ACTIVE"
    )
    customers = {document["customer"] for document in documents}
    result["contacts_twice"] = [name for name in customers if names[name.casefold()] > 1]
    now = _by_id(books)
    result["foreign"] = [id_ for id_, row in before.items() if now.get(id_) != row]
    return result


def _judge(document, there, contacts):
    """:return: what is to be said of one document; None: it is rightly not there"""
    if len(there) > 1:
        return "twice"
    if document.get("refused"):
        return "wrong" if there else None
    if not there:
        return "lost"
    [row] = there
    is_right = (
        Decimal(str(row["total"])) == Decimal(document["total"])
        and row["id"] == document["remote_id"]
        and contacts[row["contact_id"]] == document["customer"].casefold()
    )
    return "found" if is_right else "wrong"


def _by_id(books):
    """:return: {id: row} of everything in one organisation's books"""
    return {row["id"]: row for rows in books.values() if isinstance(rows, list) for row in rows}


def is_exact(result):
    return not any(values for name, values in result.items() if name != "found")


def count_apart(url, tenant, documents, foreign=None):
    """Count in a process that shares nothing with the one that asks.

    :return: what `count` returns
    """
    counted = subprocess.run(
        [sys.executable, __file__, url],
        input=json.dumps({"tenant": tenant, "documents": documents, "foreign": foreign}),
        capture_output=True,
        text=True,
        check=False,
    )
    result = json.loads(counted.stdout)
    if counted.returncode != (0 if is_exact(result) else 1):
        raise RuntimeError(f"count.py: {counted.stderr}")
    return result


def main():
    books = requests.get(f"{sys.argv[1]}/_sandbox/books", timeout=60).json()
    wanted = json.load(sys.stdin)
    result = count(books[wanted["tenant"]], wanted["documents"], wanted["foreign"])
    print(json.dumps(result))
    return 0 if is_exact(result) else 1


if __name__ == "__main__":
    sys.exit(main())
