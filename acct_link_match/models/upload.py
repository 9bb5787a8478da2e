from odoo import api, models


class AcctLinkUpload(models.AbstractModel):
    """Contacts that are asked for alone come before documents."""

    _inherit = "acct.link.upload"

    @api.model
    def _get_stages(self):
        stages = super()._get_stages()
        at = stages.index("acct.link.upload.document")
        return [*stages[:at], "acct.link.upload.match", *stages[at:]]


class AcctLinkUploadContact(models.AbstractModel):
    """Who has no contact is listed, and not looked for again within a break."""

    _inherit = "acct.link.upload.contact"

    @api.model
    def _note_missing(self, interface, missing, problems):
        self.env["acct.link.match"]._note_missing(interface, missing, problems)
        return super()._note_missing(interface, missing, problems)

    @api.model
    def _recall_missing(self, interface, missing, since):
        recalled = super()._recall_missing(interface, missing, since)
        return recalled | self.env["acct.link.match"]._recall_missing(interface, missing, since)
