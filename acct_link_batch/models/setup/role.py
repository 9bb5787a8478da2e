from odoo import api, fields, models
from odoo.exceptions import AccessError

MANAGER = "acct_link_batch.group_acct_link_manager"
ADMINISTRATOR = "acct_link_batch.group_acct_link_administrator"


class AcctLinkInterface(models.Model):
    """Who may do what with the settings. Managers of the link write the fields that are declared
    with `by_manager=True`, administrators all of them; a new field is an administrator's.
    """

    _inherit = "acct.link.interface"

    may_edit = fields.Boolean(
        compute="_compute_may_edit",
        help="The reader is an administrator of the link in the company of the interface.",
    )
    may_manage = fields.Boolean(
        compute="_compute_may_edit",
        help="The reader is a manager of the link in the company of the interface, at least.",
    )
    administrator_names = fields.Char(
        string="Administrators", compute="_compute_administrator_names", compute_sudo=True
    )
    manager_names = fields.Char(
        string="Managers", compute="_compute_administrator_names", compute_sudo=True
    )
    may_sign_in = fields.Boolean(
        compute="_compute_may_sign_in", help="The reader may sign in to the accounting system."
    )

    def _valid_field_parameter(self, field, name):
        return name == "by_manager" or super()._valid_field_parameter(field, name)

    @api.model
    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        open_to_managers = operation == "read" or getattr(field, "by_manager", False)
        return open_to_managers or self._is_administrator()

    def write(self, vals):
        """Who may not is told that, rather than what else stands in the way."""
        self.check_access("write")
        for name in vals:
            if name in self._fields:
                self._check_field_access(self._fields[name], "write")
        return super().write(vals)

    def _check_manager(self):
        """:raises AccessError: not a manager of the link in the companies of these interfaces"""
        self.check_access("write")

    def _check_administrator(self):
        """:raises AccessError: not an administrator of the link in their companies"""
        if self._is_administrator():
            self.check_access("write")
            return
        self.check_access("read")
        names = self[:1].administrator_names or "–"
        raise AccessError(
            self.env._("Only administrators of the accounting link may do this: %s.", names)
        )

    @api.model
    def _is_administrator(self):
        return self.env.su or self.env.user.has_group(ADMINISTRATOR)

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may_edit(self):
        administrator = self._is_administrator()
        for interface in self:
            interface.may_manage = interface.has_access("write")
            interface.may_edit = administrator and interface.may_manage

    @api.depends("company_id")
    def _compute_administrator_names(self):
        for interface in self:
            for field, group in (
                ("administrator_names", ADMINISTRATOR),
                ("manager_names", MANAGER),
            ):
                users = interface._get_users(group)
                interface[field] = ", ".join(users.sorted("name").mapped("name"))

    def _get_administrators(self):
        """:return: res.users who may sign in on this interface"""
        return self._get_users(ADMINISTRATOR)

    def _get_users(self, group):
        """:return: res.users of the interface's company who have this role of the link, or more"""
        users = self.env.ref(group).sudo().all_user_ids
        return users.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    # === SIGN-IN === #

    @api.depends_context("uid")
    def _compute_may_sign_in(self):
        for interface in self:
            interface.may_sign_in = interface._may_sign_in()

    def _may_connect(self):
        """Whether the user is an administrator of this very interface."""
        self.ensure_one()
        return self._is_administrator() and self.has_access("write")

    def _may_sign_in(self):
        """Whether the user may sign in to the accounting system for this interface."""
        return self._may_connect()

    def _check_sign_in(self):
        """:raises AccessError: the user may not sign in for this interface"""
        if not self._may_sign_in():
            self._check_administrator()

    def action_sign_in(self):
        """Renew a lapsed sign-in and come back to the settings."""
        self.ensure_one()
        self._check_sign_in()
        return self._connector()._get_sign_in_action(self, self)
