from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.move_type import PURCHASE_TYPES
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..models.preflight import ADD, FRESH_HOURS, MATCH, MAX_DOCUMENTS, Calls


class AcctLinkCheck(models.TransientModel):
    """What will be sent where, document by document, before anything is sent."""

    _name = "acct.link.check"
    _description = "Check Before the Upload"
    _inherit = ["acct.link.engine.mixin"]

    batch_id = fields.Many2one("acct.link.batch", readonly=True)
    line_ids = fields.One2many("acct.link.check.line", "check_id", readonly=True)
    before_upload = fields.Boolean(readonly=True, help="It was asked for by the button “Upload”.")
    left_out = fields.Integer(readonly=True, help="Documents that were too many to be looked at.")
    call_count = fields.Integer(string="Calls Needed", readonly=True)
    file_call_count = fields.Integer(
        string="Of these for PDFs",
        readonly=True,
        help="One for each document, after the documents. They wait where few calls are left.",
    )
    calls_left = fields.Integer(
        string="Calls Left Today",
        readonly=True,
        help="Of those that the accounting system allows in a day.",
    )
    is_left_known = fields.Boolean(readonly=True)
    unknown_contact_count = fields.Integer(string="Contacts to look for", readonly=True)
    can_pull = fields.Boolean(readonly=True, help="Whether an accounting system can be asked.")
    pulled_at = fields.Datetime(string="Code Lists Pulled", readonly=True)

    file_text = fields.Char(string="Goes to", compute="_compute_file_text", compute_sudo=True)
    is_demo = fields.Boolean(compute="_compute_file_text", compute_sudo=True)
    document_count = fields.Integer(string="Documents", compute="_compute_counts")
    stopped_count = fields.Integer(string="Stopped", compute="_compute_counts")
    warning_count = fields.Integer(string="With a warning", compute="_compute_counts")
    going_count = fields.Integer(string="Will go", compute="_compute_counts")
    going_total_text = fields.Char(
        string="Total incl. Tax", compute="_compute_counts", help="Credit notes are deducted."
    )
    is_stale = fields.Boolean(compute="_compute_is_stale")

    @api.depends("line_ids.level")
    @api.depends_context("lang")
    def _compute_counts(self):
        for check in self:
            going = check.line_ids.filtered(lambda line: line.level != "stopped")
            check.document_count = len(check.line_ids)
            check.stopped_count = len(check.line_ids) - len(going)
            check.warning_count = len(going.filtered(lambda line: line.level == "warning"))
            check.going_count = len(going)
            check.going_total_text = self.env["acct.link.batch"]._format_totals(
                {
                    key: sum(lines.mapped("amount_signed"))
                    for key, lines in going.grouped(
                        lambda line: (line.move_id.move_type in PURCHASE_TYPES, line.currency_id)
                    ).items()
                }
            )

    @api.depends("line_ids.interface_id")
    def _compute_file_text(self):
        """The accounts files, each with its country and currency."""
        for check in self:
            interfaces = check.line_ids.interface_id
            check.file_text = "; ".join(filter(None, interfaces.mapped("file_text")))
            check.is_demo = any(interfaces.mapped("remote_is_demo"))

    @api.depends("can_pull", "pulled_at")
    def _compute_is_stale(self):
        oldest = fields.Datetime.subtract(fields.Datetime.now(), hours=FRESH_HOURS)
        for check in self:
            check.is_stale = check.can_pull and (not check.pulled_at or check.pulled_at < oldest)

    # === MAKING IT === #

    @api.model
    def _check_lines(self, lines, batch=None, before_upload=False):
        """Look at documents in a batch. :param lines: acct.link.batch.line, as superuser"""
        looked_at = lines[:MAX_DOCUMENTS]
        check = self.sudo().create(
            {
                "batch_id": batch and batch.id,
                "before_upload": before_upload,
                "left_out": len(lines) - len(looked_at),
            }
        )
        check._add(looked_at)
        return check.sudo(False)

    @api.model
    def _check_moves(self, moves):
        """Look at documents that are in no batch; those that are not on offer say why."""
        self.env["acct.link.batch"]._check_user(moves)
        looked_at = moves[:MAX_DOCUMENTS].sudo()
        offered = looked_at.filtered(lambda move: move.acct_link_state == "available")
        lines = self.env["acct.link.batch.line"].sudo()
        for interface, some in offered.grouped(
            lambda move: move.company_id._get_acct_link_interface()
        ).items():
            lines += lines.union(*(self._get_new_line(interface, move) for move in some))
        check = self.sudo().create({"left_out": len(moves) - len(looked_at)})
        check._add(lines)
        check._add_not_offered(looked_at - offered)
        return check.sudo(False)

    @api.model
    def _get_new_line(self, interface, move):
        """A line that is only looked at; two of them are told apart by their documents."""
        Line = self.env["acct.link.batch.line"].sudo()
        return Line.new(Line._prepare_line_vals(interface, move), ref=move.id)

    def _add(self, lines):
        """What an upload would make of these lines; sums it up."""
        Preflight = self.env["acct.link.preflight"]
        calls, unknown, pulled = [Calls()], set(), []
        vals_list, left = [], []
        for interface, some in lines.grouped("interface_id").items():
            findings = Preflight._look(interface, some)
            for line in some:
                vals_list.append(self._prepare_line_vals(interface, line, findings[line.id]))
            calls.append(Preflight._count_calls(interface, findings.values()))
            unknown |= {
                (interface.id, finding.contact_key)
                for finding in findings.values()
                if finding.contact in (ADD, MATCH)
            }
            if interface._get_pulls():
                pulled.append(interface.codes_pulled_at)
            left.append(Preflight._get_calls_left(interface))
        self.env["acct.link.check.line"].create(vals_list)
        self.write(
            {
                "call_count": sum(each.total for each in calls),
                "file_call_count": sum(each.files for each in calls),
                "calls_left": min((each for each in left if each is not None), default=0),
                "is_left_known": any(each is not None for each in left),
                "unknown_contact_count": len(unknown),
                "can_pull": bool(pulled),
                "pulled_at": min(pulled) if pulled and all(pulled) else False,
            }
        )

    def _prepare_line_vals(self, interface, line, finding):
        move, document = line.move_id, finding.document
        level = "stopped" if finding.problems else "warning" if finding.warnings else "fine"
        said = finding.problems or finding.warnings
        return {
            "check_id": self.id,
            "interface_id": interface.id,
            "company_id": move.company_id.id,
            "move_id": move.id,
            "level": level,
            "problems": line._prepare_problems(said),
            "contact": finding.contact,
            "contact_name": finding.contact_key,
            "reference": document.reference if document else False,
            "booking": document and self._format_booking(interface, document),
            "amount_untaxed": move.amount_untaxed,
            "amount_total": move.amount_total,
            "amount_signed": line.amount_signed,
            "currency_id": move.currency_id.id,
        }  # fmt: skip

    @api.model
    def _format_booking(self, interface, document):
        """Account and tax code of each line with its amounts, line by line; the name of what has
        no code.
        """
        return "\n".join(
            f"{line.account or self._get_name(interface, 'account', line.account_id)}  "
            f"{line.tax_code or self._get_name(interface, 'tax', line.tax_id)}  "
            f"{line.net} + {line.tax}"
            for line in document.lines
            if not line.is_text
        )

    @api.model
    def _get_name(self, interface, kind, remote_id):
        named = interface[f"{kind}_ids"].filtered(lambda each: each.remote_id == remote_id)
        return named.name or remote_id

    def _add_not_offered(self, moves):
        """Why these are not on offer."""
        states = dict(moves._fields["acct_link_state"]._description_selection(self.env))
        exclusions = self.env["acct.link.exclusion"]._get_of_moves(moves)
        Line = self.env["acct.link.batch.line"]
        vals_list = []
        for move in moves:
            reason = states.get(move.acct_link_state) or move._acct_link_why_not(exclusions)
            problem = Problem("not_offered", {"number": move.display_name, "reason": reason})
            vals_list.append(
                {
                    "check_id": self.id,
                    "interface_id": move.company_id._get_acct_link_interface().id,
                    "company_id": move.company_id.id,
                    "move_id": move.id,
                    "level": "stopped",
                    "problems": Line._prepare_problems([problem]),
                    "amount_untaxed": move.amount_untaxed,
                    "amount_total": move.amount_total,
                    "amount_signed": move.amount_total * (-1 if move._acct_link_is_credit() else 1),
                    "currency_id": move.currency_id.id,
                }
            )
        self.env["acct.link.check.line"].create(vals_list)

    def _get_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check Before the Upload"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # === ACTIONS === #

    def action_upload(self):
        """Upload the batch: what is stopped fails by itself, with its reason."""
        self.ensure_one()
        self.check_access("read")
        # The context of the button that asked for this check comes along: it would check again.
        self.batch_id.with_context(acct_link_check=False).action_upload()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_batch(self):
        """Put those that would go in a batch."""
        self.ensure_one()
        self.check_access("read")
        going = self.line_ids.filtered(lambda line: line.level != "stopped")
        return going.move_id.action_acct_link_batch()

    def action_again(self):
        """Look once more, after something was repaired."""
        self.ensure_one()
        self.check_access("read")
        if self.batch_id:
            return self.batch_id._get_check_action(self.before_upload)
        return self.line_ids.move_id.action_acct_link_check()

    def action_pull_codes(self):
        """Pull the code lists and contacts of the accounts files, then look once more."""
        self.ensure_one()
        self.check_access("read")
        interfaces = self.line_ids.interface_id.filtered(lambda each: each._get_pulls())
        if not interfaces:
            raise UserError(self.env._("There is no interface to pull from."))
        interfaces.action_pull_codes()
        interfaces._read_old_contacts()
        return self.action_again()
