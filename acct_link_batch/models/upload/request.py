import uuid

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from ...lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS, Answer, Request, redact

STATES = [
    ("open", "Sent, no answer yet"),
    ("answered", "Answered"),
    ("unknown", "Being checked"),
    ("done", "Done"),
    ("void", "Not written"),
]
OTHER = "other"
OPERATIONS = [
    (CREATE_DOCUMENTS, "Add documents"),
    (CREATE_CONTACTS, "Add contacts"),
    (OTHER, "Of an add-on that is gone"),
]
KINDS = [
    (INVOICE, "Invoice"),
    (CREDIT_NOTE, "Credit note"),
    (BILL, "Bill"),
    (VENDOR_CREDIT, "Vendor credit"),
]

# Instead of a text that was removed.
GONE = "-"


class AcctLinkRequest(models.Model):
    """The journal: every write to the outside is a row here before it is sent.

    open -> answered -> done      the usual way
    open -> void                  it surely was not written
    open -> unknown -> done       no answer: looked up until it is known; a proven miss may be
                                  sent again with the same key and text (-> open)
    """

    _name = "acct.link.request"
    _description = "Accounting Link Journal"
    _inherit = ["acct.link.engine.mixin"]
    _order = "id desc"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_org_id = fields.Char(string="Accounts File ID", readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    kind = fields.Selection(KINDS, readonly=True, help="Of the documents, if it is about some.")
    target = fields.Char(
        string="Remote ID", readonly=True, help="The record that a follow-up is about."
    )
    text = fields.Text(required=True, readonly=True)
    digest = fields.Char(string="SHA-256", readonly=True)
    key = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4())
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="open")
    attempts = fields.Integer(readonly=True, default=1)
    first_sent_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    settle_until = fields.Datetime(
        readonly=True, help="After this it is either written or lost, and a look-up is proof."
    )
    looks = fields.Integer(
        readonly=True,
        help="For the contacts it adds, once nobody answered: 1 at once, 2 when it had settled.",
    )
    answered_at = fields.Datetime(readonly=True)
    status = fields.Integer(readonly=True)
    answer = fields.Text(readonly=True)
    text_gone = fields.Boolean(compute="_compute_text_gone")
    journal_days = fields.Integer(related="interface_id.journal_days")
    note = fields.Char(readonly=True)
    item_count = fields.Integer(readonly=True)
    parties = fields.Json(readonly=True, help="What a request for contacts asked for.")
    line_ids = fields.One2many("acct.link.batch.line", "request_id", readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "Two requests have the same key.")
    _open_idx = models.Index("(interface_id, id) WHERE state IN ('open', 'answered', 'unknown')")

    @api.depends("operation")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for request in self:
            request.display_name = self.env._(
                "%(operation)s, no. %(id)s", operation=labels[request.operation], id=request.id
            )

    @api.depends("text")
    def _compute_text_gone(self):
        for request in self:
            request.text_gone = request.text == GONE

    def _get_request(self):
        """:return: exchange.Request, to the letter as it was or will be sent"""
        self.ensure_one()
        return Request(
            self.operation, self.kind or "", self.text, self.target or "", self._get_content()
        )

    def _get_content(self):
        """:return: bytes, of the file that goes out with the text: none"""
        return b""

    @api.model
    def _replace_partners(self, target, sources):
        """Requests on their way for merged customers are for the customer that stays.

        :param target: res.partner; :param sources: res.partner
        """
        gone = set(sources.ids)
        for request in self.sudo().search(
            [("state", "in", ("open", "answered", "unknown")), ("parties", "!=", False)]
        ):
            if gone.intersection(data["partner_id"] for data in request.parties):
                request.parties = [
                    {**data, "partner_id": target.id} if data["partner_id"] in gone else data
                    for data in request.parties
                ]

    def _get_answer(self):
        """:return: exchange.Answer"""
        self.ensure_one()
        return Answer(self.status, self.answer or "")

    def _prepare_sent_vals(self, settle_seconds):
        now = fields.Datetime.now()
        return {
            "state": "open",
            "sent_at": now,
            "settle_until": fields.Datetime.add(now, seconds=settle_seconds),
        }

    def _store_answers(self, answers):
        """In one statement, as each commit of a turn that sends one document a call stores few.

        :param answers: {id: exchange.Answer}
        """
        if not answers:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE acct_link_request request
                   SET state = 'answered', answered_at = %(now)s, write_date = %(now)s,
                       write_uid = %(user)s, status = told.status, answer = told.answer
                  FROM (VALUES %(told)s) AS told (id, status, answer)
                 WHERE request.id = told.id
                """,
                now=fields.Datetime.now(),
                user=self.env.uid,
                told=SQL(", ").join(
                    SQL("(%s, %s, %s)", id_, answer.status, redact(answer.text))
                    for id_, answer in answers.items()
                ),
            )
        )
        stored = ["state", "answered_at", "status", "answer", "write_date", "write_uid"]
        self.browse(answers).invalidate_recordset(stored, flush=False)

    @api.autovacuum
    def _gc_texts(self):
        """Remove the texts of requests that are done, which hold personal data, after the days
        that are set on the interface.
        """
        Interface = self.env["acct.link.interface"].with_context(active_test=False)
        for days, some in Interface._read_group([], ["journal_days"], ["id:recordset"]):
            sent_before = fields.Datetime.subtract(fields.Datetime.now(), days=days)
            old = Domain("interface_id", "in", some.ids) & Domain("sent_at", "<", sent_before)
            self.search(self._get_done_domain() & old & Domain("text", "!=", GONE)).write(
                {"text": GONE, "answer": False, "parties": False}
            )

    def _retire(self):
        """The add-on that carried these out is uninstalled: they stay, as proof of what was sent,
        and nobody settles them any more.
        """
        self.filtered(lambda request: request.state in ("open", "answered")).state = "unknown"
        self.operation = OTHER

    @api.model
    def _get_done_domain(self):
        """:return: Domain of the requests whose texts are needed no more"""
        return Domain("state", "in", ("done", "void"))
