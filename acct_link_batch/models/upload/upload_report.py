import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..batch.batch_line_state import OPEN_STATES

_logger = logging.getLogger(__name__)


class AcctLinkUploadReport(models.AbstractModel):
    """The end of a batch: what is left to do once nothing of it is on its way, and who is told."""

    _name = "acct.link.upload.report"
    _description = "End of an Upload"

    @api.model
    def _report_finished(self):
        """Notify the authors of finished batches. A report that fails stops no document."""
        self._close_batches()
        for batch in self._get_batches_to_report():
            try:
                batch._report_end()
                self._commit()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # next time
            except Exception:
                _logger.exception("Batch %s: its report failed", batch.id)
                self.env.cr.rollback()
                batch.report_pending = False
                self._commit()

    @api.model
    def _commit(self):
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _close_batches(self):
        """What is left to do for batches of which nothing is on its way any more; commits."""

    @api.model
    def _get_batches_to_report(self):
        """:return: acct.link.batch that are finished, and whose authors were not notified yet"""
        return self.env["acct.link.batch"].search(
            [("report_pending", "=", True), ("line_ids", "not any", [("state", "in", OPEN_STATES)])]
        )
