from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import matching


class AcctLinkInterface(models.Model):
    """How customers are matched with the contacts of the accounting system."""

    # In several files, as each is long enough.
    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    match_rule = fields.Selection(
        [
            (matching.NAME, "Customer's name"),
            (matching.CODE, "Customer's code"),
            (matching.INVOICE_NAME, "Name on the invoice"),
            (matching.JOB, "Reference of the invoice (job)"),
        ],
        required=True,
        default=matching.NAME,
        tracking=True,
        help="What of a document is compared with the contacts of the accounting system.",
    )
    match_rules_offered = fields.Json(compute="_compute_match_rules_offered")
    match_rule_label = fields.Char(
        compute="_compute_match_rule_label", help="As the accounting system calls the rule."
    )
    match_rule_note = fields.Text(compute="_compute_match_rule_label")
    contact_policy = fields.Selection(
        [("match", "Match only"), ("add", "Match, and add new contacts")],
        string="Contacts",
        required=True,
        default="match",
        tracking=True,
        help="An existing contact is never changed.",
    )

    @api.depends("connector")
    def _compute_match_rules_offered(self):
        for interface in self:
            offered = interface._get_match_rules()
            interface.match_rules_offered = list(offered or [matching.NAME])

    @api.depends("connector", "match_rule")
    @api.depends_context("lang")
    def _compute_match_rule_label(self):
        for interface in self:
            connector = interface._connector()
            label, note = connector._get_rule_words(interface, interface.match_rule)
            interface.match_rule_label = label
            interface.match_rule_note = note

    def _get_match_rules(self):
        """:return: the rules of the accounting system; none where its add-on is gone"""
        self.ensure_one()
        return self._connector()._capabilities(self).match_rules

    @api.constrains("match_rule", "connector")
    def _check_match_rule(self):
        for interface in self:
            offered = interface._get_match_rules()
            if offered and interface.match_rule not in offered:
                raise ValidationError(
                    self.env._(
                        "%(system)s cannot find contacts by this rule.",
                        system=interface._get_system_name(),
                    )
                )
