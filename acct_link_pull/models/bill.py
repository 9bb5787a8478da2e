import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    PURCHASES,
    VENDOR_CREDIT,
    document_from_json,
    to_json,
)
from odoo.addons.acct_link_batch.lib.matching import normalise_number
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.alike import alike
from odoo.addons.acct_link_batch.models.batch.batch_line_state import BUSY_STATES

from ..lib.incoming import DRAFT, MISSING, PAID, UNKNOWN, VOID, bill_from_json
from .bill_maker import Refusal
from .remote_document import STATUSES

_logger = logging.getLogger(__name__)

# A bill in the accounting system, and what became of it here:
#
#   open -> taken           a bill here, draft or posted
#   open -> settled         a person says that it is here already, or is not wanted here
#   taken -> open           it changed or was voided there, and the bill here is posted; or the
#                           bill is gone here
#   open, taken -> void     it was voided or deleted there, and is cancelled here
#   void -> taken, open     it is there again
STATES = [
    ("open", "To be taken"),
    ("taken", "Bill here"),
    ("settled", "Settled by hand"),
    ("void", "Voided there"),
]
KINDS = [(BILL, "Bill"), (VENDOR_CREDIT, "Vendor credit")]


class AcctLinkBill(models.Model):
    """The id there is the key, never the number: two suppliers may use the same one. Whatever was
    read twice, late or in another order ends the same, as it goes by what stands there now.
    """

    _name = "acct.link.bill"
    _description = "Bill in the Accounting System"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin", "acct.link.moved.mixin"]
    _order = "state, id desc"
    _rec_name = "number"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="restrict"
    )
    remote_org_id = fields.Char(string="Accounts File ID", required=True, readonly=True)
    remote_id = fields.Char(required=True, readonly=True)
    remote_url = fields.Char(compute="_compute_remote_url")
    company_id = fields.Many2one("res.company", string="Office", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    move_id = fields.Many2one(
        "account.move", string="Bill here", readonly=True, ondelete="set null"
    )  # fmt: skip
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index="btree_not_null"
    )

    number = fields.Char(readonly=True)
    contact = fields.Char(string="Contact ID", readonly=True, index=True)
    contact_name = fields.Char(string="Contact in the Books", readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    total = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    status = fields.Selection(STATUSES, string="Status there", readonly=True)
    seen_at = fields.Datetime(string="Read on", readonly=True, index=True)
    content = fields.Json(readonly=True, help="The bill as it was read last.")
    digest = fields.Char(readonly=True, help="Which version was read last.")
    taken_digest = fields.Char(readonly=True, help="Which version the bill here is made from.")

    _remote_uniq = models.UniqueIndex("(remote_org_id, remote_id)", "This bill is known already.")
    _move_uniq = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "This bill stands for another one already."
    )

    @api.depends("remote_id", "interface_id", "kind")
    def _compute_remote_url(self):
        for row in self:
            interface = row.interface_id.sudo()
            row.remote_url = interface._connector()._get_document_url(
                interface, row.kind, row.remote_id
            )

    # === READING === #

    @api.model
    def _keep(self, interface, bills):
        """Bring the bills here to where these stand, and what is paid of them.

        :param bills: incoming.Bill of one slice
        :return: (number that changed here, number that stays open)
        :raises Misconfigured: the interface does not say whose bills they are
        """
        interface._check_bill_settings()
        ids = [bill.remote_document.remote_id for bill in bills]
        file = ("remote_org_id", "=", interface.remote_org_id)
        rows = {row.remote_id: row for row in self.search([file, ("remote_id", "in", ids)])}
        ours = self._get_ours(interface, bills)
        changed = failed = 0
        for bill in bills:
            known = bill.remote_document
            row = rows.get(known.remote_id, self.browse())
            if known.remote_id in ours or known.status == UNKNOWN:
                row.write({"status": known.status, "seen_at": fields.Datetime.now()})
                continue
            if not row and (known.status in (DRAFT, VOID) or bill.date < interface.start_date):
                continue
            before = (row.state, row.taken_digest, row.digest)
            vals = self._prepare_vals(bill)
            if row:
                row.write(vals)
            else:
                row = self.create({**vals, **self._prepare_key_vals(interface, bill)})
                rows[known.remote_id] = row
            if known.status != DRAFT:
                row._catch_up(bill)
            changed += before != (row.state, row.taken_digest, row.digest)
            failed += row.state == "open"
        paid, unpaid = self.env["acct.link.payment.sync"]._keep(
            interface, [bill.remote_document for bill in bills]
        )
        return changed + paid, failed + unpaid

    @api.model
    def _get_ours(self, interface, bills):
        """Bills that came from here are not taken back: those whose id we know, those with the
        marker of one whose answer got lost, and those that look like one that is on its way, as
        vendor credits carry no marker everywhere. :return: {remote id}
        """
        Line = self.env["acct.link.batch.line"].sudo()
        file = ("remote_org_id", "=", interface.remote_org_id)
        ids = [bill.remote_document.remote_id for bill in bills]
        ours = set(Line.search([file, ("remote_id", "in", ids)]).mapped("remote_id"))
        marked = {
            bill.url.rpartition("/acct_link/document/")[2]: bill.remote_document.remote_id
            for bill in bills
            if "/acct_link/document/" in bill.url
        }
        found = Line.search([("marker", "in", list(marked))]).mapped("marker")
        ours |= {marked[marker] for marker in found}
        return ours | self._get_on_their_way(interface, bills)

    @api.model
    def _get_on_their_way(self, interface, bills):
        """:return: {remote id} of bills that are just what is being sent at the moment: all of it
        together is what a look-up takes for ours where nothing carries a marker
        """
        marked = interface._connector()._capabilities(interface).supports_marker
        lines = (
            self.env["acct.link.batch.line"]
            .sudo()
            .search(
                Domain("remote_org_id", "=", interface.remote_org_id)
                & Domain("state", "in", BUSY_STATES)
                & Domain("kind", "in", [kind for kind in PURCHASES if kind not in marked])
                & alike("number_sent", [bill.remote_document.number for bill in bills])
            )
        )
        documents = [document_from_json(line.document) for line in lines]
        sent = {
            (normalise_number(each.number), each.kind, each.contact, each.date, each.currency,
             each.total) for each in documents
        }  # fmt: skip
        found = set()
        for bill in bills:
            known = bill.remote_document
            said = known.kind, known.contact, bill.date, known.currency, known.total
            if (normalise_number(known.number), *said) in sent:
                found.add(known.remote_id)
        return found

    @api.model
    def _prepare_key_vals(self, interface, bill):
        return {
            "interface_id": interface.id,
            "remote_org_id": interface.remote_org_id,
            "remote_id": bill.remote_document.remote_id,
            "company_id": interface.bill_office_id.id,
            "kind": bill.remote_document.kind,
        }

    @api.model
    def _prepare_vals(self, bill):
        known = bill.remote_document
        return {
            "number": known.number,
            "contact": known.contact,
            "contact_name": known.contact_name,
            "date": bill.date,
            "due_date": bill.due_date,
            "total": float(known.total),
            "currency_id": self.env["acct.link.rate"]._get_currency(known.currency).id,
            "status": known.status,
            "seen_at": fields.Datetime.now(),
            "content": to_json(bill),
            "digest": bill.digest,
            "has_files": bill.has_files,
        }

    # === READING AGAIN === #

    @api.model
    def _get_stale(self, interface, before, limit):
        """Bills that may still change in the books and were not read since. What came from here is
        not among them: it is an uploaded document.

        :return: acct.link.bill, longest unread first
        """
        if not interface._uses_bills():
            return self.browse()
        return self.search(
            Domain("interface_id", "=", interface.id)
            & Domain("remote_org_id", "=", interface.remote_org_id)
            & (Domain("seen_at", "<", before) | Domain("seen_at", "=", False))
            & (
                Domain("state", "=", "open")
                | Domain("state", "=", "taken")
                & (
                    Domain("status", "not in", (PAID, VOID))
                    # Paid there, and what was registered here was taken back.
                    | Domain("move_id.amount_residual", "!=", 0)
                    | Domain("status", "=", PAID)
                    & Domain("create_date", ">", interface._get_recheck_start(before))
                )
            ),
            order="seen_at, id",
            limit=limit,
        )

    @api.model
    def _keep_status(self, interface, remote_ids, status):
        """Note of bills that are gone, or not understood."""
        file = ("remote_org_id", "=", interface.remote_org_id)
        rows = self.search([file, ("remote_id", "in", list(remote_ids))])
        rows.write({"status": status, "seen_at": fields.Datetime.now()})
        if status == MISSING:
            for row in rows.filtered(lambda row: row.state in ("open", "taken")):
                row._leave_open([row._get_missing()])

    def _get_missing(self):
        """:return: Problem that nobody knows what became of it there"""
        record = ("account.move", self.move_id.id) if self.move_id else None
        return Problem("bill_missing", {"number": self.number or self.contact_name or ""}, record)

    # === CATCHING UP === #

    def _catch_up(self, bill, again=False):
        """Do what is left to do; what needs a person is left open, and nothing of it is done.

        :param bill: incoming.Bill; :param again: a person asked for it
        """
        self.ensure_one()
        values = {"number": self.number or self.contact_name or ""}
        try:
            with self.env.cr.savepoint():
                self._follow(bill, again)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Refusal as refusal:
            problems = refusal.problems
        except UserError as error:
            problems = [Problem("bill_refused", {**values, "message": str(error)})]
        except Exception as error:
            _logger.exception("Bill %s could not be taken", self.remote_id)
            problems = [Problem("record_failed", {**values, "message": str(error)})]
        else:
            return
        self.env.invalidate_all()
        self._leave_open(problems)

    def _leave_open(self, problems):
        self.write({"state": "open", "problems": self._prepare_problems(problems)})

    def _follow(self, bill, again):
        """One way through the diagram above. :raises Refusal: it takes a person"""
        move = self.move_id
        if self.state == "settled":
            return
        if self.status == MISSING:
            raise Refusal(self._get_missing())
        if bill.remote_document.status == VOID:
            self._withdraw()
            return
        if self.taken_digest and not again and not self._is_here():
            raise Refusal(Problem("bill_gone_here"))
        if move.state == "posted":
            if self.taken_digest != bill.digest:
                raise Refusal(self._get_change(bill))
        elif self.state != "taken" or self.taken_digest != bill.digest:
            self.env["acct.link.bill.maker"]._make(self, bill)
        problems = self._prepare_problems(self._get_moved_problems())
        self.write({"state": "taken", "taken_digest": bill.digest, "problems": problems})

    def _get_entry(self):
        return self.move_id

    def _is_here(self):
        self.ensure_one()
        return bool(self.move_id) and self.move_id.state != "cancel"

    def _get_change(self, bill):
        """:return: Problem that a posted bill is not what the books hold now"""
        move = self.move_id
        values = {
            "number": move.name,
            "theirs": f"{bill.remote_document.currency} {bill.remote_document.total}",
            "ours": f"{move.currency_id.name} {move.amount_total:.2f}",
        }
        return Problem("bill_changed", values, ("account.move", move.id))

    def _withdraw(self):
        """It was voided or deleted there: cancel it here, if nothing hangs on it."""
        move = self.move_id.with_company(self.company_id)
        if move and move.state == "posted":
            if move.payment_state != "not_paid":
                raise Refusal(
                    Problem("bill_void_paid", {"number": move.name}, ("account.move", move.id))
                )
            move.button_draft()
        if move and move.state == "draft":
            move.button_cancel()
        self.write({"state": "void", "taken_digest": False, "problems": False})

    # === ACTIONS === #

    def action_try_again(self):
        """open -> taken or void, if what stood in the way is mended."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.sudo().filtered(lambda row: row.state == "open")
        if not rows:
            raise UserError(self.env._("None of these bills is open."))
        rows.lock_for_update()
        for interface, some in rows.grouped("interface_id").items():
            bills = [bill_from_json(row.content) for row in some]
            for row, bill in zip(some, bills, strict=True):
                row._catch_up(bill, again=True)
            self.env["acct.link.payment.sync"].sudo()._keep(
                interface, [bill.remote_document for bill in bills]
            )
        return True

    def action_settle(self):
        """open -> settled, by a person who knows that it is here already or not wanted; a bill
        that was changed here by hand to what the books hold is taken again.
        """
        self.env["acct.link.batch"]._check_user(self)
        rows = self.sudo()
        rows.lock_for_update()
        if any(row.state != "open" for row in rows):
            raise UserError(self.env._("Only open bills can be marked as settled."))
        for row in rows:
            if row._is_here() and row.status not in (VOID, MISSING):
                row.write({"state": "taken", "taken_digest": row.digest, "problems": False})
            else:
                twin = row.move_id or row._get_twin()
                row.write({"state": "settled", "move_id": twin.id, "problems": False})
            said = self.env._(
                "Bill %(number)s of %(system)s was marked as settled by hand.",
                number=row.number or row.contact_name or "",
                system=row._get_system_name(),
            )
            for move in row.move_id:  # none, if the bill is not wanted here
                move.with_user(self.env.user).sudo().message_post(body=said)
        return True

    def _get_twin(self):
        """:return: account.move that was entered here by hand, as the Problem of this row says"""
        for problem in self._get_problems():
            if problem.code == "bill_here_already":
                return self.env["account.move"].browse(problem.record[1]).exists()
        return self.env["account.move"]

    def action_open_here(self):
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    def action_open_remote(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.remote_url, "target": "new"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        if any(row.state == "taken" for row in self):
            raise UserError(self.env._("A bill that was taken stays: it is the proof of it."))
