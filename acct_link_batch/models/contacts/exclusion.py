from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.problem import Problem


class AcctLinkExclusion(models.Model):
    """A customer whose documents stay here: they are not offered, and what waits in a batch stops.
    It holds for a company and its branches, as an interface does. A row that was taken back is
    kept, so that failed documents are looked at again.
    """

    _name = "acct.link.exclusion"
    _description = "Customer Never Sent to the Books"
    _inherit = ["acct.link.engine.mixin", "acct.link.merge.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id)", "It is said already that this customer is never sent."
    )

    # === WHOM IT HOLDS FOR === #

    @api.model
    def _get_of_partners(self, partners, company):
        """By a field of the customer, as a chunk asks for the same ones more than once.

        :param partners: res.partner, or documents
        :return: {commercial partner: acct.link.exclusion, as superuser}
        """
        holders = company.sudo().parent_ids
        return {
            exclusion.partner_id: exclusion
            for exclusion in partners.commercial_partner_id.sudo().acct_link_exclusion_ids
            if exclusion.company_id in holders
        }

    @api.model
    def _get_of_moves(self, moves):
        """:return: {move id: acct.link.exclusion, as superuser}, of those that are never sent"""
        found = {}
        for company, some in moves.grouped("company_id").items():
            if excluded := self._get_of_partners(some, company):
                found |= {
                    move.id: excluded[move.commercial_partner_id]
                    for move in some
                    if move.commercial_partner_id in excluded
                }
        return found

    @api.model
    def _get_problems(self, moves):
        """:return: {move id: Problem}"""
        return {
            id_: exclusion._prepare_problem()
            for id_, exclusion in self._get_of_moves(moves.sudo()).items()
        }

    def _prepare_problem(self):
        values = {"customer": self.partner_id.name or "", "reason": self._format_reason()}
        return Problem("never_send", values, ("res.partner", self.partner_id.id))

    def _format_reason(self):
        return self.reason or self.env._("no reason given")

    def _format_exclusion(self):
        """:return: why documents of the customer are not offered"""
        return self.env._(
            "the customer is never sent to the books: %(reason)s", reason=self._format_reason()
        )

    @api.model
    def _get_moves_domain(self, offices):
        """:return: Domain of the documents of these companies that are not kept back"""
        pairs = [(office.id, above.id) for office in offices for above in office.parent_ids]
        if not pairs:
            return Domain.TRUE

        def to_sql(moves, alias, query):
            # Whatever lists documents asks for this. With plain pairs the database knows how many
            # rows to expect, and looks each document up once.
            return SQL(
                """
                NOT EXISTS (
                    SELECT 1
                      FROM acct_link_exclusion exclusion
                     WHERE %(partner)s = %(customer)s AND %(active)s
                       AND (%(office)s, %(company)s) IN %(pairs)s
                )
                """,
                partner=self._field_to_sql("exclusion", "partner_id"),
                active=self._field_to_sql("exclusion", "active"),
                company=self._field_to_sql("exclusion", "company_id"),
                customer=moves._field_to_sql(alias, "commercial_partner_id", query),
                office=moves._field_to_sql(alias, "company_id", query),
                pairs=tuple(pairs),
            )

        return Domain.custom(to_sql=to_sql)

    # === CHANGES === #

    @api.model
    def _exclude(self, partners, company, reason):
        """From now on nothing of these customers is sent. The caller has checked the rights.

        :param reason: str, may be empty
        """
        customers = partners.commercial_partner_id
        exclusions = self.sudo().with_context(active_test=False)
        ours = [("company_id", "=", company.id), ("partner_id", "in", customers.ids)]
        known = exclusions.search(ours)
        known.write({"active": True, "reason": reason})
        exclusions.create(
            [
                {"partner_id": customer.id, "company_id": company.id, "reason": reason}
                for customer in customers - known.partner_id
            ]
        )
        values = {"company": company.name, "reason": reason}
        self._notify(
            customers,
            self.env._("Never sent to the books (%(company)s): %(reason)s", **values)
            if reason
            else self.env._("Never sent to the books (%(company)s)", **values),
        )
        self._look_afresh()

    @api.model
    def _take_back(self, partners, company):
        """What was said for this company holds no more."""
        ours = [
            ("company_id", "=", company.id),
            ("partner_id", "in", partners.commercial_partner_id.ids),
        ]
        found = self.sudo().search(ours)
        found.active = False
        said = self.env._("Sent to the books again (%(company)s)", company=company.name)
        self._notify(found.partner_id, said)
        self._look_afresh()

    @api.model
    def _look_afresh(self):
        """Where customers and documents stand was worked out before."""
        self.env["res.partner"].invalidate_model(["acct_link_exclusion_ids"])
        self.env["account.move"].invalidate_model(["acct_link_state", "acct_link_reason"])

    @api.model
    def _notify(self, customers, said):
        customers.sudo()._message_log_batch(bodies=dict.fromkeys(customers.ids, said))

    # === MERGES === #

    def _settle_merge(self, field_name, target, sources):
        """The stricter word stays: a customer into whom one is merged that is never sent is never
        sent, either.
        """
        customer = target.commercial_partner_id
        for rows in (self | self._get_rows(customer)).grouped("company_id").values():
            before = rows.filtered(lambda row: row.active and row.partner_id == customer)
            kept = before or rows.sorted(lambda row: (not row.active, row.id))[:1]
            (rows - kept).unlink()
            kept.partner_id = customer
            if kept.active and not before:
                said = self.env._(
                    "Never sent to the books (%(company)s), as this holds for %(customer)s, who is "
                    "now this customer: %(reason)s",
                    company=kept.company_id.name,
                    customer=", ".join(sources.mapped("name")),
                    reason=kept._format_reason(),
                )
                self._notify(customer, said)
        self._look_afresh()

    @api.model
    def _get_rows(self, customer):
        """:return: all rows of a customer, those that were taken back too, as superuser"""
        rows = self.sudo().with_context(active_test=False)
        return rows.search([("partner_id", "=", customer.id)])
