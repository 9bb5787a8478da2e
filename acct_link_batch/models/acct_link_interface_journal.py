from odoo import fields, models


class AcctLinkInterface(models.Model):
    """How long the journal keeps what was said."""

    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    journal_days = fields.Integer(
        string="Journal Kept for",
        default=180,
        required=True,
        tracking=True,
        help="Days after which the texts of requests and answers, which hold personal data, are "
        "removed from the journal (7 to 3650). When, what and how it went stays; so do the texts "
        "of what is not done yet.",
    )

    _journal_days_range = models.Constraint(
        "CHECK (journal_days BETWEEN 7 AND 3650)",
        "The texts of the journal are kept for 7 to 3650 days.",
    )
