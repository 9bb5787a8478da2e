from odoo import api, models


class AcctLinkTrackingOption(models.Model):
    """Options that join the list without being pulled."""

    _inherit = "acct.link.tracking.option"

    @api.model
    def _take_added(self, interface, remote_id, name, category):
        """An option that the link added itself, or found where it was to be added.

        :param category: remote id; :return: acct.link.tracking.option
        """
        options = self.sudo().with_context(active_test=False)
        ours = [("interface_id", "=", interface.id)]
        option = options.search([*ours, ("remote_id", "=", remote_id)])
        parent = self.env["acct.link.tracking"].sudo().search([*ours, ("remote_id", "=", category)])
        vals = {"name": name, "active": True, "parent": category, "category_id": parent.id}
        if option:
            option.write(vals)
            return option
        return options.create({**vals, "interface_id": interface.id, "remote_id": remote_id})
