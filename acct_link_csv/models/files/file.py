import logging

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.problem import Problem

from ...lib import drop

_logger = logging.getLogger(__name__)

AGAIN = 15  # minutes until a folder that took nothing is tried again
MOST = 50  # files a run

DROP_STATES = [
    ("waiting", "On its way to the folder"),
    ("failed", "Not in the folder yet"),
    ("done", "In the folder"),
]


class AcctLinkFile(models.Model):
    """A file may also be put into a folder, on a server, by SFTP or in a cloud: one of the storages
    of OCA's `fs_storage`, where that is installed. What is kept here stays the truth; the folder
    gets a copy after the commit, again until it has it.
    """

    _name = "acct.link.file"
    _inherit = ["acct.link.file", "acct.link.problem.mixin"]

    csv_drop_state = fields.Selection(
        DROP_STATES, string="Folder", readonly=True, copy=False, index="btree_not_null"
    )
    csv_drop_next_try = fields.Datetime(readonly=True, copy=False)

    def _store_file(self, content):
        result = super()._store_file(content)
        if self.interface_id.sudo().csv_storage:
            self.csv_drop_state = "waiting"
            self.env.ref("acct_link_csv.ir_cron_drop").sudo()._trigger()
        return result

    @api.model
    def _cron_drop(self):
        """Put what waits into its folder. Nothing is lost if it breaks off: the same file again
        changes nothing.
        """
        due = Domain("csv_drop_next_try", "=", False) | Domain(
            "csv_drop_next_try", "<=", fields.Datetime.now()
        )
        waiting = self.search(
            Domain("csv_drop_state", "in", ("waiting", "failed")) & due, order="id", limit=MOST
        )
        for file in waiting.try_lock_for_update():
            file._drop()
        return len(waiting)

    def _drop(self):
        self.ensure_one()
        folder = self.interface_id.csv_storage
        if not folder:  # switched off since
            self.write({"csv_drop_state": False, "problems": False})
            return
        try:
            drop.put(self._get_drop_filesystem(folder), self.name, self._read_content())
        except Exception as error:
            # Its text may hold an address with a password: it is for the log of the server only.
            _logger.warning("File %s could not be put into %s", self.id, folder, exc_info=True)
            values = {"file": self.name, "folder": folder, "reason": type(error).__name__}
            taken = isinstance(error, drop.Taken)
            problem = Problem("file_name_taken" if taken else "file_not_dropped", values)
            next_try = fields.Datetime.add(fields.Datetime.now(), minutes=AGAIN)
            self.write(
                {
                    "csv_drop_state": "failed",
                    "csv_drop_next_try": next_try,
                    "problems": self._prepare_problems([problem]),
                }
            )
            self.env.ref("acct_link_csv.ir_cron_drop")._trigger(next_try)
        else:
            self.write(
                {
                    "csv_drop_state": "done",
                    "csv_drop_next_try": False,
                    "problems": False,
                    # Whoever imports finds it there.
                    "downloaded_at": self.downloaded_at or fields.Datetime.now(),
                }
            )

    @api.model
    def _get_drop_filesystem(self, folder):
        """:param folder: code of an fs.storage; :return: its filesystem, of fsspec"""
        storage = self.env["fs.storage"].search([("code", "=", folder)])
        if not storage:
            raise LookupError(folder)
        return storage.fs

    def _read_content(self):
        """:return: bytes, as they were kept"""
        self.ensure_one()
        return (
            self.env["ir.attachment"]
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "content"),
                    ("res_id", "=", self.id),
                ]
            )
            .raw
        )

    def action_drop(self):
        """Try the folder again now."""
        self.env["acct.link.batch"]._check_user(self)
        files = self.sudo().filtered(lambda file: file.csv_drop_state == "failed")
        files.csv_drop_next_try = False
        self.env.ref("acct_link_csv.ir_cron_drop").sudo()._trigger()
