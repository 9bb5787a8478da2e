from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.models.upload.request import GONE

from ..lib.sheet import APPROVE, CREATE, DELETE, REPLACE, REVERT, STEPS

OPERATIONS = [
    (CREATE, "Send timesheet"),
    (REPLACE, "Replace timesheet"),
    (DELETE, "Delete timesheet"),
    (REVERT, "Revert timesheet to draft"),
    (APPROVE, "Approve timesheet"),
]


class AcctLinkRequest(models.Model):
    """Requests that carry a pay sheet. The journal says when, what and how it went, to whoever may
    read it; what it was about is kept on the sheet alone, for as long as it is on its way.
    """

    _inherit = "acct.link.request"

    operation = fields.Selection(
        selection_add=OPERATIONS,
        ondelete=dict.fromkeys(STEPS, lambda requests: requests._retire()),
    )
    pay_sheet_ids = fields.One2many(
        "acct.link.pay.sheet", "request_id", groups="acct_link_timesheet.group_payroll"
    )

    def _get_request(self):
        if self.operation not in STEPS:
            return super()._get_request()
        sheet = self.sudo().pay_sheet_ids
        text, target = sheet.request_text or "", sheet.remote_id or ""
        return Request(self.operation, "", text, "" if self.operation == CREATE else target)

    def _store_answers(self, answers):
        ours = self.search([("id", "in", list(answers)), ("operation", "in", list(STEPS))])
        for request in ours:
            request.sudo().pay_sheet_ids.answer_text = answers[request.id].text
        gone = {each.id: Answer(answers[each.id].status, GONE) for each in ours}
        return super()._store_answers({**answers, **gone})

    def _get_answer(self):
        if self.operation not in STEPS:
            return super()._get_answer()
        return Answer(self.status, self.sudo().pay_sheet_ids.answer_text or "")


class AcctLinkUpload(models.AbstractModel):
    """Pay sheets go when no document is left."""

    _inherit = "acct.link.upload"

    @api.model
    def _get_stages(self):
        return [*super()._get_stages(), "acct.link.upload.sheet"]


class AcctLinkUploadRecovery(models.AbstractModel):
    """Requests for pay sheets are settled as well."""

    _inherit = "acct.link.upload.recovery"

    @api.model
    def _get_handlers(self):
        return {**super()._get_handlers(), **dict.fromkeys(STEPS, "acct.link.upload.sheet")}
