from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...lib import errors, matching

SECOND_CUSTOMERS = [
    ("ask", "Ask whether it is the same customer"),
    ("same", "Take it for the same customer"),
]
MATCH_RULES = [
    (matching.NAME, "Customer's name"),
    (matching.CODE, "Customer's code"),
    (matching.INVOICE_NAME, "Name on the invoice"),
]


class AcctLinkInterface(models.Model):
    """How customers are matched with the contacts of the accounting system."""

    _inherit = "acct.link.interface"

    match_rule = fields.Selection(
        MATCH_RULES,
        required=True,
        default=matching.NAME,
        tracking=True,
        help="What of a document is compared with the contacts of the accounting system.",
        by_manager=True,
    )
    match_rules_offered = fields.Char(
        compute="_compute_match_rules_offered", help="Separated by commas."
    )
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
        by_manager=True,
    )
    second_customer = fields.Selection(
        SECOND_CUSTOMERS,
        string="Second Customer of a Contact",
        required=True,
        default="ask",
        tracking=True,
        help="What happens when another customer leads to a contact that stands for a customer "
        "already, as two have the same name.",
        by_manager=True,
    )

    contacts_read_at = fields.Datetime(string="Contacts Read", readonly=True, copy=False)

    @api.depends("connector")
    def _compute_match_rules_offered(self):
        for interface in self:
            offered = interface._get_match_rules()
            interface.match_rules_offered = ",".join(offered or [matching.NAME])

    @api.depends("connector", "match_rule")
    @api.depends_context("lang")
    def _compute_match_rule_label(self):
        for interface in self:
            connector = interface._connector()
            label, note = connector._get_rule_words(interface, interface.match_rule)
            interface.match_rule_label = label
            interface.match_rule_note = note

    def _get_match_rules(self):
        """:return: the rules of the accounting system that are known here; none where its add-on is
        gone
        """
        self.ensure_one()
        known = dict(self._fields["match_rule"].selection)
        rules = self._connector()._capabilities(self).match_rules
        return tuple(rule for rule in rules if rule in known)

    def _get_pulls(self):
        """:return: what can be read from the accounting system"""
        self.ensure_one()
        return self._connector()._capabilities(self).pulls

    def _has_contact_roles(self):
        """:return: whether customers and suppliers are two lists there"""
        self.ensure_one()
        return self._connector()._capabilities(self).contact_roles

    @api.model
    def _get_unseen_columns(self):
        """:return: those of contacts that no interface has a use for: no screen shows them"""
        known = [interface._connector()._capabilities(interface) for interface in self.search([])]
        columns = {
            "role": any(each.contact_roles for each in known),
            "currency": any(each.contact_currency for each in known),
        }
        return tuple(name for name, is_seen in columns.items() if not is_seen)

    def _read_contacts(self):
        """Read the accounts file's contacts. :return: why it could not be done, or nothing"""
        self.ensure_one()
        interface = self.sudo()
        try:
            self.env["acct.link.remote.contact"].sudo()._read_all(interface)
        except errors.LinkError as error:
            run = self.env["acct.link.run"].sudo().new({"interface_id": interface.id})
            said = [run._format_problem(error.problem, part) for part in ("text", "cure")]
            return f"{interface.name}: {' '.join(said)}"
        return ""

    def _read_old_contacts(self):
        """Read the contacts of those accounts files that were not read within the hour.

        :return: [why it could not be done]
        """
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        reasons = [
            interface._read_contacts()
            for interface in self
            if "contacts" in interface._get_pulls()
            and interface._is_signed_in()
            and (not interface.contacts_read_at or interface.contacts_read_at < long_ago)
        ]
        return list(filter(None, reasons))

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
