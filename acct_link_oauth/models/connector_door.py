from functools import partial

from odoo import api, models

from odoo.addons.acct_link_batch.lib.exchange import Sender

COMPANY = "acct_link_oauth_company"  # in the context: what was read of the accounts file just now


class AcctLinkConnectorDoor(models.AbstractModel):
    """A connector whose system takes plain requests, through `lib.door`, inherits this model. It
    has to say how a door is opened (`_get_door_opener`), and may what the accounts file prefers.
    """

    _name = "acct.link.connector.door"
    _inherit = "acct.link.connector.oauth"
    _description = "Connector with one Door"

    @api.model
    def _get_door_opener(self, interface, token, file=None):
        """:param file: id of an accounts file, if it is not the interface's
        :return: callable() -> lib.door.TokenDoor with a `send`; threads call it, so that all it
            needs of the settings is read before
        :raises Misconfigured: a setting cannot be read; called, as the door, too
        """
        raise NotImplementedError

    @api.model
    def _read_company(self, interface):
        """:return: what is told of the accounts file and its preferences, asked for just now"""

    @api.model
    def _get_company(self, interface):
        """:return: as `_read_company`, which is asked once while code lists are pulled"""
        return self.env.context.get(COMPANY) or self._read_company(interface)

    @api.model
    def _pull_codes(self, interface):
        known = self.with_context(**{COMPANY: self._get_company(interface)})
        return super(AcctLinkConnectorDoor, known)._pull_codes(interface)

    @api.model
    def _get_reader(self, interface, file=None):
        """:return: ask(path, params, ...) -> Answer, in its turn, with a valid token"""
        doors = {}

        def ask(path, params=(), **question):
            def call(token):
                if token not in doors:
                    doors[token] = self._get_door_opener(interface, token, file)()
                return self._ask(interface, doors[token], path, params, **question)

            self._take_call(interface)
            return self._call_signed_in(interface, call)

        return ask

    @api.model
    def _take_call(self, interface):
        """:raises Postponed: as many calls as the system takes were made, or are under way"""
        pace = self._capabilities(interface).pace
        self.env["acct.link.budget"].sudo()._take_call(interface, pace)

    @api.model
    def _ask(self, interface, door, path, params):
        """:return: the Answer to a read, through the open door"""
        return door.send("GET", path, params)

    @api.model
    def _get_door_sender(self, interface, send, refused=None):
        """:param send: callable(door, request, key) -> Answer; :param refused: as `_get_sender`"""
        token = self._get_access_token(interface, stale=refused and refused.token)
        open_door = self._get_door_opener(interface, token)
        open_door()  # what is wrong with the settings is told before anything is sent
        return Sender(lambda: partial(send, open_door()), token)
