from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.document import CREDITS, PURCHASES
from .batch_line_state import OPEN_STATES

STATES = [
    ("draft", "Ready"),
    ("uploading", "Uploading"),
    ("failed", "Needs attention"),
    ("exported", "To be confirmed"),
    ("done", "Uploaded"),
    ("empty", "Empty"),
]


class AcctLinkBatch(models.Model):
    """A numbered batch of documents for one accounts file. Its state is that of its lines."""

    _name = "acct.link.batch"
    _description = "Accounting Link Batch"
    _inherit = [
        "acct.link.engine.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "bus.listener.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    remote_org_id = fields.Char(string="Accounts File ID", readonly=True)
    remote_org_name = fields.Char(related="interface_id.remote_org_name")
    file_text = fields.Char(related="interface_id.file_text")
    remote_is_demo = fields.Boolean(related="interface_id.remote_is_demo")
    system_name = fields.Char(compute="_compute_system_name")
    sign_in_state = fields.Selection(related="interface_id.sign_in_state")
    administrator_names = fields.Char(related="interface_id.administrator_names")
    may_sign_in = fields.Boolean(related="interface_id.may_sign_in", related_sudo=False)
    upload_user_id = fields.Many2one("res.users", string="Uploaded by", readonly=True, copy=False)
    upload_started_at = fields.Datetime(string="Upload started", readonly=True, copy=False)
    report_pending = fields.Boolean(
        readonly=True, copy=False, help="The message at the end of the upload is still to come."
    )
    line_ids = fields.One2many("acct.link.batch.line", "batch_id", readonly=True)
    live_line_ids = fields.One2many(
        "acct.link.batch.line",
        "batch_id",
        domain=[("state", "!=", "removed")],
        string="Documents",
        readonly=True,
    )

    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    line_count = fields.Integer(string="Number of Documents", compute="_compute_state")
    ready_count = fields.Integer(string="Ready", compute="_compute_state")
    queued_count = fields.Integer(string="Waiting", compute="_compute_state")
    unknown_count = fields.Integer(string="Being checked", compute="_compute_state")
    uploaded_count = fields.Integer(string="Uploaded", compute="_compute_state")
    exported_count = fields.Integer(string="To be confirmed", compute="_compute_state")
    failed_count = fields.Integer(string="Failed", compute="_compute_state")
    progress = fields.Integer(
        compute="_compute_state", help="Percent of the documents uploaded or exported."
    )
    total_text = fields.Char(
        string="Total incl. Tax", compute="_compute_totals", help="Credit notes are deducted."
    )
    exported_total_text = fields.Char(
        string="Exported Total", compute="_compute_totals", help="Credit notes are deducted."
    )
    uploaded_total_text = fields.Char(
        string="Uploaded Total", compute="_compute_totals", help="Credit notes are deducted."
    )
    notice = fields.Text(compute="_compute_notice", compute_sudo=True)

    @api.depends("line_ids.state")
    def _compute_state(self):
        counts = {}
        for batch, state, count in self.env["acct.link.batch.line"]._read_group(
            [("batch_id", "in", self.ids), ("state", "!=", "removed")],
            ["batch_id", "state"],
            ["__count"],
        ):
            counts.setdefault(batch.id, {})[state] = count
        for batch in self:
            count = counts.get(batch.id, {})
            batch.line_count = sum(count.values())
            batch.ready_count = count.get("ready", 0)
            batch.queued_count = count.get("queued", 0) + count.get("sending", 0)
            batch.unknown_count = count.get("unknown", 0)
            batch.uploaded_count = count.get("uploaded", 0)
            batch.failed_count = count.get("failed", 0)
            batch.exported_count = count.get("exported", 0)
            done = batch.uploaded_count + batch.exported_count
            batch.progress = 100 * done // (batch.line_count or 1)
            if batch.queued_count or batch.unknown_count:
                batch.state = "uploading"
            elif batch.failed_count:
                batch.state = "failed"
            elif batch.ready_count:
                batch.state = "draft"
            elif batch.exported_count:
                batch.state = "exported"
            else:
                batch.state = "done" if batch.line_count else "empty"

    @api.depends("interface_id")
    def _compute_system_name(self):
        for batch in self:
            batch.system_name = batch.interface_id._get_system_name()

    @api.depends("line_ids.state")
    @api.depends_context("lang")
    def _compute_totals(self):
        """By currency, credit notes deducted, as in "1,234.00 $ + 10.00 €"; bills apart."""
        totals, uploaded, exported = {}, {}, {}
        sums_of = {"uploaded": uploaded, "exported": exported}
        for batch, currency, kind, state, total in self.env["acct.link.batch.line"]._read_group(
            [("batch_id", "in", self.ids), ("state", "!=", "removed")],
            ["batch_id", "currency_id", "kind", "state"],
            ["amount_total:sum"],
        ):
            signed = -total if kind in CREDITS else total
            key = (kind in PURCHASES, currency)
            for sums in filter(lambda sums: sums is not None, (totals, sums_of.get(state))):
                by_currency = sums.setdefault(batch.id, {})
                by_currency[key] = by_currency.get(key, 0) + signed

        for batch in self:
            batch.total_text = self._format_totals(totals.get(batch.id, {}))
            batch.uploaded_total_text = self._format_totals(uploaded.get(batch.id, {}))
            batch.exported_total_text = self._format_totals(exported.get(batch.id, {}))

    @api.model
    def _format_totals(self, sums):
        """:param sums: {(whether it is of bills, res.currency): amount}; :return: str"""
        sold, bought = [], []
        for (is_purchase, currency), sum_ in sums.items():
            (bought if is_purchase else sold).append(currency.format(sum_))
        sales, bills = " + ".join(sold), " + ".join(bought)
        if not bills:
            return sales or "0"
        if not sales:
            return self.env._("bills %(total)s", total=bills)
        return self.env._("%(sales)s, bills %(bills)s", sales=sales, bills=bills)

    @api.model
    def _search_state(self, operator, value):
        """The same rule as `_compute_state`, for all batches at once."""
        if operator != "in":
            return NotImplemented
        rows = self.env.execute_query(
            SQL(
                """
                SELECT batch.id,
                       CASE WHEN bool_or(line.state IN %(open)s) THEN 'uploading'
                            WHEN bool_or(line.state = 'failed') THEN 'failed'
                            WHEN bool_or(line.state = 'ready') THEN 'draft'
                            WHEN bool_or(line.state = 'exported') THEN 'exported'
                            WHEN count(line.id) > 0 THEN 'done'
                            ELSE 'empty' END
                  FROM acct_link_batch batch
             LEFT JOIN acct_link_batch_line line
                    ON line.batch_id = batch.id AND line.state <> 'removed'
              GROUP BY batch.id
                """,
                open=OPEN_STATES,
            )
        )
        return Domain("id", "in", [batch_id for batch_id, state in rows if state in value])

    @api.depends("state")
    def _compute_notice(self):
        """Why a batch that waits does not move, if there is a reason."""
        for batch in self:
            batch.notice = batch._get_notice() if batch.state == "uploading" else False

    def _get_notice(self):
        self.ensure_one()
        interface = self.interface_id
        if not interface.cron_active:
            return self.env._(
                "The scheduled action “Accounting Link: Upload” is switched off: nothing is sent "
                "until an administrator switches it on."
            )
        if interface.paused or not interface.active:
            return self.env._(
                "The interface “%(name)s” is paused: nothing is sent until a manager lets it "
                "go on.",
                name=interface.name,
            )
        if not interface._is_signed_in():
            return self.env._(
                "Nobody is signed in to the accounting system. Once somebody signs in on the "
                "interface “%(name)s”, the upload goes on by itself.",
                name=interface.name,
            )
        run = interface.last_run_id
        if interface.wait_until and run.problems:
            return f"{run.problem_text} {run.problem_cure}"
        return False

    # === CREATE === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].sudo().next_by_code("acct.link.batch")
        return super().create(vals_list)

    @api.model
    def _create_from_moves(self, moves):
        """One batch for each interface the documents' offices use.

        :param moves: account.move, locked and checked to be available
        :return: acct.link.batch
        """
        batches = self.browse()
        Line = self.env["acct.link.batch.line"].sudo()
        for interface, grouped in (
            moves.sudo().grouped(lambda move: move.company_id._get_acct_link_interface()).items()
        ):
            batch = self.sudo().create(
                {
                    "interface_id": interface.id,
                    "company_id": interface.company_id.id,
                    "remote_org_id": interface.remote_org_id,
                }
            )
            Line.create([Line._prepare_line_vals(interface, move, batch) for move in grouped])
            batches += batch
        return batches.sudo(False)

    # === ACTIONS === #

    @api.model
    def _check_user(self, records):
        """:raises AccessError: not a link user, or one of the records is out of sight"""
        if not self.env.user.has_group("acct_link_batch.group_acct_link_user"):
            raise AccessError(
                self.env._("Only users of the accounting link may do this: ask your administrator.")
            )
        records.check_access("read")

    def action_upload(self):
        """ready -> queued; the loop does the rest. Buttons never write to the outside: a request
        that Odoo repeats after a conflict would write twice.
        """
        self._check_user(self)
        lines = self._get_lines_in_sight("ready")
        if not lines:
            raise UserError(self.env._("Nothing in this batch waits for its upload."))
        for interface in lines.interface_id:
            interface._connector()._check_ready(interface)
        lines._lock()
        lines = lines.filtered(lambda line: "upload" in line._allowed_actions())
        lines._enqueue()
        # Batches made before the sign-in learn now which accounts file they go to.
        for records in (lines, self.sudo()):
            unset = records.filtered(lambda record: not record.remote_org_id)
            for interface, some in unset.grouped("interface_id").items():
                some.remote_org_id = interface.remote_org_id
        self.sudo()._start_upload(self.env.user)
        return True

    def action_retry(self):
        """All failed lines of the batch, once more."""
        self._check_user(self)
        return self.live_line_ids.filtered(lambda line: line.state == "failed").action_retry()

    def action_stop(self):
        """queued -> ready: what has not left yet stays here."""
        self._check_user(self)
        lines = self._get_lines_in_sight("queued").try_lock_for_update()
        lines.invalidate_recordset(["state"])
        lines = lines.filtered(lambda line: "stop" in line._allowed_actions())
        lines.write({"state": "ready", "next_try": False})
        for batch, stopped in lines.grouped("batch_id").items():
            batch.with_user(self.env.user).sudo().message_post(
                body=self.env._(
                    "Documents stopped: %(count)s. They stay in the batch until somebody presses "
                    "“Upload”.",
                    count=len(stopped),
                )
            )
        self.env["acct.link.upload"]._wake()  # for the report, and the file of what has left
        return True

    def action_view_lines(self):
        """The batch's documents, narrowed to the states in the context key `states`."""
        self.ensure_one()
        self._check_user(self)
        domain = [("batch_id", "=", self.id)]
        if states := self.env.context.get("states"):
            domain.append(("state", "in", states))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_batch_line_action"
        )
        # What the button said is not for the buttons of the list that it opens.
        return {**action, "domain": domain, "context": {"search_default_live": 1, "states": False}}

    def action_sign_in(self):
        """Renew a lapsed sign-in and come back to this batch."""
        self.ensure_one()
        self._check_user(self)
        interface = self.interface_id
        interface._check_sign_in()
        return interface._connector()._get_sign_in_action(interface, self)

    def _get_lines_in_sight(self, state):
        """:return: acct.link.batch.line, as superuser: those of the user's own offices only"""
        lines = self.env["acct.link.batch.line"]
        return lines.search([("batch_id", "in", self.ids), ("state", "=", state)]).sudo()

    def _start_upload(self, user):
        self.write(
            {
                "upload_user_id": user.id,
                "upload_started_at": fields.Datetime.now(),
                "report_pending": True,
            }
        )
        self.interface_id._end_wait()
        self.env["acct.link.upload"]._wake()

    def _announce_progress(self):
        """Tell the pages that show these batches that something moved, once this is committed.
        They look for themselves, each with the rights of its user.
        """
        for batch in self:
            batch._bus_send("acct_link_batch/progress", {"id": batch.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if any(batch.line_ids for batch in self):
            raise UserError(self.env._("Batches are kept: they show what was sent, and when."))
