from odoo import api, fields, models


class AcctLinkTrackingOption(models.Model):
    """One of the options of a tracking category."""

    _name = "acct.link.tracking.option"
    _description = "Tracking Option in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    parent = fields.Char(readonly=True, help="Remote id of the category.")
    category_id = fields.Many2one("acct.link.tracking", readonly=True, ondelete="cascade")

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The tracking option exists already."
    )

    @api.depends("name", "category_id.name")
    def _compute_display_name(self):
        for option in self:
            option.display_name = ": ".join(filter(None, (option.category_id.name, option.name)))

    @api.model
    def _prepare_code_vals(self, code):
        return {**super()._prepare_code_vals(code), "parent": code.parent}

    @api.model
    def _link_categories(self, interface):
        """Tie the options to their categories, both as just pulled."""
        everything = interface.sudo().with_context(active_test=False)
        categories = {each.remote_id: each for each in everything.tracking_ids}
        for option in everything.tracking_option_ids:
            category = categories.get(option.parent)
            if option.category_id != category:
                option.category_id = category
