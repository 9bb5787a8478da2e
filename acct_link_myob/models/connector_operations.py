from functools import partial

from odoo import api, models

from odoo.addons.acct_link_oauth.lib import download
from odoo.addons.acct_link_operation.lib.operation import DELETED

from ..lib import look_up_operations, operations


class AcctLinkConnectorMyob(models.AbstractModel):
    """Follow-up writes: each with its look-up before it is sent, the first time, too."""

    _inherit = "acct.link.connector.myob"

    @api.model
    def _prepare_operation(self, interface, operation):
        return operations.prepare(operation, self._get_style(interface))

    @api.model
    def _read_operation(self, interface, request, answer, operation):
        return operations.read(request, answer, operation)

    @api.model
    def _look_up_operation(self, interface, operation):
        ask, get_file = self._get_reader(interface), self._get_file_reader(interface)
        return look_up_operations.look_up(ask, get_file, operation, self._get_style(interface))

    @api.model
    def _get_file_reader(self, interface):
        """:return: get_file(address) -> content, from addresses that are signed in themselves"""
        return partial(download.fetch, api_url=interface.sudo().myob_api_url or "")

    @api.model
    def _get_void_word(self, interface, kind):
        return DELETED
