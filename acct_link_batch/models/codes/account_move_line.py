from odoo import fields, models

GROUP = "acct_link_batch.group_acct_link_user"
# Whoever copies or credits a document takes them along, so everybody who invoices may read them;
# only link users are shown them.
COPIED = "base.group_user"


class AccountMoveLine(models.Model):
    """What somebody chose for one line in place of what its account and taxes are linked to. Plain
    columns, empty on nearly every line.
    """

    _inherit = "account.move.line"

    acct_link_account_id = fields.Many2one(
        "acct.link.account",
        string="Account in the Books",
        index="btree_not_null",
        ondelete="set null",
        groups=COPIED,
        help="This line goes to this account, whatever its account and product are linked to.",
    )
    acct_link_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Tax Code in the Books",
        index="btree_not_null",
        ondelete="set null",
        groups=COPIED,
        help="This line gets this tax code, whatever its taxes are linked to; the rate has to be "
        "the same.",
    )
