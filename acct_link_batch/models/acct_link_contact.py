from odoo import api, fields, models


class AcctLinkContact(models.Model):
    """Which contact of the accounting system a key of a party stands for. Once found it stays,
    even if the contact is renamed there.
    """

    _name = "acct.link.contact"
    _description = "Contact in the Accounting System"
    _order = "name, id"

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    match_rule = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    remote_id = fields.Char(required=True, readonly=True)

    _key_uniq = models.UniqueIndex(
        "(interface_id, match_rule, key)", "This customer is linked already."
    )

    @api.model
    def _get_known(self, interface, keys):
        """:param keys: normalised keys; :return: {key: remote id}"""
        known = self.search_fetch(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", interface.match_rule),
                ("key", "in", list(keys)),
            ],
            ["key", "remote_id"],
        )
        return {contact.key: contact.remote_id for contact in known}

    @api.model
    def _remember(self, interface, found):
        """:param found: {normalised key: (name, remote id)} of keys not known yet"""
        self.create(
            [
                {
                    "interface_id": interface.id,
                    "match_rule": interface.match_rule,
                    "key": key,
                    "name": name,
                    "remote_id": remote_id,
                }
                for key, (name, remote_id) in found.items()
            ]
        )

    @api.model
    def _forget(self, interface, remote_ids):
        """Contacts that turned out to be archived or gone are looked for again next time."""
        self.search(
            [("interface_id", "=", interface.id), ("remote_id", "in", list(remote_ids))]
        ).unlink()
