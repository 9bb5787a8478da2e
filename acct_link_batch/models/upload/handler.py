from odoo import api, models


class AcctLinkHandler(models.AbstractModel):
    """What requests of one kind are about: documents, contacts or a follow-up. The transport sends
    a request and keeps its answer; whoever asked it to knows what that means.
    """

    _name = "acct.link.handler"
    _description = "What Requests are About"

    @api.model
    def _apply_answers(self, requests, items):
        """Write what stored answers mean, and the requests' own states; not committed.

        :param items: {line id: Document} of what was sent just now; others are read
        """
        raise NotImplementedError

    @api.model
    def _set_unknown(self, request, problem):
        """Nobody knows whether what the request is about was written; not committed."""

    @api.model
    def _set_unsent(self, requests):
        """What the requests are about surely was not written, and waits as before; not committed.

        :param requests: acct.link.request, void already
        """

    @api.model
    def _settle(self, turn, requests):
        """Find out what became of requests without an answer, as far as that can be known now;
        commits.

        :param requests: acct.link.request that are unknown
        :return: how many items were dealt with; 0: nothing is left that can be settled now
        """
        raise NotImplementedError
