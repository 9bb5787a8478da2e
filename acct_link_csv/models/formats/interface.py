import uuid

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import config

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    INVOICE,
    PURCHASES,
    VENDOR_CREDIT,
)

from ...lib import folder
from ...lib.format import has_lines, takes_items
from ...lib.writer import Writer
from .profile import PROFILES

FOLDER = "folder:"  # begins the value of a folder of the server; what it may be is its name
KINDS = (INVOICE, CREDIT_NOTE, BILL, VENDOR_CREDIT)
PROFILE_DOMAIN = (
    "['|', ('company_id', '=', False), ('company_id', 'parent_of', [company_id]),"
    " ('%s', '=', True)]"
)


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
    csv_credit_profile_id = fields.Many2one(
        "acct.link.csv.profile",
        string="Format of Credit Notes",
        domain=PROFILE_DOMAIN % "takes_credit_notes",
        ondelete="restrict",
        tracking=True,
        help="Where the accounting system imports credit notes from a file of their own.",
    )
    csv_bill_profile_id = fields.Many2one(
        "acct.link.csv.profile",
        string="Format of Bills",
        domain=PROFILE_DOMAIN % "takes_bills",
        ondelete="restrict",
        tracking=True,
        help="Where the accounting system imports bills from a file of their own.",
    )
    csv_setting_ids = fields.One2many("acct.link.csv.setting", "interface_id")
    csv_rows = fields.Selection(
        [("line", "One for each line"), ("group", "One for each account and tax code")],
        string="Rows of a Document",
        default="line",
        required=True,
        tracking=True,
        help="Lines of one account and tax code can be added up to one row, whose description is "
        "that of all of them.",
    )
    csv_has_lines = fields.Boolean(compute="_compute_csv_has_lines")
    csv_storage = fields.Selection(
        selection="_select_storage",
        string="Put Files into",
        tracking=True,
        help="A folder that gets a copy of each file. Which there are stands in the server's "
        "config file; the add-on fs_storage of OCA offers its storages, too.",
    )
    csv_has_storages = fields.Boolean(compute="_compute_csv_has_storages")
    csv_doubts = fields.Text(
        compute="_compute_csv_doubts", help="How sure its formats are, and what is open."
    )
    csv_kinds_text = fields.Char(compute="_compute_csv_doubts")

    # === FOLDERS === #

    @api.model
    def _select_storage(self):
        """The folders of the server's config file, and the storages of `fs_storage`, where it is
        installed.
        """
        offered = [(FOLDER + name, name) for name in self._get_csv_folders()]
        if "fs.storage" in self.env:
            storages = self.env["fs.storage"].sudo().search([])  # pylint: disable=no-search-all
            offered += [(storage.code, storage.name) for storage in storages]
        return offered

    @api.model
    def _get_csv_folders(self):
        """:return: {name: path} that the server's config file allows"""
        return folder.read_folders(config["config"])

    @api.model
    def _get_csv_filesystem(self, code):
        """:param code: value of csv_storage
        :return: what drop.put takes
        :raises LookupError: it is offered no more
        """
        if code.startswith(FOLDER):
            return folder.Folder(self._get_csv_folders()[code.removeprefix(FOLDER)])
        storage = "fs.storage" in self.env and self.env["fs.storage"].search([("code", "=", code)])
        if not storage:
            raise LookupError(code)
        return storage.fs

    @api.constrains("csv_storage")
    def _check_csv_storage(self):
        """Odoo itself does not look whether a value is one of a list that is made up."""
        offered = dict(self._select_storage())
        for interface in self.filtered("csv_storage"):
            if interface.csv_storage not in offered:
                raise ValidationError(
                    self.env._("There is no storage “%(code)s”.", code=interface.csv_storage)
                )

    def _get_csv_storage_name(self):
        code = self.csv_storage
        return dict(self._select_storage()).get(code, code.removeprefix(FOLDER))

    def _compute_csv_has_storages(self):
        self.csv_has_storages = bool(self._select_storage())

    # === THE FORMAT === #

    @api.depends(*PROFILES)
    @api.depends_context("lang")
    def _compute_csv_doubts(self):
        for interface in self:
            doubts = []
            profiles = interface._get_csv_all_profiles()
            for profile in profiles:
                if profile.confidence == "high" and not profile.questions:
                    continue
                lines = [profile.confidence_text, *(profile.questions or "").splitlines()]
                doubts += [f"{profile.display_name}:"] if len(profiles) > 1 else []
                doubts += lines
            interface.csv_doubts = "\n".join(doubts)
            names = self.env["acct.link.csv.profile"]._get_kind_names()
            interface.csv_kinds_text = ", ".join(
                names[kind] for kind in interface._get_csv_profiles()
            )

    @api.depends(*PROFILES)
    def _compute_csv_has_lines(self):
        for interface in self:
            profiles = interface._get_csv_all_profiles()
            interface.csv_has_lines = any(has_lines(each._get_format()) for each in profiles)

    @api.depends(*PROFILES)
    def _compute_takes_items(self):
        """Files take item codes where one of their formats has a column for them."""
        result = super()._compute_takes_items()
        for interface in self.filtered(lambda each: each.connector == "csv"):
            profiles = interface.sudo()._get_csv_all_profiles()
            interface.takes_items = any(takes_items(each._get_format()) for each in profiles)
        return result

    def _get_csv_format(self, profile):
        """:return: lib.format.Format that documents are written in"""
        return profile._get_format(added_up=self.csv_rows == "group")

    def _get_csv_all_profiles(self):
        """:return: acct.link.csv.profile, the main one first"""
        self.ensure_one()
        return self.env["acct.link.csv.profile"].union(*(self[name] for name in PROFILES))

    def _get_csv_profiles(self):
        """:return: {kind of document: acct.link.csv.profile that takes it}"""
        self.ensure_one()
        bills = self.csv_bill_profile_id
        own = {CREDIT_NOTE: self.csv_credit_profile_id, BILL: bills, VENDOR_CREDIT: bills}
        found = {kind: own.get(kind) or self.csv_profile_id for kind in KINDS}
        taken = {each: each._get_format().kinds for each in set(found.values()) if each}
        return {kind: each for kind, each in found.items() if kind in taken.get(each, ())}

    def _get_csv_writer(self, kind=None):
        """:param kind: of the documents it is for; none: the format that most go into
        :return: lib.writer.Writer, the same one while the format and the settings are: what was
        checked is then not composed again to be written
        """
        self.ensure_one()
        interface = self.sudo()
        profile = interface._get_csv_profiles().get(kind) or interface.csv_profile_id
        settings = {row.key: row.value or "" for row in interface.csv_setting_ids}
        wanted = (interface._get_csv_format(profile), settings)
        made = self.env.cr.cache.setdefault("acct_link_csv_writers", {})
        key = (interface.id, profile.id)
        if key not in made or made[key][0] != wanted:
            made[key] = (wanted, Writer(*wanted))
        return made[key][1]

    def _prepare_csv_settings(self):
        """What the format asks for and this interface has no row of yet. :return: [values]"""
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
            for sequence, setting in enumerate(self._get_csv_asked())
            if setting.key not in known
        ]

    def _get_csv_asked(self):
        """:return: [lib.format.Setting] of its formats, each key once"""
        asked = {}
        for profile in self._get_csv_all_profiles():
            for setting in profile._get_format().settings:
                if setting.key not in asked or setting.required:
                    asked[setting.key] = setting
        return list(asked.values())

    @api.onchange(*PROFILES)
    def _onchange_csv_profile_id(self):
        asked = {setting.key for setting in self._get_csv_asked()}
        self.csv_setting_ids = self.csv_setting_ids.filtered(lambda row: row.key in asked)
        self.csv_setting_ids = [Command.create(vals) for vals in self._prepare_csv_settings()]
        rules = self._get_csv_match_rules()
        if rules and self.match_rule not in rules:
            self.match_rule = rules[0]

    def _get_csv_match_rules(self):
        """:return: those that all of its formats have, in the order of the main one"""
        offered = [profile._get_format().match_rules for profile in self._get_csv_all_profiles()]
        return tuple(
            rule for rule in (offered or [()])[0] if all(rule in rules for rules in offered)
        )

    def _sync_csv(self):
        """Every interface that writes files has an accounts file of its own, by a made-up id, and a
        row for each setting that its format asks for.
        """
        for interface in self.filtered(lambda interface: interface.connector == "csv"):
            if not interface.remote_org_id:
                interface.remote_org_id = f"file-{uuid.uuid4()}"
            keys = {setting.key for setting in interface._get_csv_asked()}
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
        if {"connector", *PROFILES} & set(vals):
            self._sync_csv()
        return result

    @api.constrains(*PROFILES, "company_id")
    def _check_csv_profile(self):
        for interface in self:
            profiles = interface._get_csv_all_profiles()
            owners = profiles.sudo().company_id
            if owners - interface.company_id.parent_ids:
                raise ValidationError(self.env._("That file format belongs to another company."))
            if profiles and not interface._get_csv_match_rules():
                raise ValidationError(
                    self.env._(
                        "These formats do not go together: one finds customers by name, another by "
                        "code. Choose others: %(names)s.",
                        names=", ".join(profiles.mapped("name")),
                    )
                )
            own = {
                interface.csv_credit_profile_id: (CREDIT_NOTE,),
                interface.csv_bill_profile_id: PURCHASES,
            }
            for profile, kinds in own.items():
                if profile and not set(kinds) & set(profile._get_format().kinds):
                    raise ValidationError(
                        self.env._(
                            "“%(name)s” takes %(kinds)s only.",
                            name=profile.name,
                            kinds=profile.kinds_text,
                        )
                    )

    @api.constrains(*PROFILES)
    def _check_csv_match_rule(self):
        self._check_match_rule()

    @api.depends(*PROFILES)
    def _compute_match_rules_offered(self):
        return super()._compute_match_rules_offered()

    @api.depends(*PROFILES)
    def _compute_takes_bills(self):
        return super()._compute_takes_bills()

    def _get_system_name(self):
        """Not "import file", but what reads it."""
        if self.sudo().connector == "csv" and self.sudo().csv_profile_id:
            return self.sudo().csv_profile_id.system
        return super()._get_system_name()

    # === SET-UP === #

    def _get_setup_steps(self):
        steps = super()._get_setup_steps()
        if self.connector != "csv":
            return steps
        chosen = bool(self.csv_profile_id)
        filled = chosen and all(row.value for row in self.csv_setting_ids if row.required)
        own = [
            (chosen, self.env._("File format of the accounting system chosen"), "csv_settings"),
            (filled, self.env._("Settings of the file format filled in"), "csv_settings"),
            (
                bool(self.tax_ids),
                self.env._("Tax codes of the accounting system typed in, with their rates"),
                "csv_codes",
            ),
        ]
        if not self.csv_own_codes:
            text = self.env._("Account codes typed in, or “Use Odoo's Account Codes” switched on")
            own.append((bool(self.account_ids), text, "csv_codes"))
        return own + steps

    # === ACTIONS === #

    def action_csv_preview(self):
        """The file that the newest posted documents would make."""
        self.ensure_one()
        self._check_administrator()
        return self.env["acct.link.csv.preview"]._open(self, self.csv_profile_id)
