from odoo import api, models


class AcctLinkUpload(models.AbstractModel):
    """Contacts that are asked for alone come before documents."""

    _inherit = "acct.link.upload"

    @api.model
    def _get_stages(self):
        stages = super()._get_stages()
        at = stages.index("acct.link.upload.document")
        return [*stages[:at], "acct.link.upload.match", *stages[at:]]


class AcctLinkUploadContact(models.AbstractModel):
    """Who has no contact is listed, and not looked for again within a break."""

    _inherit = "acct.link.upload.contact"

    @api.model
    def _note_missing(self, interface, missing, problems):
        self.env["acct.link.match"]._note_missing(interface, missing, problems)
        return super()._note_missing(interface, missing, problems)

    @api.model
    def _add(self, turn, rule, portions, problems):
        """Whoever is much like a contact there waits for a person's word, if the interface asks for
        it; committed before the others are added.
        """
        wanted = {each.slot: each for some in portions for each in some}
        kept_back = self.env["acct.link.contact.own"]._judge(turn.interface, wanted)
        if kept_back:
            problems |= kept_back
            asked = {slot for slot, each in kept_back.items() if each.code == "contact_similar"}
            self._note_missing(turn.interface, {slot: wanted[slot] for slot in asked}, problems)
            self.env.cr.commit()  # pylint: disable=invalid-commit
            portions = [[each for each in some if each.slot not in kept_back] for some in portions]
        return super()._add(turn, rule, list(filter(None, portions)), problems)

    @api.model
    def _recall_missing(self, interface, missing, since):
        recalled = super()._recall_missing(interface, missing, since)
        return recalled | self.env["acct.link.match"]._recall_missing(interface, missing, since)
