"""What can be wrong with references, jobs and claim numbers."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import WARNING, Entry, _lt

REFERENCE = {
    "supplier_code_of_job": Entry(
        _lt("The code “%(key)s” of the supplier %(customer)s is that of the job %(job)s."),
        _lt("Give the supplier another code (field Reference), then retry."),
    ),
    "contact_reference_missing": Entry(
        _lt("%(number)s has no reference and no job, by which its contact is found."),
        _lt("Enter the reference, or the job of its lines, then retry."),
    ),
    "claim_twice": Entry(
        _lt("Claim number %(claim)s is on %(others)s already."),
        _lt("If that is a mistake, give the document the next claim number."),
        WARNING,
    ),
}

repair.add(
    places={
        "supplier_code_of_job": repair.CUSTOMER,
        "contact_reference_missing": repair.DOCUMENT_ITSELF,
        "claim_twice": repair.DOCUMENT_ITSELF,
    },
    readers={"supplier_code_of_job": repair.CONTACTS},
    pages={},
)
catalogue.add("acct_link_reference", REFERENCE)
