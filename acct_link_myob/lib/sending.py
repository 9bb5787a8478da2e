"""A Request of the journal on its way through the door."""

from odoo.addons.acct_link_batch.lib.exchange import Answer, Request

from . import operations
from .door import Door
from .translate import route

# The record as it was written; and addresses in it are of no use.
RETURNED = (("returnBody", "true"), ("generateUris", "false"))


def send(door: Door, request: Request, key: str) -> Answer:
    """Write what the Request holds. MYOB remembers no key of a request. :raises: as `Door.send`"""
    if not request.target:
        return door.send("POST", route(request), RETURNED, request.text)
    said = operations.route(request)
    return door.send(said.method, said.path, RETURNED if said.returns else (), said.body)
