"""A customer that the stand-in has no contact for, and the list that it is in."""

from common_walk import WalkCommon


class MatchCommon(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.interface.contact_policy = "match"
        self.stranger = self.env["res.partner"].create({"name": "Kowhai Ofice Ltd", "ref": "K-1"})
        self.kowhai = self.contact("Kowhai Office")

    def contact(self, name):
        return next((row for row in self.books("contacts") if row["name"] == name), None)

    def open_list(self):
        """As the menu does. :return: the rows"""
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_open()
        return self.env["acct.link.match"].search([])

    def row_of(self, partner):
        return self.open_list().filtered(lambda row: row.partner_id == partner)

    def row_of_failed(self, partner):
        self.upload(self.invoice(partner=partner))
        return self.row_of(partner)

    def sent(self, operation):
        requests = self.env["acct.link.request"].sudo().search([("operation", "=", operation)])
        return requests.sorted("id")
