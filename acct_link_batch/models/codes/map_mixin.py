from odoo import api, fields, models


class AcctLinkMapMixin(models.AbstractModel):
    """A row that says which code of the accounting system stands for a record of Odoo."""

    _name = "acct.link.map.mixin"
    _description = "Link of a Code"
    _inherit = ["acct.link.setting.mixin", "acct.link.merge.mixin"]
    # What a row is for, of which an interface has one row each; and the codes that it says.
    _mapped_fields = ()
    _code_fields = ()

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)

    @api.depends(lambda self: self._mapped_fields)
    def _compute_display_name(self):
        """A row is called as what it is for."""
        if not self._mapped_fields:
            return super()._compute_display_name()
        for row in self:
            found = [row[name] for name in self._mapped_fields if row[name]]
            row.display_name = found[0].display_name if found else False
        return None

    def _settle_merge(self, field_name, target, sources):
        """The survivor keeps the code that it had; one without takes that of the first that goes.
        What one row does not say, another does.
        """
        if field_name not in self._mapped_fields:
            return
        for rows in self.grouped("interface_id").values():
            rows = rows.sorted(lambda row: (row[field_name] != target, row.id))
            kept = rows[:1]
            vals = {
                name: rows.filtered(name)[:1][name].id
                for name in self._code_fields
                if not kept[name] and rows.filtered(name)
            }
            (rows - kept).unlink()
            kept.write(vals)
