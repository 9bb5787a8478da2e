from odoo import api, fields, models

from ..lib.addition import ADD_OPTION, category_of

OPERATIONS = [(ADD_OPTION, "Add option")]


class AcctLinkRequest(models.Model):
    """Requests that add an option."""

    _inherit = "acct.link.request"

    operation = fields.Selection(
        selection_add=OPERATIONS,
        ondelete={ADD_OPTION: lambda requests: requests._retire()},
    )


class AcctLinkUploadRecovery(models.AbstractModel):
    """They are settled as other follow-ups are."""

    _inherit = "acct.link.upload.recovery"

    @api.model
    def _get_handlers(self):
        return {**super()._get_handlers(), ADD_OPTION: "acct.link.upload.operation"}


class AcctLinkOperation(models.Model):
    """An option that is added stands for its analytic account from then on."""

    _inherit = "acct.link.operation"

    operation = fields.Selection(selection_add=OPERATIONS, ondelete={ADD_OPTION: "cascade"})
    analytic_account_id = fields.Many2one(
        "account.analytic.account", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.depends("values")
    def _compute_subject(self):
        additions = self.filtered(lambda each: each.operation == ADD_OPTION)
        for operation in additions:
            operation.subject = (operation.values or {}).get("name") or operation.remote_id
        return super(AcctLinkOperation, self - additions)._compute_subject()

    @api.model
    def _prepare_addition(self, interface, account, category):
        """:return: values of the follow-up that adds the option of an analytic account"""
        name = account._get_option_name(interface)
        return {
            "operation": ADD_OPTION,
            "remote_id": account._get_option_target(interface, category),
            "values": {
                "category": category.remote_id,
                "category_name": category.name,
                "name": name,
            },
            "analytic_account_id": account.id,
        }

    def action_open_document(self):
        if self.operation == ADD_OPTION:
            self.check_access("read")
            return self.analytic_account_id._get_records_action()
        return super().action_open_document()

    def _set_done(self, outcome):
        result = super()._set_done(outcome)
        if self.operation == ADD_OPTION:
            self._after_addition(outcome.remote_id)
        return result

    def _after_addition(self, remote_id):
        """The new option joins the list, as if it had been pulled, and stands for its account.

        :param remote_id: that of the option
        """
        interface, account = self.interface_id, self.analytic_account_id
        option = self.env["acct.link.tracking.option"]._take_added(
            interface, remote_id, self.values["name"], category_of(self.remote_id)
        )
        rows = self.env["acct.link.analytic.map"]
        row = rows.search(
            [("interface_id", "=", interface.id), ("analytic_account_id", "=", account.id)]
        )
        if account and not row:
            row = rows.create({"interface_id": interface.id, "analytic_account_id": account.id})
        if not row.remote_option_id:  # nobody has linked it meanwhile
            row.remote_option_id = option
