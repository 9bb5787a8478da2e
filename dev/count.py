"""Count in the stand-in's books, from outside Odoo: is every document there exactly once?

python dev/count.py STAND-IN-URL < documents.json
    {"tenant", "documents": [{"number", "kind", "total" as text, "remote_id", "customer"}]},
    what should be there; the customer of a bill is its supplier, whose number it has
Prints one JSON object: found, lost, twice, wrong (total, id or customer), strangers, and
contacts_twice (customers with two active contacts); exits 1 if any but `found` is not empty.
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


def count(books, documents):
    """Compare.

    :param books: one organisation of the stand-in's `books`
    :return: lists of numbers, or of names, by what is to be said of them
    """
    result = {"found": [], "lost": [], "twice": [], "wrong": []}
    contacts = {row["id"]: row["name"].casefold() for row in books["contacts"]}

    def name(type_, number, customer):
        """What is there once: a number, of a bill together with its supplier."""
        return type_, number, customer.casefold() if type_ in BOUGHT else ""

    rows = {}
    for row in (*books["invoices"], *books["credit_notes"]):
        key = name(row["type"], row["number"], contacts[row["contact_id"]])
        rows.setdefault(key, []).append(row)
    wanted = set()
    for document in documents:
        key = name(TYPES[document["kind"]], document["number"], document["customer"])
        wanted.add(key)
        there = [row for row in rows.get(key, ()) if row["status"] not in ("DELETED", "VOIDED")]
        if not there:
            result["lost"].append(document["number"])
        elif len(there) > 1:
            result["twice"].append(document["number"])
        elif (
            Decimal(str(there[0]["total"])) != Decimal(document["total"])
            or there[0]["id"] != document["remote_id"]
            or contacts[there[0]["contact_id"]] != document["customer"].casefold()
        ):
            result["wrong"].append(document["number"])
        else:
            result["found"].append(document["number"])
    result["strangers"] = [
        row["number"] for key, some in rows.items() if key not in wanted for row in some
    ]
    names = Counter(
        row["name"].casefold() for row in books["contacts"] if row["status"] == "ACTIVE"
    )
    customers = {document["customer"] for document in documents}
    result["contacts_twice"] = [name for name in customers if names[name.casefold()] > 1]
    return result


def is_exact(result):
    return not any(values for name, values in result.items() if name != "found")


def count_apart(url, tenant, documents):
    """Count in a process that shares nothing with the one that asks.

    :return: what `count` returns
    """
    counted = subprocess.run(
        [sys.executable, __file__, url],
        input=json.dumps({"tenant": tenant, "documents": documents}),
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
    result = count(books[wanted["tenant"]], wanted["documents"])
    print(json.dumps(result))
    return 0 if is_exact(result) else 1


if __name__ == "__main__":
    sys.exit(main())
