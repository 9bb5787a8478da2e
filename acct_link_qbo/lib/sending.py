"""A Request of the journal on its way through the door."""

from odoo.addons.acct_link_batch.lib.exchange import Answer, Request

from . import operations
from .door import Door
from .translate import route


def send(door: Door, request: Request, key: str) -> Answer:
    """Write what the Request holds. `key` makes QuickBooks answer a repeated one from memory, a
    refusal, too. :raises: as `Door.send`
    """
    if request.target:
        said = operations.route(request)
        return door.send("POST", said.path, said.params, said.body, key, said.content_type)
    return door.send("POST", route(request), (), request.text, key)
