"""What can be wrong with a follow-up write. None of it changes the state of a document."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

OPERATION = {
    "operation_unsupported": Entry(
        _lt("%(system)s cannot do this through the link."),
        _lt("Do it in %(system)s by hand, then cancel this follow-up."),
    ),
    "operation_no_answer": Entry(
        _lt("%(attempts)s attempts ended without an answer, and it is not done in %(system)s."),
        _lt("Ask an administrator to look at the journal of the interface, then retry."),
    ),
    "operation_declared_missing": Entry(
        _lt("%(user)s said that it is not done in %(system)s."),
        _lt("Retry, or cancel it."),
    ),
    "operation_gone": Entry(
        _lt("%(system)s does not know the record any more."),
        _lt("Look for it in %(system)s; if it was deleted there, cancel this follow-up."),
    ),
    "operation_not_ours": Entry(
        _lt("The document in %(system)s does not carry our mark any more: it was left alone."),
        _lt("Compare the two, do it in %(system)s by hand, then cancel this follow-up."),
    ),
    "operation_paid": Entry(
        _lt("In %(system)s a payment or a credit note is set against the document."),
        _lt("Take that back in %(system)s first and retry; or issue a credit note instead."),
    ),
    "operation_settled": Entry(
        _lt("The document is paid, voided or deleted in %(system)s and cannot be changed there."),
        _lt("Open it in %(system)s; if nothing has to be done any more, cancel this follow-up."),
    ),
    "operation_locked": Entry(
        _lt("The document is in a period locked in %(system)s."),
        _lt("Ask the accountant to unlock it, then retry."),
    ),
    "operation_number_taken": Entry(
        _lt("The number is used by another record in %(system)s."),
        _lt("Give it another number, then retry."),
    ),
    "operation_code_taken": Entry(
        _lt("Another contact in %(system)s has this code."),
        _lt(
            "Match the customer with that contact, or give the customer another code (field "
            "Reference) and match it anew."
        ),
    ),
    "operation_name_taken": Entry(
        _lt("Another contact in %(system)s has this name: the contact was not renamed."),
        _lt("Rename or merge the other one in %(system)s, or give the customer another name."),
    ),
    "operation_contact_archived": Entry(
        _lt("The contact is archived in %(system)s, or merged into another."),
        _lt("Restore it in %(system)s, or match the customer anew; then retry."),
    ),
    "operation_refused": Entry(
        _lt("%(system)s refused it: %(message)s"),
        _lt("Correct what it names, then retry."),
    ),
    "allocate_paid": Entry(
        _lt("The invoice is paid in full in %(system)s already."),
        _lt("Refund the credit note there, or set it against another invoice."),
    ),
    "allocate_too_much": Entry(
        _lt(
            "In %(system)s the invoice has nothing left to pay, or the credit note is used up "
            "already."
        ),
        _lt("See in %(system)s what it was used for, then cancel this follow-up."),
    ),
    "allocate_not_approved": Entry(
        _lt("The credit note or its invoice is not approved in %(system)s."),
        _lt("Approve both in %(system)s, then retry."),
    ),
    "allocate_other_contact": Entry(
        _lt("Credit note and invoice have different contacts or currencies in %(system)s."),
        _lt("Make them agree in %(system)s, then retry."),
    ),
    "attach_name_taken": Entry(
        _lt("%(system)s has another file “%(name)s” at this document."),
        _lt("Delete it in %(system)s, then retry; or cancel this follow-up."),
    ),
    "attach_too_large": Entry(
        _lt("The PDF has %(size)s kB, %(system)s takes %(limit)s kB."),
        _lt("Attach it in %(system)s by hand, or make it smaller and retry."),
    ),
    "attach_none": Entry(
        _lt("No PDF could be made of the document: %(message)s"),
        _lt("Print the document here to see more, correct what the print says, then retry."),
    ),
    "attach_no_printer": Entry(
        _lt("This server prints no PDF: the program wkhtmltopdf is not there, or does not run."),
        _lt(
            "Ask the person who runs the server to install it, then retry; or cancel this "
            "follow-up, and have an administrator switch “Attach the PDF” off on the interface."
        ),
    ),
    "attach_no_file": Entry(
        _lt("The bill has no file here that could be attached."),
        _lt("Add the supplier's document to the bill, then retry."),
    ),
    "mapping_taken": Entry(
        _lt("The contact carries the number %(number)s in %(system)s already."),
        _lt("Clear or correct it in %(system)s, then retry."),
    ),
    "mapping_too_long": Entry(
        _lt("%(system)s takes 1 to %(limit)s characters for a number, this is “%(number)s”."),
        _lt("Correct the number of the customer, then retry."),
    ),
    "update_changed_there": Entry(
        _lt("The document was changed in %(system)s since it was sent: it was left as it is."),
        _lt(
            "Compare the two. “Retry” replaces it with the document from here; “Cancel” keeps the "
            "one in %(system)s."
        ),
    ),
    "update_not_posted": Entry(
        _lt("%(number)s is not posted."),
        _lt("Post it again, then retry."),
    ),
    "update_not_uploaded": Entry(
        _lt("%(number)s is not among the uploaded documents any more."),
        _lt("Cancel this follow-up."),
    ),
    "update_void_there": Entry(
        _lt("The document is voided or deleted in %(system)s."),
        _lt(
            "If it is to be there again, have a manager press “Send Again…” in the list "
            "“Create Batch”; it goes as a new one then. Else cancel this follow-up."
        ),
    ),
    "sent_anew": Entry(
        _lt(
            "In %(system)s the document was voided or deleted (ID %(remote)s): it was sent as a "
            "new one, in batch %(batch)s."
        ),
        _lt("See there how it went."),
    ),
    "void_posted": Entry(
        _lt("%(number)s was posted again meanwhile: its copy in %(system)s was left as it is."),
        _lt("Cancel this follow-up, or reset the document to draft and retry."),
    ),
}

repair.add(
    places={"attach_no_printer": repair.INTERFACE},
    readers={"attach_no_printer": repair.ANYBODY, "mapping_too_long": repair.CONTACTS},
    pages={"attach_no_printer": ("upload", "")},
)
catalogue.add("acct_link_operation", OPERATION)
