from odoo import api, fields, models

from ..lib.operation import ALLOCATE, ATTACH, DELETED
from .operation import OPEN_OPERATION_STATES

FAILED = "acct_link_operation.mail_activity_type_operation"
# What of a Party may be updated there.
UPDATED_FIELDS = ("name", "email", "phone", "address", "tax_number")


class AcctLinkInterface(models.Model):
    """Follow-up writes on the settings form."""

    _inherit = "acct.link.interface"

    allocate_credit_notes = fields.Boolean(
        string="Set Credit Notes against Invoices",
        tracking=True,
        help="A credit note that was made from an invoice is set against it in the books, too, "
        "once both are uploaded.",
    )
    attach_pdf = fields.Boolean(
        string="Attach the PDF",
        tracking=True,
        help="The printed document is attached to its copy in the books, to a bill what its "
        "supplier sent. It takes one call for each document.",
    )
    can_allocate = fields.Boolean(compute="_compute_can_operations")
    can_attach = fields.Boolean(compute="_compute_can_operations")
    update_name = fields.Boolean(string="Name of the contact", tracking=True, by_manager=True)
    update_email = fields.Boolean(string="E-mail", tracking=True, by_manager=True)
    update_phone = fields.Boolean(string="Phone", tracking=True, by_manager=True)
    update_address = fields.Boolean(string="Billing address", tracking=True, by_manager=True)
    update_tax_number = fields.Boolean(string="Tax number", tracking=True, by_manager=True)
    operation_ids = fields.One2many("acct.link.operation", "interface_id", readonly=True)
    operation_open_count = fields.Integer(compute="_compute_operation_counts")
    operation_failed_count = fields.Integer(compute="_compute_operation_counts")

    @api.depends("connector")
    def _compute_can_operations(self):
        for interface in self:
            operations = interface._connector()._capabilities(interface).operations
            interface.can_allocate = ALLOCATE in operations
            interface.can_attach = ATTACH in operations

    def _can_do(self, operation, kind):
        """Whether the accounting system does this with this kind of document."""
        self.ensure_one()
        return self._connector()._capabilities(self).can_do(operation, kind)

    def _deletes(self, kind):
        """Whether a document of this kind that is taken out of the books is deleted, not voided."""
        self.ensure_one()
        return self._connector()._get_void_word(self, kind) == DELETED

    def _sets_off(self):
        """:return: whether credit notes are set against their invoices"""
        self.ensure_one()
        able = ALLOCATE in self._connector()._capabilities(self).operations
        return self.allocate_credit_notes and able

    def _get_updated_fields(self):
        """:return: names of what of a Party is updated there when it changes here"""
        self.ensure_one()
        return [name for name in UPDATED_FIELDS if self[f"update_{name}"]]

    @api.model
    def _get_history_models(self):
        return [*super()._get_history_models(), "acct.link.operation"]

    def write(self, vals):
        """Credit notes that were uploaded before set-off was switched on are set off, too."""
        before = self.filtered(lambda interface: interface._sets_off())
        result = super().write(vals)
        lines = self.env["acct.link.batch.line"].sudo()
        for interface in self.filtered(lambda interface: interface._sets_off()) - before:
            if vals_list := lines._prepare_allocations(interface.sudo()):
                self.env["acct.link.operation"]._enqueue_all(interface.sudo(), vals_list)
        return result

    def _compute_operation_counts(self):
        counts = self._count_rows("acct.link.operation", (), "state")
        for interface in self:
            interface.operation_failed_count = counts[interface, "failed"]
            interface.operation_open_count = sum(
                counts[interface, state] for state in OPEN_OPERATION_STATES
            )

    def _get_health(self):
        failed = self.sudo().operation_failed_count
        return {
            **super()._get_health(),
            FAILED: failed
            and self.env._(
                "Follow-ups that failed: %(count)s. See Follow-ups, which say why; the documents "
                "themselves are in the books.",
                count=failed,
            ),
        }

    def action_view_operations(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_operation.acct_link_operation_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
