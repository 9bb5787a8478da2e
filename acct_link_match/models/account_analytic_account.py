from odoo import models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.document import CUSTOMER
from odoo.addons.acct_link_batch.lib.matching import normalise, trim
from odoo.addons.acct_link_batch.models.contacts.party import ContactRequest


class AccountAnalyticAccount(models.Model):
    """Jobs whose customers are sent without a document."""

    _inherit = "account.analytic.account"

    def action_acct_link_send(self):
        """Share the customers of these jobs with the accounts file of the company, once each."""
        self.env["acct.link.batch"]._check_user(self)
        interface = self.env.company._get_acct_link_interface().sudo()
        Parties = self.env["acct.link.party"].sudo()
        Parties._check_sendable(interface)
        if nobodys := self.filtered(lambda job: not job.partner_id):
            raise UserError(
                self.env._(
                    "These jobs have no customer: %(jobs)s.",
                    jobs=", ".join(nobodys.mapped("display_name")),
                )
            )
        wanted = {}
        for job in self.sudo():
            customer = job.partner_id.commercial_partner_id
            match interface.match_rule:
                case matching.JOB:
                    label = trim(job.code)
                case matching.INVOICE_NAME:
                    label = (
                        Parties._get_job_name(job)
                        or job.partner_id.acct_link_invoice_name
                        or customer.acct_link_invoice_name
                        or job.partner_id.name
                        or customer.name
                    )
                case _:
                    label = Parties._get_customer_key(interface, customer)
            request = ContactRequest(
                *(normalise(label), label or "", customer, job.partner_id),
                role=CUSTOMER if interface._has_contact_roles() else "",
                currency=Parties._get_currency_alone(interface),
            )
            wanted[request.slot] = request
        return Parties._send_without_document(interface, list(wanted.values()))
