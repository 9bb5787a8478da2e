from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .match_choice import CREATE, MAP


class AcctLinkMatchBatch(models.TransientModel):
    """Asks, for all customers of a batch at once, which contact each is to have; then retries the
    documents that failed for it. The rows are those of Customers to Match, and so is what is done.
    """

    _name = "acct.link.match.batch"
    _description = "Match Customers"
    _inherit = ["acct.link.wizard.mixin"]

    batch_id = fields.Many2one("acct.link.batch", required=True, readonly=True)
    system_name = fields.Char(
        related="batch_id.system_name", related_sudo=False, string="Accounting System"
    )
    choice_ids = fields.One2many("acct.link.match.choice", "wizard_id", string="Customers")
    failed_count = fields.Integer(
        string="Documents to retry", readonly=True, help="They failed as they had no contact."
    )

    @api.model
    def _open(self, batch):
        """:return: action; what kept the contacts from being read is said as well"""
        Match, reasons = self.env["acct.link.match"], batch.interface_id._read_old_contacts()
        waiting = batch._get_matches()
        if not waiting:
            said = self.env._("No customer of this batch waits for a contact.")
            return Match._notify("\n".join([*reasons, said]), "warning" if reasons else "info")
        lines = self.env["acct.link.batch.line"].union(*waiting.values())
        vals_list = self.env["acct.link.match.choice"]._prepare_vals_list(batch, waiting)
        wizard = self.create(
            {
                "batch_id": batch.id,
                "choice_ids": [Command.create(vals) for vals in vals_list],
                "failed_count": len(lines.filtered(lambda line: line.state == "failed")),
            }
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Match Customers"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
        return Match._notify("\n".join(reasons), "warning", action) if reasons else action

    def action_match(self):
        """Carry out what was chosen. A contact that stands for another customer is taken on a
        person's word only, which is asked for last.
        """
        self.ensure_one()
        self.check_access("read")
        self.env["acct.link.batch"]._check_user(self.batch_id)
        chosen = self.choice_ids.filtered(lambda row: row.match_id.state == "open")
        to_create = chosen.filtered(lambda row: row.choice == CREATE)
        to_map = chosen.filtered(lambda row: row.choice == MAP)
        if not to_create and not to_map:
            raise UserError(self.env._("Choose for one customer at least."))
        if missing := to_map.filtered(lambda row: not row.remote_contact_id):
            raise UserError(
                self.env._(
                    "Choose the contact of %(customers)s.",
                    customers=", ".join(missing.mapped("partner_id.display_name")),
                )
            )
        for row in to_create | to_map:
            row.match_id.write(row._prepare_match_vals())
        # Of these a new contact could not have the name.
        asked = to_create.match_id.filtered("question")
        # Of these the dialog said which contacts are much like them.
        own = asked.filtered(lambda match: match.question == "similar")
        asked -= own
        added = to_create.match_id - asked - own
        similar = added.browse(added.sudo()._note_similar().ids)
        added -= similar
        shared = to_map.match_id.browse([row.id for row in to_map.match_id.sudo()._get_shared()])
        mapped = to_map.match_id - shared
        ours = self.batch_id.live_line_ids
        helped = ours.browse().union(*added.sudo()._get_lines().values())
        if added:
            added.sudo()._enqueue()
        helped |= own.sudo()._answer_similar() | mapped.sudo()._map(ours)
        count = mapped._retry(ours & helped)
        questions = {"map": shared, "second": asked, "similar": similar}
        for kind, rows in questions.items():
            if rows:
                return self.env["acct.link.match.answer"]._open(rows, kind, self.batch_id)
        return mapped._notify_matched(len(mapped), count, len(added | own))
