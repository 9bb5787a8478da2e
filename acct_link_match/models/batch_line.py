from odoo import models


class AcctLinkBatchLine(models.Model):
    """Documents that failed for want of a contact."""

    _inherit = "acct.link.batch.line"

    def _failed_for_want_of_contact(self):
        self.ensure_one()
        problems = self._get_problems()
        return self.state == "failed" and self.env["acct.link.match"]._is_about_contact(problems)

    def _lacks_contact(self, is_known):
        """:param is_known: whether its customer is linked to a contact that can be used
        :return: whether it failed for want of a contact, and would again
        """
        self.ensure_one()
        if not self._failed_for_want_of_contact():
            return False
        # Of a contact that is there, but not for this document.
        is_unfit = any(problem.code == "contact_currency" for problem in self._get_problems())
        return not is_known or is_unfit or bool(self.chosen_contact)

    def _enqueue(self):
        """Whoever asks anew wants to have customers looked for anew, too."""
        result = super()._enqueue()
        self.env["acct.link.match"].search(
            [
                ("interface_id", "in", self.interface_id.ids),
                ("partner_id", "in", self.move_id.commercial_partner_id.ids),
                ("missed_at", "!=", False),
            ]
        ).missed_at = False
        return result
