from odoo import models


class AcctLinkBatchLine(models.Model):
    """Documents that are uploaded again without a person."""

    _inherit = "acct.link.batch.line"

    def _goes_again(self, interface, origin):
        """Whether a failed document is uploaded again without a person: it was posted again, which
        is the correction; the schedule takes those only that were not posted when it was time.
        """
        self.ensure_one()
        codes = {problem.code for problem in self._get_problems()}
        return (
            self.state == "failed"
            and self.interface_id == interface
            and self.remote_org_id == interface.remote_org_id
            and self.move_id.state == "posted"
            and (origin == "posting" or codes == {"not_posted"})
        )
