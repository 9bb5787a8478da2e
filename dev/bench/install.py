"""Measure how the add-ons come to a database full of posted invoices, are updated, and go.

python -m bench.install
    Prints one JSON object: seconds of whole Odoo processes, beside those of a small add-on of
    Odoo's own that also has a column in the table of invoices. Fails if installing or updating
    writes a document, if Odoo warns, or if anything is left or changed when the add-ons are gone.
"""

import json
import signal
import sys

from database import LINKS as ADD_ONS  # what others bring along stays when ours go
from lifecycle import DOCUMENTS, Lifecycle
from postgres import Failure

INVOICES, CUSTOMERS, USED = 100_000, 2_000, 200
YARDSTICK = "account_debit_note"


def measure(life):
    """:param life: Lifecycle with the invoices. :return: figures"""
    yardstick = life.install(YARDSTICK)
    before, versions = life.take_snapshot(), life.get_versions()
    install = life.install(*ADD_ONS)
    if life.get_versions() != versions:
        raise Failure("Installing the add-ons has written documents")
    life.use(USED)
    versions = life.get_versions()
    update = life.update(*ADD_ONS)
    if life.get_versions() != versions:
        raise Failure("Updating the add-ons has written documents")
    uninstall = life.uninstall(*ADD_ONS)
    if left := before.differences(life.take_snapshot()):
        raise Failure("The add-ons leave something behind:\n" + "\n".join(left))
    figures = {
        "install_seconds": install,
        "yardstick_install_seconds": yardstick,
        "update_seconds": update,
        "uninstall_seconds": uninstall,
        "yardstick_uninstall_seconds": life.uninstall(YARDSTICK),
    }
    counts = {f"{table}_rows": before.rows[table][0] for table in DOCUMENTS}
    return {**{name: round(value, 1) for name, value in figures.items()}, **counts}


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    life = Lifecycle("bench_install", INVOICES, CUSTOMERS)
    try:
        print(json.dumps({"bench": f"install_{INVOICES}", **measure(life)}), flush=True)
    finally:
        life.close()


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench_install: {problem}")
