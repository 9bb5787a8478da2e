from odoo import api, fields, models

from .role_mixin import ROLES

KEPT_HOURS = 4  # whoever was not there may have been added by somebody since


class AcctLinkSearch(models.Model):
    """What looks for contacts found out so far and no contact tells: which keys nobody there has,
    and how far a connector came with a list of everybody. A look that a limit, a slow answer or
    the end of the process breaks off goes on from here. The loop alone writes it.
    """

    _name = "acct.link.search"
    _description = "Contacts Looked for so far"
    _inherit = ["acct.link.engine.mixin"]

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    match_rule = fields.Char(required=True, readonly=True)
    role = fields.Selection(ROLES, readonly=True, help="Which list there, if there are two.")
    absent = fields.Json(readonly=True, help="When each key was looked for that nobody has.")
    sweep = fields.Json(readonly=True, help="As the connector left it; empty: none has begun.")
    swept_at = fields.Datetime(readonly=True, help="When that began.")

    _rule_uniq = models.UniqueIndex(
        "(interface_id, match_rule, COALESCE(role, ''))", "There is one for each rule."
    )

    @api.model
    def _get(self, interface, rule, since=None, role=""):
        """:param since: forget a list that was begun before (naive UTC)
        :param role: as that of a Party; :return: the row of this rule, old findings left out
        """
        vals = {"interface_id": interface.id, "match_rule": rule, "role": role or False}
        row = self.search([(name, "=", value) for name, value in vals.items()])
        row = row or self.create(vals)
        oldest = fields.Datetime.subtract(fields.Datetime.now(), hours=KEPT_HOURS)
        if row.swept_at and row.swept_at < max(oldest, since or oldest):
            row._keep_sweep({}, None)
        absent = row.absent or {}
        recent = {key: at for key, at in absent.items() if at >= oldest.isoformat()}
        if recent != absent:
            row.absent = recent
        return row

    def _get_absent(self, keys, since=None):
        """:return: those of the keys that nobody there has, as a look told that began since then"""
        self.ensure_one()
        absent, since = self.absent or {}, since.isoformat() if since else ""
        return [key for key in keys if key in absent and absent[key] >= since]

    def _note_absent(self, keys, at):
        """:param at: when the look for these keys began"""
        if keys:
            at = min(at, self.swept_at or at).isoformat()
            self.absent = {**(self.absent or {}), **dict.fromkeys(keys, at)}

    def _forget_absent(self, keys):
        """Somebody there has these keys now."""
        gone = set(self._get_absent(keys))
        if gone:
            self.absent = {key: at for key, at in self.absent.items() if key not in gone}

    def _begin_anew(self, keys):
        """Somebody may have added these keys since they were looked for."""
        self._forget_absent(keys)
        self._keep_sweep({}, None)

    def _keep_sweep(self, sweep, began):
        """:param sweep: what of it has to be known to go on, as JSON can carry it
        :param began: when it did (naive UTC)
        """
        if sweep != (self.sweep or {}):
            self.write({"sweep": sweep or False, "swept_at": began if sweep else False})
