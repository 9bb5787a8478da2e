from odoo import api, models


class AcctLinkConnector(models.AbstractModel):
    """What a connector reads of the books. `_pull` knows these, too: `documents` (iterator of
    incoming.Page with incoming.RemoteDocument, what changed since the cursor) and `bills` (the
    same with incoming.Bill).
    """

    _inherit = "acct.link.connector"

    @api.model
    def _read_again(self, interface, ids, resource="documents"):
        """How these documents stand now, with few reads. :param ids: [(kind, remote id)]
        :return: (tuple of incoming.RemoteDocument, or incoming.Bill if `resource` is "bills";
            remote ids that are surely not there). :raises: as `_look_up`
        """
        raise NotImplementedError

    @api.model
    def _get_recheck_days(self, interface):
        """For how many days what is paid is read again, as nothing tells that a payment was taken
        back, or that it was deleted. :return: int, 0 where that is told
        """
        return 0

    @api.model
    def _read_files(self, interface, kind, remote_id, known):
        """The files at a document there: one call for their list, one for each.

        :param known: ids of files that are here already
        :return: iterator of incoming.BillFile; the call of each is made when it is its turn
        :raises: as `_look_up`, at any step
        """
        raise NotImplementedError
