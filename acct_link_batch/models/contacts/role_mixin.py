from odoo import api, models

from ...lib.document import CUSTOMER, SUPPLIER

ROLES = [(CUSTOMER, "Customer"), (SUPPLIER, "Supplier")]


class AcctLinkRoleMixin(models.AbstractModel):
    """Rows with a role: customer or supplier in the books, where these are two lists there
    (`Capabilities.contact_roles`), else empty. Screens show it where an interface has roles, and
    the currency of a contact where one has that.
    """

    _name = "acct.link.role.mixin"
    _description = "Row with a Role"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["acct.link.interface"].sudo()._get_unseen_columns())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        for name in self.env["acct.link.interface"].sudo()._get_unseen_columns():
            for node in arch.iterfind(f".//field[@name='{name}']"):
                node.set("column_invisible", "True")
        return arch, view
