"""MYOB: acct_link_myob and sandbox/myob."""

import os
from decimal import Decimal

from kit.system import Books, Call, System

FILE = r"/accountright/[0-9a-f-]{36}"
SALE, PURCHASE, SPENT = "Invoice", "Bill", "SpendMoneyTxn"
ROUTES = {SALE: "Sale/Invoice", PURCHASE: "Purchase/Bill"}
# Documents as the service keeps them, by the kind that a positive and a negative one is.
KINDS = {SALE: ("invoice", "credit_note"), PURCHASE: ("bill", "vendor_credit")}
ROLES = {"Customer": "customer", "Supplier": "supplier"}
# Of both kinds that go one way only credits are due at once.
DUE, AT_ONCE = '"InAGivenNumberOfDays"', '"CashOnDelivery"'
LATE = 1.6  # seconds until a late write is done: longer than anybody waits for the answer
# Faults after which a sign-in is renewed, and nobody has what came of it.
RENEWED = (
    *("drop_after", "commit_later", "slow", "slow received", "garbage", "truncated", "late"),
    *("status_500_after", "status_500_after gateway", "conflict_after", "bare", "hidden"),
    *("kill committed", "kill answered"),
)
# The product that is played: MYOB_PRODUCT=business plays the other one.
PRODUCTS = {"right": "MYOB NZ Ltd", "business": "MYOB Business NZ Ltd"}


def post(path, contains=""):
    return Call("POST", f"{FILE}/{path}$", contains)


class Myob(System):
    name = connector = "myob"
    title = "MYOB"
    add_ons = ("acct_link_batch", "acct_link_myob")
    organisation = PRODUCTS[os.environ.get("MYOB_PRODUCT") or "right"]
    branch_organisation = "MYOB Right Pty Ltd"
    pays = has_expenses = True
    chunk = 1
    few, many, pace, actions = 4, 24, 10, 12
    kinds = ("invoice", "credit_note", "bill", "vendor_credit")
    number_mates = ("invoice", "credit_note")
    has_roles = True
    writes = {
        "contacts": post("Contact/(Customer|Supplier)"),
        "invoice": post("Sale/Invoice/Service", DUE),
        "credit_note": post("Sale/Invoice/Service", AT_ONCE),
        "bill": post("Purchase/Bill/Service", DUE),
        "vendor_credit": post("Purchase/Bill/Service", AT_ONCE),
    }
    on_the_strict = ("contacts", "invoice")
    follow_ups = {
        "void": Call("DELETE", f"{FILE}/Sale/Invoice/Service/[0-9a-f-]+$"),
        "attach": post("Purchase/Bill/Service/[0-9a-f-]+/Attachment"),
    }
    file_kind = "bill"  # sales take none
    sign_in = Call("POST", "/oauth2/v1/authorize")
    lost_sign_in = True  # a refresh token that was replaced is worth nothing
    sign_in_seconds = "access_token_seconds"
    after_sign_in = ("acct.link.connector.myob", "_get_door_opener")
    calm = {"second_limit": 1_000_000, "day_limit": 1_000_000}
    # Every switch of sandbox/README.md.
    faults = {
        "drop_before": ({}, True),
        "drop_after": ({}, True),
        "commit_later": ({"seconds": LATE}, True),
        "status_500": ({}, True),
        "status_500_after": ({}, True),
        "status_500_after gateway": ({"status": 504}, True),
        "status_503": ({}, True),
        "late": ({"seconds": LATE, "status": 504}, True),
        "hidden": ({"seconds": LATE, "status": 504}, True),
        "conflict_before": ({}, True),
        "conflict_after": ({}, True),
        "bare": ({}, True),
        "rate_limit": ({}, False),
        "rate_limit page": ({"variant": "page"}, False),
        "unauthorized_expired": ({}, False),
        "forbidden": ({}, False),
        "inactive": ({}, False),
        "slow": ({"seconds": LATE}, True),
        "slow received": ({"seconds": LATE, "point": "received"}, True),
        "garbage": ({}, True),
        "html_400": ({}, True),
        "truncated": ({}, True),
        "unknown_enum": ({}, False),
        "refuse_whole": ({}, False),
        "bookkeeper": ({}, False),
        "kill received": ({"point": "received"}, True),
        "kill committed": ({"point": "committed"}, True),
        "kill answered": ({"point": "answered"}, True),
    }
    enums = {**dict.fromkeys(writes, "Status"), "contacts": "Type", "sign_in": "token_type"}
    repairs = {
        "forbidden": "sign in",
        "refuse_whole": "retry",
        **{(name, "sign_in"): "sign in" for name in RENEWED},
    }
    secret_columns = {
        "acct_link_token": (
            *("access_token", "refresh_token", "client_secret", "webhook_key"),
            "myob_file_password",
        )
    }
    guarded_fields = (
        *("oauth_client_id", "oauth_client_secret", "myob_user", "myob_password"),
        *("myob_api_url", "myob_login_url"),
    )
    guarded_actions = ("action_connect", "action_disconnect", "action_test_connection")

    # === THE STAND-IN === #

    def start(self, checks=True):
        from kit.systems.myob.standin import MyobStandIn

        return MyobStandIn()

    def read_books(self, books):
        documents, contacts, rows = [], [], {}
        for store, (kind, credit) in KINDS.items():
            number = "Number" if store == SALE else "SupplierInvoiceNumber"
            for row in books[store]:
                total = Decimal(str(row["TotalAmount"]))
                documents.append(
                    {
                        "id": row["UID"],
                        "kind": credit if total < 0 else kind,
                        "number": row[number] or "",
                        "contact_id": row["Customer" if store == SALE else "Supplier"]["UID"],
                        "total": str(abs(total)),
                        "gone": False,
                    }
                )
                rows[row["UID"]] = row
        for row in books[SPENT]:
            documents.append(
                {
                    "id": row["UID"],
                    "kind": "expense",
                    "number": row["PaymentNumber"] or "",
                    "contact_id": row["Contact"]["UID"],
                    "total": str(row["AmountPaid"]),
                    "gone": False,
                }
            )
            rows[row["UID"]] = row
        for store, role in ROLES.items():
            for row in books[store]:
                name = row["CompanyName"] or f"{row['FirstName']} {row['LastName']}"
                values = {"id": row["UID"], "name": name, "role": role, "active": row["IsActive"]}
                contacts.append(values)
                # What is owed changes with each document.
                owed = ("CurrentBalance", "SellingDetails", "BuyingDetails")
                rows[row["UID"]] = {**row, **dict.fromkeys(owed)}
        return Books(documents, contacts, rows)

    def wish_contact(self, name, email="", id=None):
        wish = {"action": "add_contact", "role": "customer", "name": name, "email": email}
        return {**wish, "id": id} if id else wish

    def add_document(self, stand_in, tenant, kind, number, contact_id, total):
        store = next(store for store, kinds in KINDS.items() if kind in kinds)
        books = stand_in.control(f"books?tenant={tenant}")[tenant]
        party = self._find_party(stand_in, tenant, books, contact_id, store, kind)
        [account] = [row for row in books["Account"] if row["DisplayID"] == "4-1100"]
        [tax] = [row for row in books["TaxCode"] if row["Code"] == "N-T"]
        sign = -1 if KINDS[store].index(kind) else 1
        line = {
            "Description": "By hand",
            "Account": {"UID": account["UID"]},
            "TaxCode": {"UID": tax["UID"]},
            "Total": sign * float(total),
        }
        values = {
            "Date": "2026-01-30T00:00:00",
            "IsTaxInclusive": False,
            "FreightTaxCode": {"UID": tax["UID"]},
            "Lines": [line],
        }
        if store == SALE:
            values |= {"Number": number, "Customer": {"UID": party}}
        else:
            values |= {"SupplierInvoiceNumber": number, "Supplier": {"UID": party}}
        stand_in.control(
            "bookkeeper",
            tenant=tenant,
            action="create",
            resource=f"{ROUTES[store]}/Service",
            values=values,
        )

    def _find_party(self, stand_in, tenant, books, contact_id, store, kind):
        """A card of the right list: this one, or one that is made for it there. Debits have a
        supplier of their own, as a number of a supplier is there once.

        :return: its id
        """
        wanted = "Customer" if store == SALE else "Supplier"
        if contact_id in [row["UID"] for row in books[wanted]]:
            return contact_id
        uid = f"{'e' if kind == 'vendor_credit' else 'f'}{contact_id[1:]}"
        if uid not in [row["UID"] for row in books[wanted]]:
            stand_in.control(
                "bookkeeper",
                tenant=tenant,
                action="add_contact",
                role=ROLES[wanted],
                name=f"By hand {wanted} {contact_id}"[:50],
                id=uid,
            )
        return uid

    def read_file_sizes(self, books):
        return [file["size"] for row in [*books[PURCHASE], *books[SPENT]] for file in row["files"]]

    def get_question(self, sent):
        routes = {
            "contacts": "Contact/(Customer|Supplier)",
            **dict.fromkeys(KINDS[SALE], ROUTES[SALE]),
            **dict.fromkeys(KINDS[PURCHASE], ROUTES[PURCHASE]),
        }
        return Call("GET", f"{FILE}/{routes[sent]}$")

    def limit(self, calls):
        """So many a day: the stand-in's clock then goes on by days (see MyobStandIn)."""
        return {"day_limit": calls, "access_token_seconds": 500_000_000}

    def get_secrets(self, linked):
        from sandbox.myob import API_SECRET

        rows = linked.execute("SELECT access_token, refresh_token FROM acct_link_token")
        return [API_SECRET, *(text for row in rows for text in row if text)]

    def pay(self, stand_in, tenant, remote_id, reference):
        stand_in.control("bookkeeper", tenant=tenant, action="pay", id=remote_id)

    # === ODOO === #

    def grant(self, linked, tenant):
        return linked.stand_in.control("tokens", tenant=tenant)

    def link(self, linked, company, tenant, **settings):
        from sandbox.myob import API_KEY, API_SECRET

        linked.workers.run(
            "kit.systems.myob.tasks.link",
            url=linked.stand_in.url,
            tokens=self.grant(linked, tenant),
            company=company,
            tenant=tenant,
            oauth_client_id=API_KEY,
            oauth_client_secret=API_SECRET,
            **settings,
        )

    def sign_in_again(self, linked, company, tenant):
        linked.workers.run(
            "kit.systems.myob.tasks.sign_in", tokens=self.grant(linked, tenant), company=company
        )

    def forget(self, linked):
        linked.execute("TRUNCATE acct_link_app_pace")


SYSTEM = Myob()
