import hashlib
import logging
import re

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.problem import Problem

from ...lib import drop
from ...lib.file import Unreadable

_logger = logging.getLogger(__name__)

KINDS = (INVOICE, CREDIT_NOTE, BILL, VENDOR_CREDIT)  # in the order they stand in files

WITHOUT_FILE = [("state", "=", "exported"), ("file_id", "=", False)]

STATES = [
    ("new", "To be downloaded"),
    ("downloaded", "To be confirmed"),
    ("confirmed", "Imported"),
    ("rejected", "Not imported"),
    ("taken", "Downloaded"),
]
ROLES = [
    ("documents", "Documents"),
    ("customers", "Customers"),
    ("suppliers", "Suppliers"),
]
DROP_STATES = [
    ("waiting", "On its way to the folder"),
    ("failed", "Not in the folder yet"),
    ("done", "In the folder"),
]
AGAIN = 15  # minutes until a folder that took nothing is tried again
MAX_DROPS = 50  # files a run


class AcctLinkFile(models.Model):
    """A file that a person carries to the accounting system. Its bytes never change: what is
    repaired or added later goes into another file of the same batch.

    A file may also be put into a folder of the server that its config file allows, or, by SFTP or
    into a cloud, into a storage of OCA's `fs_storage`, where that is installed. What is kept here
    stays the truth; the folder gets a copy after the commit, again until it has it.
    """

    _name = "acct.link.file"
    _description = "Accounting Link File"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    batch_id = fields.Many2one(
        "acct.link.batch", required=True, readonly=True, index=True, ondelete="restrict"
    )
    interface_id = fields.Many2one(related="batch_id.interface_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    # Whoever may download it may see all that is in it.
    office_ids = fields.Many2many("res.company", string="Offices", readonly=True)
    role = fields.Selection(ROLES, string="Holds", default="documents", readonly=True)
    sequence = fields.Integer(readonly=True, help="Number of the file within its batch.")
    content = fields.Binary(attachment=True, required=True, readonly=True)
    digest = fields.Char(string="SHA-256", readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    document_count = fields.Integer(string="Documents", readonly=True)
    total_text = fields.Char(
        string="Total incl. Tax", readonly=True, help="Credit notes are deducted."
    )
    line_ids = fields.One2many("acct.link.batch.line", "file_id", readonly=True)
    downloaded_at = fields.Datetime(string="Downloaded on", readonly=True, copy=False)
    downloaded_by = fields.Many2one("res.users", readonly=True, copy=False)
    csv_drop_state = fields.Selection(
        DROP_STATES, string="Folder", readonly=True, copy=False, index="btree_not_null"
    )
    csv_drop_next_try = fields.Datetime(readonly=True, copy=False)

    state = fields.Selection(STATES, compute="_compute_state")
    exported_count = fields.Integer(string="To be confirmed", compute="_compute_state")
    uploaded_count = fields.Integer(string="Imported", compute="_compute_state")
    warning = fields.Char(compute="_compute_state")

    _name_uniq = models.UniqueIndex(
        "(batch_id, role, sequence)", "The batch has this file already."
    )

    @api.depends("line_ids.state", "downloaded_at", "document_count")
    @api.depends_context("lang")
    def _compute_state(self):
        """From the documents that are still in this file: one that was taken out, or is in a newer
        file, must not be imported from here.
        """
        Line = self.env["acct.link.batch.line"].sudo()
        counts = {
            (file.id, state): count
            for file, state, count in Line._read_group(
                [("file_id", "in", self.ids)], ["file_id", "state"], ["__count"]
            )
        }
        for file in self:
            file.exported_count = counts.get((file.id, "exported"), 0)
            file.uploaded_count = counts.get((file.id, "uploaded"), 0)
            out = file.document_count - file.exported_count - file.uploaded_count
            if file.role != "documents":
                file.state = "taken" if file.downloaded_at else "new"
                out = 0
            elif file.exported_count:
                file.state = "downloaded" if file.downloaded_at else "new"
            else:
                file.state = "confirmed" if file.uploaded_count else "rejected"
            file.warning = file._get_warning(out)

    def _get_warning(self, out):
        """:param out: how many of its documents were taken out of it since"""
        if self.state == "confirmed":
            return self.env._("Imported already. A second import puts its documents twice.")
        if self.batch_id.is_repeat and self.role == "documents" and not out:
            return self.env._(
                "A repeat: its documents were exported before. Import it only if the accounting "
                "system does not have them."
            )
        if out:
            return self.env._(
                "Do not import it as it is: %(out)s of its %(all)s documents were taken out since.",
                out=out,
                all=self.document_count,
            )
        return False

    # === MAKE === #

    @api.model
    def _make(self, batch):
        """What is exported and in no file yet, in as many files as it takes.

        :param batch: locked, with nothing on its way
        :return: acct.link.file
        """
        lines = self._get_lines_without(batch)
        # Kinds of documents that go into files of their own stand together.
        requests = lines.request_id.sorted(lambda request: (KINDS.index(request.kind), request.id))
        place = {request: index for index, request in enumerate(requests)}
        lines = lines.sorted(lambda line: (place[line.request_id], line.position))
        if len(lines) != sum(requests.mapped("item_count")):
            raise ValueError(f"Requests {requests.ids} hold documents that were not exported")
        sequence = self._next_sequence(batch)
        name = self._get_base_name(batch, sequence)
        interface = batch.interface_id
        files, done = self.browse(), 0
        for made in interface._connector()._assemble(interface, self._read_parts(requests), name):
            files += self._create_file(
                batch, lines[done : done + made.documents], made, sequence + len(files)
            )
            done += made.documents
        if done != len(lines):
            raise ValueError(f"{done} of {len(lines)} documents are in a file")
        return files

    @api.model
    def _get_lines_without(self, batch):
        return self.env["acct.link.batch.line"].search([("batch_id", "=", batch.id), *WITHOUT_FILE])

    @api.model
    def _get_unreadable(self, batch):
        """:return: acct.link.request whose part makes no file even by itself, or holds documents
        that were not exported
        """
        lines = self._get_lines_without(batch)
        interface = batch.interface_id
        broken = lines.request_id.browse()
        for request, some in lines.grouped("request_id").items():
            try:
                made = interface._connector()._assemble(
                    interface, self._read_parts(request), batch.name
                )
                documents = sum(file.documents for file in made)
            except Unreadable:
                broken += request
            else:
                if not documents == len(some) == request.item_count:
                    broken += request
        return broken

    @api.model
    def _next_sequence(self, batch, role="documents"):
        return self.search_count([("batch_id", "=", batch.id), ("role", "=", role)]) + 1

    @api.model
    def _get_base_name(self, batch, sequence):
        """:return: str, number of the batch as a file may be named, and which of its files it is"""
        base = re.sub(r"[^\w.-]+", "_", batch.name)
        return f"{base}-{sequence}" if sequence > 1 else base

    @api.model
    def _read_parts(self, requests):
        """One after another, as all of them together may be large."""
        for request in requests:
            yield request.with_prefetch(request.ids)._get_request()
            request.invalidate_recordset(["text"])

    @api.model
    def _create_file(self, batch, lines, made, sequence):
        """:param made: lib.file.File, with these lines"""
        file = self._keep(
            batch,
            made,
            sequence=sequence,
            office_ids=lines.company_id.ids,
            total_text=self._format_total(lines),
        )
        lines.file_id = file
        return file

    @api.model
    def _keep(self, batch, made, **vals):
        """:param made: lib.file.File; :return: acct.link.file with its bytes"""
        file = self.create(
            {
                "name": made.name,
                "batch_id": batch.id,
                "company_id": batch.company_id.id,
                "digest": hashlib.sha256(made.content).hexdigest(),
                "size": len(made.content),
                "document_count": made.documents,
                **vals,
            }
        )
        file._store_file(made.content)
        return file

    def _store_file(self, content):
        """Keep the bytes, and have them put into the folder after the commit."""
        self.ensure_one()
        self.env["ir.attachment"].sudo().create(
            {
                "name": self.name,
                "raw": content,
                "res_model": self._name,
                "res_field": "content",
                "res_id": self.id,
                "company_id": self.company_id.id,
                "mimetype": "application/octet-stream",
            }
        )
        if self.interface_id.sudo().csv_storage:
            self.csv_drop_state = "waiting"
            self.env.ref("acct_link_csv.ir_cron_drop").sudo()._trigger()

    @api.model
    def _format_total(self, lines):
        totals = {}
        for line in lines:
            sign = -1 if line.kind in (CREDIT_NOTE, VENDOR_CREDIT) else 1
            totals[line.currency_id] = totals.get(line.currency_id, 0) + sign * line.total_sent
        return " + ".join(currency.format(total) for currency, total in totals.items())

    def _get_content(self):
        """:return: ir.attachment with the bytes, as they were kept"""
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "content"),
                ("res_id", "in", self.ids),
            ]
        )

    @api.model
    def _leave_to_journal(self):
        """Before this table goes: the bytes stay as attachments of their batch's journal, which
        administrators of its company read.
        """
        for batch, files in self.search([]).grouped("batch_id").items():  # pylint: disable=no-search-all
            request = batch.line_ids.request_id.sorted("id")[:1]
            files._get_content().write(
                {"res_model": request._name, "res_field": False, "res_id": request.id}
            )

    # === FOLDER === #

    @api.model
    def _cron_drop(self):
        """Put what waits into its folder. Nothing is lost if it breaks off: the same file again
        changes nothing.
        """
        due = Domain("csv_drop_next_try", "=", False) | Domain(
            "csv_drop_next_try", "<=", fields.Datetime.now()
        )
        waiting = self.search(
            Domain("csv_drop_state", "in", ("waiting", "failed")) & due, order="id", limit=MAX_DROPS
        )
        for file in waiting.try_lock_for_update():
            file._drop()
        return len(waiting)

    def _drop(self):
        self.ensure_one()
        interface = self.interface_id
        if not interface.csv_storage:  # switched off since
            self.write({"csv_drop_state": False, "problems": False})
            return
        try:
            filesystem = interface._get_csv_filesystem(interface.csv_storage)
            drop.put(filesystem, self.name, self._get_content().raw)
        except Exception as error:
            # Its text may hold an address with a password: it is for the log of the server only.
            _logger.warning("File %s could not be put into its folder", self.id, exc_info=True)
            folder = interface._get_csv_storage_name()
            reason = drop.get_reason(error)
            values = {"file": self.name, "folder": folder, "reason": reason}
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

    # === ACTIONS === #

    def action_download(self):
        """Note who took it, and hand it over: the same bytes every time."""
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        self.sudo().write(
            {"downloaded_at": fields.Datetime.now(), "downloaded_by": self.env.user.id}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.name}?download=true",
            "target": "download",
        }

    def action_confirm(self):
        """Ask what became of this file."""
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        return self.batch_id._ask_import(self)

    def action_drop(self):
        """Try the folder again now."""
        self.env["acct.link.batch"]._check_user(self)
        files = self.sudo().filtered(lambda file: file.csv_drop_state == "failed")
        files.csv_drop_next_try = False
        self.env.ref("acct_link_csv.ir_cron_drop").sudo()._trigger()
