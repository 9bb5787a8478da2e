from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.matching import CODE, JOB, normalise, trim
from odoo.addons.acct_link_batch.lib.move_type import PURCHASE_TYPES
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.alike import alike

RULE = (JOB, "Reference of the invoice (job)")


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    match_rule = fields.Selection(selection_add=[RULE], ondelete={JOB: "set default"})


class AcctLinkContact(models.Model):
    _inherit = "acct.link.contact"

    match_rule = fields.Selection(selection_add=[RULE], ondelete={JOB: "cascade"})


class AcctLinkParty(models.AbstractModel):
    """The match rule by reference: customers are found by the code of the job, suppliers, who have
    none, by their own code.
    """

    _inherit = "acct.link.party"

    @api.model
    def _get_key(self, interface, move):
        if interface.match_rule != JOB:
            return super()._get_key(interface, move)
        is_bill = move.move_type in PURCHASE_TYPES
        return trim(move.commercial_partner_id.ref if is_bill else move.acct_link_reference)

    @api.model
    def _get_customer_key(self, interface, partner):
        """A customer has none apart from its jobs."""
        if interface.match_rule != JOB:
            return super()._get_customer_key(interface, partner)
        return ""

    @api.model
    def _get_job_name(self, job):
        return job.acct_link_invoice_name or super()._get_job_name(job)

    @api.model
    def _get_key_check(self, interface, customers, rule=None):
        check = super()._get_key_check(interface, customers, rule)
        if (rule or interface.match_rule) != JOB:
            return check

        def check_job(key, customer):
            if not normalise(key):
                values = {"customer": customer.name or "", "key": key}
                return Problem("contact_reference_missing", values)
            return check(key, customer)

        return check_job

    @api.model
    def _get_move_check(self, interface, moves):
        by_job = interface.match_rule == JOB
        bills = moves.filtered(lambda move: by_job and move.move_type in PURCHASE_TYPES)
        check = super()._get_move_check(interface, moves - bills)
        if not bills:
            return check
        check_supplier = self._get_supplier_check(interface, bills.commercial_partner_id)

        def check_move(key, move):
            if move in bills:
                return check_supplier(key, move.commercial_partner_id)
            return check(key, move)

        return check_move

    @api.model
    def _get_supplier_check(self, interface, suppliers):
        """As `_get_key_check`, for suppliers whose codes stand among the codes of jobs: one that
        is a job's would lead to a customer's contact.
        """
        check = self._get_key_check(interface, suppliers, CODE)
        if interface._connector()._capabilities(interface).contact_roles:
            return check  # they are looked for in a list of their own
        codes = [trim(supplier.ref) for supplier in suppliers]
        jobs = self.env["account.analytic.account"].with_context(active_test=False)
        found = jobs.search(alike("code", codes)) if any(codes) else jobs
        taken = {normalise(job.code): job.display_name for job in found}

        def check_supplier(key, supplier):
            if job := taken.get(normalise(key)):
                values = {"customer": supplier.name or "", "key": key, "job": job}
                return Problem("supplier_code_of_job", values, ("res.partner", supplier.id))
            return check(key, supplier)

        return check_supplier
