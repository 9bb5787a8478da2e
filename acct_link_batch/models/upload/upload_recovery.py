from odoo import api, fields, models
from odoo.fields import Domain

from ...lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS
from ...lib.problem import Problem
from ..base.tries import keep_changes


class AcctLinkUploadRecovery(models.AbstractModel):
    """What is open from before is settled first.

    A request without a known outcome is looked up by what was sent, as it was frozen. Found: it is
    in the books. Not found: that proves nothing until `settle_until`, as it may still be on its
    way; only a miss after that allows another attempt - with the same key and text while the other
    side remembers the key, as a new request later.
    """

    _name = "acct.link.upload.recovery"
    _description = "What is Open from before"

    @api.model
    def _get_handlers(self):
        """:return: {operation of a request: name of its acct.link.handler}, in the order in which
        they are settled
        """
        return {
            CREATE_CONTACTS: "acct.link.upload.contact",
            CREATE_DOCUMENTS: "acct.link.upload.document",
        }

    @api.model
    def _get_due(self):
        """Requests of a process that died, also where no document waits any more.

        :return: (model, Domain of its rows that can be settled now)
        """
        settled = Domain("state", "=", "unknown") & Domain("operation", "=", CREATE_CONTACTS)
        settled &= Domain("settle_until", "<=", fields.Datetime.now())
        return "acct.link.request", Domain("state", "in", ("open", "answered")) | settled

    @api.model
    def _run(self, turn):
        """:return: number of items dealt with; None: nothing is left that can be settled now"""
        requests = self.env["acct.link.request"].search(
            [
                ("interface_id", "=", turn.interface.id),
                ("state", "in", ("open", "answered", "unknown")),
            ],
            order="id",
        )
        Transport = self.env["acct.link.transport"]
        names = self._get_handlers()
        done = 0
        for name in dict.fromkeys(names.values()):
            handler = self.env[name]
            of_it = requests.filtered(lambda each, name=name: names.get(each.operation) == name)
            for request in of_it.filtered(lambda each: each.state == "answered"):
                Transport._apply(request, handler)
            # The lock is held: the process that sent these died before the answer was stored.
            for request in of_it.filtered(lambda each: each.state == "open"):
                keep_changes(
                    self.env.cr, Transport._set_unknown, request, handler, Problem("interrupted"),
                    turn.capabilities.settle_seconds,
                )  # fmt: skip
            unknown = of_it.filtered(lambda each: each.state == "unknown")
            done = done or handler._settle(turn, unknown)
        return done or None
