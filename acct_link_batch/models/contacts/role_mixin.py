from odoo import api, models

from ...lib.document import CUSTOMER, SUPPLIER

ROLES = [(CUSTOMER, "Customer"), (SUPPLIER, "Supplier")]


class AcctLinkRoleMixin(models.AbstractModel):
    """Rows with a role: customer or supplier in the books, where these are two lists there
    (`Capabilities.contact_roles`), else empty. Screens show it where an interface has roles.
    """

    _name = "acct.link.role.mixin"
    _description = "Row with a Role"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["acct.link.interface"].sudo()._have_contact_roles())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env["acct.link.interface"].sudo()._have_contact_roles():
            for node in arch.iterfind(".//field[@name='role']"):
                node.set("column_invisible", "True")
        return arch, view
