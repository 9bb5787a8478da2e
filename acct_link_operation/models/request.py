from odoo import fields, models

from ..lib import operation as lib

OPERATIONS = [
    (lib.VOID, "Void"),
    (lib.UPDATE, "Update"),
    (lib.ALLOCATE, "Set off"),
    (lib.ATTACH, "Attach PDF"),
    (lib.SAVE_MAPPING, "Save mapping"),
    (lib.UPDATE_CONTACT, "Update contact"),
]


class AcctLinkRequest(models.Model):
    """Requests that carry a follow-up write."""

    _inherit = "acct.link.request"

    operation = fields.Selection(
        selection_add=OPERATIONS,
        ondelete=dict.fromkeys(dict(OPERATIONS), lambda requests: requests._retire()),
    )
    operation_ids = fields.One2many(
        "acct.link.operation", "request_id", string="Follow-ups", readonly=True
    )

    def _get_content(self):
        content = super()._get_content()
        if self.operation not in dict(OPERATIONS):
            return content
        return content + b"".join(each._get_item().content for each in self.operation_ids)
