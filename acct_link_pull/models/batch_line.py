from odoo import fields, models


class AcctLinkBatchLine(models.Model):
    _inherit = "acct.link.batch.line"

    remote_document_ids = fields.One2many("acct.link.remote.document", "line_id", readonly=True)
