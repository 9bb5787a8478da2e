from odoo import models


class AcctLinkPaymentTerm(models.Model):
    """Terms that the accounting system keeps a list of."""

    _name = "acct.link.payment.term"
    _description = "Payment Terms in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The payment terms exist already."
    )
