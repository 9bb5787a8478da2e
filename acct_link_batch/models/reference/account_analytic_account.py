from odoo import fields, models
from odoo.exceptions import UserError

from ...lib import matching
from ...lib.document import CUSTOMER
from ...lib.matching import normalise, trim
from ..contacts.party import ContactRequest


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    acct_link_invoice_name = fields.Char(
        string="Invoice Name",
        help="Name on invoices of this job, where it is not that of the customer.",
    )

    # === ITS CUSTOMER, SENT ALONE === #

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
                        job.acct_link_invoice_name
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
