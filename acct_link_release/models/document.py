from odoo import api, models


class AcctLinkDocument(models.AbstractModel):
    """The last look before a document is sent: it may have changed while it waited, or the setting
    was switched on meanwhile.
    """

    _inherit = "acct.link.document"

    @api.model
    def _prepare_documents(self, interface, lines, contacts):
        results = super()._prepare_documents(interface, lines, contacts)
        if interface.needs_release:
            # What is uploaded is built again for an update of its copy.
            leaving = lines.filtered(lambda line: line.state in ("queued", "uploaded"))
            for line in leaving._get_unreleased():
                results[line.id] = line._prepare_unreleased()
        return results
