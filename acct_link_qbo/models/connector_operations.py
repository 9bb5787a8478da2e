from odoo import api, models

from odoo.addons.acct_link_operation.lib.operation import DELETED, VOIDED

from ..lib import look_up_operations, operations


class AcctLinkConnectorQbo(models.AbstractModel):
    """Follow-up writes: each with its look-up before it is sent, the first time, too."""

    _inherit = "acct.link.connector.qbo"

    @api.model
    def _prepare_operation(self, interface, operation):
        return operations.prepare(operation, self._get_style(interface))

    @api.model
    def _read_operation(self, interface, request, answer, operation):
        return operations.read(request, answer, operation)

    @api.model
    def _look_up_operation(self, interface, operation):
        ask, style = self._get_reader(interface), self._get_style(interface)
        return look_up_operations.look_up(ask, operation, style)

    @api.model
    def _get_void_word(self, interface, kind):
        return VOIDED if kind in operations.VOIDED_KINDS else DELETED
