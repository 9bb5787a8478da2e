from odoo import api, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib import likeness
from odoo.addons.acct_link_batch.lib.matching import INVOICE_NAME, normalise

# How sure it is that a contact with the same e-mail address is meant.
EMAIL_PERCENT = 85
MAX_LIKEST = 100


class AcctLinkRemoteContact(models.Model):
    """Which of the contacts there a customer may be."""

    _inherit = "acct.link.remote.contact"

    @api.depends_context("formatted_display_name", "acct_link_likest")
    def _compute_display_name(self):
        """In the list to choose from also how alike it is to the customer."""
        result = super()._compute_display_name()
        is_choice = self.env.context.get("formatted_display_name")
        if match := is_choice and self._get_customer_to_match():
            for contact in self:
                if percent := match._get_likeness(contact):
                    contact.display_name = f"{contact.display_name}\t--{percent} %--"
        return result

    @api.model
    def _get_customer_to_match(self):
        """:return: acct.link.match that a contact is chosen for on the screen, or none"""
        row_id, rows = self.env.context.get("acct_link_likest"), self.env["acct.link.match"]
        return rows.browse(row_id)._filtered_access("read") if isinstance(row_id, int) else rows

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Before anything is typed, those come first that are most alike."""
        found = super().name_search(name, domain, operator, limit)
        match = not name and self._get_customer_to_match()
        if not match:
            return found
        listed = Domain(domain or Domain.TRUE) & Domain("archived", "=", False)
        likest = match._rank(self.search_fetch(listed, ["name"]), limit or MAX_LIKEST)
        first = {contact.id: contact.display_name for contact in likest}
        return list({**first, **dict(found)}.items())[:limit]

    @api.model
    def _get_compared_name(self, rule, wanted):
        """:param wanted: ContactRequest; :return: str, what contacts' names are compared with"""
        return (wanted.label if rule == INVOICE_NAME else wanted.customer.name) or ""

    @api.model
    def _get_likest(self, interface, rows, role, most=1):
        """The likest contacts in use for each row, of one list there.

        :param rows: {any id: (name, e-mail address)}
        :return: {that id: [(contact, percent)], the best first} of those for which there is one
        """
        listed = self.search_fetch(
            [*self._get_list_domain(interface, role), ("archived", "=", False)], ["name", "email"]
        )
        names = [(contact.id, likeness.plain(contact.name)) for contact in listed]
        by_email = {}
        for contact in listed.filtered("email"):
            by_email.setdefault(normalise(contact.email), []).append(contact)
        likest = {}
        for id_, (name, email) in rows.items():
            same = by_email.get(normalise(email), [])
            ranked = likeness.rank(name, names, most)
            # The same address, of one contact only, says more than a name that is half alike.
            if len(same) == 1 and max((each[1] for each in ranked), default=0) < EMAIL_PERCENT:
                rest = [each for each in ranked if each[0] != same[0].id]
                ranked = [(same[0].id, EMAIL_PERCENT), *rest][:most]
            if ranked:
                likest[id_] = [(self.browse(id_), percent) for id_, percent in ranked]
        return likest
