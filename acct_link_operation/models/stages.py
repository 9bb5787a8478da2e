from odoo import api, models

from .request import OPERATIONS


class AcctLinkUpload(models.AbstractModel):
    """Follow-ups come last in a turn."""

    _inherit = "acct.link.upload"

    @api.model
    def _get_stages(self):
        return [*super()._get_stages(), "acct.link.upload.operation"]


class AcctLinkUploadRecovery(models.AbstractModel):
    """Requests for follow-ups are settled as well."""

    _inherit = "acct.link.upload.recovery"

    @api.model
    def _get_handlers(self):
        names = dict.fromkeys(dict(OPERATIONS), "acct.link.upload.operation")
        return {**super()._get_handlers(), **names}
