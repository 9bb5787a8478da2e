import functools
import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyGettext

from odoo.addons.acct_link_batch.lib.catalogue import find
from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE

from ...lib import catalogue
from ...lib import format as fmt
from ...lib.format_data import Misformed, format_from_data, to_data

SEPARATORS = [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")]
ENCODINGS = [("utf-8", "UTF-8"), ("windows-1252", "Windows-1252"), ("ascii", "ASCII")]
QUOTING = [
    ("minimal", "Where needed"), ("text", "Every text"), ("all", "Every cell"), ("never", "Never"),
]  # fmt: skip
# Fields of an interface that name one.
PROFILES = ("csv_profile_id", "csv_credit_profile_id", "csv_bill_profile_id")
# What becomes of a number that is too long. The steps stand in lib/format.py.
NUMBER_RULES = [
    ("format", "As shipped"),
    ("stop", "Stop the document"),
    ("only_digits", "Keep its digits, the last ones if needed"),
    ("only_letters_digits", "Keep its letters and digits, the last ones if needed"),
]
# Fields of a Format that are columns of the profile, too.
PLAIN = ("encoding", "bom", "newline", "separator", "quoting", "date_format")


@functools.lru_cache(maxsize=64)
def _read_format(text, added_up=False):
    format_ = format_from_data(json.loads(text))
    return fmt.add_up_lines(format_) if added_up else format_


class AcctLinkCsvProfile(models.Model):
    """The description of an import file. Shipped ones cannot be edited; a copy is a firm's own.
    Nothing in it is ever evaluated: columns pick from fixed lists.
    """

    _name = "acct.link.csv.profile"
    _description = "Import File Format"
    _inherit = ["acct.link.engine.mixin", "mail.thread"]
    _order = "key NULLS FIRST, name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    key = fields.Char(readonly=True, copy=False, help="Set for formats that are shipped.")
    is_shipped = fields.Boolean(compute="_compute_is_shipped")
    origin = fields.Char(string="Copied from", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        help="Who may use it: this company and its branches. Empty: everybody; then only the "
        "system’s administrators change it.",
    )
    description = fields.Json(readonly=True, prefetch=False, help="The format as data.")
    column_ids = fields.One2many("acct.link.csv.column", "profile_id", copy=True)
    interface_ids = fields.Many2many(
        "acct.link.interface", string="Used by", compute="_compute_interface_ids"
    )

    encoding = fields.Selection(ENCODINGS, default="utf-8", required=True, tracking=True)
    bom = fields.Boolean(string="Byte Order Mark", help="Some programs know UTF-8 by it.")
    newline = fields.Selection(
        [("crlf", "Windows (CR LF)"), ("lf", "Unix (LF)")],
        string="Line Ends", default="crlf", required=True,
    )  # fmt: skip
    separator = fields.Selection(SEPARATORS, default=",", required=True, tracking=True)
    quoting = fields.Selection(QUOTING, string="Quotes", default="minimal", required=True)
    date_format = fields.Char(
        default="DD/MM/YYYY",
        required=True,
        tracking=True,
        help="Of DD, D, MM, M, MON, YYYY, YY and separators, as DD/MM/YYYY or YYYYMMDD.",
    )
    number_length = fields.Integer(
        string="Longest Number", help="Characters of an invoice number; 0: any.", tracking=True
    )
    number_rule = fields.Selection(
        NUMBER_RULES,
        string="Longer Numbers",
        default="format",
        required=True,
        tracking=True,
        help="Numbers are never cut silently: the file's number is shown with the document, and "
        "two documents never get the same.",
    )

    system = fields.Char(string="Accounting System", compute="_compute_words")
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")], compute="_compute_words"
    )
    confidence_text = fields.Char(string="Confidence in Words", compute="_compute_words")
    questions = fields.Text(string="Open Questions", compute="_compute_words")
    kinds_text = fields.Char(string="Takes", compute="_compute_words")
    takes_credit_notes = fields.Boolean(
        compute="_compute_takes", search="_search_takes_credit_notes"
    )
    takes_bills = fields.Boolean(compute="_compute_takes", search="_search_takes_bills")

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL", "This format is there already.")

    @api.depends("name", "key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for profile in self:
            name = profile.name or ""
            profile.display_name = (
                self.env["acct.link.csv.term"]._format_text(name) if profile.key else name
            )

    @api.depends("key")
    def _compute_is_shipped(self):
        for profile in self:
            profile.is_shipped = bool(profile.key)

    @api.depends("description", "key")
    @api.depends_context("lang")
    def _compute_words(self):
        sure = {
            "high": self.env._("Confirmed: documented by the maker, or by two sources that agree."),
            "medium": self.env._("Not yet confirmed in practice. Test with two invoices."),
            "low": self.env._("Unsure: put together from hints. Test it in a copy of your books."),
        }
        kinds = self._get_kind_names()
        Term = self.env["acct.link.csv.term"]
        for profile in self:
            format_ = profile._get_format() if profile.description else None
            profile.system = format_ and format_.system
            profile.confidence = format_ and format_.confidence
            profile.confidence_text = format_ and sure[format_.confidence]
            profile.questions = format_ and "\n".join(map(Term._format_text, format_.questions))
            profile.kinds_text = format_ and ", ".join(kinds[kind] for kind in format_.kinds)

    def _compute_interface_ids(self):
        for profile in self:
            used = [(name, "=", profile.id) for name in PROFILES]
            profile.interface_ids = self.env["acct.link.interface"].search(
                Domain.OR([[condition] for condition in used])
            )

    @api.depends("description")
    def _compute_takes(self):
        for profile in self:
            kinds = profile._get_format().kinds if profile.description else ()
            profile.takes_credit_notes = CREDIT_NOTE in kinds
            profile.takes_bills = BILL in kinds

    def _search_takes_credit_notes(self, operator, value):
        return self._search_takes("takes_credit_notes", operator, value)

    def _search_takes_bills(self, operator, value):
        return self._search_takes("takes_bills", operator, value)

    def _search_takes(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        # There are few of them, and the description is data.
        profiles = self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return [("id", "in", profiles.filtered(lambda profile: profile[name] in value).ids)]

    @api.model
    def _get_kind_names(self):
        """:return: {kind of document: its plural in the user's language}"""
        return {
            "invoice": self.env._("invoices"),
            "credit_note": self.env._("credit notes"),
            "bill": self.env._("bills"),
            "vendor_credit": self.env._("vendor credits"),
        }

    # === THE FORMAT === #

    def _get_format(self, added_up=False):
        """:param added_up: one row for the lines of an account and tax code
        :return: lib.format.Format
        """
        self.ensure_one()
        return _read_format(json.dumps(self.description, sort_keys=True), added_up)

    def _prepare_description(self):
        """The format as data, with what the fields and columns of this profile say."""
        self.ensure_one()
        data = json.loads(json.dumps(self.description))
        data["name"] = self.name
        for name in PLAIN:
            data[name] = self[name]
        data["number"] = {**data.get("number", {}), "length": self.number_length}
        match self.number_rule:
            case "stop":
                data["number"]["steps"] = []
            case "only_digits" | "only_letters_digits" as step:
                steps = [{"do": step}]
                if self.number_length:
                    steps.append({"do": "keep_last", "count": self.number_length})
                data["number"]["steps"] = steps
        columns = self.column_ids.sorted("sequence").grouped("record")
        for path, label, record in self._walk_records(data):
            own = columns.pop(path, self.env["acct.link.csv.column"])
            if record.get("columns") and not own:
                raise ValidationError(self.env._("The row “%(row)s” needs a column.", row=label))
            if "columns" in record or own:
                record["columns"] = [column._prepare_description() for column in own]
        if columns:
            headers = ", ".join(column.header or "" for column in next(iter(columns.values())))
            raise ValidationError(
                self.env._(
                    "The format has no such row for these columns: %(headers)s.", headers=headers
                )
            )
        return data

    def _store_description(self):
        """Keep the format as data.

        :raises ValidationError: where and why it is none
        """
        for profile in self.filtered(lambda profile: not profile.key):
            data = profile._prepare_description()
            try:
                format_from_data(data)
            except Misformed as error:
                raise ValidationError(profile._format_problem(error.problem)) from error
            if data != profile.description:
                profile.write({"description": data})

    def _format_problem(self, problem):
        """:return: str, what is wrong and what to do, in the user's language"""
        entry = find(problem.code)
        problem = self.env["acct.link.csv.term"]._translate(problem)
        values = {"system": self.system or self.name or "", **problem.values}
        return "\n".join(
            self.env._(LazyGettext(text, _module=entry.module, **values))
            for text in (entry.text, entry.cure)
        )

    # === SHIPPED === #

    @api.model
    def _load_shipped(self):
        """Bring the shipped formats up to date; those that are no longer shipped are archived."""
        Profile = self.with_context(active_test=False, acct_link_csv_shipped=True)
        known = {profile.key: profile for profile in Profile.search([("key", "!=", False)])}
        for key, format_ in catalogue.load().items():
            data = to_data(format_)
            profile = known.pop(key, Profile)
            if profile and profile.description == data and profile.active:
                continue
            vals = {**Profile._prepare_vals(data), "key": key, "active": True}
            if profile:
                profile.column_ids.unlink()
                profile.write(vals)
            else:
                Profile.create(vals)
        Profile.union(*known.values()).write({"active": False})

    @api.model
    def _prepare_vals(self, data):
        """:param data: description of a format; :return: values of its fields and columns"""
        defaults = to_data(fmt.Format(key="-", name="-", system="-", files=()))
        plain = {name: getattr(fmt.Format, name, None) for name in PLAIN}
        vals = {name: data.get(name, defaults.get(name, plain[name])) for name in PLAIN}
        columns, sequence = [], 0
        for path, label, record in self._walk_records(data):
            for column in record.get("columns", ()):
                sequence += 1
                values = self.env["acct.link.csv.column"]._prepare_vals(column)
                columns.append(
                    (0, 0, {**values, "sequence": sequence, "record": path, "record_name": label})
                )
        return {
            **vals,
            "name": data["name"],
            "description": data,
            "number_length": data.get("number", {}).get("length", 0),
            "number_rule": "format",
            "column_ids": columns,
        }

    @api.model
    def _walk_records(self, data):
        """:return: iterator of (path, label, description) of the records of all files"""
        files = [(f"files/{index}", file) for index, file in enumerate(data["files"])]
        files += [(role, data[role]) for role in ("customers", "suppliers") if data.get(role)]
        for path, file in files:
            for index, record in enumerate(file.get("records", ())):
                label = f"{file['name']}: {record['name']}"
                yield f"{path}/records/{index}", label, record

    # === CREATE AND WRITE === #

    @api.model
    def _takes_preset(self, field):
        return self._may_type(field)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.context.get("acct_link_csv_shipped"):
            for vals in vals_list:
                if not vals.get("description"):
                    raise UserError(
                        self.env._("Open a shipped format and press “Copy and Change”.")
                    )
                vals.pop("key", None)
                self._check_description(vals)
        profiles = super(AcctLinkCsvProfile, self.with_context(acct_link_csv_form=True)).create(
            vals_list
        )
        profiles._store_description()
        return profiles.with_env(self.env)

    def write(self, vals):
        self._check_own()
        self._check_description(vals)
        result = super(AcctLinkCsvProfile, self.with_context(acct_link_csv_form=True)).write(vals)
        if set(vals) - {"description", "active", "company_id"}:
            self._store_description()
        return result

    @api.model
    def _check_description(self, vals):
        """:raises ValidationError: the description among these values is none"""
        if "description" in vals:
            try:
                format_from_data(vals["description"])
            except Misformed as error:
                raise ValidationError(self._format_problem(error.problem)) from error

    def _check_own(self):
        """:raises UserError: one of them is shipped"""
        if not self.env.context.get("acct_link_csv_shipped") and any(self.mapped("key")):
            raise UserError(
                self.env._(
                    "A shipped format stays as it is: an update brings it up to date. Press “Copy "
                    "and Change” and edit the copy."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_own()
        for profile in self.sudo():
            if profile.interface_ids:
                raise UserError(
                    self.env._(
                        "“%(name)s” is used by: %(interfaces)s.",
                        name=profile.name,
                        interfaces=", ".join(profile.interface_ids.mapped("name")),
                    )
                )

    # === ACTIONS === #

    def action_copy(self):
        """Make a firm's own format of this one, and open it."""
        self.ensure_one()
        self.check_access("read")
        data = json.loads(json.dumps(self.description))
        data["name"] = self.env._("%(name)s (own)", name=self.display_name)
        profile = self.create(
            {
                **self._prepare_vals(data),
                "origin": self.display_name,
                "company_id": self.env.company.id,
            }
        )
        return profile._get_records_action()

    def action_preview(self):
        """The file that the newest posted documents would make."""
        self.ensure_one()
        self.check_access("read")
        interface = self.env["acct.link.interface"].search(
            [("connector", "=", "csv"), ("id", "in", self.interface_ids.ids)], limit=1
        ) or self.env["acct.link.interface"].search([("connector", "=", "csv")], limit=1)
        if not interface:
            raise UserError(
                self.env._("Make an interface that writes files first: it knows your accounts.")
            )
        return self.env["acct.link.csv.preview"]._open(interface, self)
