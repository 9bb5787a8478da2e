from odoo import api, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.contacts import valid_email


class AcctLinkRemoteContact(models.Model):
    _inherit = "acct.link.remote.contact"

    @api.model
    def _check_emails(self, interface, wanted, known):
        """Contacts for which Xero takes no documents, as their e-mail address there is not valid.
        It is theirs: what is sent from here does not change it.

        :param wanted: {line id: ContactRequest}; :param known: {line id: remote id}
        :return: {line id: [Problem]}
        """
        if not wanted:
            return {}
        keys = {each.key for id_, each in wanted.items() if id_ not in known}
        by_key, by_id = self._get_with_email(interface, interface.match_rule, keys, known.values())
        found = {}
        for id_, each in wanted.items():
            contact = by_id.get(known[id_]) if id_ in known else by_key.get(each.key)
            email = contact and trim(contact.email)
            if email and not valid_email(email):
                values = {"key": contact.name, "email": contact.email}
                record = (contact._name, contact.id)
                found[id_] = [Problem("email_invalid_there", values, record)]
        return found

    @api.model
    def _get_with_email(self, interface, rule, keys, remote_ids):
        """:return: ({key: contact}, {remote id: contact}) of those in use that have an e-mail
        address; of keys only those that exactly one contact has
        """
        name = self._get_key_field(rule)
        own = Domain([("interface_id", "=", interface.id), ("archived", "=", False)])
        asked = Domain(name, "in", list(self._get_listed(interface, rule, keys))) | Domain(
            "remote_id", "in", list(remote_ids)
        )
        found = self.search_fetch(
            own & asked & Domain("email", "!=", False), ["name", "email", "remote_id", name]
        )
        return {each[name]: each for each in found}, {each.remote_id: each for each in found}
