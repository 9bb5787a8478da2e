"""The plain ledger: tests/addons/test_acct_link and sandbox/ledger."""

from kit.stage import tasks
from kit.system import Books, Call, System

LISTS = {
    "invoice": "invoices",
    "credit_note": "credit_notes",
    "bill": "bills",
    "vendor_credit": "supplier_credits",
}
KINDS = {name: kind for kind, name in LISTS.items()}


def post(path):
    return Call("POST", f"/books/[^/]+/{path}$")


class Ledger(System):
    name = connector = "ledger"
    title = "Ledger"
    add_ons = ("acct_link_batch", "test_acct_link")
    organisation, branch_organisation = "Ledger NZ", "Ledger AU"
    chunk = 1
    few, many, pace, actions = 4, 24, 10, 12
    kinds = tuple(LISTS)
    writes = {"contacts": post("contacts"), **{kind: post(name) for kind, name in LISTS.items()}}
    follow_ups = {"void": post("invoices/[^/]+/void"), "attach": post("invoices/[^/]+/files")}
    calm = {"minute_limit": 1_000_000}
    faults = {
        "drop_before": ({}, True),
        "drop_after": ({}, True),
        "commit_later": ({"seconds": 1.6}, True),
        "status_500_after": ({}, True),
        "status_503": ({}, True),
        "rate_limit": ({}, False),
        "forbidden": ({}, False),
        "slow": ({"seconds": 1.6}, True),
        "slow received": ({"seconds": 1.6, "point": "received"}, True),
        "garbage": ({}, True),
        "html_400": ({}, False),
        "truncated": ({}, True),
        "unknown_enum": ({}, False),
        "refuse_whole": ({}, False),
        "bookkeeper": ({}, False),
        "kill received": ({"point": "received"}, True),
        "kill committed": ({"point": "committed"}, True),
        "kill answered": ({"point": "answered"}, True),
    }
    enums = dict.fromkeys(writes, "status")
    repairs = {"html_400": "retry", "refuse_whole": "retry"}
    secret_columns = {"acct_link_interface": ("ledger_stored_key",)}
    guarded_fields = ("ledger_key", "ledger_stored_key", "ledger_books", "ledger_url")
    guarded_actions = ("action_ledger_connect",)

    def read_books(self, books):
        documents = [
            {
                "id": row["id"],
                "kind": KINDS[row["kind"]],
                "number": row["number"],
                "contact_id": row["contact"],
                "total": row["total"],
                "gone": row["status"] == "void",
            }
            for row in books["documents"]
        ]
        rows = {row["id"]: row for row in books["documents"] + books["contacts"]}
        return Books(documents, books["contacts"], rows)

    def wish_contact(self, name, email="", id=None):
        wish = {"action": "add_contact", "name": name, "email": email}
        return {**wish, "id": id} if id else wish

    def add_document(self, stand_in, tenant, kind, number, contact_id, total):
        line = {"amount": str(total), "tax": "0", "account": "200", "tax_code": "NONE"}
        values = {"number": number, "contact": contact_id, "date": "2026-01-30", "lines": [line]}
        stand_in.control(
            "bookkeeper", tenant=tenant, action="add_document", kind=LISTS[kind], **values
        )

    def read_file_sizes(self, books):
        return [file["size"] for row in books["documents"] for file in row["files"]]

    def limit(self, calls):
        return {"minute_limit": calls}

    def get_secrets(self, linked):
        from sandbox.ledger import KEY, OTHER_KEY

        return [KEY, OTHER_KEY]

    def link(self, linked, company, tenant, **settings):
        from sandbox.ledger import BOOKS, KEY, OTHER_KEY

        linked.workers.run(
            "kit.systems.ledger.link",
            company=company,
            ledger_url=linked.stand_in.url,
            ledger_books=tenant,
            ledger_key=KEY if tenant == BOOKS else OTHER_KEY,
            **settings,
        )


def link(env, company, **settings):
    """Within Odoo: an interface that is connected."""
    interface = tasks.make_interface(env, "ledger", company, **settings)
    interface.action_ledger_connect()
    tasks.link_codes(interface, sales="200", purchases="400", no_tax="NONE")


SYSTEM = Ledger()
