from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.errors import Misconfigured
from ..lib.problem import Problem

BILL_STATES = [("draft", "Draft"), ("posted", "Posted")]


class AcctLinkInterface(models.Model):
    """Bills that suppliers' documents in the accounts file become."""

    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    bill_office_id = fields.Many2one(
        "res.company",
        string="Office of Bills",
        compute="_compute_bill_office_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        ondelete="restrict",
        help="Whose bills those of the accounts file become, as a bill there names no office.",
    )
    bill_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of Bills",
        tracking=True,
        ondelete="restrict",
        domain="[('company_id', 'parent_of', bill_office_id), ('type', '=', 'purchase')]",
    )
    bill_state = fields.Selection(
        BILL_STATES, string="Bills Arrive as", required=True, default="draft", tracking=True
    )
    bill_new_suppliers = fields.Boolean(
        string="Add Suppliers",
        tracking=True,
        help="A supplier that is found neither by name nor by tax number is added here.",
    )
    open_bill_count = fields.Integer(compute="_compute_open_bill_count", compute_sudo=True)

    @api.depends("company_id")
    def _compute_bill_office_id(self):
        """Who has one company only does not see the field."""
        for interface in self:
            interface.bill_office_id = interface.bill_office_id or interface.company_id

    def _compute_open_bill_count(self):
        counts = dict(
            self.env["acct.link.bill"]._read_group(
                [("interface_id", "in", self.ids), ("state", "=", "open")],
                ["interface_id"],
                ["__count"],
            )
        )
        for interface in self:
            interface.open_bill_count = counts.get(interface, 0)

    @api.constrains("bill_office_id", "bill_journal_id")
    def _check_bill_journal(self):
        for interface in self.sudo():
            journal, office = interface.bill_journal_id, interface.bill_office_id
            if journal and (journal.company_id not in office.parent_ids):
                raise ValidationError(
                    self.env._("The journal of bills has to be that of the office of bills.")
                )
            if journal and journal.type != "purchase":
                raise ValidationError(self.env._("The journal of bills has to be for purchases."))

    @api.constrains("bill_journal_id", "bill_office_id", "pull_ids")
    def _check_bill_pulls(self):
        self.sudo().pull_ids._check_bill_settings()

    def _check_bill_settings(self):
        """:raises Misconfigured: it is not said which office and journal bills are for"""
        self.ensure_one()
        offices = self._get_offices() | self.company_id
        if self.bill_office_id not in offices or not self.bill_journal_id:
            raise Misconfigured(Problem("bill_no_journal", {}, (self._name, self.id)))

    def _uses_bills(self):
        """Whether bills of the accounts file are of any interest here."""
        self.ensure_one()
        return bool(self.bill_journal_id)

    def action_view_bills(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_bill_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
