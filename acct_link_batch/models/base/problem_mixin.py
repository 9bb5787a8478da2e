import re

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyGettext

from ...lib import catalogue
from ...lib.catalogue import repair
from ...lib.problem import Problem

# What a cure takes that not everybody may: {who: (model, operation)}.
RIGHTS = {
    repair.MANAGER: ("acct.link.interface", "write"),
    repair.ADMINISTRATOR: ("acct.link.interface", "create"),
    repair.ACCOUNTANT: ("res.currency.rate", "create"),
    repair.CONTACTS: ("res.partner", "write"),
    repair.SYSTEM: ("ir.config_parameter", "write"),
}


class AcctLinkProblemMixin(models.AbstractModel):
    """Problems are stored as data and put into words for whoever reads them."""

    _name = "acct.link.problem.mixin"
    _description = "Record with Problems"

    problems = fields.Json(copy=False, readonly=True)
    problem_text = fields.Text(
        string="What happened", compute="_compute_problem_text", compute_sudo=True
    )
    problem_cure = fields.Text(
        string="What to do", compute="_compute_problem_text", compute_sudo=True
    )
    problem_advice = fields.Text(
        string="Problem and Cure", compute="_compute_problem_text", compute_sudo=True
    )
    has_repair_record = fields.Boolean(compute="_compute_problem_text", compute_sudo=True)

    @api.depends("problems")
    @api.depends_context("lang", "uid")
    def _compute_problem_text(self):
        for record in self:
            problems = record._get_problems()
            record.problem_text = "\n".join(record._format_problem(p, "text") for p in problems)
            # Several lines of a document often have the same cure: say it once.
            record.problem_cure = "\n".join(
                dict.fromkeys(record._format_problem(p, "cure") for p in problems)
            )
            record.problem_advice = "\n".join(
                filter(None, (record.problem_text, record.problem_cure))
            )
            record.has_repair_record = any(record._is_repairable(p) for p in problems)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort by what is stored of the problems, so that those of one kind stand together."""
        if field_name in ("problem_text", "problem_cure", "problem_advice"):
            problems = self._field_to_sql(alias, "problems", query)
            return SQL("(%s #>> '{0,code}') %s %s", problems, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _get_problems(self):
        """:return: [Problem]"""
        self.ensure_one()
        return [Problem.from_json(data) for data in self.problems or []]

    @api.model
    def _prepare_problems(self, problems):
        """The value of the field `problems`; what several lines share is said once."""
        unique = []
        for problem in problems:
            if problem not in unique:
                unique.append(problem)
        return [problem.to_json() for problem in unique] or False

    def _format_problem(self, problem, part):
        """One sentence of the catalogue (`part`: text or cure) in the user's language."""
        entry = catalogue.find(problem.code)
        text = getattr(entry, part)
        # A value that an earlier version did not store must not break the list.
        values = dict.fromkeys(re.findall(r"%\((\w+)\)s", text), "?")
        values |= {"system": self._get_system_name(), **problem.values}
        if entry is catalogue.FORGOTTEN:
            values = {"code": problem.code, "values": ", ".join(map(str, problem.values.values()))}
        said = self.env._(LazyGettext(text, _module=entry.module, **values))
        return self._format_whom_to_ask(problem, said) if part == "cure" else said

    def _format_whom_to_ask(self, problem, cure):
        """The cure, for whoever may not follow it: whom to ask for it."""
        who = repair.who(problem.code)
        if who == repair.ANYBODY:
            return cure
        model, operation = RIGHTS[who]
        if self.env[model].with_user(self.env.user).has_access(operation):
            return cure
        if problem.code == "sign_in_needed" and self._may_reader_sign_in():
            return cure
        if who == repair.MANAGER:
            return self.env._("Ask a manager of the accounting link: %(cure)s", cure=cure)
        if who == repair.ADMINISTRATOR:
            return self.env._("Ask an administrator of the accounting link: %(cure)s", cure=cure)
        if who == repair.ACCOUNTANT:
            return self.env._("Ask an accountant: %(cure)s", cure=cure)
        if who == repair.CONTACTS:
            return self.env._("Ask whoever keeps the contacts: %(cure)s", cure=cure)
        return self.env._("Ask whoever runs Odoo: %(cure)s", cure=cure)

    def _may_reader_sign_in(self):
        """Whether whoever reads it may sign in on its interface."""
        if "interface_id" not in self._fields:
            return False
        interfaces = self.interface_id._origin.with_user(self.env.user)
        return any(interface._may_sign_in() for interface in interfaces)

    def _get_system_name(self):
        """The accounting system's name for the sentences; models with an interface say it."""
        return self.interface_id._get_system_name()

    @api.model
    def _is_repairable(self, problem):
        """Whether its cure speaks of a record; without looking whether that is still there."""
        place = repair.where(problem.code)
        return bool(problem.record or (place and "move_id" in self._fields)) or (
            place == repair.INTERFACE
        )

    def _get_repair_record(self, problem):
        """The record that the cure of a Problem speaks of, empty where there is none to correct."""
        self.ensure_one()
        if problem.record:
            record = self.env[problem.record[0]].browse(problem.record[1])
            if record.sudo().exists():
                return record
        move = self.move_id if "move_id" in self._fields else self.env["account.move"]
        match repair.where(problem.code):
            case repair.INTERFACE:
                return self.interface_id
            case repair.CUSTOMER | repair.CONTACT_THERE | repair.MATCH:
                return move.commercial_partner_id
            case repair.DOCUMENT_ITSELF:
                return move
        return self.browse()

    def action_repair(self):
        """Open the record that the first Problem with one speaks of."""
        self.ensure_one()
        self.check_access("read")
        for problem in self._get_problems():
            if action := self._open_cure(problem):
                return action
        return False

    def _open_cure(self, problem):
        """:return: action, which opens the record that the cure speaks of; False: there is none"""
        record = self._get_repair_record(problem)
        if record and record._name == "acct.link.interface":
            return self._open_settings(record, problem)
        return bool(record) and record._get_records_action()

    def _open_settings(self, interface, problem):
        """The page on which it is put right, at the row that it is about."""
        if repair.is_missing_link(problem.code) and interface.has_access("write"):
            interface.action_suggest_mappings()  # so that there is a row to fill in
        page, field = repair.page(problem.code)
        row = self._get_link_row(interface, field, problem) if field else None
        return interface._get_records_action(
            context={
                "acct_link_page": page,
                "acct_link_rows": field,
                "acct_link_row": row.id if row else False,
            }
        )

    def _get_link_row(self, interface, field, problem):
        """:param field: of the links; :return: the one that this Problem is about, as far as the
        document and the words of the Problem tell; else the first that is open
        """
        rows = interface[field]
        lines = self.move_id.invoice_line_ids if "move_id" in self._fields else []
        match field:
            case "account_map_ids":
                used = (
                    rows.filtered(lambda row: row.account_id in lines.account_id) if lines else rows
                )
                said = problem.values.get("account")
                found = used.filtered(lambda row: row.account_id.display_name == said)
            case "tax_map_ids":
                keys = {line.tax_ids._acct_link_key() for line in lines}
                used = rows.filtered(lambda row: (row.tax_key or "") in keys) if lines else rows
                said = problem.values.get("tax") or problem.values.get("taxes")
                none = problem.code == "no_tax_unmapped"
                found = used.filtered(
                    lambda row: (
                        not row.tax_id
                        if none
                        else said == " + ".join(row._get_taxes().mapped("name"))
                    )
                )
            case _:
                used = found = rows
        return (found or used or rows)[:1]
