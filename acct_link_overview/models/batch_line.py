from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AcctLinkBatchLine(models.Model):
    """When it was known how a document went, which uploads are counted by."""

    _inherit = "acct.link.batch.line"

    result_at = fields.Datetime(
        string="Result on",
        compute="_compute_result_at",
        search="_search_result_at",
        help="When it was uploaded; else when its state changed last.",
    )

    @api.depends("uploaded_at", "write_date")
    def _compute_result_at(self):
        for line in self:
            line.result_at = line.uploaded_at or line.write_date

    @api.model
    def _search_result_at(self, operator, value):
        changed = Domain("uploaded_at", "=", False) & Domain("write_date", operator, value)
        return Domain("uploaded_at", operator, value) | changed

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group by the day or week of the result, which no column holds."""
        if field_expr != "result_at":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "COALESCE(%s, %s)",
            self._field_to_sql(alias, "uploaded_at", query),
            self._field_to_sql(alias, "write_date", query),
        )
