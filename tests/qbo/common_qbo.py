"""An interface that is signed in to the stand-in for QuickBooks Online; in New Zealand, where no
other country is named.
"""

from single_common import SingleCommon

from sandbox.qbo import CLIENT_ID, CLIENT_SECRET, NZ_REALM, start

SALES = {"invoice": "Invoice", "credit_note": "CreditMemo"}


class QboCommon(SingleCommon):
    tenant, company_name, root = NZ_REALM, "QBO NZ Ltd", "v3/company"
    limits = {"second_limit": 1_000_000, "minute_limit": 1_000_000}

    @classmethod
    def start_stand_in(cls):
        return start(**cls.limits)

    @classmethod
    def create_interface(cls):
        return super().create_interface(
            connector="qbo",
            oauth_client_id=CLIENT_ID,
            oauth_client_secret=CLIENT_SECRET,
            qbo_revoke_url=cls.server.url,
            **{f"qbo_{name}_url": cls.server.url for name in ("api", "login", "token")},
        )

    @classmethod
    def pull_codes(cls):
        with cls.registry_test_mode():
            cls.interface.action_pull_codes()
        cls.link("account_map", cls.account, "remote_account_id", cls.named("account", "Design"))
        bought = cls.named("account", "Office expenses")
        cls.link("account_map", cls.expense, "link_purchase_account_id", bought)
        cls.link_taxes()

    @classmethod
    def link_taxes(cls):
        cls.link("tax_map", cls.tax, "remote_tax_id", cls.named("tax", "15% GST on sales"))
        gst = cls.named("tax", "15% GST on purchases")
        cls.link("tax_map", cls.purchase_tax, "remote_tax_id", gst)
        for row in cls.interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id):
            row.remote_tax_id = cls.named("tax", "Zero-rated")

    @classmethod
    def named(cls, kind, name):
        [record] = cls.interface[f"{kind}_ids"].filtered(lambda each: each.name == name)
        return record

    @classmethod
    def link(cls, rows, record, field, code):
        """Link an account or tax of Odoo; its row is there already, or is added."""
        kind = rows.partition("_")[0]
        row = cls.interface[f"{rows}_ids"].filtered(lambda row: row[f"{kind}_id"] == record)
        if not row:
            row = row.create({f"{kind}_id": record.id, "interface_id": cls.interface.id})
        row[field] = code

    def fault(self, kind, path, method="POST", **values):
        path = rf"/v3/company/\d+/{path}$"
        self.control("faults", {"kind": kind, "method": method, "path": path, **values})

    def there(self, remote_id):
        """What the bookkeeper has to name of a document: {entity, id}."""
        entity, _colon, id_ = remote_id.partition(":")
        return {"entity": entity, "id": id_}

    def row(self, remote_id):
        """The row of an id, or None."""
        entity, _colon, id_ = remote_id.partition(":")
        return next((row for row in self.books(entity) if row["Id"] == id_), None)

    def calls(self, method, path):
        whole = f"/{self.root}/{self.tenant}/{path}"
        return [call for call in super().calls(method, path) if call["path"] == whole]
