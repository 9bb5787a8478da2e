"""What is on the desk of whoever opens the demo: work to do, one piece of each kind."""

import clerk
from postgres import Failure

CUSTOMERS = ("Harbour Cafe", "Kauri Timber", "Matai Joinery", "Rimu Dental", "Totara Legal")
DISPUTED = "Tui Brewing"
EXPORTS = "0% Exports"
# Codes and names of accounting systems for it; where there are both, the first.
NO_TAX = ("ZERORATED", "Zero-rated", "NONE")


class Desk:
    """Work in a company whose first documents are in the books already.

    :param person: who will do it (odoo_server.Person)
    :param system: kit.system.System; :param tenant: id of the organisation in its stand-in
    """

    def __init__(self, person, system, stand_in, company_id, interface_id, tenant):
        self.person = person
        self.stand_in = stand_in
        self.company_id = company_id
        self.interface_id = interface_id
        self.tenant = tenant
        self.system = system
        self._call = person.call

    def describe(self):
        work = (
            f"{len(CUSTOMERS)} invoices to batch, of which one fails until the tax “{EXPORTS}” is"
            f" linked; one parked for {DISPUTED}"
        )
        payment = (
            "; a payment to pull (Interface Settings, page Pull, “Now”)" if self.system.pays else ""
        )
        return f"{work}{payment}."

    def lay_out(self, batch_id):
        """:param batch_id: a batch that is uploaded, of which one invoice gets paid"""
        tax = clerk.find_tax(self.person, self.company_id)
        customers = clerk.make_customers(self.person, [*CUSTOMERS, DISPUTED])
        work = ["Counter and shelves", "Timber advice", "Workshop plans", "Rooms, stage 2"]
        *moves, self.disputed = clerk.make_invoices(
            self.person,
            [
                (customer, name, 2 + number, 180, tax)
                for number, (customer, name) in enumerate(zip(customers, work, strict=False))
            ]
            + [
                (customers[4], "Report for Sydney", 1, 950, self._make_unlinked_tax(tax)),
                (customers[5], "Cellar survey", 3, 180, tax),
            ],
        )
        self.moves = moves
        clerk.park(self.person, [self.disputed], "Disputed by the customer")
        if self.system.pays:
            self._pay(batch_id)
        self._call("res.users", "write", self._me(), {"company_id": self.company_id})
        self._open_with("acct_link_overview.acct_link_interface_action_dashboard")

    def _make_unlinked_tax(self, like):
        """A tax for which several codes of the books would do: an accountant has to say which."""
        [tax] = self._call("account.tax", "copy", [like])
        self._call("account.tax", "write", [tax], {"name": EXPORTS, "amount": 0})
        self._call(
            "acct.link.tax.map", "create", {"interface_id": self.interface_id, "tax_id": tax}
        )
        return tax

    def _pay(self, batch_id):
        """The bookkeeper gets money for an invoice; reading payments is set up, not yet done."""
        clerk.register_payments(self.person, self.interface_id, self.company_id)
        [line] = self.person.search_read(
            "acct.link.batch.line",
            [["batch_id", "=", batch_id], ["kind", "=", "invoice"], ["state", "=", "uploaded"]],
            ["remote_id", "move_id"],
            limit=1,
        )
        self.system.pay(self.stand_in, self.tenant, line["remote_id"], "EFT 4711")
        self.paid = line["move_id"][0]

    def _me(self):
        return self._call("res.users", "search", [["login", "=", "admin"]])

    def _open_with(self, xml_id):
        """The page after the login."""
        module, name = xml_id.split(".")
        [data] = self.person.search_read(
            "ir.model.data", [["module", "=", module], ["name", "=", name]], ["res_id"]
        )
        self._call("res.users", "write", self._me(), {"action_id": data["res_id"]})

    # === DONE BY MACHINE === #

    def play(self, watch):
        """Do what is there to do, as it says. :raises Failure: it cannot be done so

        :param watch: called with person and batch id, returns when the upload is over
        """
        batch = self._call("account.move", "action_acct_link_batch", self.moves)["res_id"]
        self._call("acct.link.batch", "action_upload", [batch])
        watch(self.person, batch)
        [failed] = self._lines(batch, "failed")
        self._expect(EXPORTS in failed["problem_text"], failed["problem_text"])
        self._link_exports()
        self._call("acct.link.batch.line", "action_retry", [failed["id"]])
        watch(self.person, batch)
        self._expect(len(self._lines(batch, "uploaded")) == len(self.moves), "not all went")
        if not self.system.pays:
            return
        clerk.pull_now(self.person, self.interface_id, "documents")
        [move] = self.person.search_read(
            "account.move", [["id", "=", self.paid]], ["payment_state", "amount_residual"]
        )
        self._expect(not move["amount_residual"], f"the payment is not here: {move}")

    def _lines(self, batch_id, state):
        return self.person.search_read(
            "acct.link.batch.line",
            [["batch_id", "=", batch_id], ["state", "=", state]],
            ["problem_text"],
        )

    def _link_exports(self):
        found = self.person.search_read(
            "acct.link.tax", [["interface_id", "=", self.interface_id]], ["code", "name"]
        )
        codes = {each[field]: each["id"] for field in ("name", "code") for each in found}
        code = next(codes[name] for name in NO_TAX if name in codes)
        rows = self._call(
            "acct.link.tax.map",
            "search",
            [["interface_id", "=", self.interface_id], ["tax_id.name", "=", EXPORTS]],
        )
        self._call("acct.link.tax.map", "write", rows, {"remote_tax_id": code})

    @staticmethod
    def _expect(holds, text):
        if not holds:
            raise Failure(f"the work that is laid out cannot be done as it says: {text}")
