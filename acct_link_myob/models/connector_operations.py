from dataclasses import replace
from functools import partial

from odoo import api, models

from odoo.addons.acct_link_oauth.lib import download
from odoo.addons.acct_link_operation.lib.operation import DELETED, Operation

from ..lib import look_up_operations, operations


class AcctLinkConnectorMyob(models.AbstractModel):
    """Follow-up writes: each with its look-up before it is sent, the first time, too."""

    _inherit = "acct.link.connector.myob"

    @api.model
    def _capabilities(self, interface):
        return replace(
            super()._capabilities(interface),
            operations=operations.OPERATIONS,
            operation_kinds=operations.OPERATION_KINDS,
            check_before_send=operations.OPERATIONS,
            file_bytes=operations.FILE_BYTES,
        )

    @api.model
    def _prepare(self, interface, operation, kind, items):
        if isinstance(items[0], Operation):
            return operations.prepare(*items, self._get_style(interface))
        return super()._prepare(interface, operation, kind, items)

    @api.model
    def _read(self, interface, request, answer, items):
        if isinstance(items[0], Operation):
            return [operations.read(request, answer, *items)]
        return super()._read(interface, request, answer, items)

    @api.model
    def _look_up(self, interface, documents):
        if not isinstance(documents[0], Operation):
            return super()._look_up(interface, documents)
        ask, get_file = self._get_reader(interface), self._get_file_reader(interface)
        style = self._get_style(interface)
        return [look_up_operations.look_up(ask, get_file, each, style) for each in documents]

    @api.model
    def _get_file_reader(self, interface):
        """:return: get_file(address) -> content, from addresses that are signed in themselves"""
        return partial(download.fetch, api_url=interface.sudo().myob_api_url or "")

    @api.model
    def _get_void_word(self, interface, kind):
        return DELETED
