from odoo import api, fields, models
from odoo.exceptions import UserError

from ...lib import errors
from ...lib.problem import Problem

PINNED = ("remote_country", "remote_currency")


class AcctLinkInterface(models.Model):
    """Which accounts file it is. Country and currency are pinned as they were first read: another
    one means another file, or figures that mean something else, and nothing is sent until somebody
    has looked.
    """

    _inherit = "acct.link.interface"

    remote_country = fields.Char(
        string="Books Country", readonly=True, copy=False, help="ISO code, as in NZ."
    )
    remote_is_demo = fields.Boolean(
        string="Demo Company",
        readonly=True,
        copy=False,
        help="The accounting system says that these books are for trying things out.",
    )
    file_change = fields.Json(
        readonly=True, copy=False, help="What was read last, where it is not what is pinned."
    )
    file_text = fields.Char(string="Accounts File with Country", compute="_compute_file_text")
    file_change_text = fields.Char(compute="_compute_file_text")

    @api.depends("remote_org_name", "remote_is_demo", "file_change", *PINNED)
    @api.depends_context("lang")
    def _compute_file_text(self):
        """As in "Kea Ltd (New Zealand, NZD)"."""
        for interface in self:
            interface.file_text = interface._format_file(interface)
            change = interface.file_change
            now = change and {**{name: interface[name] for name in PINNED}, **change}
            interface.file_change_text = change and interface._format_country_and_currency(now)

    def _format_file(self, values):
        where = self._format_country_and_currency(values)
        name = self.remote_org_name or ""
        return f"{name} ({where})" if name and where else name

    @api.model
    def _format_country_and_currency(self, values):
        """:param values: mapping with the names of PINNED; :return: str, may be empty"""
        code = values["remote_country"]
        country = self.env["res.country"].sudo().search([("code", "=", code)], limit=1).name or code
        return ", ".join(filter(None, (code and country, values["remote_currency"])))

    def _take_file_vals(self, vals):
        """Keep what was read of the accounts file.

        :param vals: values of the interface
        """
        self.ensure_one()
        change = {
            name: vals[name]
            for name in PINNED
            if self[name] and vals.get(name) and vals[name] != self[name]
        }
        if not self._has_documents():
            change = {}  # nothing went there yet
        kept = {name: value for name, value in vals.items() if name not in change}
        self.write({**kept, "file_change": change or False})

    def _check_accounts_file(self):
        """:raises Misconfigured: it has another country or currency than it had"""
        self.ensure_one()
        if self.file_change:
            values = {
                "file": self.remote_org_name or self.name,
                "before": self._format_country_and_currency(self),
                "now": self.file_change_text,
            }
            problem = Problem("file_changed", values, (self._name, self.id))
            raise errors.Misconfigured(problem)

    def action_accept_file(self):
        """An administrator has looked: it is the accounts file that is meant."""
        self.ensure_one()
        self._check_administrator()
        if not self.file_change:
            raise UserError(self.env._("The accounts file is as it was."))
        self._log_office(
            self.env._(
                "%(user)s said that the accounts file is the right one, with %(now)s.",
                user=self.env.user.name,
                now=self.file_change_text,
            )
        )
        self.write({**self.file_change, "file_change": False})
        self._end_wait()
        self.env["acct.link.upload"]._wake()
        return True

    def write(self, vals):
        """What is pinned is of one accounts file."""
        if "remote_org_id" not in vals:
            return super().write(vals)
        moved = self.filtered(lambda each: each.remote_org_id != vals["remote_org_id"])
        result = super().write(vals)
        unpinned = dict.fromkeys((*PINNED, "remote_is_demo", "file_change"), False)
        # Also under what comes along with the new one.
        moved.write({name: value for name, value in unpinned.items() if name not in vals})
        return result
