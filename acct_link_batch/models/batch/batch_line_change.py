from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.catalogue import repair
from ...lib.document import document_from_json

# What an uploaded document is made of. Numbers are compared as they count, not as they are written.
MOVE_COLUMNS = (
    "name", "move_type", "partner_id", "commercial_partner_id", "invoice_date",
    "invoice_date_due", "currency_id", "ref", "invoice_origin", "invoice_cash_rounding_id",
)  # fmt: skip
LINE_COLUMNS = (
    *("name", "display_type", "product_id", "account_id", "analytic_distribution"),
    *("collapse_composition", "collapse_prices"),
)
# Between the moment that a row names as its last change and its commit.
MARGIN = "1 hour"
LINE_NUMBERS = ("quantity", "price_unit", "discount", "price_subtotal", "price_total")


class AcctLinkBatchLine(models.Model):
    """Whether a document was changed here after its upload, and which contact it is for."""

    _inherit = "acct.link.batch.line"

    fingerprint = fields.Char(
        readonly=True, copy=False, help="Of the document as it was when it was sent."
    )
    changed_since = fields.Boolean(
        string="Changed since the Upload",
        compute="_compute_changed_since",
        search="_search_changed_since",
        compute_sudo=True,
    )

    chosen_contact = fields.Char(
        readonly=True, copy=False, help="The contact somebody chose for this document alone."
    )
    refused_contact = fields.Char(
        readonly=True, copy=False, help="The contact last found to be archived or gone."
    )

    # === CHANGED SINCE === #

    @api.depends("state", "move_id.state", "move_id.name", "move_id.amount_total", "fingerprint")
    def _compute_changed_since(self):
        uploaded = self.filtered(lambda line: line.state == "uploaded")
        now = self._get_fingerprints(uploaded.filtered("fingerprint").move_id)
        for line in self:
            line.changed_since = line in uploaded and line._is_changed_since(now)

    @api.model
    def _search_changed_since(self, operator, value):
        if operator != "in":
            return NotImplemented
        if {True, False} <= set(value):
            return Domain.TRUE
        found = Domain("id", "in", self._find_changed().ids)
        return found if True in value else ~found

    @api.model
    def _find_changed(self, since=None):
        """Only documents that were written after their upload, if only by a payment, are compared.

        :param since: datetime: lines that were uploaded earlier are not looked at
        :return: acct.link.batch.line, as superuser
        """
        self.env.flush_all()
        lines = self.env.execute_query(
            SQL(
                """
                SELECT line.id
                  FROM acct_link_batch_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.state = 'uploaded' AND line.uploaded_at >= %(since)s
                   AND (move.state <> 'posted'
                        OR move.write_date > line.uploaded_at - interval %(margin)s
                        OR EXISTS (SELECT FROM account_move_line entry
                                    WHERE entry.move_id = move.id
                                      AND entry.write_date
                                          > line.uploaded_at - interval %(margin)s))
                """,
                since=since or datetime.min,
                margin=MARGIN,
            )
        )
        return self.sudo().browse(id_ for (id_,) in lines).filtered("changed_since")

    def _is_changed_since(self, now):
        """:param now: {id of a document: its fingerprint at this moment}"""
        move = self.move_id
        if self.fingerprint and self.fingerprint != now.get(move.id):
            return True
        # What was sent before there were fingerprints shows less.
        return (
            move.state != "posted"
            or self.interface_id._get_number(self.kind, move) != self.number_sent
            or move.currency_id.compare_amounts(move.amount_total, self.total_sent) != 0
        )

    @api.model
    def _get_fingerprints(self, moves):
        """What documents are made of, digested by the database: one query for a whole chunk or
        page of a list, as building them takes two milliseconds and several queries each.

        :return: {id of the document: str}
        """
        if not moves:
            return {}
        chosen = moves._get_acct_link_chosen()
        moves.flush_model([*MOVE_COLUMNS, *chosen])
        moves.line_ids.browse().flush_model([*LINE_COLUMNS, *LINE_NUMBERS, "tax_ids"])
        columns = SQL(", ").join(SQL.identifier("move", name) for name in MOVE_COLUMNS)
        # By name, and where there is something: an add-on that comes or goes changes no document.
        pairs = [SQL("%s, %s", name, SQL.identifier("move", name)) for name in chosen]
        choices = SQL("jsonb_strip_nulls(jsonb_build_object(%s))", SQL(", ").join(pairs))
        line_columns = SQL(", ").join(
            [
                *(SQL.identifier("line", name) for name in LINE_COLUMNS),
                *(SQL("%s::float8", SQL.identifier("line", name)) for name in LINE_NUMBERS),
            ]
        )
        query = SQL(
            """
            SELECT move.id, md5(jsonb_build_array(%(columns)s, %(choices)s, (
                       SELECT jsonb_agg(jsonb_build_array(%(line_columns)s, (
                                  SELECT jsonb_agg(tax.account_tax_id ORDER BY tax.account_tax_id)
                                    FROM account_move_line_account_tax_rel tax
                                   WHERE tax.account_move_line_id = line.id
                              )) ORDER BY line.sequence, line.id)
                         FROM account_move_line line
                        WHERE line.move_id = move.id
                          AND line.display_type NOT IN ('tax', 'payment_term', 'cogs')
                   ))::text)
              FROM account_move move
             WHERE move.id IN %(ids)s
            """,
            columns=columns,
            choices=choices,
            line_columns=line_columns,
            ids=tuple(moves.ids),
        )
        return dict(self.env.execute_query(query))

    # === ITS CONTACT === #

    def action_repair(self):
        """What is wrong with a contact itself is corrected there, if we know where."""
        self.ensure_one()
        self.check_access("read")
        places = {repair.where(problem.code) for problem in self._get_problems()}
        if self.document and repair.CONTACT_THERE in places:
            document, interface = document_from_json(self.document), self.interface_id.sudo()
            if url := interface._connector()._get_contact_url(
                interface, document.contact, document.party.role
            ):
                return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        return super().action_repair()
