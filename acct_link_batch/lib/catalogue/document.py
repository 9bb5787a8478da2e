"""What can be wrong with a document itself."""

from .entry import WARNING, Entry, _lt

DOCUMENT = {
    "not_posted": Entry(
        _lt("%(number)s is not posted."),
        _lt("Post it again, or remove it from the batch."),
    ),
    "zero_total": Entry(
        _lt("%(number)s has a total of zero."),
        _lt(
            "Remove it from the batch: it is not sent. If its lines move amounts between accounts, "
            "as after a full down payment, enter a journal in the books."
        ),
    ),
    "before_start": Entry(
        _lt("%(number)s is dated %(date)s, before the start date %(start)s of the interface."),
        _lt("Mark it as already in the books, or have an administrator set an earlier start date."),
    ),
    "other_interface": Entry(
        _lt("%(number)s belongs to an office that does not use %(interface)s any more."),
        _lt("Remove it from this batch and put it in a batch of the office's own interface."),
    ),
    "set_aside": Entry(
        _lt("%(number)s is parked or marked as already in the books."),
        _lt("Make it available again, then retry; or remove it from the batch."),
    ),
    "other_file": Entry(
        _lt("%(number)s was batched for another accounts file than the interface has now."),
        _lt("Remove it from this batch and put it in a new one."),
    ),
    "changed_since": Entry(
        _lt("%(number)s was changed here after it was uploaded."),
        _lt(
            "Make the two agree: “Update in the Books” on its line, where that is offered; else "
            "correct it in %(system)s, or issue a credit note."
        ),
        WARNING,
    ),
    "declared_missing": Entry(
        _lt("%(user)s said that the document is not in %(system)s."),
        _lt("Retry, or remove it from the batch."),
    ),
    "number_missing": Entry(
        _lt("The document has no number."),
        _lt("Give it a number, then retry."),
    ),
    "number_too_long": Entry(
        _lt("The number %(number)s is longer than the %(limit)s characters %(system)s takes."),
        _lt("Shorten the number of the document: numbers are never cut."),
    ),
    "number_twice": Entry(
        _lt("Another document with the number %(number)s goes to the same accounts file."),
        _lt("Give one of the two another number, then retry."),
    ),
    "number_sent_twice": Entry(
        _lt("%(number)s would be %(sent)s in %(system)s, and so is %(other)s."),
        _lt("Give one of the two another number, which still differs as it is sent; then retry."),
    ),
    "bill_number_twice": Entry(
        _lt(
            "Another bill of this supplier with the number %(number)s goes to the same books: "
            "%(bill)s."
        ),
        _lt(
            "If it was entered twice, cancel one of the two here. If not, change the bill "
            "reference of this one, then retry."
        ),
    ),
    "bill_in_books": Entry(
        _lt("%(system)s has a bill of this supplier with the number %(number)s already."),
        _lt(
            "If it is the same, mark this one as already in the books and, where bills are pulled, "
            "settle the other under Bills. If not, change the bill reference of this one, then "
            "retry."
        ),
    ),
    "bill_from_books": Entry(
        _lt("%(number)s came from %(system)s and is there already."),
        _lt("Remove it from the batch."),
    ),
    "private_share": Entry(
        _lt("Part of %(number)s is private and cannot be deducted; that cannot be sent yet."),
        _lt("Enter it in %(system)s by hand and mark it as already in the books."),
    ),
    "foreign_currency": Entry(
        _lt("%(number)s is in %(currency)s; the books are kept in %(books)s."),
        _lt(
            "%(system)s takes no foreign currency here: enter it there by hand and mark it as "
            "already in the books."
        ),
    ),
    "currency_not_in_use": Entry(
        _lt("%(number)s is in %(currency)s, which is not in use in %(system)s."),
        _lt("Add the currency in %(system)s, press “Pull Code Lists”, then retry."),
    ),
    "rate_missing": Entry(
        _lt("There is no exchange rate of %(currency)s for %(date)s, which %(number)s needs."),
        _lt(
            "Enter the rate of that day at the currency and retry; if the document is in this "
            "currency, reset it to draft before, refresh its rate beside the currency, and confirm "
            "it again. Or let %(system)s use its own rate (interface, page “Content”)."
        ),
    ),
    "rate_not_taken": Entry(
        _lt(
            "%(number)s was entered before there was an exchange rate of %(currency)s for "
            "%(date)s: it counts one for one."
        ),
        _lt(
            "Reset it to draft, refresh its rate beside the currency, confirm it again, then retry."
        ),
    ),
    "rate_too_small": Entry(
        _lt("The exchange rate of %(number)s is too small for the six decimals %(system)s keeps."),
        _lt("Let %(system)s use its own rate (page “Content” of the interface), then retry."),
    ),
    "rate_shortened": Entry(
        _lt("The exchange rate %(full)s was sent as %(sent)s: %(system)s keeps six decimals."),
        _lt("Nothing to do, unless the last cents matter: then enter a rate with six decimals."),
        WARNING,
    ),
    "several_taxes": Entry(
        _lt(
            "The line “%(line)s” has several taxes (%(taxes)s), which together are not linked to a "
            "tax code in %(system)s yet."
        ),
        _lt(
            "Split the line, or have a manager link them together in the interface settings "
            "under Taxes."
        ),
    ),
    "kind_unsupported": Entry(
        _lt("Documents of the kind “%(kind)s” cannot be uploaded to %(system)s yet."),
        _lt("Remove it from the batch."),
    ),
    "lines_do_not_add_up": Entry(
        _lt("The lines of %(number)s add up to %(lines)s, its total is %(total)s."),
        _lt("Correct the taxes or the lines of the document, then retry."),
    ),
    "tax_differs": Entry(
        _lt("%(system)s would compute another tax for %(number)s: it differs by %(difference)s."),
        _lt("Correct the taxes of its lines, or let Odoo's tax count (interface, page “Content”)."),
    ),
    "too_many_decimals": Entry(
        _lt("%(number)s has amounts with more than two decimals."),
        _lt(
            "%(system)s keeps two: enter the document there by hand and mark it as already in the "
            "books."
        ),
    ),
    "no_lines": Entry(
        _lt("%(number)s has no line with an amount."),
        _lt("Add a line, or remove the document from the batch."),
    ),
    "reference_cut": Entry(
        _lt("The reference is longer than %(system)s takes, and was cut: “%(full)s”."),
        _lt("If the missing part matters, shorten the reference or choose another rule for it."),
        WARNING,
    ),
    "not_offered": Entry(
        _lt("%(number)s is not on offer: %(reason)s."),
        _lt("Leave it out of the selection, or correct what keeps it from being offered."),
    ),
}
