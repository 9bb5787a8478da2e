from odoo import api, models


class AcctLinkCodeMixin(models.AbstractModel):
    """Where nothing can be pulled, people type the codes: a code is its own id then."""

    _inherit = "acct.link.code.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("code"):
                vals.setdefault("remote_id", vals["code"])
                vals["name"] = vals.get("name") or vals["code"]
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("code") and "remote_id" not in vals:
            self.filtered(lambda code: code.interface_id.connector == "csv").remote_id = vals[
                "code"
            ]
        return result
