from odoo import api, models
from odoo.exceptions import UserError


class AcctLinkParty(models.AbstractModel):
    """Parties that are sent without a document."""

    _inherit = "acct.link.party"

    @api.model
    def _get_currency_alone(self, interface):
        """:return: currency of a Party that no document asks for: that of the books"""
        currency = interface._get_books_currency(interface.company_id)
        return currency if interface._connector()._capabilities(interface).contact_currency else ""

    @api.model
    def _check_sendable(self, interface):
        """:raises UserError: contacts cannot be sent through it now, and what to do"""
        if not interface:
            raise UserError(
                self.env._(
                    "%(company)s uses no interface of the accounting link.",
                    company=self.env.company.name,
                )
            )
        connector = interface._connector()
        if connector._capabilities(interface).file_based:
            raise UserError(
                self.env._(
                    "%(system)s is reached by files: customers go along with their documents.",
                    system=interface._get_system_name(),
                )
            )
        connector._check_ready(interface)

    @api.model
    def _send_without_document(self, interface, wanted):
        """Enqueue, and say what will happen.

        :param wanted: [ContactRequest]; :raises UserError: why some of them cannot be sent
        """
        customers = self.env["res.partner"].union(*(each.customer for each in wanted))
        check = self._get_key_check(interface, customers)
        excluded = self.env["acct.link.exclusion"]._get_of_partners(customers, self.env.company)
        problems = [
            excluded[each.customer]._prepare_problem()
            if each.customer in excluded
            else check(each.label, each.customer)
            for each in wanted
        ]
        if problems := list(filter(None, problems)):
            say = self.env["acct.link.run"].new({"interface_id": interface.id})._format_problem
            sentences = [f"{say(each, 'text')} {say(each, 'cure')}" for each in problems]
            raise UserError("\n".join(dict.fromkeys(sentences)))
        Match = self.env["acct.link.match"]
        rows, known = Match._send_without_document(interface, wanted)
        system = interface._get_system_name()
        if not rows:
            message = self.env._(
                "%(system)s has these contacts already; nothing is sent.", system=system
            )
            return Match._notify(message, "info")
        if len(rows) == 1:
            message = self.env._(
                "A contact goes to %(system)s now; the customer's messages say how it went.",
                system=system,
            )
        else:
            message = self.env._(
                "Contacts that go to %(system)s now: %(count)s. The customers' messages say how it "
                "went.",
                count=len(rows),
                system=system,
            )
        if known:
            message += " " + self.env._("There already: %(known)s.", known=known)
        return Match._notify(message)
