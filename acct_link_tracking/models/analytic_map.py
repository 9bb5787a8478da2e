from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib.matching import normalise


class AcctLinkAnalyticMap(models.Model):
    """Which tracking option of the accounting system stands for an analytic account."""

    _name = "acct.link.analytic.map"
    _description = "Link of an Analytic Account"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("analytic_account_id",)
    _code_fields = ("remote_option_id",)
    # What is not linked yet comes first.
    _order = "remote_option_id NULLS FIRST, analytic_account_id, id"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        required=True,
        ondelete="cascade",
    )
    remote_option_id = fields.Many2one(
        "acct.link.tracking.option",
        string="Tracking Option in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    _analytic_account_uniq = models.UniqueIndex(
        "(interface_id, analytic_account_id)", "This analytic account is linked already."
    )

    @api.model
    def _suggest(self, interface):
        """Add a row for every analytic account of a linked plan that documents on offer use, and
        link those named, or coded, like an option of the plan's category.
        """
        rows = self.search([("interface_id", "=", interface.id)])
        categories = {
            row.plan_id: row.remote_tracking_id
            for row in interface.plan_map_ids
            if row.remote_tracking_id
        }
        if not categories:
            return
        used = self._get_used(interface).filtered(lambda each: each.root_plan_id in categories)
        rows += self.create(
            [
                {"interface_id": interface.id, "analytic_account_id": account.id}
                for account in used - rows.analytic_account_id
            ]
        )
        for row in rows.filtered(lambda row: not row.remote_option_id):
            account = row.analytic_account_id.sudo()
            names = {normalise(account.name), normalise(account.code)}
            options = categories.get(account.root_plan_id, interface.tracking_ids[:0]).option_ids
            found = options.filtered(lambda each, names=names: normalise(each.name) in names)
            row.remote_option_id = found if len(found) == 1 else False

    @api.model
    def _get_used(self, interface):
        """:return: account.analytic.account on documents that are or will be on offer"""
        Line = self.env["account.move.line"].sudo()
        distribution = Line._fields["analytic_distribution"]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT regexp_split_to_table(jsonb_object_keys(%(field)s), ',')"
                " FROM account_move_line WHERE id IN %(lines)s",
                field=SQL.identifier(distribution.name, to_flush=distribution),
                lines=Line._search(interface._get_line_domain()).subselect(),
            )
        )
        ids = [int(key) for (key,) in rows if key.isdigit()]
        return self.env["account.analytic.account"].sudo().browse(ids).exists().sudo(False)
