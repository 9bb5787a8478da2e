"""A firm that sends its payables to QuickBooks Online."""

import clerk
import demo
from kit.systems import get_system

from .story import Story

SUPPLIERS = ["Kowhai Paper", "Rata Rentals", "Tui Timber"]


class QuickBooksStory(Story):
    """Bills, and an expense from a card; a job that is not linked keeps one of them here."""

    def app_entered(self):
        from sandbox.qbo import CLIENT_ID, CLIENT_SECRET

        addresses = ("api", "login", "token", "revoke")
        self.kept["interface"] = self._call(
            "acct.link.interface",
            "create",
            {
                "name": f"{demo.COMPANY} to QuickBooks",
                "connector": "qbo",
                "company_id": self.company_id,
                "office_ids": [[6, 0, [self.company_id]]],
                "start_date": "2000-01-01",
                "contact_policy": "add",
                "send_bills": True,
                "oauth_client_id": CLIENT_ID,
                "oauth_client_secret": CLIENT_SECRET,
                **{f"qbo_{name}_url": self.stand_in.url for name in addresses},
            },
        )

    def signed_in(self):
        company = get_system("qbo").organisation
        demo.sign_in(self.person, self.kept["interface"], [company], "realm", "connect")
        demo.read_connection(self.person, self.kept["interface"])

    def linked(self):
        """As an accountant does it; of the plan of jobs one account is left."""
        names = ["P12 Harbour", "P13 Library"]
        plan, self.jobs = clerk.make_jobs(self.person, self.company_id, names)
        journal = self._find("account.journal", company_id=self.company_id, type="purchase")
        self._write(
            {
                "default_account_id": self._find_code("account", "Design"),
                "default_purchase_account_id": self._find_code("account", "Office expenses"),
                "bill_journal_id": journal,
                "plan_map_ids": [
                    [0, 0, {
                        "plan_id": plan,
                        "remote_tracking_id": self._find_code("tracking", "Customer or Project"),
                        "is_required": True,
                    }]
                ],
            }
        )  # fmt: skip
        self._call("acct.link.interface", "action_suggest_mappings", [self.kept["interface"]])
        free = self._find_code("tax", "Zero-rated")
        ours = ["interface_id", "=", self.kept["interface"]]
        left = self.person.search_read(
            "acct.link.tax.map", [ours, ["remote_tax_id", "=", False]], ["id"]
        )
        for row in left:
            self._call("acct.link.tax.map", "write", [row["id"]], {"remote_tax_id": free})
        option = self._find("acct.link.tracking.option", name="Acme Builders:P12 Harbour")
        self._write(
            {
                "analytic_map_ids": [
                    [0, 0, {"analytic_account_id": self.jobs[0], "remote_option_id": option}]
                ]
            }
        )

    def purchases_entered(self):
        """Two bills, of which one is for the job that is not linked, and an expense."""
        tax = clerk.find_tax(self.person, self.company_id, use="purchase")
        suppliers = clerk.make_customers(self.person, SUPPLIERS)
        work = [("Paper", 10, 12.5), ("Rent of a digger", 1, 900), ("Shelves", 2, 75)]
        orders = [(supplier, *each, tax) for supplier, each in zip(suppliers, work, strict=True)]
        moves = clerk.make_invoices(self.person, orders, "in_invoice")
        for move, job in zip(moves, (self.jobs[0], self.jobs[1], self.jobs[0]), strict=True):
            clerk.charge(self.person, move, job)
        card = self._find_code("account", "Company Visa")
        vals = {"acct_link_send_as": "expense", "acct_link_paid_from_id": card}
        self._call("account.move", "write", moves[-1:], vals)
        sales = self._make_invoices(["Kauri Timber", "Harbour Cafe"])
        action = self._call("account.move", "action_acct_link_batch", [*sales, *moves])
        self.kept.update(expense=moves[-1], failed=moves[1], batch=action["res_id"])

    def some_failed(self):
        self._call("acct.link.batch", "action_upload", [self.kept["batch"]])
        demo.watch(self.person, self.kept["batch"])

    def _find(self, model, **values):
        domain = [[name, "=", value] for name, value in values.items()]
        return self.person.search_read(model, domain, ["id"], limit=1)[0]["id"]

    def _find_code(self, kind, name):
        interface = self.kept["interface"]
        return self._find(f"acct.link.{kind}", interface_id=interface, name=name)
