from odoo import models

from ..lib.addition import target_of


class AccountAnalyticAccount(models.Model):
    """What its option is called that is added in the books."""

    _inherit = "account.analytic.account"

    def _get_option_name(self, interface):
        """:return: str, the same whoever asks"""
        self.ensure_one()
        lang = interface.company_id.partner_id.lang
        return " ".join((self.with_context(lang=lang).name or "").split())

    def _get_option_target(self, interface, category):
        """:return: str, what a follow-up writes to that adds the option"""
        return target_of(category.remote_id, self._get_option_name(interface))
