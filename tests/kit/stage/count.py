"""Count in the stand-in's books, from outside Odoo: is every document there exactly once?

python -m kit.stage.count SYSTEM STAND-IN-URL < documents.json
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
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from decimal import Decimal

from kit.systems import get_system

BOUGHT = ("bill", "vendor_credit", "expense", "expense_refund")


def count(books, documents, foreign=None):
    """Compare.

    :param books: kit.system.Books
    :param foreign: the same as they were before there was anything of ours
    :return: lists of numbers, of names, or of ids, by what is to be said of them
    """
    result = {"found": [], "lost": [], "twice": [], "wrong": []}
    before = foreign.rows if foreign else {}
    contacts = {row["id"]: row["name"].casefold() for row in books.contacts}

    def name(kind, number, customer):
        """What is there once: a number, of a bill together with its supplier."""
        return kind, number, customer.casefold() if kind in BOUGHT else ""

    rows = {}
    for row in books.documents:
        if row["id"] not in before:
            key = name(row["kind"], row["number"], contacts[row["contact_id"]])
            rows.setdefault(key, []).append(row)
    wanted = set()
    for document in documents:
        key = name(document["kind"], document["number"], document["customer"])
        wanted.add(key)
        there = [row for row in rows.get(key, ()) if not row["gone"]]
        if verdict := _judge(document, there, contacts):
            result[verdict].append(document["number"])
    result["strangers"] = [
        row["number"] for key, some in rows.items() if key not in wanted for row in some
    ]
    names = Counter(
        (row["name"].casefold(), row.get("role")) for row in books.contacts if row["active"]
    )
    twice = {name for (name, _role), number in names.items() if number > 1}
    customers = {document["customer"] for document in documents}
    result["contacts_twice"] = [name for name in customers if name.casefold() in twice]
    result["foreign"] = [id_ for id_, row in before.items() if books.rows.get(id_) != row]
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


def is_exact(result):
    return not any(values for name, values in result.items() if name != "found")


def count_apart(system, url, tenant, documents, foreign=None):
    """Count in a process that shares nothing with the one that asks.

    :param system: name of the System; :param foreign: what `books` of the stand-in said before
    :return: what `count` returns
    """
    from kit.stage.worker import PATH

    counted = subprocess.run(
        [sys.executable, "-m", __name__, system, url],
        input=json.dumps({"tenant": tenant, "documents": documents, "foreign": foreign}),
        env={**os.environ, "PYTHONPATH": PATH},
        capture_output=True,
        text=True,
        check=False,
    )
    if counted.returncode not in (0, 1):
        raise RuntimeError(f"count: {counted.stderr}")
    result = json.loads(counted.stdout)
    if counted.returncode != (0 if is_exact(result) else 1):
        raise RuntimeError(f"count: {counted.stderr}")
    return result


def main(name, url):
    system = get_system(name)
    with urllib.request.urlopen(f"{url}/_sandbox/books", timeout=60) as answer:
        books = json.load(answer)
    wanted = json.load(sys.stdin)
    foreign = wanted["foreign"]
    result = count(
        system.read_books(books[wanted["tenant"]]),
        wanted["documents"],
        foreign and system.read_books(foreign),
    )
    print(json.dumps(result))
    return 0 if is_exact(result) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
