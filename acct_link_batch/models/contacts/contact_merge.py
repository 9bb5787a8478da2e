from odoo import models

from ...lib.matching import CUSTOMER_RULES


class AcctLinkContact(models.Model):
    """What becomes of the contacts of customers that are merged here: the surviving customer's own
    one stays, one that only a merged customer had is taken over.
    """

    _inherit = "acct.link.contact"

    def _settle_merge(self, field_name, target, sources):
        """What a person chose comes before what was found."""
        if field_name != "partner_id":
            return
        rows = self.sorted(
            lambda row: (row.partner_id != target, row.is_stale, row.origin != "mapped", row.id)
        )
        kept, lost = {}, self.browse()
        for row in rows:
            key = "" if row.match_rule in CUSTOMER_RULES else row.key
            first = kept.setdefault((row.interface_id, row.match_rule, key, row.role), row)
            if first != row:
                lost += row
                if row.remote_id != first.remote_id:
                    first._note_merged(row, target)
        lost.unlink()

    def _note_merged(self, lost, customer):
        """What other add-ons keep of another contact that goes, as this one stays.

        :param customer: res.partner, who survives
        """


class AcctLinkContactShare(models.Model):
    # The same merge.
    _inherit = "acct.link.contact.share"

    def _settle_merge(self, field_name, target, sources):
        """What was said of two that are one now goes; of the rest the survivor's counts."""
        one = target | sources
        rows = self.search(["|", ("partner_id", "in", one.ids), ("other_id", "in", one.ids)])
        kept, lost = set(), self.browse()
        for row in rows.sorted(lambda row: (target not in row.partner_id | row.other_id, row.id)):
            pair = {target if each in one else each for each in (row.partner_id, row.other_id)}
            slot = (row.interface_id, row.remote_id, row.role, frozenset(pair))
            if len(pair) == 1 or slot in kept:
                lost += row
            kept.add(slot)
        lost.unlink()
