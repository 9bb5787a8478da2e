from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

CONNECT_SECONDS = 5
SETTLE_MARGIN = 30


class AcctLinkInterface(models.Model):
    """Settings of one link to one accounts file. What a run finds out is kept elsewhere (runs,
    tokens), so that the loop never waits for somebody who edits this form.
    """

    _name = "acct.link.interface"
    _description = "Accounting Link Interface"
    _inherit = ["acct.link.setting.mixin", "mail.thread"]
    _order = "name, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    connector = fields.Selection(
        selection=[],
        string="Accounting System",
        required=True,
        tracking=True,
        help="The accounting system in which the books are kept.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Who may see these settings: this company, its branches, and the offices below.",
    )
    office_ids = fields.Many2many(
        "res.company",
        string="Offices",
        compute="_compute_office_ids",
        inverse="_inverse_office_ids",
        help="The companies and branches that use this interface. A branch that has none of its "
        "own uses the one of its parent.",
    )
    sharing_ids = fields.One2many(
        "res.company",
        "acct_link_interface_id",
        help="The offices as they are stored; record rules go by it.",
    )
    start_date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Documents with an earlier date are in the books already and are not offered. Later "
        "ones that are there, too, are marked in the list “Create Batch” with “Already in the "
        "Books”; nothing is sent for them.",
    )
    answer_timeout = fields.Integer(
        default=30,
        help="Seconds to wait for an answer before its outcome counts as unknown (1 to 40).",
    )
    paused = fields.Boolean(
        tracking=True, by_manager=True, help="Nothing is sent while this is set."
    )

    remote_org_id = fields.Char(string="Accounts File ID", readonly=True, copy=False)
    remote_org_name = fields.Char(string="Accounts File", readonly=True, copy=False, tracking=True)
    remote_currency = fields.Char(string="Books Currency", readonly=True, copy=False)
    lock_date = fields.Date(
        readonly=True, copy=False, help="The books are closed up to and including this date."
    )

    sign_in_state = fields.Selection(
        [("none", "Not connected"), ("connected", "Connected"), ("lapsed", "Sign-in needed")],
        compute="_compute_sign_in_state",
    )

    _answer_timeout_range = models.Constraint(
        "CHECK (answer_timeout BETWEEN 1 AND 40)",
        "The time to wait for an answer is between 1 and 40 seconds.",
    )

    # === COMPUTES === #

    def _compute_office_ids(self):
        for interface in self:
            interface.office_ids = (
                self.env["res.company"]
                .sudo()
                .search([("acct_link_interface_id", "in", interface._origin.ids)])
            )

    def _inverse_office_ids(self):
        """Only administrators of the whole system may write companies: the one field that link
        administrators decide on is written for them, within the companies they may see.
        """
        allowed = self.env.user.company_ids
        for interface in self:
            wanted = interface.office_ids
            companies = self.env["res.company"].sudo()
            current = companies.search([("acct_link_interface_id", "=", interface.id)])
            if foreign := ((wanted - current) | (current - wanted)) - allowed:
                raise UserError(
                    self.env._(
                        "You have no access to these companies: %(companies)s.",
                        companies=", ".join(foreign.sudo().mapped("name")),
                    )
                )
            for office in (wanted - current).sudo():
                if other := office.acct_link_interface_id.filtered("active"):
                    raise UserError(
                        self.env._(
                            "%(office)s uses the interface “%(name)s”, and its documents would go "
                            "to other books: take it off there first.",
                            office=office.name,
                            name=other.name,
                        )
                    )
            (current - wanted).sudo().acct_link_interface_id = False
            (wanted - current).sudo().acct_link_interface_id = interface

    @api.depends("connector")
    def _compute_sign_in_state(self):
        lapsed = self._filter_lapsed()
        for interface in self:
            if not interface._connector()._capabilities(interface).needs_sign_in:
                interface.sign_in_state = False
            elif not interface.remote_org_id:
                interface.sign_in_state = "none"
            elif interface in lapsed:
                interface.sign_in_state = "lapsed"
            else:
                interface.sign_in_state = "connected"

    # === GUARDS === #

    def _get_interface(self):
        return self

    @api.model
    def _takes_preset(self, field):
        return self._may_type(field)

    def write(self, vals):
        for name in ("remote_org_id", "connector"):
            if name not in vals:
                continue
            for interface in self.sudo():
                if interface[name] and interface[name] != vals[name] and interface._has_documents():
                    raise UserError(
                        self.env._(
                            "Documents went to %(file)s through this interface, or wait for it in "
                            "a batch: it cannot be turned to another accounts file. Make a new "
                            "interface instead.",
                            file=interface.remote_org_name or interface.name,
                        )
                    )
        if "remote_org_id" in vals:
            moved = self.filtered(lambda each: each.remote_org_id != vals["remote_org_id"])
            moved._forget_contacts()
        if vals.get("active") is False and not self.env.context.get("acct_link_uninstall"):
            for interface in self.sudo().filtered("open_line_count"):
                raise UserError(
                    self.env._(
                        "Documents on their way through “%(name)s”: %(count)s. Stop them, or let "
                        "them arrive, before you archive it.",
                        count=interface.open_line_count,
                        name=interface.name,
                    )
                )
        return super().write(vals)

    def _forget_contacts(self):
        """What was learnt of the contacts in one accounts file means nothing in another."""
        theirs = [("interface_id", "in", self.ids)]
        for name in (
            "acct.link.contact", "acct.link.contact.share", "acct.link.remote.contact",
            "acct.link.search",
        ):  # fmt: skip
            self.env[name].sudo().search(theirs).unlink()
        self.contacts_read_at = False

    @api.model_create_multi
    def create(self, vals_list):
        """The offices are written last by Odoo, and what the other settings name is theirs."""
        settings = [
            {name: vals[name] for name in vals if name in self._get_setting_rows()}
            for vals in vals_list
        ]
        interfaces = super().create(
            [
                {name: value for name, value in vals.items() if name not in later}
                for vals, later in zip(vals_list, settings, strict=True)
            ]
        )
        for interface, later in zip(interfaces, settings, strict=True):
            if later:
                interface.write(later)
        return interfaces

    @api.model
    def _get_setting_rows(self):
        """:return: names of the fields that hold rows of settings"""
        mixin = self.env.registry["acct.link.setting.mixin"]
        return {
            name
            for name, field in self._fields.items()
            if field.type == "one2many" and isinstance(self.env[field.comodel_name], mixin)
        }

    def _get_books_currency(self, company):
        """:return: str, the code of the currency that the books of an office are kept in"""
        return self.remote_currency or company.currency_id.name

    # === SIGN-IN: of those that know how === #

    def _filter_lapsed(self):
        """:return: those of these interfaces that a person has to sign in to again"""
        return self.browse()

    def _has_sign_in(self):
        """Whether somebody signed in, which may have lapsed since."""
        self.ensure_one()
        return bool(self.remote_org_id)

    def _count_sign_ins(self):
        """:return: int, how many times a person signed in"""
        self.ensure_one()
        return 0

    def _mark_lapsed(self, sign_ins):
        """The accounting system lets us in no more, until a person signs in again.

        :param sign_ins: how many sign-ins there were when the run began that was refused: one
            made since is not meant, and whether that one holds the next run finds out
        :return: whether that is kept; else it is tried again after a while
        """
        self.ensure_one()
        return False

    # === BUSINESS === #

    def _note_change(self, resource):
        """Hook: the accounting system says by itself that something changed there.

        :param resource: what of it, as in Capabilities.pulls
        """

    def _connector(self):
        """The model that speaks this interface's accounting system; the bare contract where its
        add-on was uninstalled and only the history is left.
        """
        self.ensure_one()
        name = f"acct.link.connector.{self.connector}"
        return self.env[name if name in self.env else "acct.link.connector"]

    def _get_settle_seconds(self):
        """How long a request without an answer may still be on its way: the time to connect and
        to answer, and a margin for a slow other side (system parameter).
        """
        self.ensure_one()
        margin = self.env["ir.config_parameter"].sudo().get_param("acct_link_batch.settle_margin")
        return CONNECT_SECONDS + self.answer_timeout + int(margin or SETTLE_MARGIN)

    def _get_system_name(self):
        """:return: str, the accounting system's name as people know it"""
        labels = dict(self._fields["connector"]._description_selection(self.env))
        return labels.get(self.sudo().connector) or self.env._("the accounting system")

    @api.model
    def _get_own_system_name(self):
        """:return: str, the accounting system where the user's offices have but one, or nothing"""
        interfaces = self.env["acct.link.interface"].sudo()
        for company in self.env.user.sudo().company_ids:
            interfaces |= company._get_acct_link_interface()
        systems = {interface._get_system_name() for interface in interfaces}
        return systems.pop() if len(systems) == 1 else ""

    def _get_paper_offices(self):
        """:return: res.company, the offices in which a supplier's paper may have been entered"""
        return self._get_offices()

    def _get_offices(self):
        """The companies whose documents go through this interface, inherited ones included."""
        self.ensure_one()
        companies = (
            self.env["res.company"]
            .sudo()
            .search_fetch([("active", "=", True)], ["parent_id", "acct_link_interface_id"])
        )
        return companies.filtered(lambda company: company._get_acct_link_interface() == self)

    # === ACTIONS === #

    def _log_office(self, text):
        for interface in self:
            interface._message_log(body=text)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """With a history the database would refuse it too, in its own words. Offices in use are
        asked about; an archived one, which no form shows, just loses its link.
        """
        env = self.env(su=True)
        for interface in self:
            history = any(
                env[model].search_count([("interface_id", "=", interface.id)], limit=1)
                for model in self._get_history_models()
            )
            if history:
                raise UserError(
                    self.env._(
                        "%(name)s has batches, follow-ups, bills or payments: archive it instead.",
                        name=interface.name,
                    )
                )
            offices = env["res.company"].search([("acct_link_interface_id", "=", interface.id)])
            if offices:
                raise UserError(
                    self.env._(
                        "%(name)s is used by %(offices)s: take it off there first, under Offices.",
                        name=interface.name,
                        offices=", ".join(offices.mapped("name")),
                    )
                )

    @api.model
    def _get_history_models(self):
        """:return: list of str, the models whose records keep the interface they came about with"""
        return ["acct.link.batch", "acct.link.batch.line", "acct.link.request"]

    def _retire(self):
        """The connector of these interfaces is uninstalled: what was sent stays readable."""
        self.with_context(acct_link_uninstall=True).active = False

    def _count_rows(self, model, domain=(), *groups):
        """:param model: one whose rows belong to an interface; groups: names of fields
        :return: Counter of the rows that the user may read: {interface, or with groups
            (interface, value ...): number}
        """
        rows = self.env[model]._read_group(
            [("interface_id", "in", self.ids), *domain], ["interface_id", *groups], ["__count"]
        )
        return Counter({tuple(key) if groups else key[0]: count for *key, count in rows})
