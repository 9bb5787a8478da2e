from odoo import api, models

from odoo.addons.acct_link_batch.lib.matching import CUSTOMER_RULES


class AcctLinkContact(models.Model):
    """Contacts that a person chooses, and those that a merge of customers leaves to choose from."""

    _inherit = "acct.link.contact"

    @api.model
    def _choose(self, interface, wanted, remote_id):
        """A person says which contact a customer has. :param wanted: ContactRequest"""
        rule = interface.match_rule
        domain = [
            ("interface_id", "=", interface.id),
            ("match_rule", "=", rule),
            ("partner_id", "=", wanted.customer.id),
            ("role", "=", wanted.role or False),
        ]
        if rule not in CUSTOMER_RULES:
            domain.append(("key", "=", wanted.key))
        remote = remote_id, wanted.role
        wanted = wanted._replace(currency=self._get_currencies(interface, {remote}).get(remote, ""))
        self.search(domain).unlink()
        return self.create(self._prepare_vals(interface, rule, wanted, remote_id, "mapped"))

    def _note_merged(self, lost, customer):
        """Customers to Match asks which of the two it is from now on."""
        self.env["acct.link.match"]._note_merged(self, lost, customer)
        return super()._note_merged(lost, customer)
