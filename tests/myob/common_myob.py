"""An interface that is signed in to the stand-in for MYOB, in New Zealand."""

from common_operations import PDF
from single_common import SingleCommon

from sandbox.myob import API_KEY, API_SECRET, NZ_FILE, start

# Where the stand-in shows what is read at a route.
SALES, PURCHASES, SPENT = "Invoice", "Bill", "SpendMoneyTxn"


class MyobCommon(SingleCommon):
    tenant, company_name, root = NZ_FILE, "MYOB NZ Ltd", "accountright"
    limits = {"second_limit": 1_000_000}

    @classmethod
    def start_stand_in(cls):
        return start(**cls.limits)

    @classmethod
    def create_interface(cls):
        return super().create_interface(
            connector="myob",
            myob_calls_a_second=1000,  # the pace has a test of its own
            oauth_client_id=API_KEY,
            oauth_client_secret=API_SECRET,
            **{f"myob_{name}_url": cls.server.url for name in ("api", "login")},
        )

    @classmethod
    def pull_codes(cls):
        with cls.registry_test_mode():
            cls.interface.action_pull_codes()
        cls.interface.default_account_id = cls.code("account", "4-1100")
        cls.interface.default_purchase_account_id = cls.code("account", "6-1100")
        for tax in (cls.tax, cls.purchase_tax):
            cls.link(tax, "S15")
        for row in cls.interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id):
            row.remote_tax_id = cls.code("tax", "N-T")

    @classmethod
    def link(cls, tax, code):
        """Its row is there already, or is added."""
        row = cls.interface.tax_map_ids.filtered(lambda row: row.tax_id == tax)
        if not row:
            row = row.create({"tax_id": tax.id, "interface_id": cls.interface.id})
        row.remote_tax_id = cls.code("tax", code)

    def fault(self, kind, path, method="POST", **values):
        """:param path: pattern of what stands below the company file"""
        path = rf"/accountright/[0-9a-f-]+/{path}$"
        self.control("faults", {"kind": kind, "method": method, "path": path, **values})

    def row(self, line):
        """What the books hold of a document, or None. :param line: acct.link.batch.line"""
        part = SPENT if line.kind == "expense" else SALES
        part = PURCHASES if line.kind in ("bill", "vendor_credit") else part
        return next((row for row in self.books(part) if row["UID"] == line.remote_id), None)

    def send_as_expense(self, move, paid_from="1-1110"):
        move.acct_link_send_as = "expense"
        move.acct_link_paid_from_id = self.code("account", paid_from)
        return move

    def attach_paper(self, move, name="paper.pdf"):
        """What the supplier of a bill sent."""
        values = {"name": name, "raw": PDF, "mimetype": "application/pdf"}
        attachment = self.env["ir.attachment"].create(
            {**values, "res_model": "account.move", "res_id": move.id}
        )
        move._message_set_main_attachment_id(attachment)
        return attachment
