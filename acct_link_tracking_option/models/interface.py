from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..lib.addition import ADD_OPTION


class AcctLinkInterface(models.Model):
    """Whether options that are not there are added, and which those are."""

    _inherit = "acct.link.interface"

    option_policy = fields.Selection(
        [
            ("link", "Not added"),
            ("ask", "Added when a user asks for it"),
            ("add", "Added by the upload"),
        ],
        string="Missing Options",
        required=True,
        default="link",
        tracking=True,
        help="What becomes of documents whose analytic account has no option in the books yet: "
        "they stop, with a button on the batch or without, or the upload adds it before they go.",
    )
    can_add_options = fields.Boolean(compute="_compute_can_add_options")

    @api.depends("connector")
    def _compute_can_add_options(self):
        for interface in self:
            operations = interface._connector()._capabilities(interface).operations
            interface.can_add_options = ADD_OPTION in operations

    def _may_add_options(self):
        """:return: whether options may be added at all, by whoever asks for it"""
        self.ensure_one()
        return self.option_policy != "link" and self.can_add_options

    def _get_missing_options(self, moves):
        """:return: {account.analytic.account: (acct.link.tracking that it lacks an option of,
        account.move of `moves` that are sent with it)}, as superuser
        """
        self.ensure_one()
        interface = self.sudo()
        plans = {
            row.plan_id: row.remote_tracking_id
            for row in interface.plan_map_ids
            if row.remote_tracking_id.active
        }
        if not plans or not moves:
            return {}
        linked = interface.analytic_map_ids.filtered("remote_option_id").analytic_account_id
        lines = self.env["account.move.line"]
        distribution = lines._fields["analytic_distribution"]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT move_id,"
                " regexp_split_to_table(jsonb_object_keys(%(field)s), ',')"
                " FROM account_move_line"
                " WHERE move_id IN %(moves)s AND display_type = 'product'",
                field=SQL.identifier(distribution.name, to_flush=distribution),
                moves=moves._ids,
            )
        )
        by_account = {}
        for move_id, key in rows:
            if key.isdigit() and int(key) not in linked._ids:
                by_account.setdefault(int(key), []).append(move_id)
        missing = {}
        accounts = self.env["account.analytic.account"].sudo().browse(sorted(by_account))
        for account in accounts.exists():
            category = plans.get(account.root_plan_id)
            of_side = (
                moves.sudo()
                .browse(by_account[account.id])
                .filtered(
                    lambda move, category=category: (
                        category and category._is_for(move.is_purchase_document())
                    )
                )
            )
            if of_side:
                missing[account] = (category, of_side)
        return missing

    def _add_options(self, missing):
        """Ask for options that are missing; what failed before is tried again.

        :param missing: {account.analytic.account: (acct.link.tracking, ...)}
        :return: acct.link.operation
        """
        self.ensure_one()
        operations = self.env["acct.link.operation"]
        return operations._enqueue_all(
            self.sudo(),
            [
                operations._prepare_addition(self, account, category)
                for account, (category, *_rest) in missing.items()
            ],
        )

    def action_add_options(self):
        """Add the options of the analytic accounts of the page that have none yet."""
        self.ensure_one()
        self._check_manager()
        if not self._may_add_options():
            raise UserError(self.env._("The settings do not let options be added."))
        plans = {row.plan_id: row.remote_tracking_id for row in self.sudo().plan_map_ids}
        missing = {
            account: (category,)
            for account in self.sudo()
            .analytic_map_ids.filtered(lambda row: not row.remote_option_id)
            .analytic_account_id
            if (category := plans.get(account.root_plan_id)) and category.active
        }
        if not missing:
            raise UserError(self.env._("Every analytic account of a linked plan has its option."))
        self._add_options(missing)
        return self.action_view_operations()
