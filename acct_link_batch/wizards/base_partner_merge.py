from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's merge of partners, and that of accounts, which uses the same method. What rows of ours
    become of it is said by their models: see `acct.link.merge.mixin`.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        for name in sorted(self.env.registry.descendants(["acct.link.merge.mixin"], "_inherit")):
            if not self.env[name]._abstract:
                self.env[name]._before_merge(dst_record, src_records)
        if model == "res.partner":
            self.env["acct.link.request"]._replace_partners(dst_record, src_records)
        self.env.flush_all()
        return super()._update_foreign_keys_generic(model, src_records, dst_record)
