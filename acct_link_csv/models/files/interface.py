from odoo import api, models

REMIND = "acct_link_csv.ir_cron_remind"


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    @api.model
    def _get_cron_names(self):
        return [*super()._get_cron_names(), REMIND]

    def _get_cron_effects(self):
        effects = super()._get_cron_effects()
        if self._connector()._capabilities(self).file_based:
            effects[REMIND] = self.env._("nobody is reminded of files to confirm.")
        return effects
