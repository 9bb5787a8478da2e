"""What an accounting system says of a document."""

from .entry import WARNING, Entry, _lt

ANSWER = {
    "number_taken": Entry(
        _lt("%(system)s already has a document %(number)s that did not come from here."),
        _lt(
            "If it is the same document, mark this one as already in the books. If not, one of the "
            "two needs another number."
        ),
    ),
    "number_taken_void": Entry(
        _lt(
            "The number %(number)s belongs to a voided or deleted document in %(system)s, which "
            "keeps it for ever."
        ),
        _lt(
            "Give the document another number, then retry. Or press “Park” until that is decided; "
            "or “Remove from Batch”, and it stays out of %(system)s."
        ),
    ),
    "account_refused": Entry(
        _lt("%(system)s does not take an account of this document: %(message)s"),
        _lt("Pull the code lists, correct the link of the account, then retry."),
    ),
    "tax_refused": Entry(
        _lt("%(system)s does not take a tax code of this document: %(message)s"),
        _lt("Pull the code lists, correct the link of the tax, then retry."),
    ),
    "period_locked": Entry(
        _lt("%(date)s is in a period locked in %(system)s."),
        _lt("Ask the accountant to unlock it, or give the document a later date."),
    ),
    "currency_refused": Entry(
        _lt("The currency %(currency)s is not in use in %(system)s."),
        _lt("Add the currency in %(system)s, then retry."),
    ),
    "discount_refused": Entry(
        _lt("%(system)s does not take a discount of %(number)s: %(message)s"),
        _lt("Enter the reduced price on the line instead of a discount, then retry."),
    ),
    "line_total_refused": Entry(
        _lt("%(system)s computes a line of %(number)s differently: %(message)s"),
        _lt("Enter quantity and price of the line with fewer decimals, then retry."),
    ),
    "kind_refused": Entry(
        _lt("%(system)s does not take %(number)s as the kind of document it is: %(message)s"),
        _lt("Enter it in %(system)s by hand and mark it as already in the books."),
    ),
    "not_found_there": Entry(
        _lt("%(system)s does not find what %(number)s refers to: %(message)s"),
        _lt("See on the interface whether it is connected to the right accounts file, then retry."),
    ),
    "plan_limit": Entry(
        _lt("The plan of %(system)s allows no more approved documents this month."),
        _lt("Send them as drafts, wait for the next month, or change the plan."),
    ),
    "refused": Entry(
        _lt("%(system)s refused the document: %(message)s"),
        _lt("Correct what it names, then retry."),
    ),
    "total_differs": Entry(
        _lt("%(system)s has a total of %(theirs)s, here it is %(ours)s."),
        _lt("Open it in %(system)s and compare the taxes of its lines."),
        WARNING,
    ),
    "voided_there": Entry(
        _lt("The document is in %(system)s, and was voided or deleted there."),
        _lt("Ask the accountant why; here it counts as uploaded."),
        WARNING,
    ),
    "number_changed": Entry(
        _lt("%(system)s filed the document under the number %(theirs)s instead of %(ours)s."),
        _lt("Correct the number in %(system)s."),
        WARNING,
    ),
    "found_twice": Entry(
        _lt("%(system)s has %(count)s documents %(number)s that could be this one."),
        _lt("Keep one of them in %(system)s and void the others."),
    ),
    "remark": Entry(
        _lt("%(system)s took the document with a remark: %(message)s"),
        _lt("Open it in %(system)s and see whether anything has to be corrected."),
        WARNING,
    ),
}
