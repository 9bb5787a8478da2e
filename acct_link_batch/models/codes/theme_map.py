from odoo import api, fields, models


class AcctLinkThemeMap(models.Model):
    """In which layout of the accounting system documents of a journal appear there; without one,
    in its default.
    """

    _name = "acct.link.theme.map"
    _description = "Link of a Journal"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("journal_id",)
    _code_fields = ("remote_theme_id",)
    _order = "journal_id, id"

    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        domain="[('type', '=', 'sale')]",
        ondelete="cascade",
    )
    remote_theme_id = fields.Many2one(
        "acct.link.theme",
        string="Layout in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    _journal_uniq = models.UniqueIndex(
        "(interface_id, journal_id)", "This journal is linked already."
    )

    @api.model
    def _suggest(self, interface):
        """Add a row for every sales journal of the offices; which layout it gets is a choice."""
        rows = self.search([("interface_id", "=", interface.id)])
        journals = (
            self.env["account.journal"]
            .sudo()
            .search([("company_id", "in", interface._get_offices().ids), ("type", "=", "sale")])
        )
        self.create(
            [
                {"interface_id": interface.id, "journal_id": journal.id}
                for journal in journals.sudo(False) - rows.journal_id
            ]
        )
