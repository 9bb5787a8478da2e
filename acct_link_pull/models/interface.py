from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.acct_link_batch.lib.errors import Misconfigured
from odoo.addons.acct_link_batch.lib.problem import Problem

PULL = "acct_link_pull.ir_cron_pull"
BILL_STATES = [("draft", "Draft"), ("posted", "Posted")]


class AcctLinkInterface(models.Model):
    """What comes back from the accounts file."""

    _inherit = "acct.link.interface"

    pull_ids = fields.One2many("acct.link.pull", "interface_id")
    journal_map_ids = fields.One2many("acct.link.journal.map", "interface_id")
    register_payments = fields.Boolean(
        tracking=True,
        copy=False,  # as the journals are those of one interface
        help="What is paid or set off in the accounting system becomes a payment here, and is "
        "undone here when it is deleted there.",
    )
    open_payment_count = fields.Integer(compute="_compute_open_payment_count", compute_sudo=True)

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

    def _compute_open_payment_count(self):
        counts = self._count_rows("acct.link.payment", [("state", "=", "open")])
        for interface in self:
            interface.open_payment_count = counts[interface]

    @api.model_create_multi
    def create(self, vals_list):
        interfaces = super().create(vals_list)
        self.env["acct.link.pull"].sudo()._ensure(interfaces)
        interfaces._check_payment_journals()
        return interfaces

    def write(self, vals):
        moved = self.filtered(
            lambda each: each.remote_org_id != vals.get("remote_org_id", each.remote_org_id)
        )
        result = super().write(vals)
        # What was learnt of one accounts file means nothing in another.
        if moved:
            runs = self.env["acct.link.pull.run"].sudo()
            runs.search([("interface_id", "in", moved.ids)]).cursor = False
        if "connector" in vals:
            self.env["acct.link.pull"].sudo()._ensure(self)
        if {"register_payments", "journal_map_ids"} & set(vals):
            self._check_payment_journals()
        return result

    def _check_payment_journals(self):
        """Once the whole form is written, the rows of the list in it included.

        :raises ValidationError: payments are to be registered, and it is not said where
        """
        Map = self.env["acct.link.journal.map"]
        for interface in self.sudo().filtered("register_payments"):
            offices = interface._get_offices() or interface.company_id
            if missing := [each for each in offices if not Map._get_row(interface, each)]:
                raise ValidationError(
                    self.env._(
                        "Payments are registered once it is said where: add the journals of "
                        "%(offices)s on the page “Pull”.",
                        offices=", ".join(office.name for office in missing),
                    )
                )

    def _is_compared(self):
        """Whether it is read on schedule how uploaded documents stand in the books, and was."""
        self.ensure_one()
        pulls = self.sudo().pull_ids.filtered(
            lambda pull: pull.resource in ("documents", "recheck")
        )
        return any(pull.enabled and pull.last_at for pull in pulls)

    def action_view_payments(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_pull.acct_link_payment_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}

    @api.depends("company_id")
    def _compute_bill_office_id(self):
        """Who has one company only does not see the field."""
        for interface in self:
            interface.bill_office_id = interface.bill_office_id or interface.company_id

    def _compute_open_bill_count(self):
        counts = self._count_rows("acct.link.bill", [("state", "=", "open")])
        for interface in self:
            interface.open_bill_count = counts[interface]

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

    def _get_recheck_start(self, before):
        """:return: datetime; what is paid and has come since is read again, too"""
        days = self._connector()._get_recheck_days(self)
        return fields.Datetime.subtract(before, days=days)

    def _uses_bills(self):
        return super()._uses_bills() or bool(self.bill_journal_id)

    def action_view_bills(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_pull.acct_link_bill_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}

    # === WHAT THE CORE ASKS === #

    def _note_change(self, resource):
        """Bills are read by who uses them."""
        readers = self.filtered(lambda each: resource != "bills" or each._uses_bills())
        self.env["acct.link.pull"]._hint(readers, resource)
        return super()._note_change(resource)

    def _get_paper_offices(self):
        return super()._get_paper_offices() | self.sudo().bill_office_id

    def _inverse_office_ids(self):
        result = super()._inverse_office_ids()
        self.sudo()._check_named({"bill_office_id"})  # which may name one that is gone
        return result

    @api.model
    def _get_history_models(self):
        return [*super()._get_history_models(), "acct.link.bill", "acct.link.payment"]

    @api.model
    def _get_run_models(self):
        return [*super()._get_run_models(), "acct.link.pull.run"]

    @api.model
    def _get_cron_names(self):
        return [*super()._get_cron_names(), PULL]

    def _get_cron_effects(self):
        effects = super()._get_cron_effects()
        if self._connector()._capabilities(self).pulls:
            effects[PULL] = self.env._("nothing is read from the books, nor with “Now”.")
        return effects
