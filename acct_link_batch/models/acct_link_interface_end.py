from odoo import api, models
from odoo.exceptions import UserError


class AcctLinkInterface(models.Model):
    """How an interface ends: deleted while nothing leads to it, else archived."""

    # In several files, as each is long enough.
    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """With a history the database would refuse it too, in its own words. Offices in use are
        asked about; an archived one, which no form shows, just loses its link.
        """
        env = self.env(su=True)
        for interface in self:
            history = any(
                env[model].search_count([("interface_id", "=", interface.id)], limit=1)
                for model in self._get_history_models()
            )
            if history:
                raise UserError(
                    self.env._(
                        "%(name)s has batches, follow-ups, bills or payments: archive it instead.",
                        name=interface.name,
                    )
                )
            offices = env["res.company"].search([("acct_link_interface_id", "=", interface.id)])
            if offices:
                raise UserError(
                    self.env._(
                        "%(name)s is used by %(offices)s: take it off there first, under Offices.",
                        name=interface.name,
                        offices=", ".join(offices.mapped("name")),
                    )
                )

    @api.model
    def _get_history_models(self):
        """:return: list of str, the models whose records keep the interface they came about with"""
        return [
            "acct.link.batch", "acct.link.batch.line", "acct.link.step", "acct.link.bill",
            "acct.link.payment", "acct.link.request",
        ]  # fmt: skip

    def _retire(self):
        """The connector of these interfaces is uninstalled: what was sent stays readable."""
        self.with_context(acct_link_uninstall=True).active = False
        self.env["acct.link.token"].sudo()._forget(self)
