from odoo import api, fields, models

ORIGINS = [("manual", "By hand"), ("posting", "On posting"), ("schedule", "By schedule")]


class AcctLinkBatch(models.Model):
    """Batches that are made without anybody."""

    _inherit = "acct.link.batch"

    origin = fields.Selection(
        ORIGINS, string="Made", required=True, readonly=True, default="manual", copy=False
    )
    origin_date = fields.Date(
        string="Day", readonly=True, copy=False, help="The day whose postings are in this batch."
    )

    def _is_awaited(self):
        return super()._is_awaited() and self.origin == "manual"

    @api.model
    def _take_pushed(self, interface, moves, origin):
        """Batch and queue documents: those that were posted in the batch of the day, those of the
        schedule in one of their own.

        :param moves: account.move, held and on offer, of offices of this interface
        """
        user = interface.push_user_id or self.env.user
        today = fields.Date.context_today(self.with_context(tz=user.tz))
        batch = origin == "posting" and self.search(
            [
                ("interface_id", "=", interface.id),
                ("remote_org_id", "=", interface.remote_org_id),
                ("origin", "=", origin),
                ("origin_date", "=", today),
            ],
            limit=1,
        )
        lines = self.env["acct.link.batch.line"]
        if batch:
            lines = lines.create(
                [lines._prepare_line_vals(interface, move, batch) for move in moves]
            )
        else:
            batch = self._create_from_moves(moves)
            batch.write({"origin": origin, "origin_date": today})
            lines = batch.line_ids
            batch.message_post(body=batch._format_origin())
        lines._enqueue()
        batch._start_upload(user)

    def _format_origin(self):
        self.ensure_one()
        batch = self.with_context(lang=self.interface_id.push_user_id.lang)
        if self.origin == "posting":
            return batch.env._(
                "Made because “%(name)s” uploads on posting: what is posted on this day comes here "
                "and is uploaded by itself.",
                name=self.interface_id.name,
            )
        return batch.env._(
            "Made by the schedule of “%(name)s”: what was on offer is uploaded by itself.",
            name=self.interface_id.name,
        )
