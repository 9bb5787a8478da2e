from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from odoo.addons.acct_link_batch.models.upload.run import RESULTS

CHANGED_MONTHS = 3  # in which changed documents are counted


class AcctLinkInterface(models.Model):
    """What the dashboard and the settings form tell of an interface: how many documents stand
    where, in the reader's own offices, and what is left to be set up.
    """

    _inherit = "acct.link.interface"

    to_send_count = fields.Integer(string="To send", compute="_compute_document_counts")
    parked_count = fields.Integer(string="Parked", compute="_compute_document_counts")
    ready_count = fields.Integer(string="In a batch", compute="_compute_document_counts")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_document_counts")
    unknown_count = fields.Integer(string="Being checked", compute="_compute_document_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_document_counts")
    exported_count = fields.Integer(string="To be confirmed", compute="_compute_document_counts")
    changed_count = fields.Integer(
        string="Changed since the upload",
        compute="_compute_changed_count",
        help="Documents uploaded in the last three months whose copy in the books is as it was.",
    )
    file_based = fields.Boolean(
        compute="_compute_file_based", help="Documents go into a file that a person imports."
    )
    last_run_at = fields.Datetime(compute="_compute_last_run_result", compute_sudo=True)
    last_run_result = fields.Selection(
        RESULTS, compute="_compute_last_run_result", compute_sudo=True
    )
    last_run_uploaded = fields.Integer(compute="_compute_last_run_result", compute_sudo=True)
    last_run_exported = fields.Integer(compute="_compute_last_run_result", compute_sudo=True)
    setup_checklist = fields.Html(compute="_compute_setup", compute_sudo=True, sanitize=False)
    setup_open_count = fields.Integer(
        string="Left to set up", compute="_compute_setup", compute_sudo=True
    )

    # === COUNTS === #

    def _compute_document_counts(self):
        states = self._count_rows("acct.link.batch.line", [("state", "!=", "removed")], "state")
        to_send = self._count_of_offices("account.move", [("acct_link_state", "=", "available")])
        parked = self._count_of_offices("acct.link.parking", [("kind", "=", "parked")])
        for interface in self:
            interface.to_send_count = to_send[interface]
            interface.parked_count = parked[interface]
            interface.ready_count = states[interface, "ready"]
            interface.waiting_count = states[interface, "queued"] + states[interface, "sending"]
            interface.unknown_count = states[interface, "unknown"]
            interface.failed_count = states[interface, "failed"]
            interface.exported_count = states[interface, "exported"]

    def _compute_changed_count(self):
        Line = self.env["acct.link.batch.line"]
        since = fields.Datetime.subtract(fields.Datetime.now(), months=CHANGED_MONTHS)
        found = Line._find_changed(since)
        counts = self._count_rows(Line._name, [("id", "in", found.ids)])
        for interface in self:
            interface.changed_count = counts[interface]

    @api.depends("connector")
    def _compute_file_based(self):
        for interface in self:
            interface.file_based = interface._connector()._capabilities(interface).file_based

    @api.model
    def _count_of_offices(self, model, domain):
        """:return: {interface: how many of these records its offices have}"""
        counts = Counter()
        for company, count in self.env[model]._read_group(domain, ["company_id"], ["__count"]):
            counts[company._get_acct_link_interface().sudo(False)] += count
        return counts

    @api.depends("last_run_id")
    def _compute_last_run_result(self):
        for interface in self:
            run = interface.last_run_id
            interface.last_run_at = run.started_at
            interface.last_run_result = run.result
            interface.last_run_uploaded = run.uploaded
            interface.last_run_exported = run.exported

    # === WHAT IS LEFT TO SET UP === #

    @api.depends(
        "connector", "office_ids", "remote_org_id", "codes_pulled_at", "unmapped_count",
        "start_date", "company_id", "account_map_ids", "tax_map_ids", "default_account_id",
        "default_tax_id",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_setup(self):
        """Whoever uploads has set up: what is missing after that stops documents, which say so."""
        for interface in self:
            steps = [] if interface._has_uploaded() else interface._get_setup_steps()
            todo = [step for step in steps if not step[0]]
            interface.setup_open_count = len(todo)
            interface.setup_checklist = bool(steps) and self.env["ir.qweb"]._render(
                "acct_link_overview.setup_checklist",
                {"steps": steps, "next_step": todo[0] if todo else None},
            )

    def _has_uploaded(self):
        """Whether a document went to the books through it, or into a file."""
        self.ensure_one()
        domain = [
            ("interface_id", "=", self._origin.id),
            ("state", "in", ("uploaded", "exported")),
        ]
        lines = self.env["acct.link.batch.line"].sudo()
        return bool(self._origin and lines.search_count(domain, limit=1))

    def _get_setup_steps(self):
        """What has to be done before the first upload, in order; connectors add their own.

        :return: [(whether it is done, text, name of the page, field or button it is done with)]
        """
        self.ensure_one()
        open_accounts = self._get_unlinked_accounts()
        open_taxes = self._get_unlinked_taxes()
        pulls = self._connector()._capabilities(self).pulls
        pulled = bool(self.codes_pulled_at) or not pulls
        pull_text = self.env._("Code lists pulled: accounts and tax codes of the books")
        system_text = self.env._("Accounting system chosen")
        return [
            *([] if self.connector else [(False, system_text, "connector")]),
            *((*step, "app")[:3] for step in self._get_sign_in_steps()),
            *([(pulled, pull_text, "action_pull_codes")] if pulls else []),
            (
                bool(self.office_ids or (self._origin and self._origin._get_offices())),
                self.env._("Offices chosen: the companies and branches that use this interface"),
                "office_ids",
            ),
            (
                pulled and self._has_accounts() and not open_accounts,
                self.env._("Accounts linked; still open: %(count)s", count=len(open_accounts))
                if open_accounts
                else self.env._("Accounts linked, or a default account chosen"),
                "accounts",
            ),
            (
                pulled and self._has_no_tax() and not open_taxes,
                self.env._(
                    "Taxes linked, “No tax” included; still open: %(count)s", count=len(open_taxes)
                )
                if open_taxes
                else self.env._("Taxes linked, “No tax” included"),
                "taxes",
            ),
            (
                bool(self.start_date),
                self.env._(
                    "Start date: documents dated before %(date)s count as already in the books",
                    date=format_date(self.env, self.start_date),
                ),
                "start_date",
            ),
        ]

    def _has_accounts(self):
        """Whether it is said of any account at all what stands for it."""
        self.ensure_one()
        return bool(self.account_map_ids or self.default_account_id)

    def _has_no_tax(self):
        """Whether it is said which tax code lines without tax get."""
        self.ensure_one()
        rows = self.tax_map_ids.filtered(lambda row: not row.tax_id)
        return bool(rows.remote_tax_id or self.default_tax_id)

    def _get_sign_in_steps(self):
        """:return: [(whether it is done, text)]"""
        if not self._connector()._capabilities(self).needs_sign_in:
            return []
        system = self._get_system_name()
        return [
            (
                self._has_sign_in(),  # that it lapsed is said on its own
                self.env._("Signed in to %(system)s", system=system),
            ),
            (
                bool(self.remote_org_id),
                self.env._("Accounts file chosen: %(name)s", name=self.remote_org_name)
                if self.remote_org_name
                else self.env._("Accounts file (organisation) chosen"),
            ),
        ]

    # === ACTIONS === #

    def action_view_available(self):
        """What can be put in a batch, of the offices of this interface."""
        self.check_access("read")
        return self._get_action_of_offices("account_move_action_available")

    def action_view_parked(self):
        self.check_access("read")
        return self._get_action_of_offices("acct_link_parking_action")

    def action_view_lines(self):
        """Documents in batches, narrowed to the states in the context key `states`."""
        self.ensure_one()
        self.check_access("read")
        domain = Domain("interface_id", "=", self.id)
        if states := self.env.context.get("states"):
            domain &= Domain("state", "in", states)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_batch_line_action"
        )
        return {
            **action,
            "domain": list(domain),
            "display_name": self.name,
            # What the button said is not for the buttons of the list that it opens.
            "context": {"search_default_live": 1, "states": False},
        }

    def action_view_changed(self):
        """Uploaded documents that were changed here since."""
        action = self.action_view_lines()
        return {**action, "context": {**action["context"], "search_default_changed_since": 1}}

    def action_view_weeks(self):
        """Documents uploaded and failed, week by week."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_overview.acct_link_batch_line_action_weeks"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}

    def _get_action_of_offices(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"acct_link_batch.{name}")
        offices = Domain("company_id", "in", self._get_offices().ids)
        if name == "account_move_action_available":
            offices &= Domain("move_type", "in", self.env["account.move"]._acct_link_types())
        return {**action, "domain": list(offices)}

    def action_retry_failed(self):
        """failed -> queued, all of this interface that the user may see."""
        self.ensure_one()
        self.check_access("read")
        domain = [("interface_id", "=", self.id), ("state", "=", "failed")]
        return self.env["acct.link.batch.line"].search(domain).action_retry()
