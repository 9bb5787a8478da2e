from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    """The progress claims of a job or a customer: the number of a document, the next one, and who
    has the same.
    """

    _inherit = "account.move"

    acct_link_claim_number = fields.Integer(
        string="Claim Number",
        copy=False,
        groups="base.group_user",
        help="Number of the progress claim. The button gives the next one.",
    )

    _acct_link_claim_idx = models.Index(
        "(commercial_partner_id, acct_link_claim_number) WHERE acct_link_claim_number > 0"
    )

    def _get_acct_link_counted(self):
        """:return: the job or the customer whose claims are counted, as superuser"""
        self.ensure_one()
        move = self.sudo()
        by_customer = move.company_id._get_acct_link_interface().claim_scope == "customer"
        return (not by_customer and move.acct_link_job_id) or move.commercial_partner_id

    def _get_acct_link_claims(self):
        """Documents whose claims count together with this one's: of its job or its customer, as
        its interface has it. Cancelled ones too: their numbers are used.

        :return: account.move with a claim number, as superuser, without this one
        """
        self.ensure_one()
        move = self.sudo()
        domain = Domain(
            [
                ("company_id", "=", move.company_id.id),
                ("acct_link_claim_number", ">", 0),
                ("id", "!=", move._origin.id),
            ]
        )
        job = move.acct_link_job_id
        by_customer = move.company_id._get_acct_link_interface().claim_scope == "customer"
        if job and not by_customer:
            domain &= Domain("invoice_line_ids.distribution_analytic_account_ids", "in", job.ids)
        else:
            domain &= Domain("commercial_partner_id", "=", move.commercial_partner_id.id)
        claims = move.search(domain)
        return claims.filtered(lambda claim: by_customer or claim.acct_link_job_id == job)

    def _get_acct_link_same_claims(self):
        """:return: other documents with the claim number of this one"""
        self.ensure_one()
        number = self.acct_link_claim_number
        if not number or self.move_type == "out_refund":
            return self.browse()
        return self._get_acct_link_claims().filtered(
            lambda claim: claim.acct_link_claim_number == number and claim.move_type != "out_refund"
        )

    def _get_acct_link_claims_twice(self):
        """The claim numbers of these documents that others of the same job or customer have.

        :return: {move id: [number of another document]}
        """
        claims = self.filtered(lambda move: move.acct_link_claim_number > 0)
        claims = claims.filtered(lambda move: move.move_type != "out_refund")
        if not claims:
            return {}
        others = self.sudo().search_fetch(
            [
                ("company_id", "in", claims.company_id.ids),
                ("acct_link_claim_number", "in", claims.mapped("acct_link_claim_number")),
                ("move_type", "!=", "out_refund"),
            ],
            ["company_id", "commercial_partner_id", "acct_link_claim_number", "name"],
        )
        by_customer = {
            company: company._get_acct_link_interface().claim_scope == "customer"
            for company in claims.company_id
        }

        def counted(move):
            job = not by_customer[move.company_id] and move.acct_link_job_id.id
            customer = move.commercial_partner_id.id
            return move.company_id.id, move.acct_link_claim_number, job or -customer

        groups = others.grouped(counted)
        return {
            move.id: (group - move).mapped("display_name")
            for move in claims.sudo()
            if len(group := groups.get(counted(move), others.browse())) > 1
        }

    def action_acct_link_next_claim(self):
        """Give the document the next claim number of its job or customer."""
        self.check_access("write")
        for move in self:
            if move.acct_link_claim_number:
                raise UserError(
                    self.env._(
                        "%(number)s has the claim number %(claim)s already: remove it first.",
                        number=move.display_name,
                        claim=move.acct_link_claim_number,
                    )
                )
            # Whoever counts at the same moment starts over, and sees this number.
            counted = move._get_acct_link_counted()
            if not counted:
                raise UserError(self.env._("Choose the customer first: claims are counted by it."))
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = write_date WHERE id = %s",
                    SQL.identifier(counted._table),
                    counted.id,
                )
            )
            used = move._get_acct_link_claims().mapped("acct_link_claim_number")
            move.acct_link_claim_number = max(used, default=0) + 1
        return True
