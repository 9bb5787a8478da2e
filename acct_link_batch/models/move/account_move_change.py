from odoo import api, fields, models
from odoo.fields import Domain

GROUP = "acct_link_batch.group_acct_link_user"


class AccountMove(models.Model):
    """An uploaded document that was changed here: its copy in the books is as it was."""

    _inherit = "account.move"

    acct_link_changed_since = fields.Boolean(
        string="Changed since the Upload",
        compute="_compute_acct_link_changed",
        search="_search_acct_link_changed",
        groups=GROUP,
    )

    @api.depends("acct_link_state", "state", "amount_total")
    @api.depends_context("lang")
    def _compute_acct_link_changed(self):
        """For forms: a document takes queries of its own."""
        for move in self:
            move.acct_link_changed_since = move.acct_link_line_id.changed_since

    @api.model
    def _search_acct_link_changed(self, operator, value):
        if operator != "in":
            return NotImplemented
        if {True, False} <= set(value):
            return Domain.TRUE
        changed = self.env["acct.link.batch.line"]._find_changed()
        found = Domain("id", "in", changed.move_id.ids)
        return found if True in value else ~found

    @api.model
    def _get_acct_link_chosen_for_customer(self):
        """:return: ((shown, stored) field) of what a person chose for the customer of a document"""
        return ()

    def write(self, vals):
        if not {"partner_id", "commercial_partner_id"} & set(vals):
            return super().write(vals)
        before = {move: move.commercial_partner_id for move in self}
        result = super().write(vals)
        changed = self.filtered(
            lambda move: before[move] and move.commercial_partner_id != before[move]
        )
        changed._acct_link_drop_choices(vals)
        return result

    def _acct_link_drop_choices(self, vals):
        """:param vals: what was written with the customer, and therefore chosen for it"""
        for shown, stored in self._get_acct_link_chosen_for_customer():
            if not {shown, stored} & set(vals) and (some := self.sudo().filtered(stored)):
                some[stored] = False
        lines = self.env["acct.link.batch.line"].sudo()
        if self:
            chosen = [("move_id", "in", self.ids), ("chosen_contact", "!=", False)]
            lines.search(chosen).chosen_contact = False

    def copy_data(self, default=None):
        """A copy for another customer."""
        default = dict(default or {})
        vals_list = super().copy_data(default)
        Partner = self.env["res.partner"]
        for move, vals in zip(self, vals_list, strict=True):
            customer = Partner.browse(vals.get("partner_id")).commercial_partner_id
            if move.commercial_partner_id and customer != move.commercial_partner_id:
                for shown, stored in self._get_acct_link_chosen_for_customer():
                    if not {shown, stored} & set(default):
                        vals.pop(stored, None)
        return vals_list

    @api.onchange("partner_id")
    def _onchange_acct_link_customer(self):
        """The form shows it before it is saved."""
        before = self._origin.commercial_partner_id
        if before and self.partner_id.commercial_partner_id != before:
            for _shown, stored in self._get_acct_link_chosen_for_customer():
                self[stored] = False
