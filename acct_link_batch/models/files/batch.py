from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY = "acct_link_batch.mail_activity_confirm"
CONFIRM_DAYS = 3


class AcctLinkBatch(models.Model):
    """The second step of a batch that goes into files: exported is not uploaded."""

    # The batch itself is long enough.
    _inherit = "acct.link.batch"

    file_ids = fields.One2many("acct.link.file", "batch_id", string="Files", readonly=True)
    exported_count = fields.Integer(string="To be confirmed", compute="_compute_exported_count")
    current_file_id = fields.Many2one(
        "acct.link.file", compute="_compute_current_file_id", help="The one to be imported next."
    )

    @api.depends("line_ids.state")
    def _compute_exported_count(self):
        groups = self.env["acct.link.batch.line"]._read_group(
            [("batch_id", "in", self.ids), ("state", "=", "exported")], ["batch_id"], ["__count"]
        )
        counts = {batch.id: count for batch, count in groups}
        for batch in self:
            batch.exported_count = counts.get(batch.id, 0)

    @api.depends("file_ids.state")
    def _compute_current_file_id(self):
        for batch in self:
            open_files = batch.file_ids.filtered("exported_count").sorted("sequence")
            new = open_files.filtered(lambda file: not file.downloaded_at)
            batch.current_file_id = (new or open_files)[:1]

    @api.depends("interface_id")
    def _compute_system_name(self):
        for batch in self:
            batch.system_name = batch.interface_id._get_system_name()

    # === ACTIONS === #

    def action_download(self):
        """The file that is to be imported next."""
        self.ensure_one()
        self._check_user(self)
        if not self.current_file_id:
            raise UserError(self.env._("No file of this batch waits for its import."))
        return self.current_file_id.action_download()

    def action_ask_import(self):
        """Ask what became of the files of this batch."""
        self.ensure_one()
        self._check_user(self)
        return self._ask_import(self.file_ids)

    def _ask_import(self, files):
        self._check_user(self)
        wizard = self.env["acct.link.confirm"]._open(self, files)
        return {
            **wizard._get_records_action(name=self.env._("Was it imported?")),
            "target": "new",
        }

    def _log_import(self, imported, denied):
        """Keep in the chatter what the user said, and end the reminder when nothing is open.

        :param imported: acct.link.batch.line; :param denied: those that were not imported
        """
        self.ensure_one()
        body = self.env._(
            "%(imported)s documents imported, %(denied)s not imported.",
            imported=len(imported),
            denied=len(denied),
        )
        if denied:
            numbers = ", ".join(denied.mapped("number"))
            body = self.env._("%(sums)s Not imported: %(numbers)s", sums=body, numbers=numbers)
        self.with_user(self.env.user).sudo().message_post(body=body)
        self.sudo()._update_activity()
        if not self.sudo().exported_count:
            self.sudo().activity_feedback([ACTIVITY], feedback=body)

    # === REMINDER === #

    @api.model
    def _cron_remind(self):
        """Files that nobody has spoken about for days: maybe never imported, maybe imported and
        not confirmed.
        """
        days = self.env["ir.config_parameter"].sudo().get_param("acct_link_batch.confirm_days")
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=int(days or CONFIRM_DAYS))
        lines = self.env["acct.link.batch.line"]._read_group(
            [("state", "=", "exported"), ("file_id.create_date", "<", limit)],
            ["batch_id"],
        )
        for (batch,) in lines:
            if batch.activity_search([ACTIVITY]):
                continue
            user = batch.upload_user_id
            batch.with_context(lang=user.lang).activity_schedule(ACTIVITY, user_id=user.id)
