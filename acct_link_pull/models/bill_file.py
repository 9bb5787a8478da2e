from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AcctLinkBill(models.Model):
    """The files of a bill in the books, as attachments of the bill here. A file is known by its id
    there, so whatever is fetched twice is here once.
    """

    _inherit = "acct.link.bill"

    has_files = fields.Boolean(readonly=True, help="In the books, that is.")
    files_asked = fields.Boolean(readonly=True, help="Somebody waits for them.")
    files_at = fields.Datetime(string="Files Fetched on", readonly=True)
    files = fields.Json(readonly=True, help="Id of each file there, and of its attachment here.")

    def action_fetch_files(self):
        """Let the scheduled action fetch them at once."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.sudo().filtered(lambda row: row.move_id and row.state in ("taken", "settled"))
        if not rows:
            raise UserError(
                self.env._("None of these bills is here yet, so there is nothing to attach to.")
            )
        for interface in rows.interface_id:
            if "files" not in interface._connector()._capabilities(interface).pulls:
                raise UserError(
                    self.env._(
                        "%(system)s gives no files through the link: download them there.",
                        system=interface._get_system_name(),
                    )
                )
        rows.lock_for_update()
        rows.files_asked = True
        pulls = self.env["acct.link.pull"].sudo()
        return pulls._ask("files", rows.interface_id, self.env.user)

    # === THE PULLER === #

    @api.model
    def _get_without_files(self, interface, on_schedule):
        """:param on_schedule: not only those that somebody asked for
        :return: acct.link.bill, the next whose files are to be fetched, or an empty one
        """
        wanted = Domain("files_asked", "=", True)
        if on_schedule:
            wanted |= (
                Domain("has_files", "=", True)
                & Domain("files_at", "=", False)
                & Domain("state", "=", "taken")
            )
        here = Domain("interface_id", "=", interface.id) & Domain("move_id", "!=", False)
        file = Domain("remote_org_id", "=", interface.remote_org_id)
        return self.search(here & file & wanted, order="files_asked DESC, id", limit=1)

    def _get_known_files(self):
        """:return: {id there} of the files that are attached to the bill here"""
        self.ensure_one()
        attached = self.env["ir.attachment"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", self.move_id.id)]
        )
        return {key for key, here in (self.files or {}).items() if here in attached.ids}

    def _keep_file(self, file):
        """:param file: incoming.BillFile; :return: whether it was not here before"""
        self.ensure_one()
        move = self.move_id
        if not move or file.remote_id in self._get_known_files():
            return False
        if file.trouble:
            texts = [self._format_problem(file.trouble, part) for part in ("text", "cure")]
            move.message_post(body=" ".join(texts))
            return False
        attachment = (
            self.env["ir.attachment"]
            # It comes from outside: pages are text, whoever runs this.
            .with_context(attachments_mime_plainxml=True)
            .create(
                {
                    "name": file.name,
                    "raw": file.content,
                    "mimetype": file.mimetype,
                    "res_model": move._name,
                    "res_id": move.id,
                    "company_id": move.company_id.id,
                }
            )
        )
        self.files = {**(self.files or {}), file.remote_id: attachment.id}
        move._message_set_main_attachment_id(attachment, force=False)
        return True

    def _set_files_read(self):
        self.write({"files_asked": False, "files_at": fields.Datetime.now()})
