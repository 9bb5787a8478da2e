from odoo import api, fields, models

from ..lib.operation import UPDATE


class AcctLinkResend(models.TransientModel):
    """Documents whose copies in the books can be updated."""

    _inherit = "acct.link.resend"

    update_ids = fields.Many2many(
        "acct.link.batch.line", string="Updated there", compute="_compute_lines"
    )

    @api.model
    def _get_ways(self):
        return {**super()._get_ways(), UPDATE: "update_ids"}

    def action_update(self):
        """Enqueue the updates; the loop does them."""
        lines = self._take(UPDATE)
        lines._update_again()
        return lines._notify_enqueued()

    # The button says which system it is, where there is but one.

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["acct.link.interface"]._get_own_system_name())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if system := self.env["acct.link.interface"]._get_own_system_name():
            for node in arch.iterfind(".//button[@name='action_update']"):
                node.set("string", self.env._("Update in %(system)s", system=system))
        return arch, view
