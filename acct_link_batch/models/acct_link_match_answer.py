from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.problem import Problem

QUESTIONS = [("second", "Whose contact is it?"), ("merged", "Which contact is it?")]
ASKS = {
    "contact_of_another": "second",
    "contact_of_its_own": "second",
    "contact_of_merged": "merged",
}


class AcctLinkMatch(models.Model):
    """Customers for whom a person has to say which contact is theirs: a second customer of one
    contact, and one into whom a customer with another contact was merged.
    """

    # In several files, as each is long enough.
    _inherit = "acct.link.match"  # pylint: disable=consider-merging-classes-inherited

    question = fields.Selection(QUESTIONS, compute="_compute_question")

    @api.depends("problems", "state")
    def _compute_question(self):
        for match in self:
            asked = match._get_asked() if match.state == "open" else None
            match.question = asked and ASKS[asked.code]

    def _get_asked(self):
        """:return: the Problem that a person answers, or None"""
        return next((each for each in self._get_problems() if each.code in ASKS), None)

    # === ANSWERS === #

    def _answer_same(self):
        """open -> matched: they are the same customer. :return: the lines that it helps"""
        waiting, lines = self._get_lines(), self.env["acct.link.batch.line"].sudo()
        Share = self.env["acct.link.contact.share"]
        for match in self:
            interface, problem = match.interface_id, match._get_asked()
            Share._answer(interface, problem, is_same=True)
            if not Share._is_absent(problem):
                self.env["acct.link.contact"].sudo()._choose(
                    interface, match._get_wanted(), problem.values["remote"]
                )
            match.write({"state": "matched", "problems": False})
            lines |= waiting.get(match.id, lines)
        return lines

    def _answer_own(self):
        """It is another customer, which is not sent before it leads to another contact."""
        for match in self:
            problem = match._get_asked()
            self.env["acct.link.contact.share"]._answer(match.interface_id, problem, is_same=False)
            problem = Problem("contact_of_its_own", problem.values, problem.record)
            match.problems = match._prepare_problems([problem])

    def _answer_merged(self, take_other):
        """open -> matched: the customer keeps its contact, or takes that of the merged one."""
        Share = self.env["acct.link.contact.share"]
        for match in self:
            interface, wanted = match.interface_id, match._get_wanted()
            remote_id = match._get_asked().values["remote"]
            if take_other and (
                asked := Share._judge(interface, {wanted.slot: (wanted, remote_id)})
            ):
                match.problems = match._prepare_problems(asked.values())
                continue
            if take_other:
                self.env["acct.link.contact"].sudo()._choose(interface, wanted, remote_id)
            match.write({"state": "matched", "problems": False})

    @api.model
    def _note_merged(self, contact, lost, customer):
        """Ask which contact a customer has now that others were merged into it.

        :param contact: acct.link.contact that is kept; :param lost: the one that goes
        :param customer: res.partner, who survives
        """
        values = {
            "customer": customer.name or "",
            "merged": lost.partner_id.name or "",
            "kept": contact.name,
            "key": lost.name,
            "remote": lost.remote_id,
        }
        problem = Problem("contact_of_merged", values, (customer._name, customer.id))
        vals = {
            "interface_id": contact.interface_id.id,
            "match_rule": contact.match_rule,
            "partner_id": customer.id,
            "key": contact.key,
        }
        row = self.search([(name, "=", value) for name, value in vals.items()])
        row |= row or self.create({**vals, "label": contact.name, "recipient_id": customer.id})
        row.write({"state": "open", "problems": row._prepare_problems([problem])})

    # === ACTIONS === #

    @api.model
    def _open_for(self, partner_id):
        """The list, made anew, with one customer. :return: action"""
        action = self.action_open()
        window = action.get("params", {}).get("next", action)
        window["domain"] = [("partner_id", "=", partner_id)]
        return action

    def action_answer(self):
        """Ask whose contact it is."""
        self.env["acct.link.batch"]._check_user(self)
        for question, _label in QUESTIONS:
            if rows := self.filtered(lambda match, asked=question: match.question == asked):
                return self.env["acct.link.match.answer"]._open(rows, question)
        raise UserError(self.env._("Nothing is asked for these customers."))
