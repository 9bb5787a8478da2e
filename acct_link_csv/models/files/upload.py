import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.batch.batch_line_state import OPEN_STATES

from ...lib.file import Unreadable
from .file import WITHOUT_FILE

_logger = logging.getLogger(__name__)


class AcctLinkUploadReport(models.AbstractModel):
    """The end of a walk that leads into a file: once nothing of a batch is on its way any more,
    what was exported becomes one file, or several where the accounting system limits their size.

    The journal holds a document from its write-ahead on, so a process that died loses none; a file
    and the mark on its lines are one transaction, so there is no half file, and no document is in
    two.
    """

    _inherit = "acct.link.upload.report"

    @api.model
    def _get_batches_without_file(self):
        """:return: acct.link.batch of which something exported is in no file yet"""
        groups = self.env["acct.link.batch.line"]._read_group(WITHOUT_FILE, ["batch_id"])
        return self.env["acct.link.batch"].union(*(batch for (batch,) in groups))

    @api.model
    def _close_batches(self):
        result = super()._close_batches()
        self._make_files()
        return result

    @api.model
    def _get_batches_to_report(self):
        batches = super()._get_batches_to_report()
        return batches - self._get_batches_without_file() if batches else batches

    @api.model
    def _make_files(self):
        """Make the files of batches that are through; commits after each batch. One that can not
        be made keeps no other batch from its own.
        """
        batches = self._get_batches_without_file()
        if not batches:
            return
        groups = self.env["acct.link.batch.line"]._read_group(
            [("batch_id", "in", batches.ids), ("state", "in", OPEN_STATES)], ["batch_id"]
        )
        through = batches - batches.browse().union(*(each for (each,) in groups))
        # Those of the others failed a moment ago.
        for batch in through.filtered(lambda batch: not batch.interface_id.wait_until):
            try:
                if batch.try_lock_for_update():
                    self._make_file(batch)
                self._commit()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # next time
            except Exception:
                _logger.exception("Batch %s: its file could not be made", batch.id)
                self.env["acct.link.run"]._stop(batch.interface_id.id)

    @api.model
    def _make_file(self, batch):
        """The file of a batch. The documents of parts that cannot be read any more fail with it:
        they are in no file, so they may be written again.
        """
        Files = self.env["acct.link.file"]
        try:
            with self.env.cr.savepoint():
                Files._make(batch)
            return
        except Unreadable as error:
            _logger.exception("Batch %s: a part of its file cannot be read", batch.id)
            broken = Files._get_unreadable(batch)
            if not broken:
                raise
            problem = Problem("file_part_unreadable", {"reason": str(error)})
        self._fail_parts(broken, problem)
        if self.env["acct.link.batch.line"].search_count(
            [("batch_id", "=", batch.id), *WITHOUT_FILE], limit=1
        ):
            Files._make(batch)

    @api.model
    def _fail_parts(self, requests, problem):
        """:param requests: acct.link.request, none of whose documents is in a file"""
        lines = self.env["acct.link.batch.line"].search(
            [("request_id", "in", requests.ids), *WITHOUT_FILE]
        )
        lines.write({"state": "failed", "problems": lines._prepare_problems([problem])})
