from odoo import fields, models
from odoo.fields import Domain

from .batch_line_state import OPEN_STATES


class AcctLinkInterface(models.Model):
    """Documents of an interface: those on offer, and those in batches."""

    _inherit = "acct.link.interface"

    minimum_amount = fields.Float(
        string="Do Not Send under",
        tracking=True,
        help="Documents with a smaller total, tax included and in the currency of their office, "
        "are not offered. 0: all are.",
        by_manager=True,
    )

    _minimum_amount_range = models.Constraint(
        "CHECK (minimum_amount >= 0)", "The amount that documents need cannot be negative."
    )

    open_line_count = fields.Integer(compute="_compute_line_counts", compute_sudo=True)
    batch_count = fields.Integer(compute="_compute_line_counts", compute_sudo=True)

    def _compute_line_counts(self):
        open_lines = self._count_rows("acct.link.batch.line", [("state", "in", OPEN_STATES)])
        batches = self._count_rows("acct.link.batch")
        for interface in self:
            interface.open_line_count = open_lines[interface]
            interface.batch_count = batches[interface]

    def _has_documents(self):
        """Whether documents went to the accounts file of this interface, or are meant for it."""
        self.ensure_one()
        ours = Domain("interface_id", "=", self.id)
        env = self.env(su=True)
        return bool(
            env["acct.link.request"].search_count(ours, limit=1)
            or env["acct.link.batch.line"].search_count(
                ours & Domain("state", "!=", "removed"), limit=1
            )
        )

    def _get_available_domain(self):
        """:return: Domain of the documents of these interfaces' offices from the start date on, of
        customers that are not kept back, and large enough
        """
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        offices = companies.grouped(lambda company: company._get_acct_link_interface())
        ours = companies.browse().union(*(offices.get(each, companies[:0]) for each in self))
        return Domain.OR(
            Domain("company_id", "in", offices.get(interface, companies[:0]).ids)
            & Domain("invoice_date", ">=", interface.start_date)
            & self.env["account.move"]._get_acct_link_types_domain(interface._get_move_types())
            & interface._get_minimum_domain()
            for interface in self
        ) & self.env["acct.link.exclusion"]._get_moves_domain(ours)

    def _get_minimum_domain(self):
        """:return: Domain of the documents that are large enough to be sent"""
        self.ensure_one()
        least = self.minimum_amount
        if not least:
            return Domain.TRUE
        # Of credit notes and bills the total is negative.
        total = "amount_total_signed"
        return Domain(total, ">=", least) | Domain(total, "<=", -least)

    def action_view_batches(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_batch_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
