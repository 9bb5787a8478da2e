from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.tries import is_due
from odoo.addons.acct_link_batch.models.batch.batch_line_state import MAX_ATTEMPTS

from ..lib.decide import Settled, Write
from ..lib.sheet import CREATE, DELETE, REPLACE
from .upload import MOST


class AcctLinkUploadSheet(models.AbstractModel):
    """What an answer, or none, means for the pay sheets."""

    _inherit = "acct.link.upload.sheet"

    @api.model
    def _apply_answers(self, requests, items):
        requests.state = "done"
        for sheet in requests.pay_sheet_ids.filtered(
            lambda sheet: sheet.state in ("sending", "unknown")
        ):
            request = sheet.request_id
            try:
                [outcome] = self.env["acct.link.transport"]._read(request, [sheet._get_item()])
            except errors.RequestRefused as error:
                outcome = Rejected((error.problem,))
            sheet.answer_text = False
            match outcome:
                case Uploaded(remote_id=remote_id):
                    self._set_written(sheet, remote_id)
                case Rejected(taken=True, problems=problems):
                    self._look_for_taken(sheet, problems)
                case Rejected(problems=problems):
                    sheet._set_failed(problems)
                case _:
                    self._set_silent(sheet, Problem("answer_unreadable"))
                    request.state = "unknown"

    @api.model
    def _set_written(self, sheet, remote_id):
        """A step was taken; whether the payroll holds what it shall, a look will say."""
        vals = {"state": "sending", "next_try": False, "problems": False}
        if sheet.step == DELETE:
            # From now on the payroll lacks the sheet, whatever comes between.
            vals |= {"state": "replacing", "gone": True, "remote_id": False, "before": False}
        elif sheet.step == CREATE:
            vals |= {"remote_id": remote_id, "gone": False}
        if sheet.step in (CREATE, REPLACE):
            vals["before"] = {"hours": sheet.wanted["hours"]}
        sheet.write(vals)

    @api.model
    def _look_for_taken(self, sheet, problems):
        """There is one already: whether it is ours, the next look says."""
        if sheet.attempts >= MAX_ATTEMPTS:
            sheet._set_failed(problems)
        else:
            sheet._go("replacing" if sheet.gone else "queued", looked_at=False)

    @api.model
    def _set_silent(self, sheet, problem):
        sheet.write(
            {
                "state": "unknown",
                "next_try": False,
                "problems": sheet._prepare_problems([problem]),
            }
        )

    @api.model
    def _set_unknown(self, request, problem):
        for sheet in request.pay_sheet_ids.filtered(lambda each: each.state == "sending"):
            self._set_silent(sheet, problem)

    @api.model
    def _set_unsent(self, requests):
        for sheet in requests.pay_sheet_ids.filtered(lambda each: each.state == "sending"):
            self._put_back(sheet, attempts=sheet.attempts - 1)

    @api.model
    def _put_back(self, sheet, **vals):
        """sending, unknown -> what it was before."""
        sheet._go("replacing" if sheet.gone else "queued", looked_at=False, **vals)

    # === WITHOUT AN ANSWER === #

    @api.model
    def _settle(self, turn, _requests):
        """Look for sheets whose outcome is not known. What is found is settled; what is not found
        proves nothing until `settle_until`. Where the payroll takes a second one without a word,
        it is looked for twice.
        """
        sheets = self.env["acct.link.pay.sheet"].search(
            is_due()
            & Domain([("interface_id", "=", turn.interface.id), ("state", "=", "unknown")]),
            order="period_id, id",
            limit=MOST,
        )
        sheets = sheets.filtered(lambda sheet: sheet.period_id == sheets[:1].period_id)
        payroll = turn.connector._get_payroll(turn.interface)
        if not sheets or not payroll:
            return 0
        sheets = self._take_few(turn, payroll, sheets)
        return self._within_payroll(turn, sheets, self._settle_sheets)

    @api.model
    def _settle_sheets(self, turn, sheets):
        payroll = turn.connector._get_payroll(turn.interface)
        asked_at = fields.Datetime.now()
        items = [sheet._get_item() for sheet in sheets]
        found = turn.connector._look_up_sheets(turn.interface, items)
        for sheet, there in zip(sheets, found, strict=True):
            verdict = self._decide(turn, payroll, sheet, there)
            if isinstance(verdict, Unknown):
                continue
            if isinstance(verdict, Settled):
                sheet._take(verdict.there)
            elif isinstance(verdict, Write) and self._went_on(sheet, verdict):
                # It arrived, and the next step is another one.
                self._set_arrived(sheet, verdict)
            elif asked_at < sheet.request_id.settle_until:
                seconds = (sheet.request_id.settle_until - asked_at).total_seconds() + 1
                self._look_again(sheet, seconds)
            elif not isinstance(verdict, Write):
                self._stop(sheet, verdict)
            elif sheet.step == CREATE and not payroll.unique and not sheet.misses:
                sheet.misses = 1
                self._look_again(sheet, turn.capabilities.settle_seconds)
            elif sheet.attempts >= MAX_ATTEMPTS:
                problem = Problem("sheet_no_answer", {"attempts": str(sheet.attempts)})
                sheet._set_failed([problem])
            else:
                self._put_back(sheet, misses=0)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return len(sheets)

    @api.model
    def _went_on(self, sheet, verdict):
        """Whether what is found can only come from the step without an answer."""
        return verdict.step != sheet.step

    @api.model
    def _set_arrived(self, sheet, verdict):
        sheet.request_id.state = "done"
        remote_id = verdict.there.remote_id if verdict.there else sheet.remote_id
        self._set_written(sheet, remote_id)
