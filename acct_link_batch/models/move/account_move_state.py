from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.move_type import PURCHASE_TYPES
from ..batch.batch_line_state import STATES as LINE_STATES

STATES = [
    ("available", "To upload"),
    ("parked", "Parked"),
    ("in_books", "Already in the books"),
    *((value, label) for value, label in LINE_STATES if value != "removed"),
]
LINE = "acct.link.batch.line"
PARKING = "acct.link.parking"
LIVE = [("state", "!=", "removed")]


class AccountMove(models.Model):
    """Where a document stands in the link: computed, searched, sorted and grouped by.

    Not stored: stored columns would fight with people who edit documents, and be recomputed over
    the whole table. Customers read their invoices in the portal: all of it has groups.
    """

    _inherit = "account.move"

    acct_link_line_ids = fields.One2many(
        LINE, "move_id", groups="acct_link_batch.group_acct_link_user"
    )
    acct_link_parking_ids = fields.One2many(
        PARKING, "move_id", groups="acct_link_batch.group_acct_link_user"
    )
    acct_link_state = fields.Selection(
        STATES,
        string="Accounting Link",
        compute="_compute_acct_link_state",
        search="_search_acct_link_state",
        groups="base.group_user",
    )
    acct_link_line_id = fields.Many2one(
        LINE,
        string="Line in Batch",
        compute="_compute_acct_link_state",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_batch_id = fields.Many2one(
        "acct.link.batch",
        string="Accounting Link Batch",
        compute="_compute_acct_link_state",
        search="_search_acct_link_batch_id",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_uploaded_at = fields.Datetime(
        string="Uploaded on",
        compute="_compute_acct_link_state",
        search="_search_acct_link_uploaded_at",
        groups="base.group_user",
    )
    acct_link_uploaded_by = fields.Many2one(
        "res.users",
        string="Uploaded by",
        compute="_compute_acct_link_state",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_remote_url = fields.Char(
        string="In the Books",
        compute="_compute_acct_link_line_texts",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_problem_text = fields.Text(
        compute="_compute_acct_link_line_texts",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_problem_cure = fields.Text(
        compute="_compute_acct_link_line_texts",
        groups="acct_link_batch.group_acct_link_user",
    )
    acct_link_reason = fields.Char(
        string="Reason",
        compute="_compute_acct_link_reason",
        groups="acct_link_batch.group_acct_link_user",
    )

    # === COMPUTE === #

    @api.depends(
        "state", "move_type", "company_id", "invoice_date", "amount_total",
        "acct_link_line_ids.state", "acct_link_parking_ids.kind",
    )  # fmt: skip
    def _compute_acct_link_state(self):
        lines = {
            line.move_id.id: line
            for line in self.env[LINE].sudo().search([("move_id", "in", self.ids), *LIVE])
        }
        parked = {
            parking.move_id.id: parking.kind
            for parking in self.env[PARKING].sudo().search([("move_id", "in", self.ids)])
        }
        rest = [id_ for id_ in self.ids if id_ not in lines and id_ not in parked]
        available = set(
            self.sudo()._search(self._get_acct_link_offered_domain() & Domain("id", "in", rest))
            if rest
            else ()
        )
        for move in self:
            line = lines.get(move.id, self.env[LINE])
            move.acct_link_line_id = line.sudo(False)
            move.acct_link_batch_id = line.batch_id.sudo(False)
            move.acct_link_uploaded_at = line.uploaded_at
            move.acct_link_uploaded_by = line.uploaded_by.sudo(False)
            move.acct_link_state = (
                line.state or parked.get(move.id) or (move.id in available and "available")
            )

    @api.depends("acct_link_state")
    @api.depends_context("lang")
    def _compute_acct_link_line_texts(self):
        """What the line says of its document."""
        for move in self:
            line = move.acct_link_line_id
            move.acct_link_remote_url = line.remote_url
            move.acct_link_problem_text = line.problem_text
            move.acct_link_problem_cure = line.problem_cure

    @api.depends("acct_link_state")
    @api.depends_context("lang")
    def _compute_acct_link_reason(self):
        untouched = self.filtered(lambda move: not move.acct_link_state)
        exclusions = self.env["acct.link.exclusion"]._get_of_moves(untouched)
        for move in self:
            if move.acct_link_state == "available":
                move.acct_link_reason = False
            elif move.acct_link_batch_id:
                move.acct_link_reason = self.env._(
                    "in batch %(name)s", name=move.acct_link_batch_id.name
                )
            elif move.acct_link_state:
                move.acct_link_reason = (
                    move.acct_link_parking_ids.reason or self.env._("set aside, no reason given")
                )  # fmt: skip
            else:
                move.acct_link_reason = move._acct_link_why_not(exclusions)

    def _acct_link_why_not(self, exclusions=None):
        """Why a document that is in no batch and not set aside is not offered.

        :param exclusions: what `acct.link.exclusion` says of these and others, else it is asked
        :return: str
        """
        self.ensure_one()
        if exclusions is None:
            exclusions = self.env["acct.link.exclusion"]._get_of_moves(self)
        interface = self.company_id._get_acct_link_interface()
        if self.move_type not in self._acct_link_types():
            return self.env._("not an invoice, credit note or bill")
        if self.state != "posted":
            return self.env._("not posted")
        if self.sudo()._acct_link_is_from_books():
            return self.env._("it came from the books")
        if self.currency_id.is_zero(self.amount_total):
            return self.env._("its total is zero")
        if not interface:
            return self.env._("the office %(name)s uses no interface", name=self.company_id.name)
        if self.move_type not in interface._get_move_types():
            return self.env._("the interface %(name)s does not send bills", name=interface.name)
        if exclusion := exclusions.get(self.id):
            return exclusion._format_exclusion()
        if abs(self.amount_total_signed) < interface.minimum_amount:
            currency = self.company_id.currency_id
            return self.env._(
                "its total is under %(amount)s, the least that the interface sends",
                amount=currency.format(interface.minimum_amount),
            )
        return self.env._(
            "dated before the start date %(date)s of the interface",
            date=interface.start_date,
        )

    # === SEARCH === #

    @api.model
    def _search_acct_link_state(self, operator, value):
        if operator == "not in":
            value = {False, *dict(STATES)} - set(value)
        elif operator != "in":
            return NotImplemented
        domains = []
        if states := set(value) - {"available", "parked", "in_books", False}:
            domains.append(self._acct_link_having(LINE, [("state", "in", states)]))
        if kinds := set(value) & {"parked", "in_books"}:
            domains.append(self._acct_link_having(PARKING, [("kind", "in", kinds)]))
        untouched = self._get_acct_link_untouched_domain()
        if "available" in value:
            domains.append(self._get_acct_link_offered_domain() & untouched)
        if False in value:
            domains.append(untouched & ~self._get_acct_link_offered_domain())
        return Domain.OR(domains)

    @api.model
    def _search_acct_link_batch_id(self, operator, value):
        # Not as superuser: `value` may be a domain that somebody made up.
        lines = self.env[LINE]._search([("batch_id", operator, value), *LIVE])
        return Domain("id", "in", lines.subselect("move_id"))

    @api.model
    def _search_acct_link_uploaded_at(self, operator, value):
        if operator == "in" and set(value) == {False}:
            return self._acct_link_having(LINE, [("uploaded_at", "!=", False), *LIVE], no=True)
        return self._acct_link_having(LINE, [("uploaded_at", operator, value), *LIVE])

    @api.model
    def _get_acct_link_untouched_domain(self):
        """Neither in a batch nor set aside."""
        return self._acct_link_having(LINE, LIVE, no=True) & self._acct_link_having(
            PARKING, [], no=True
        )

    @api.model
    def _acct_link_having(self, model, domain, no=False):
        """Documents with such a line or parking, or with none. EXISTS keeps its speed on large
        tables, where NOT IN loses it as soon as the list outgrows the memory for hashing.
        """
        negation = SQL("NOT ") if no else SQL()

        def to_sql(_moves, alias, _query):
            query = self.env[model].sudo()._search(domain)
            move_id = SQL.identifier(query.table, "move_id")
            query.add_where(SQL("%s = %s", move_id, SQL.identifier(alias, "id")))
            return SQL("%sEXISTS (%s)", negation, query.select(SQL("1")))

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_acct_link_offered_domain(self):
        """What an office with an interface offers: posted, not zero, from the start date on, of
        customers that are not kept back.
        """
        interfaces = self.env["acct.link.interface"].sudo().search([("active", "=", True)])
        return (
            Domain("state", "=", "posted")
            & Domain("amount_total", "!=", 0)
            & interfaces._get_available_domain()
        )

    @api.model
    def _get_acct_link_types_domain(self, types):
        """Documents of these types, but bills that the books had first."""
        bought = [type_ for type_ in types if type_ in PURCHASE_TYPES]
        sold = [type_ for type_ in types if type_ not in bought]
        domain = Domain("move_type", "in", sold)
        if bought:
            domain |= Domain("move_type", "in", bought) & self._get_acct_link_entered_domain()
        return domain

    def _acct_link_is_from_books(self):
        """:return: whether it was made of a document that the books had first"""
        self.ensure_one()
        return False

    @api.model
    def _get_acct_link_entered_domain(self):
        """:return: Domain of the bills that were entered here, and did not come from the books"""
        return Domain.TRUE

    # === SORT AND GROUP === #

    def _field_to_sql(self, alias, field_expr, query=None):
        """By what no column holds, as `account` itself does for its own states."""
        if field_expr in ("acct_link_state", "acct_link_uploaded_at") and query is not None:
            self._check_field_access(self._fields[field_expr], "read")
            line = self._acct_link_join(LINE, alias, query, LIVE)
            if field_expr == "acct_link_uploaded_at":
                return self.env[LINE].sudo()._field_to_sql(line, "uploaded_at", query)
            parking = self._acct_link_join(PARKING, alias, query, [])
            moves = self.sudo()
            offered = moves._get_acct_link_offered_domain().optimize_full(moves)
            return SQL(
                "COALESCE(%s, %s, CASE WHEN %s THEN 'available' END)",
                self.env[LINE].sudo()._field_to_sql(line, "state", query),
                self.env[PARKING].sudo()._field_to_sql(parking, "kind", query),
                offered._to_sql(moves, alias, query),
            )
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _acct_link_join(self, model, alias, query, domain):
        """Join the one row that a document may have there. :return: its alias"""
        Model = self.env[model].sudo()
        row = query.make_alias(alias, Model._table)
        condition = Domain("move_id", "!=", False) & Domain(domain)
        query.add_join(
            "LEFT JOIN",
            row,
            Model._table,
            SQL(
                "%s = %s AND %s",
                SQL.identifier(row, "move_id"),
                SQL.identifier(alias, "id"),
                condition.optimize_full(Model)._to_sql(Model, row, query),
            ),
        )
        return row
