from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.move_type import PURCHASE_TYPES
from .account_move_state import LINE, LIVE, PARKING


class AccountMove(models.Model):
    """Sorting by what a list shows and no column holds: why a document is not offered, and whether
    it is in the books.
    """

    _inherit = "account.move"

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        get_terms = {
            "acct_link_reason": self._get_acct_link_reason_terms,
            "acct_link_remote_url": self._get_acct_link_remote_terms,
        }.get(field_name)
        if not get_terms:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self._check_field_access(self._fields[field_name], "read")
        terms = get_terms(alias, query)
        return SQL(", ").join(SQL("%s %s %s", term, direction, nulls) for term in terms)

    @api.model
    def _get_acct_link_remote_terms(self, alias, query):
        line = self._acct_link_join(LINE, alias, query, LIVE)
        return [self.env[LINE].sudo()._field_to_sql(line, "remote_id", query)]

    @api.model
    def _get_acct_link_reason_terms(self, alias, query):
        """What is in a batch, by batch; what was set aside, by the reason that was given; then the
        causes of `_acct_link_why_not`, in the order in which that looks for them.
        """
        moves = self.sudo()
        line = self._acct_link_join(LINE, alias, query, LIVE)
        parking = self._acct_link_join(PARKING, alias, query, [])
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        linked = companies.filtered(lambda company: company._get_acct_link_interface())
        sent = large = Domain.FALSE
        for company in linked:
            interface, ours = (
                company._get_acct_link_interface(),
                Domain("company_id", "=", company.id),
            )
            sent |= ours & Domain("move_type", "in", interface._get_move_types())
            large |= ours & interface._get_minimum_domain()
        causes = [
            Domain("move_type", "not in", self._acct_link_types()),
            Domain("state", "!=", "posted"),
            Domain("move_type", "in", PURCHASE_TYPES) & ~self._get_acct_link_entered_domain(),
            Domain("amount_total", "=", 0),
            Domain("company_id", "not in", linked.ids),
            ~sent,
            ~self.env["acct.link.exclusion"]._get_moves_domain(linked),
            ~large,
        ]
        whens = [
            SQL("WHEN %s THEN %s", domain.optimize_full(moves)._to_sql(moves, alias, query), rank)
            for rank, domain in enumerate(causes, start=3)
        ]
        offered = moves._get_acct_link_offered_domain().optimize_full(moves)
        rank = SQL(
            "CASE WHEN %s IS NOT NULL THEN 1 WHEN %s IS NOT NULL THEN 2 WHEN %s THEN 0 %s ELSE %s "
            "END",
            SQL.identifier(line, "id"),
            SQL.identifier(parking, "id"),
            offered._to_sql(moves, alias, query),
            SQL(" ").join(whens),
            len(causes) + 3,
        )
        return [
            rank,
            self.env[LINE].sudo()._field_to_sql(line, "batch_id", query),
            self.env[PARKING].sudo()._field_to_sql(parking, "reason", query),
        ]
