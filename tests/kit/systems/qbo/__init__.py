"""QuickBooks Online: acct_link_qbo and sandbox/qbo."""

from kit.system import Books, Call, System

COMPANY = r"/v3/company/\d+"
ENTITIES = {
    "invoice": "Invoice",
    "credit_note": "CreditMemo",
    "bill": "Bill",
    "vendor_credit": "VendorCredit",
    "expense": "Purchase",
}
VISA = "8"  # id of an account that expenses are paid from
CONTACTS = {"Customer": "customer", "Vendor": "supplier"}
SUFFIXES = (" (Supplier)", " (Customer)")
LATE = 1.6  # seconds until a late write is done: longer than anybody waits for the answer
# Faults after which a sign-in is renewed, and nobody has what came of it.
RENEWED = (
    *("drop_after", "commit_later", "slow", "slow received", "garbage", "truncated"),
    *("status_500_after", "status_500_after remembered", "status_500_after gateway"),
    *("kill committed", "kill answered"),
)
# Ids of what a test enters by itself begin here.
BY_HAND = 900_000


def post(path):
    return Call("POST", f"{COMPANY}/{path}$")


def read_party(row):
    """:return: typed id of the party that a document names"""
    for field, entity in (("CustomerRef", "Customer"), ("VendorRef", "Vendor")):
        if field in row:
            return f"{entity}:{row[field]['value']}"
    # Of an expense any kind of party.
    party = row.get("EntityRef", {"type": "", "value": ""})
    return f"{party['type']}:{party['value']}"


class Qbo(System):
    name = connector = "qbo"
    title = "QuickBooks Online"
    to_try = {"qbo_environment": "sandbox"}
    add_ons = ("acct_link_batch", "acct_link_qbo")
    organisation, branch_organisation = "QBO NZ Ltd", "QBO AU Pty Ltd"
    pays = has_expenses = True
    chunk = 1
    few, many, pace, actions = 5, 25, 10, 12
    kinds = tuple(ENTITIES)
    number_mates = ("invoice", "credit_note")
    bills_repeat = False  # the number of a bill is there once, whoever sent it
    has_roles = True
    writes = {
        "contacts": post("(customer|vendor)"),
        **{kind: post(entity.lower()) for kind, entity in ENTITIES.items()},
    }
    on_the_strict = ("contacts", "invoice")
    # What is changed is named with the token it was read with; what is new has none.
    follow_ups = {
        "void": post("invoice")._replace(contains='"SyncToken"'),
        "attach": post("upload"),
    }
    sign_in = Call("POST", "/oauth2/v1/tokens/bearer")
    lost_sign_in = True  # a refresh token that was replaced ends them all
    sign_in_seconds = "access_token_seconds"
    after_sign_in = ("acct.link.connector.qbo", "_get_door_opener")
    calm = {"minute_limit": 1_000_000, "second_limit": 1_000_000, "read_limit": 1_000_000}
    # Every switch of sandbox/README.md.
    faults = {
        "drop_before": ({}, True),
        "drop_after": ({}, True),
        "commit_later": ({"seconds": LATE}, True),
        "status_500": ({}, True),
        "status_500_after": ({}, True),
        "status_500_after remembered": ({"remember": True}, True),
        "status_500_after gateway": ({"status": 504}, True),
        "status_503": ({}, True),
        "rate_limit": ({}, False),
        "unauthorized_expired": ({}, False),
        "forbidden": ({}, False),
        "slow": ({"seconds": LATE}, True),
        "slow received": ({"seconds": LATE, "point": "received"}, True),
        "garbage": ({}, True),
        "html_400": ({}, False),
        "truncated": ({}, True),
        "unknown_enum": ({}, False),
        "refuse_whole": ({}, False),
        "fault_in_200": ({}, False),
        "bookkeeper": ({}, False),
        "kill received": ({"point": "received"}, True),
        "kill committed": ({"point": "committed"}, True),
        "kill answered": ({"point": "answered"}, True),
    }
    enums = {**dict.fromkeys(writes, "domain"), "sign_in": "token_type"}
    repairs = {
        "forbidden": "sign in",
        "refuse_whole": "retry",
        "fault_in_200": "retry",
        **{(name, "sign_in"): "sign in" for name in RENEWED},
    }
    secret_columns = {
        "acct_link_token": ("access_token", "refresh_token", "client_secret", "webhook_key")
    }
    guarded_fields = (
        *("oauth_client_id", "oauth_client_secret", "qbo_api_url", "qbo_reconnect_url"),
    )
    guarded_actions = ("action_connect", "action_disconnect", "action_test_connection")

    # === THE STAND-IN === #

    def start(self, checks=True):
        from kit.systems.qbo.standin import QboStandIn

        return QboStandIn()

    def read_books(self, books):
        documents, contacts, rows = [], [], {}
        for kind, entity in ENTITIES.items():
            for row in books[entity]:
                remote_id = f"{entity}:{row['Id']}"
                gone = not row["TotalAmt"] and row.get("PrivateNote", "").startswith("Voided")
                documents.append(
                    {
                        "id": remote_id,
                        "kind": kind,
                        "number": row.get("DocNumber", ""),
                        "contact_id": read_party(row),
                        "total": row["TotalAmt"],
                        "gone": gone,
                    }
                )
                rows[remote_id] = row
        for entity, role in CONTACTS.items():
            for row in books[entity]:
                name = row["DisplayName"]
                for suffix in SUFFIXES:
                    name = name.removesuffix(suffix)
                remote_id = f"{entity}:{row['Id']}"
                values = {"id": remote_id, "name": name, "role": role, "active": row["Active"]}
                contacts.append(values)
                # What is owed changes with each document.
                rows[remote_id] = {**row, "Balance": 0}
        return Books(documents, contacts, rows)

    def wish_contact(self, name, email="", id=None):
        wish = {"action": "add_contact", "role": "customer", "name": name, "email": email}
        return {**wish, "id": self._number(id)} if id else wish

    def _number(self, contact_id):
        """Ids are numbers here. :param contact_id: as the cases choose them"""
        return str(BY_HAND + int(contact_id.rpartition("-")[2]))

    def add_document(self, stand_in, tenant, kind, number, contact_id, total):
        entity = ENTITIES[kind]
        is_sale = entity in ("Invoice", "CreditMemo")
        detail = "SalesItemLineDetail" if is_sale else "AccountBasedExpenseLineDetail"
        ref = {"ItemRef": {"value": "1"}} if is_sale else {"AccountRef": {"value": "5"}}
        party = self._find_party(stand_in, tenant, contact_id, is_sale)
        parties = {
            "Purchase": {
                "EntityRef": {"type": "Vendor", "value": party},
                "AccountRef": {"value": VISA},
                "PaymentType": "CreditCard",
            }
        }
        named = {"CustomerRef" if is_sale else "VendorRef": {"value": party}}
        stand_in.control(
            "bookkeeper",
            tenant=tenant,
            action="create",
            entity=entity,
            values={
                **parties.get(entity, named),
                "DocNumber": number,
                "TxnDate": "2026-01-30",
                "GlobalTaxCalculation": "NotApplicable",
                # Only who is billed in another currency has one.
                "ExchangeRate": 1.8,
                "Line": [{"Amount": float(total), "DetailType": detail, detail: ref}],
            },
        )

    def _find_party(self, stand_in, tenant, contact_id, is_sale):
        """A contact of the right kind, made where there is none with such an id.

        :return: its id
        """
        entity, _, number = contact_id.rpartition(":")
        wanted = "Customer" if is_sale else "Vendor"
        if not entity:
            entity, number = "Customer", self._number(contact_id)
        if entity == wanted:
            return number
        number = str(BY_HAND + 1000 + int(number) % 100_000)
        there = stand_in.control(f"books?tenant={tenant}&part={wanted}")[tenant][wanted]
        if number not in [row["Id"] for row in there]:
            stand_in.control(
                "bookkeeper",
                tenant=tenant,
                action="add_contact",
                role="customer" if is_sale else "vendor",
                name=f"By hand {wanted} {number}",
                id=number,
            )
        return number

    def read_file_sizes(self, books):
        return [row["Size"] for row in books["Attachable"]]

    def get_question(self, sent):
        entity = {"contacts": "Customer", **ENTITIES}[sent]
        return Call("POST", f"{COMPANY}/query$", f"from {entity} ")

    def limit(self, calls):
        return {"minute_limit": calls}

    def get_secrets(self, linked):
        from sandbox.qbo import CLIENT_SECRET

        rows = linked.execute("SELECT access_token, refresh_token FROM acct_link_token")
        return [CLIENT_SECRET, *(text for row in rows for text in row if text)]

    def pay(self, stand_in, tenant, remote_id, reference):
        entity, _, number = remote_id.partition(":")
        stand_in.control("bookkeeper", tenant=tenant, action="pay", entity=entity, id=number)

    # === ODOO === #

    def grant(self, linked, tenant):
        return linked.stand_in.control("tokens", tenant=tenant)

    def link(self, linked, company, tenant, **settings):
        from sandbox.qbo import CLIENT_ID, CLIENT_SECRET, NZ_REALM

        linked.workers.run(
            "kit.systems.qbo.tasks.link",
            url=linked.stand_in.url,
            tokens=self.grant(linked, tenant),
            company=company,
            tenant=tenant,
            no_tax="Zero-rated" if tenant == NZ_REALM else "GST free",
            oauth_client_id=CLIENT_ID,
            oauth_client_secret=CLIENT_SECRET,
            **settings,
        )

    def sign_in_again(self, linked, company, tenant):
        linked.workers.run(
            "kit.systems.qbo.tasks.sign_in", tokens=self.grant(linked, tenant), company=company
        )


SYSTEM = Qbo()
