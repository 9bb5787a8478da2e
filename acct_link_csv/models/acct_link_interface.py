import uuid

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..lib.writer import Writer


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    connector = fields.Selection(
        selection_add=[("csv", "Import file")],
        # The history of the batches outlives the connector.
        ondelete={"csv": lambda interfaces: interfaces._retire()},
    )
    csv_profile_id = fields.Many2one(
        "acct.link.csv.profile",
        string="File Format",
        domain="['|', ('company_id', '=', False), ('company_id', 'parent_of', [company_id])]",
        ondelete="restrict",
        tracking=True,
    )
    csv_setting_ids = fields.One2many("acct.link.csv.setting", "interface_id")
    csv_own_codes = fields.Boolean(
        string="Use Odoo's Account Codes",
        tracking=True,
        help="The accounting system has the same chart of accounts: codes are taken as they are.",
    )
    csv_system = fields.Char(string="System That Imports", related="csv_profile_id.system")
    csv_confidence = fields.Selection(related="csv_profile_id.confidence")
    csv_confidence_text = fields.Char(related="csv_profile_id.confidence_text")
    csv_questions = fields.Text(related="csv_profile_id.questions")
    csv_kinds_text = fields.Char(related="csv_profile_id.kinds_text")

    # === THE FORMAT === #

    def _get_csv_writer(self):
        """:return: lib.writer.Writer, the same one while the format and the settings are: what was
        checked is then not composed again to be written
        """
        self.ensure_one()
        interface = self.sudo()
        settings = {row.key: row.value or "" for row in interface.csv_setting_ids}
        wanted = (interface.csv_profile_id._get_format(), settings)
        made = self.env.cr.cache.setdefault("acct_link_csv_writers", {})
        if interface.id not in made or made[interface.id][0] != wanted:
            made[interface.id] = (wanted, Writer(*wanted))
        return made[interface.id][1]

    def _prepare_csv_settings(self):
        """What the format asks for and this interface has no row of yet. :return: [values]"""
        if not self.csv_profile_id:
            return []
        known = self.csv_setting_ids.mapped("key")
        return [
            {
                "sequence": sequence,
                "key": setting.key,
                "label": setting.label,
                "hint": setting.help,
                "required": setting.required,
                "value": setting.default,
            }
            for sequence, setting in enumerate(self.csv_profile_id._get_format().settings)
            if setting.key not in known
        ]

    @api.onchange("csv_profile_id")
    def _onchange_csv_profile_id(self):
        self.csv_setting_ids = [
            Command.clear(),
            *(Command.create(vals) for vals in self._prepare_csv_settings()),
        ]
        rules = self.csv_profile_id and self.csv_profile_id._get_format().match_rules
        if rules and self.match_rule not in rules:
            self.match_rule = rules[0]

    def _sync_csv(self):
        """Every interface that writes files has an accounts file of its own, by a made-up id, and a
        row for each setting that its format asks for.
        """
        for interface in self.filtered(lambda interface: interface.connector == "csv"):
            if not interface.remote_file_id:
                interface.remote_file_id = f"file-{uuid.uuid4()}"
            format_ = interface.csv_profile_id and interface.csv_profile_id._get_format()
            keys = {setting.key for setting in format_.settings} if format_ else set()
            interface.csv_setting_ids.filtered(lambda row, k=keys: row.key not in k).unlink()
            interface.csv_setting_ids = [
                Command.create(vals) for vals in interface._prepare_csv_settings()
            ]

    @api.model_create_multi
    def create(self, vals_list):
        interfaces = super().create(vals_list)
        interfaces._sync_csv()
        return interfaces

    def write(self, vals):
        result = super().write(vals)
        if {"connector", "csv_profile_id"} & set(vals):
            self._sync_csv()
        return result

    @api.constrains("csv_profile_id", "company_id")
    def _check_csv_profile(self):
        for interface in self:
            owner = interface.csv_profile_id.sudo().company_id
            if owner and owner not in interface.company_id.parent_ids:
                raise ValidationError(self.env._("That file format belongs to another company."))

    @api.constrains("csv_profile_id")
    def _check_csv_match_rule(self):
        self._check_match_rule()

    @api.depends("csv_profile_id")
    def _compute_match_rules_offered(self):
        return super()._compute_match_rules_offered()

    @api.depends("csv_profile_id")
    def _compute_takes_bills(self):
        return super()._compute_takes_bills()

    def _get_system_name(self):
        """Not "import file", but what reads it."""
        if self.sudo().connector == "csv" and self.sudo().csv_profile_id:
            return self.sudo().csv_profile_id.system
        return super()._get_system_name()

    # === CODES === #

    def _csv_get_own_codes(self, accounts):
        """The codes that are called as Odoo calls its accounts.

        :param accounts: account.account
        :return: {account id: acct.link.account}, a new one, that is nowhere kept, where there is
            none; accounts without a code are left out
        """
        self.ensure_one()
        company = self._get_offices()[:1] or self.company_id
        # An archived code is a code: its documents stop, and say so.
        codes = self.sudo().with_context(active_test=False).account_ids
        by_code = {code.code: code for code in codes.sorted("active")}
        found = {}
        for account in accounts.sudo().with_company(company.root_id):
            if account.code:
                found[account.id] = by_code.get(account.code) or codes.new(
                    {"interface_id": self.id, "code": account.code, "name": account.name}
                )
        return found

    def _csv_take_accounts(self, accounts):
        """Link accounts that are linked to nothing to codes of the same name as their own."""
        self.ensure_one()
        rows = self.env["acct.link.account.map"].sudo().search([("interface_id", "=", self.id)])
        by_account = {row.account_id: row for row in rows}
        own, made = self._csv_get_own_codes(accounts), {}
        for account in accounts:
            row, code = by_account.get(account), own.get(account.id)
            if not code or (row and row.link_account_id):
                continue
            if not code.id:
                vals = {"interface_id": self.id, "code": code.code, "name": code.name}
                if code.code not in made:
                    made[code.code] = code.create(vals)
                code = made[code.code]
            if row:
                row.link_account_id = code
            else:
                rows.create(
                    {
                        "interface_id": self.id,
                        "account_id": account.id,
                        "link_account_id": code.id,
                    }
                )

    def _get_unlinked_accounts(self):
        """Those that have a code of their own need no link."""
        rows = super()._get_unlinked_accounts()
        if self.connector != "csv" or not self.csv_own_codes:
            return rows
        own = self._csv_get_own_codes(rows.account_id)
        return rows.filtered(lambda row: row.account_id.id not in own)

    def action_suggest_mappings(self):
        result = super().action_suggest_mappings()
        for interface in self.filtered(lambda each: each.connector == "csv" and each.csv_own_codes):
            interface._csv_take_accounts(interface.account_map_ids.account_id)
        return result

    # === SET-UP === #

    def _get_setup_steps(self):
        steps = super()._get_setup_steps()
        if self.connector != "csv":
            return steps
        chosen = bool(self.csv_profile_id)
        filled = chosen and all(row.value for row in self.csv_setting_ids if row.required)
        own = [
            (chosen, self.env._("File format of the accounting system chosen")),
            (filled, self.env._("Settings of the file format filled in")),
            (
                bool(self.tax_ids),
                self.env._("Tax codes of the accounting system typed in, with their rates"),
            ),
        ]
        if not self.csv_own_codes:
            text = self.env._("Account codes typed in, or “Use Odoo's Account Codes” switched on")
            own.append((bool(self.account_ids), text))
        return own + steps

    # === ACTIONS === #

    def action_csv_preview(self):
        """The file that the newest posted documents would make."""
        self.ensure_one()
        self._check_administrator()
        return self.env["acct.link.csv.preview"]._open(self, self.csv_profile_id)
