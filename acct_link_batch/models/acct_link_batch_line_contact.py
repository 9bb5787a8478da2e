from odoo import fields, models

from ..lib.document import document_from_json


class AcctLinkBatchLine(models.Model):
    """The contact of a document in a batch."""

    # In several files, as each is long enough.
    _inherit = "acct.link.batch.line"  # pylint: disable=consider-merging-classes-inherited

    chosen_contact = fields.Char(
        readonly=True, copy=False, help="The contact somebody chose for this document alone."
    )
    refused_contact = fields.Char(
        readonly=True, copy=False, help="The contact last found to be archived or gone."
    )

    def action_repair(self):
        """What is wrong with a contact itself is corrected there, if we know where."""
        self.ensure_one()
        self.check_access("read")
        if self.document and any(p.code == "email_invalid" for p in self._get_problems()):
            remote_id = document_from_json(self.document).contact
            interface = self.interface_id.sudo()
            if url := interface._connector()._get_contact_url(interface, remote_id):
                return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        return super().action_repair()

    def _failed_for_want_of_contact(self):
        self.ensure_one()
        problems = self._get_problems()
        return self.state == "failed" and self.env["acct.link.match"]._is_about_contact(problems)

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
