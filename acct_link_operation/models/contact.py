from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.document import to_json
from odoo.addons.acct_link_batch.lib.matching import NAME, normalise

from .interface import UPDATED_FIELDS


class AcctLinkContact(models.Model):
    """What a contact was last told of its customer: the base of its updates."""

    _inherit = "acct.link.contact"

    sent = fields.Json(
        readonly=True, help="What of it may be updated, as the contact was last told of it."
    )

    @api.model
    def _prepare_sent(self, party):
        """:param party: Party; :return: value of `sent`"""
        return {name: to_json(getattr(party, name)) for name in UPDATED_FIELDS}

    def _after_add(self, party):
        self.sent = self._prepare_sent(party)
        return super()._after_add(party)

    @api.model
    def _note_renamed(self, operation):
        """A contact that was renamed from here is found by its new name.

        :param operation: acct.link.operation, done
        """
        values = operation.values or {}
        if name := values.get("name"):
            key = values.get("party", {}).get("key", name)
            self.search(
                [
                    ("interface_id", "=", operation.interface_id.id),
                    ("match_rule", "=", NAME),
                    ("remote_id", "=", operation.remote_id),
                    ("role", "=", operation.role),
                    ("partner_id", "=", operation.partner_id.id),
                ]
            ).write({"key": normalise(key), "name": name})
