"""What all stories share."""

import clerk


class Story:
    """What happens between the pictures. `kept` is what the paths of screens.py name."""

    def __init__(self, person, stand_in, company_id):
        self.person = person
        self.stand_in = stand_in
        self.company_id = company_id
        self.kept = {}

    def _call(self, model, method, *args):
        return self.person.call(model, method, *args)

    def _write(self, vals):
        """Change the settings of the interface."""
        self._call("acct.link.interface", "write", [self.kept["interface"]], vals)

    def _make_invoices(self, names):
        """Two for each customer, posted. :return: ids"""
        customers = clerk.make_customers(self.person, names)
        tax = clerk.find_tax(self.person, self.company_id)
        return clerk.make_invoices(
            self.person,
            [
                (customer, "Site survey", 2 + number, 180, tax if number != 1 else None)
                for number, customer in enumerate(customers * 2)
            ],
        )
