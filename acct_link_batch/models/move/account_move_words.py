from odoo import api, models

SEND = "acct_link_batch.account_move_action_create_batch"


class AccountMove(models.Model):
    """What Odoo's own lists and forms call the way to the books: there “Upload” brings files into
    Odoo, so ours names where a document goes.
    """

    _inherit = "account.move"

    @api.model
    def _get_acct_link_send_label(self):
        """:return: str, with the accounting system where the user's offices have but one"""
        system = self.env["acct.link.interface"]._get_own_system_name()
        if not system:
            return self.env._("Send to the Books")
        return self.env._("Send to %(system)s", system=system)

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._get_acct_link_send_label())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list":
            for node in arch.iterfind(".//button[@name='action_acct_link_batch']"):
                if "o_acct_link_send" in (node.get("class") or "").split():
                    node.set("string", self._get_acct_link_send_label())
        return arch, view

    @api.model
    def get_views(self, views, options=None):
        """The same in the menu of actions."""
        result = super().get_views(views, options)
        action = self.env.ref(SEND, raise_if_not_found=False)
        for view in result["views"].values():
            toolbar = view.get("toolbar") or {}
            if action and toolbar.get("action"):
                label = self._get_acct_link_send_label()
                view["toolbar"] = {
                    **toolbar,
                    "action": [
                        {**each, "name": label} if each.get("id") == action.id else each
                        for each in toolbar["action"]
                    ],
                }
        return result
