from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.secret_box import KeyMissing, KeyUnusable, unseal


class AcctLinkToken(models.Model):
    _inherit = "acct.link.token"

    myob_file_password = fields.Char(groups=NO_ACCESS, copy=False)

    @api.model
    def _get_myob_file_password(self, interface):
        """Without waiting for whoever holds the row.

        :return: str, empty when there is none
        :raises Misconfigured: it cannot be read
        """
        try:
            return unseal(interface._get_token().myob_file_password)
        except KeyMissing:
            raise errors.Misconfigured(Problem("secret_key_missing")) from None
        except KeyUnusable:
            raise errors.Misconfigured(Problem("secret_key_unusable")) from None
