from odoo import api, models

from ..lib.operation import VOIDED


class AcctLinkConnector(models.AbstractModel):
    """What a connector that writes follow-ups adds to the contract. The item of `_prepare`, `_read`
    and `_look_up` may be an Operation; which ones it does say `Capabilities.operations`.
    """

    _inherit = "acct.link.connector"

    @api.model
    def _get_void_word(self, interface, kind):
        """:return: what the operation VOID does there to this kind of document:
        `operation.VOIDED` or `operation.DELETED`
        """
        return VOIDED
