from odoo import api, models


class AcctLinkConnector(models.AbstractModel):
    """What a connector adds whose requests are parts of files (`Capabilities.file_based`)."""

    _inherit = "acct.link.connector"

    @api.model
    def _assemble(self, interface, requests, name):
        """Pure: make files of the parts that the journal holds. The same requests always make the
        same bytes.

        :param requests: iterator of exchange.Request, to be read one after another
        :param name: number of the batch, with a suffix that no file of it has yet
        :return: iterator of lib.file.File, with all the documents in the order of the requests
        :raises lib.file.Unreadable: a part cannot be read any more
        """
        raise NotImplementedError
