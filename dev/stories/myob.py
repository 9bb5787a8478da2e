"""A firm whose books are in MYOB AccountRight."""

import clerk
import demo
from kit.systems import get_system

from .story import Story


class MyobStory(Story):
    """Sales whose numbers are too long for MYOB, a credit below zero, and jobs and categories."""

    def app_entered(self):
        from sandbox.myob import API_KEY, API_SECRET

        self.kept["interface"] = self._call(
            "acct.link.interface",
            "create",
            {
                "name": f"{demo.COMPANY} to MYOB",
                "connector": "myob",
                "company_id": self.company_id,
                "office_ids": [[6, 0, [self.company_id]]],
                "start_date": "2000-01-01",
                "contact_policy": "add",
                "oauth_client_id": API_KEY,
                "oauth_client_secret": API_SECRET,
                **{f"myob_{name}_url": self.stand_in.url for name in ("api", "login")},
            },
        )

    def signed_in(self):
        company = get_system("myob").organisation
        demo.sign_in(self.person, self.kept["interface"], [company], "business")
        demo.read_connection(self.person, self.kept["interface"])

    def linked(self):
        interface = self.kept["interface"]
        self._call("acct.link.interface", "action_suggest_mappings", [interface])
        self._write({"default_account_id": self._find_code("account", code="4-1100")})
        left = self.person.search_read(
            "acct.link.tax.map",
            [["interface_id", "=", interface], ["remote_tax_id", "=", False]],
            ["id"],
        )
        free = self._find_code("tax", code="Z")
        for row in left:
            self._call("acct.link.tax.map", "write", [row["id"]], {"remote_tax_id": free})

    def uploaded(self):
        """Invoices and a credit, which all arrived."""
        invoices = self._make_invoices(["Kauri Timber", "Harbour Cafe"])
        tax = clerk.find_tax(self.person, self.company_id)
        [customer] = clerk.make_customers(self.person, ["Rimu Dental"])
        orders = [(customer, "Hours not worked", 2, 180, tax)]
        credits = clerk.make_invoices(self.person, orders, "out_refund")
        action = self._call("account.move", "action_acct_link_batch", [*invoices, *credits])
        self.kept["batch"] = action["res_id"]
        self._call("acct.link.batch", "action_upload", [self.kept["batch"]])
        demo.watch(self.person, self.kept["batch"])

    def _find_code(self, kind, **values):
        domain = [["interface_id", "=", self.kept["interface"]]]
        domain += [[name, "=", value] for name, value in values.items()]
        return self.person.search_read(f"acct.link.{kind}", domain, ["id"], limit=1)[0]["id"]
