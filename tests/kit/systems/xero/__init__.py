"""Xero: acct_link_xero and sandbox/xero."""

from kit.system import Books, Call, System

TOKEN = "/connect/token"
TYPES = {
    "ACCREC": "invoice",
    "ACCRECCREDIT": "credit_note",
    "ACCPAY": "bill",
    "ACCPAYCREDIT": "vendor_credit",
}
KINDS = {kind: type_ for type_, kind in TYPES.items()}
LATE = 1.6  # seconds until a late write is done: longer than anybody waits for the answer


def put(resource, kind=""):
    contains = f'"{KINDS[kind]}"' if kind else ""
    return Call("PUT", rf"/api\.xro/2\.0/{resource}$", contains)


class Xero(System):
    name = connector = "xero"
    title = "Xero"
    add_ons = ("acct_link_batch", "acct_link_xero")
    organisation, branch_organisation = "Demo NZ Ltd", "Demo AU Pty Ltd"
    chunk = 50
    pays = True
    kinds = tuple(TYPES.values())
    writes = {
        "contacts": put("Contacts"),
        "invoice": put("Invoices", "invoice"),
        "credit_note": put("CreditNotes", "credit_note"),
        "bill": put("Invoices", "bill"),
        "vendor_credit": put("CreditNotes", "vendor_credit"),
    }
    on_the_strict = ("contacts", "invoice")
    follow_ups = {
        "void": Call("POST", r"/api\.xro/2\.0/Invoices/.+"),
        "attach": Call("PUT", r"/api\.xro/2\.0/Invoices/.+"),
    }
    sign_in = Call("POST", TOKEN)
    sign_in_seconds = "access_token_seconds"
    after_sign_in = ("acct.link.connector.xero", "_get_client")
    pull_task = "kit.systems.xero.soak_tasks.pull"
    calm = {"minute_limit": 100_000, "app_minute_limit": 100_000, "day_limit": 100_000}
    # Every switch of sandbox/README.md.
    faults = {
        "drop_before": ({}, True),
        "drop_after": ({}, True),
        "commit_later": ({"seconds": LATE}, True),
        "status_500_after": ({}, True),
        "status_500_after remembered": ({"remember": True}, True),
        "status_503": ({}, True),
        "status_503 retry_after": ({"retry_after": 20}, True),
        "rate_limit minute": ({"variant": "minute"}, False),
        "rate_limit day": ({"variant": "day"}, False),
        "rate_limit appminute": ({"variant": "appminute"}, False),
        "rate_limit concurrent": ({"variant": "concurrent"}, False),
        "unauthorized_expired": ({}, False),
        "unauthorized_scope": ({}, False),
        "forbidden": ({}, False),
        "slow": ({"seconds": LATE}, True),
        "slow received": ({"seconds": LATE, "point": "received"}, True),
        "garbage": ({}, True),
        "html_400": ({}, False),
        "truncated": ({}, True),
        "unknown_enum": ({}, False),
        "warning": ({}, False),
        "refuse_whole": ({}, False),
        "refuse_xml": ({}, False),
        "bookkeeper": ({}, False),
        "kill received": ({"point": "received"}, True),
        "kill committed": ({"point": "committed"}, True),
        "kill answered": ({"point": "answered"}, True),
    }
    enums = {**dict.fromkeys(writes, "Status"), "contacts": "ContactStatus"}
    enums["sign_in"] = "token_type"
    repairs = {"forbidden": "sign in", "refuse_whole": "retry"}
    # Answers that have no elements a warning could stand on.
    nothing_to_warn_of = {("warning", "contacts"), ("warning", "sign_in")}
    secret_columns = {
        "acct_link_token": ("access_token", "refresh_token", "client_secret", "webhook_key")
    }
    guarded_fields = ("oauth_client_id", "oauth_client_secret", "xero_scopes", "xero_api_url")
    guarded_actions = ("action_connect", "action_disconnect", "action_test_connection")

    # === THE STAND-IN === #

    def start(self, checks=True):
        return self.start_with_redirects(checks=checks)

    def start_with_redirects(self, *redirect_uris, checks=True):
        from kit.systems.xero.standin import XeroStandIn

        return XeroStandIn(*redirect_uris, checks=checks)

    def read_books(self, books):
        documents = [
            {
                "id": row["id"],
                "kind": TYPES[row["type"]],
                "number": row["number"],
                "contact_id": row["contact_id"],
                "total": row["total"],
                "gone": row["status"] in ("DELETED", "VOIDED"),
            }
            for row in (*books["invoices"], *books["credit_notes"])
        ]
        contacts = [{**row, "active": row["status"] == "ACTIVE"} for row in books["contacts"]]
        rows = {row["id"]: row for rows in books.values() if isinstance(rows, list) for row in rows}
        return Books(documents, contacts, rows)

    def wish_contact(self, name, email="", id=None):
        wish = {"action": "add_contact", "name": name, "values": {"EmailAddress": email}}
        return {**wish, "id": id} if id else wish

    def add_document(self, stand_in, tenant, kind, number, contact_id, total):
        line = {"Description": "By hand", "Quantity": 1, "UnitAmount": float(total)}
        stand_in.control(
            "bookkeeper",
            tenant=tenant,
            action="add_document",
            type=KINDS[kind],
            number=number,
            contact_id=contact_id,
            date="2026-01-30",
            lines=[{**line, "AccountCode": "200", "TaxType": "NONE"}],
        )

    def read_file_sizes(self, books):
        return [row["size"] for row in books["files"]]

    def limit(self, calls):
        return {"minute_limit": calls}

    def get_secrets(self, linked):
        from sandbox.xero import CLIENT_SECRET

        rows = linked.execute("SELECT access_token, refresh_token FROM acct_link_token")
        return [CLIENT_SECRET, *(text for row in rows for text in row if text)]

    def get_soak(self):
        from kit.systems.xero.soak import Soak

        return Soak

    # === ODOO === #

    def grant(self, linked, tenant):
        return linked.stand_in.control("tokens", tenants=[tenant])

    def link(self, linked, company, tenant, **settings):
        from sandbox.xero import CLIENT_ID, CLIENT_SECRET, NZ_TENANT

        linked.workers.run(
            "kit.systems.xero.tasks.link",
            url=linked.stand_in.url,
            tokens=self.grant(linked, tenant),
            company=company,
            tenant=tenant,
            no_tax="ZERORATED" if tenant == NZ_TENANT else "EXEMPTOUTPUT",
            oauth_client_id=CLIENT_ID,
            oauth_client_secret=CLIENT_SECRET,
            **settings,
        )

    def pay(self, stand_in, tenant, remote_id, reference):
        stand_in.control(
            "bookkeeper", tenant=tenant, action="pay", id=remote_id, reference=reference
        )

    def sign_in_again(self, linked, company, tenant):
        linked.workers.run(
            "kit.systems.xero.tasks.sign_in", tokens=self.grant(linked, tenant), company=company
        )

    def forget(self, linked):
        linked.execute("TRUNCATE acct_link_bill, acct_link_pull_run CASCADE")

    def check_again(self, linked):
        """The bills of the books are read, and none of ours is taken for another's."""
        if not linked.execute("SELECT 1 FROM acct_link_interface WHERE bill_journal_id > 0"):
            linked.workers.run("kit.systems.xero.tasks.take_bills", company=linked.company)
        linked.workers.run(self.pull_task, resource="bills")
        assert linked.execute("SELECT remote_id FROM acct_link_bill") == []
        there = linked.stand_in.control("books")[linked.tenant]
        [[seen]] = linked.execute("SELECT coalesce(sum(seen), 0) FROM acct_link_pull_run")
        bought = [
            row
            for row in there["invoices"] + there["credit_notes"]
            if row["type"] in ("ACCPAY", "ACCPAYCREDIT")
        ]
        assert seen >= len(bought)


SYSTEM = Xero()
