from odoo import api, models


class AcctLinkRemoteContact(models.Model):
    """How many contacts there have a key."""

    _inherit = "acct.link.remote.contact"

    @api.model
    def _count_listed(self, interface, rule, keys, role):
        """:return: {key: (contacts in use with it, archived ones)}"""
        name = self._get_key_field(rule)
        counts = {key: [0, 0] for key in keys}
        for key, archived, count in self._read_group(
            [*self._get_list_domain(interface, role), (name, "in", list(keys))],
            [name, "archived"],
            ["__count"],
        ):
            counts[key][bool(archived)] += count
        return {key: tuple(pair) for key, pair in counts.items()}
