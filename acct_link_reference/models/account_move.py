from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_batch.lib.move_type import PURCHASE_TYPES

GROUP = "base.group_user"
# Columns of what somebody chose for one document; changing them changes what is sent.
CHOSEN = (
    "acct_link_chosen_reference",
    "acct_link_chosen_name",
    "acct_link_chosen_heading",
    "acct_link_claim_number",
)


class AccountMove(models.Model):
    """What a document says of its job: reference, name on invoice, heading line; its claim number
    is in `claim`.

    Only what somebody chose for a document is stored, in plain columns without a value elsewhere:
    installing on a large table costs nothing. All else is read from the job, the customer and the
    office when it is asked for.
    """

    _inherit = "account.move"

    acct_link_chosen_reference = fields.Char(groups=GROUP)
    acct_link_chosen_name = fields.Char(groups=GROUP)
    acct_link_chosen_heading = fields.Char(groups=GROUP)
    # Whom a form says it for that is not saved yet.
    acct_link_chosen_for_id = fields.Many2one(
        "res.partner", string="Customer", store=False, groups=GROUP
    )
    acct_link_job_id = fields.Many2one(
        "account.analytic.account",
        string="Job",
        compute="_compute_acct_link_job_id",
        search="_search_acct_link_job_id",
        compute_sudo=True,
        groups=GROUP,
        help="The analytic account with the largest share of the amount without tax.",
    )
    acct_link_reference = fields.Char(
        string="Reference in the Books",  # Odoo has a Reference, too
        compute="_compute_acct_link_reference",
        inverse="_inverse_acct_link_reference",
        compute_sudo=True,
        groups=GROUP,
        help="Code of the job, unless another reference is entered here. Empty it to have the "
        "code of the job again.",
    )
    acct_link_name = fields.Char(
        inverse="_inverse_acct_link_name",
        help="The invoice name of the job, else the customer's invoice name, else its name, unless "
        "another one is entered here.",
    )
    acct_link_heading = fields.Char(
        string="Heading Line",
        compute="_compute_acct_link_heading",
        inverse="_inverse_acct_link_heading",
        compute_sudo=True,
        groups=GROUP,
        help="The heading line of the office, unless another one is entered here.",
    )

    # === JOB === #

    @api.depends(
        "invoice_line_ids.analytic_distribution", "invoice_line_ids.price_subtotal", "company_id"
    )
    def _compute_acct_link_job_id(self):
        """Which job counts where lines carry several: of the analytic accounts of the plan that
        holds the jobs, the one with the largest absolute share of the amount without tax; of equal
        ones that with the lowest id.
        """
        shares = self._get_acct_link_shares()
        Account = self.env["account.analytic.account"]
        accounts = Account.browse({id_ for share in shares.values() for id_ in share}).exists()
        by_id = {account.id: account for account in accounts}
        plans = {
            company: company._get_acct_link_interface().job_plan_id for company in self.company_id
        }
        project_plan = int(
            self.env["ir.config_parameter"].sudo().get_param("analytic.project_plan", 0)
        )
        moves = self.filtered(lambda move: shares.get(move.id))
        (self - moves).acct_link_job_id = False
        for move in moves:
            share = {by_id[id_]: s for id_, s in shares[move.id].items() if id_ in by_id}
            plan = plans.get(move.company_id)
            jobs = [job for job in share if job.root_plan_id.id == (plan.id or project_plan)]
            if not jobs and not plan:
                jobs = list(share)
            jobs.sort(key=lambda job: (-abs(share[job]), job.id))
            move.acct_link_job_id = jobs[0] if jobs else False

    def _get_acct_link_shares(self):
        """:return: {move id: {analytic account id: amount without tax}}"""
        Line = self.env["account.move.line"]
        distributed = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS NOT NULL", model._field_to_sql(alias, "analytic_distribution", query)
            )
        )
        stored = self.filtered(lambda move: isinstance(move.id, int))
        lines = Line.search_fetch(
            Domain([("move_id", "in", stored.ids), ("display_type", "=", "product")]) & distributed,
            ["move_id", "analytic_distribution", "price_subtotal"],
            order="id",
        )
        # Being edited: what is on the screen counts.
        for move in self - stored:
            lines += move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        shares = {}
        for line in lines:
            share = shares.setdefault(line.move_id.id, {})
            for key, percent in (line.analytic_distribution or {}).items():
                for id_ in filter(str.isdigit, key.split(",")):
                    amount = line.price_subtotal * percent
                    share[int(id_)] = share.get(int(id_), 0) + amount
        return shares

    # === WHAT IS SAID === #

    @api.depends("acct_link_chosen_reference", "acct_link_job_id.code")
    def _compute_acct_link_reference(self):
        for move in self:
            move.acct_link_reference = (
                move.acct_link_chosen_reference or move.acct_link_job_id.code or False
            )

    def _inverse_acct_link_reference(self):
        for move in self:
            chosen = trim(move.acct_link_reference)
            job_code = move.acct_link_job_id.code
            move.acct_link_chosen_reference = chosen if chosen != job_code else False
        # An empty one becomes the usual one.
        self.invalidate_recordset(["acct_link_reference"], flush=False)

    @api.depends("acct_link_chosen_name", "acct_link_job_id.acct_link_invoice_name")
    def _compute_acct_link_name(self):
        chosen = self.filtered("acct_link_chosen_name")
        for move in chosen:
            move.acct_link_name = move.acct_link_chosen_name
        return super(AccountMove, self - chosen)._compute_acct_link_name()

    def _inverse_acct_link_name(self):
        for move in self:
            chosen = trim(move.acct_link_name)
            usual = move._get_acct_link_usual_name()
            move.acct_link_chosen_name = chosen if chosen != usual else False
        # An empty one becomes the usual one.
        self.invalidate_recordset(["acct_link_name"], flush=False)

    def _get_acct_link_usual_name(self):
        """The job's own name for invoices goes before the customer's."""
        of_job = self.move_type not in PURCHASE_TYPES and self.acct_link_job_id
        return (of_job and of_job.acct_link_invoice_name) or super()._get_acct_link_usual_name()

    @api.depends("acct_link_chosen_heading", "company_id")
    def _compute_acct_link_heading(self):
        usual = {company: company._get_acct_link_heading() for company in self.company_id}
        for move in self:
            move.acct_link_heading = move.acct_link_chosen_heading or usual.get(move.company_id)

    def _inverse_acct_link_heading(self):
        for move in self:
            chosen = trim(move.acct_link_heading)
            usual = move.company_id._get_acct_link_heading()
            move.acct_link_chosen_heading = chosen if chosen != usual else False
        # An empty one becomes the usual one.
        self.invalidate_recordset(["acct_link_heading"], flush=False)

    # === SORT AND SEARCH === #

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name not in ("acct_link_job_id", "acct_link_reference"):
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self._check_field_access(self._fields[field_name], "read")
        code = self._get_acct_link_job_sql(alias, "code")
        if field_name == "acct_link_job_id":
            terms = [code, self._get_acct_link_job_sql(alias, "name")]
        else:
            chosen = self.sudo()._field_to_sql(alias, "acct_link_chosen_reference", query)
            terms = [SQL("COALESCE(NULLIF(%s, ''), %s)", chosen, code)]
        return SQL(", ").join(SQL("%s %s %s", term, direction, nulls) for term in terms)

    @api.model
    def _get_acct_link_name_terms(self, alias, query):
        terms = super()._get_acct_link_name_terms(alias, query)
        jobs = self.env["account.analytic.account"].sudo()
        if jobs.search_count([("acct_link_invoice_name", "!=", False)], limit=1):
            name = self._get_acct_link_job_sql(alias, "acct_link_invoice_name")
            terms = [self._get_acct_link_sale_sql(alias, name), *terms]
        return [self.sudo()._field_to_sql(alias, "acct_link_chosen_name", query), *terms]

    @api.model
    def _search_acct_link_job_id(self, operator, value):
        if operator in ("any", "any!"):
            accounts = self.env["account.analytic.account"].sudo(operator == "any!" or self.env.su)
            value = accounts.search(
                Domain("id", "in", value) if isinstance(value, Query) else value
            ).ids
        elif operator != "in":
            return NotImplemented
        ids = [id_ for id_ in value if id_]
        jobless = len(ids) != len(set(value))

        def to_sql(_moves, alias, _query):
            job = self._get_acct_link_job_sql(alias, "id")
            has_job = SQL("%s = ANY(%s)", job, ids)
            return SQL("(%s OR %s IS NULL)", has_job, job) if jobless else has_job

        found = Domain.custom(to_sql=to_sql)
        if not jobless:  # the index of the distributions first
            found &= Domain("invoice_line_ids.distribution_analytic_account_ids", "in", ids)
        return found

    @api.model
    def _get_acct_link_job_sql(self, alias, column):
        """A column of the job, by the rule of `_compute_acct_link_job_id`."""
        plans = [SQL("WHEN false THEN 0")]
        Interface = self.env["acct.link.interface"].sudo()
        for interface in Interface.search([("job_plan_id", "!=", False)]):
            companies = tuple(interface._get_offices().ids or [0])
            company = SQL("%s IN %s", SQL.identifier(alias, "company_id"), companies)
            plans.append(SQL("WHEN %s THEN %s", company, interface.job_plan_id.id))
        project_plan = self.env["ir.config_parameter"].sudo().get_param("analytic.project_plan", 0)
        return SQL(
            """(
                SELECT %(column)s
                  FROM account_move_line line
            CROSS JOIN jsonb_each_text(line.analytic_distribution) share
            CROSS JOIN regexp_split_to_table(share.key, ',') job_id
                  JOIN account_analytic_account job
                    ON job.id::text = job_id
                 WHERE line.move_id = %(move)s AND line.display_type = 'product'
                   AND job.root_plan_id = CASE %(plans)s ELSE job.root_plan_id END
              GROUP BY job.id
              ORDER BY job.root_plan_id = %(project_plan)s DESC,
                       abs(sum(line.price_subtotal * share.value::float)) DESC,
                       job.id
                 LIMIT 1
            )""",
            column=self.env["account.analytic.account"].sudo()._field_to_sql("job", column),
            move=SQL.identifier(alias, "id"),
            plans=SQL(" ").join(plans),
            project_plan=int(project_plan),
        )

    # === CHANGES === #

    @api.model
    def _get_acct_link_chosen(self):
        return (*super()._get_acct_link_chosen(), *CHOSEN)

    @api.model
    def _get_acct_link_chosen_for_customer(self):
        return (
            *super()._get_acct_link_chosen_for_customer(),
            ("acct_link_name", "acct_link_chosen_name"),
            ("acct_link_reference", "acct_link_chosen_reference"),
        )

    def write(self, vals):
        """While a document is being sent, what it says stays as it is."""
        if set(CHOSEN) & set(vals):
            self._acct_link_hold_lines()
        return super().write(vals)

    @api.onchange("acct_link_reference", "acct_link_name")
    def _onchange_acct_link_chosen(self):
        self.acct_link_chosen_for_id = self.partner_id.commercial_partner_id

    @api.onchange("partner_id")
    def _onchange_acct_link_customer(self):
        """What was typed for another customer, and not saved, falls away as well."""
        result = super()._onchange_acct_link_customer()
        meant = self.acct_link_chosen_for_id
        if meant and meant != self.partner_id.commercial_partner_id:
            self.acct_link_chosen_for_id = False
            for shown, stored in self._get_acct_link_chosen_for_customer():
                self[stored] = False
                self.invalidate_recordset([shown], flush=False)
        return result

    @api.onchange(
        "acct_link_reference", "acct_link_name", "acct_link_heading", "acct_link_claim_number"
    )
    def _onchange_acct_link_said(self):
        """Tell of what a change does not reach, and of a claim number that is used already."""
        self.ensure_one()
        messages = []
        if self._origin.sudo().acct_link_state in ("uploaded", "exported"):
            messages.append(
                self.env._(
                    "The document is in the books already: what you change here does not reach "
                    "them. Change it there too."
                )
            )
        if other := self._get_acct_link_same_claims():
            messages.append(
                self.env._(
                    "Claim number %(claim)s is on %(numbers)s already.",
                    claim=self.acct_link_claim_number,
                    numbers=", ".join(other.mapped("display_name")),
                )
            )
        if not messages:
            return None
        return {
            "warning": {"title": self.env._("Accounting Link"), "message": "\n\n".join(messages)}
        }
