from odoo import api, fields, models

KINDS = [
    ("second", "A second customer of a contact"),
    ("map", "A chosen contact stands for another customer"),
    ("merged", "Customers that were merged"),
    ("similar", "Customers much like contacts that are there"),
]


class AcctLinkMatchAnswer(models.TransientModel):
    """Asks a person whose contact it is, naming the customers and the contact. What is said is
    remembered.
    """

    _name = "acct.link.match.answer"
    _description = "Whose Contact Is It?"
    _inherit = ["acct.link.wizard.mixin"]

    kind = fields.Selection(KINDS, required=True, readonly=True)
    match_ids = fields.Many2many("acct.link.match", readonly=True)
    batch_id = fields.Many2one(
        "acct.link.batch", readonly=True, help="Whose documents are retried once it is answered."
    )
    question = fields.Text(compute="_compute_question")

    @api.model
    def _open(self, matches, kind, batch=None):
        """:param matches: acct.link.match; :param batch: whose documents are retried at once, of
        none it is asked; :return: action
        """
        wizard = self.create(
            {
                "kind": kind,
                "match_ids": [fields.Command.set(matches.ids)],
                "batch_id": batch and batch.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Is It One of These?")
            if kind == "similar"
            else self.env._("Whose Contact Is It?"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("match_ids", "kind")
    def _compute_question(self):
        for wizard in self:
            matches = self._in_sight(wizard.match_ids)
            if wizard.kind == "map":
                shared = matches._get_shared()
                said = [match._format_problem(problem, "text") for match, problem in shared.items()]
            else:
                said = matches.mapped("problem_text")
            wizard.question = "\n".join(said)

    def _get_rows(self):
        """:return: acct.link.match, as superuser, those that still wait for the answer"""
        self.ensure_one()
        self.check_access("read")
        self.env["acct.link.batch"]._check_user(self.match_ids)
        self.match_ids.check_access("write")
        return self.match_ids.sudo().filtered(
            lambda match: match.state == "open" and (self.kind == "map" or match.question)
        )

    def _finish(self, rows, lines):
        """:param lines: acct.link.batch.line that are helped; :return: action"""
        if not self.batch_id:
            return rows._offer_retry(lines)
        lines = self.batch_id.live_line_ids & lines
        return rows._notify_matched(len(rows), rows._retry(lines))

    def _finish_added(self, rows, lines):
        """As `_finish`, of contacts that are being added."""
        if self.batch_id:
            lines = self.batch_id.live_line_ids & lines
            return rows._notify_matched(0, rows._retry(lines), len(rows))
        failed = lines.filtered(lambda line: line.state == "failed")
        return rows._offer_retry(failed) if failed else rows._notify_matched(0, added=len(rows))

    def _map(self, rows):
        lines = rows._map(self.batch_id.live_line_ids if self.batch_id else None)
        return self._finish(rows, lines)

    def action_same(self):
        """They are the same customers."""
        rows = self._get_rows()
        if self.kind == "map":
            return self._map(rows)
        return self._finish(rows, rows._answer_same())

    def action_others(self):
        """Map only those whose contact stands for nobody else."""
        rows = self._get_rows()
        return self._map(rows - rows.browse([row.id for row in rows._get_shared()]))

    def action_own(self):
        """They need contacts of their own."""
        rows = self._get_rows()
        if self.kind == "similar":
            return self._finish_added(rows, rows._answer_similar())
        rows._answer_own()
        return rows._notify(
            self.env._(
                "Give the customer another name, then retry its documents: until then they stay "
                "here."
            ),
            "info",
        )

    def action_keep(self):
        """The customer keeps its own contact."""
        self._get_rows()._answer_merged(take_other=False)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_take_other(self):
        """The customer takes the contact of the one that was merged into it."""
        self._get_rows()._answer_merged(take_other=True)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
