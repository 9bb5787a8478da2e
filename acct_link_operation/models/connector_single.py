from odoo import api, models

from ..lib.operation import Operation


class AcctLinkConnectorSingle(models.AbstractModel):
    """A connector whose system takes one record a call inherits this model, too: what the contract
    asks of lists is asked of one item here, of documents and parties apart from follow-ups.
    """

    _name = "acct.link.connector.single"
    _inherit = "acct.link.connector"
    _description = "Connector of one Record a Call"

    @api.model
    def _prepare_item(self, interface, operation, kind, item):
        """As `_prepare`, of a Document or a Party."""
        raise NotImplementedError

    @api.model
    def _prepare_operation(self, interface, operation):
        """As `_prepare`, of an Operation."""
        raise NotImplementedError

    @api.model
    def _prepare(self, interface, operation, kind, items):
        [item] = items
        if isinstance(item, Operation):
            return self._prepare_operation(interface, item)
        return self._prepare_item(interface, operation, kind, item)

    @api.model
    def _read_item(self, interface, request, answer, item):
        """:return: the Outcome of a Document or a Party"""
        raise NotImplementedError

    @api.model
    def _read_operation(self, interface, request, answer, operation):
        """:return: the Outcome of an Operation"""
        raise NotImplementedError

    @api.model
    def _read(self, interface, request, answer, items):
        [item] = items
        read = self._read_operation if isinstance(item, Operation) else self._read_item
        return [read(interface, request, answer, item)]

    @api.model
    def _look_up_documents(self, interface, documents):
        """As `_look_up`, of Documents."""
        raise NotImplementedError

    @api.model
    def _look_up_operation(self, interface, operation):
        """:return: whether one is done, as of `_look_up`; :raises: the same"""
        raise NotImplementedError

    @api.model
    def _look_up(self, interface, documents):
        if isinstance(documents[0], Operation):
            return [self._look_up_operation(interface, each) for each in documents]
        return self._look_up_documents(interface, documents)

    @api.model
    def _check_document(self, interface, document):
        """As `_check`, of one. :return: [Problem]"""
        return []

    @api.model
    def _check(self, interface, documents):
        return [self._check_document(interface, document) for document in documents]

    @api.model
    def _check_party(self, party):
        """As `_check_parties`, of one. :return: [Problem]"""
        return []

    @api.model
    def _check_parties(self, interface, parties):
        return [self._check_party(party) for party in parties]
