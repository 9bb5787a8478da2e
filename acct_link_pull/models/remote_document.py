from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_operation.lib.operation import UPDATE

from ..lib.incoming import DRAFT, MISSING, OPEN, PAID, UNKNOWN, VOID

STATUSES = [
    (DRAFT, "Draft"),
    (OPEN, "Open"),
    (PAID, "Paid"),
    (VOID, "Voided or deleted"),
    (MISSING, "Not there"),
    (UNKNOWN, "Unknown"),
]
# What can differ, in the order in which it is said.
DIFFERENCES = ("status", "number", "total", "contact", "due")


class AcctLinkRemoteDocument(models.Model):
    """What the accounting system holds of an uploaded document now, beside what was sent. A row of
    its own, so that reading the books never waits for the loop or for an editor.
    """

    _name = "acct.link.remote.document"
    _description = "Uploaded Document as it Stands in the Books"
    _inherit = ["acct.link.engine.mixin"]
    _order = "is_open desc, id desc"
    _rec_name = "number"

    line_id = fields.Many2one(
        "acct.link.batch.line", required=True, readonly=True, ondelete="cascade"
    )
    interface_id = fields.Many2one(related="line_id.interface_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, string="Office")
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    partner_id = fields.Many2one(related="line_id.partner_id", string="Customer")
    line_state = fields.Selection(related="line_id.state")
    remote_url = fields.Char(related="line_id.remote_url")
    currency_id = fields.Many2one(related="line_id.currency_id")

    number_sent = fields.Char(related="line_id.number_sent", string="Number")
    total_sent = fields.Monetary(related="line_id.total_sent", string="Total")
    residual = fields.Monetary(related="move_id.amount_residual", string="Open")
    contact_sent = fields.Char(related="partner_id.name", string="Contact")

    status = fields.Selection(STATUSES, string="Status there", readonly=True)
    number = fields.Char(string="Number there", readonly=True)
    total = fields.Monetary(string="Total there", readonly=True)
    due = fields.Monetary(string="Open there", readonly=True)
    contact = fields.Char(string="Contact ID there", readonly=True)
    contact_name = fields.Char(string="Contact in the Books", readonly=True)
    followed = fields.Char(
        readonly=True, help="The contact there that the one it was sent to was merged into."
    )
    seen_at = fields.Datetime(string="Read on", readonly=True, index=True)

    difference = fields.Char(readonly=True, help="What differs, as it was when it was read.")
    accepted = fields.Char(readonly=True, help="The difference that a person has accepted.")
    is_open = fields.Boolean(
        string="Differs", compute="_compute_is_open", store=True, help="And nobody accepted it."
    )
    difference_text = fields.Char(string="What differs", compute="_compute_difference_text")
    advice = fields.Char(string="What to do", compute="_compute_difference_text")
    can_send_again = fields.Boolean(compute="_compute_can")
    can_pull = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _line_uniq = models.UniqueIndex("(line_id)", "This document is compared already.")

    @api.depends("difference", "accepted")
    def _compute_is_open(self):
        for row in self:
            row.is_open = bool(row.difference) and row.difference != row.accepted

    @api.depends("difference", "status")
    @api.depends_context("lang", "uid")
    def _compute_difference_text(self):
        words = {
            "status": self.env._("Status"),
            "number": self.env._("Number"),
            "total": self.env._("Total"),
            "contact": self.env._("Contact"),
            "due": self.env._("Open amount"),
        }
        for row in self:
            names = (row.difference or "").split(",") if row.difference else []
            row.difference_text = ", ".join(words[name.split("=")[0]] for name in names)
            row.advice = row._get_advice([name.split("=")[0] for name in names])

    def _get_advice(self, names):
        """:return: str, what mends the first of the differences"""
        if not names:
            return False
        if self.status in (VOID, MISSING):
            if self.env.user.has_group("acct_link_batch.group_acct_link_manager"):
                return self.env._(
                    "Cancel it here too, or make it available to send it again under a new number."
                )
            return self.env._(
                "Cancel it here too, or ask a manager of the link to make it available: %(names)s.",
                names=self.interface_id.manager_names,
            )
        return {
            "status": self.env._("Open it in the books and see what became of it."),
            "number": self.env._("Send it again, which corrects the number there."),
            "total": self.env._("Send it again, or correct it here by a credit note."),
            "contact": self.env._("Send it again to its contact, or accept the other one."),
            "due": self.env._("Pull payments, or see what is to be settled under Payments."),
        }[names[0]]

    @api.depends("difference", "status", "is_open", "line_id.state", "move_id.state")
    def _compute_can(self):
        capabilities = {
            interface: interface.sudo()._connector()._capabilities(interface.sudo())
            for interface in self.interface_id
        }
        for row in self:
            names = {part.split("=")[0] for part in (row.difference or "").split(",")}
            there = row.is_open and row.line_id.state == "uploaded"
            row.can_send_again = bool(
                there
                and row.status in (DRAFT, OPEN)
                and row.move_id.state == "posted"
                and names & {"number", "total", "contact"}
                and capabilities[row.interface_id].can_do(UPDATE, row.line_id.kind)
            )
            row.can_pull = there and "due" in names
            row.can_cancel = there and row.status == VOID and row.move_id.state != "cancel"

    @api.model
    def get_empty_list_help(self, help_message):
        """An empty list is good news only where the books are read."""
        interfaces = self.env["acct.link.interface"].search([("active", "=", True)])
        unread = interfaces.filtered(lambda each: not each._is_compared())
        if unread:
            help_message = self.env["ir.qweb"]._render(
                "acct_link_pull.nothing_compared", {"interfaces": unread}
            )
        return super().get_empty_list_help(help_message)

    # === READING === #

    @api.model
    def _keep(self, interface, remote_documents):
        """Note how these documents stand in the books.

        :param remote_documents: incoming.RemoteDocument of one slice
        :return: (number that changed, 0)
        """
        found = {each.remote_id: each for each in remote_documents}
        lines = self._get_lines(interface, Domain("remote_id", "in", list(found)))
        rows = {row.line_id: row for row in self.search([("line_id", "in", lines.ids)])}
        ends = self._find_merged(interface, lines, rows, found)
        changed, to_create = 0, []
        for line in lines:
            row = rows.get(line)
            followed = ends.get(line) or (row.followed if row else False)
            vals = self._prepare_vals(line, found[line.remote_id], followed)
            if not row:
                to_create.append({"line_id": line.id, **vals})
                changed += bool(vals["difference"])
                continue
            changed += row.difference != vals["difference"]
            row.write(vals)
        self.create(to_create)
        self._warn_of_twins(interface, remote_documents)
        return changed, 0

    @api.model
    def _warn_of_twins(self, interface, remote_documents):
        """A second document with the mark of one that is there has arrived late, after that was
        sent again: which of the two stays is for a person.
        """
        marked = [each for each in remote_documents if each.marker and each.status != VOID]
        lines = self._get_lines(interface, Domain("marker", "in", [each.marker for each in marked]))
        by_marker = {line.marker: line for line in lines}
        for each in marked:
            line = by_marker.get(each.marker)
            if not line or (line.remote_id, line.kind) == (each.remote_id, each.kind):
                continue
            problem = Problem("found_twice", {"number": line.number_sent or "", "count": "2"})
            known = line.problems or []
            if each.kind == line.kind and problem.to_json() not in known:
                line.problems = [*known, problem.to_json()]
                line._notify(line._format_problem(problem, "text"))

    @api.model
    def _find_merged(self, interface, lines, rows, found):
        """Whether another contact there is the one it was sent to, which was merged into it: the
        accounting system moves the documents along. Asked once for each change, in bulk.

        :return: {line: id of the contact it was merged into}
        """
        moved = {}
        for line in lines:
            row, theirs = rows.get(line, self), found[line.remote_id].contact
            document = line.document or {}
            sent_to = document.get("contact")
            if sent_to and theirs and theirs not in (sent_to, row.contact):
                moved[line] = sent_to, document.get("party", {}).get("role", "")
        if not moved:
            return {}
        contacts = self.env["acct.link.contact"]._read_again(interface, moved.values())
        return {
            line: each.merged_to
            for line, sent_to in moved.items()
            for each in contacts.get(sent_to, ())
            if each.merged_to
        }

    @api.model
    def _keep_status(self, interface, remote_ids, status):
        """Note of documents that could not be compared: gone, or not understood."""
        lines = self._get_lines(interface, Domain("remote_id", "in", list(remote_ids)))
        rows = {row.line_id: row for row in self.search([("line_id", "in", lines.ids)])}
        for line in lines:
            vals = {
                "status": status,
                "difference": f"status={status}",
                "seen_at": fields.Datetime.now(),
            }
            if line in rows:
                rows[line].write(vals)
            else:
                self.create({"line_id": line.id, **vals})

    @api.model
    def _get_lines(self, interface, domain):
        """:return: acct.link.batch.line that are in the accounts file of the interface"""
        return self.env["acct.link.batch.line"].search(
            Domain("remote_org_id", "=", interface.remote_org_id)
            & Domain("state", "=", "uploaded")
            & domain
        )

    @api.model
    def _prepare_vals(self, line, remote_document, followed):
        return {
            "followed": followed,
            "status": remote_document.status,
            "number": remote_document.number,
            "total": float(remote_document.total),
            "due": float(remote_document.due),
            "contact": remote_document.contact,
            "contact_name": remote_document.contact_name,
            "seen_at": fields.Datetime.now(),
            "difference": self._compare(line, remote_document, followed),
        }

    @api.model
    def _compare(self, line, remote_document, followed):
        """What differs and how it stands there, so that a new change shows again what was accepted
        before.

        :param followed: id of the contact that the one it was sent to was merged into, if it was
        :return: str such as "total=120.00,due=0.00", or False
        """
        move, currency = line.move_id, line.currency_id
        there = {
            "status": remote_document.status,
            "number": remote_document.number,
            "total": str(remote_document.total),
            "contact": remote_document.contact,
            "due": str(remote_document.due),
        }
        void = remote_document.status == VOID
        # An open amount of what is not approved or is void means nothing.
        settles = remote_document.status in (OPEN, PAID)
        sent_to = (line.document or {}).get("contact")
        differs = {
            "status": (void and move.state != "cancel") or remote_document.status == UNKNOWN,
            "number": remote_document.number != line.number_sent,
            "total": currency.compare_amounts(float(remote_document.total), line.total_sent) != 0,
            "contact": bool(sent_to)
            and bool(remote_document.contact)
            and remote_document.contact not in (sent_to, followed),
            "due": settles
            and currency.compare_amounts(float(remote_document.due), abs(move.amount_residual))
            != 0,
        }
        parts = [f"{name}={there[name]}" for name in DIFFERENCES if differs[name]]
        return ",".join(part.replace(",", " ") for part in parts) or False

    @api.model
    def _get_stale(self, interface, before, limit):
        """Uploaded documents that may still change in the books and were not read since.

        :return: acct.link.batch.line, longest unread first
        """
        lines = self._get_lines(interface, Domain("remote_document_ids", "=", False))[:limit]
        if len(lines) < limit:
            rows = self.search(
                Domain("interface_id", "=", interface.id)
                & Domain("line_id.state", "=", "uploaded")
                & Domain("seen_at", "<", before)
                & (
                    Domain("status", "not in", (PAID, VOID, MISSING))
                    | Domain("is_open", "=", True)
                    # Paid there, and what was registered here was taken back; or it is paid here
                    # since, and the difference that was accepted is gone.
                    | Domain("status", "=", PAID)
                    & (
                        Domain("line_id.move_id.amount_residual", "!=", 0)
                        | Domain("difference", "!=", False)
                        | Domain("line_id.uploaded_at", ">", interface._get_recheck_start(before))
                    )
                ),
                order="seen_at",
                limit=limit - len(lines),
            )
            lines |= rows.line_id
        return lines

    # === ACTIONS === #

    def action_accept(self):
        """The difference is right: it is not shown again unless it changes."""
        self.env["acct.link.batch"]._check_user(self)
        for row in self.sudo():
            row.accepted = row.difference
            row.move_id.with_user(self.env.user).sudo().message_post(
                body=self.env._(
                    "The difference to the books was accepted: %(what)s.",
                    what=row.difference_text,
                )
            )
        return True

    def action_send_again(self):
        """Write the document, as it is here, over its copy in the books; the loop does it."""
        self._check_can("can_send_again")
        self.env["acct.link.operation"]._enqueue_update(self.line_id, over=True)
        return self.line_id._notify_enqueued()

    def action_pull(self):
        """Read the open ones again: what is paid there is registered here."""
        self._check_can("can_pull")
        # What is not in the list of changes is found by its id.
        pulls = self.env["acct.link.pull"].sudo()
        pulls._ask("documents", self.interface_id.sudo(), self.env.user)
        return pulls._ask("recheck", self.interface_id.sudo(), self.env.user)

    def action_cancel_here(self):
        """Cancel the document here, whose copy in the books is void; with the user's own rights."""
        self._check_can("can_cancel")
        for row in self:
            move = row.move_id.with_context(acct_link_ask=False)
            if move.state == "posted":
                move.button_draft()
            move.button_cancel()
            row.sudo().difference = False
        return True

    def _check_can(self, name):
        """:raises UserError: it would mend nothing for one of these"""
        self.env["acct.link.batch"]._check_user(self)
        if refused := self.filtered(lambda row: not row[name]):
            raise UserError(
                self.env._(
                    "This does not mend the difference of: %(numbers)s",
                    numbers=", ".join(refused.mapped(lambda row: row.number_sent or "")),
                )
            )

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    def action_open_remote(self):
        self.ensure_one()
        self.check_access("read")
        return self.line_id.action_open_remote()

    def action_make_available(self):
        """The copy in the books is gone: the document may go into a batch again."""
        self.env["acct.link.batch"]._check_user(self)
        return self.line_id.action_unlink_uploaded()
