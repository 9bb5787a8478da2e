"""What can be wrong with a customer and its contact."""

from .entry import WARNING, Entry, _lt

CONTACT = {
    "never_send": Entry(
        _lt("%(customer)s is never sent to the books: %(reason)s."),
        _lt(
            "Take “Never Send to the Books” back on the customer and retry; or remove the document "
            "from its batch."
        ),
    ),
    "customer_nameless": Entry(
        _lt("The customer of %(number)s has no name."),
        _lt("Give the customer a name, then retry."),
    ),
    "customer_code_missing": Entry(
        _lt("%(customer)s has no code."),
        _lt("Give the customer a code (field Reference), then retry."),
    ),
    "customer_code_twice": Entry(
        _lt("Several customers have the code “%(key)s”: %(customers)s."),
        _lt("Give each customer a code of its own (field Reference), then retry."),
    ),
    "contact_key_long": Entry(
        _lt("“%(key)s” is longer than the %(limit)s characters that %(system)s takes."),
        _lt("Shorten it, then retry: it is never cut, as another one could be the same then."),
    ),
    "contact_not_found": Entry(
        _lt("%(system)s has no contact “%(key)s”, and the interface is set to add none."),
        _lt("Add the contact in %(system)s, correct the name, or let the interface add contacts."),
    ),
    "contact_ambiguous": Entry(
        _lt("%(system)s has %(count)s contacts “%(key)s”."),
        _lt(
            "Merge them in %(system)s, then retry. Or choose one of them under Customers to Match."
        ),
    ),
    "contact_archived": Entry(
        _lt("The contact “%(key)s” is archived in %(system)s."),
        _lt(
            "Restore it in %(system)s, then retry. Or choose another one under Customers to Match."
        ),
    ),
    "contact_archived_there": Entry(
        _lt(
            "The contact “%(key)s” is archived in %(system)s: unless it was merged into another, "
            "its documents are stopped."
        ),
        _lt("Restore it in %(system)s, or choose another one under Customers to Match."),
        WARNING,
    ),
    "contact_of_another": Entry(
        _lt(
            "%(customer)s would go to the contact “%(key)s” in %(system)s, which stands for "
            "another customer: %(others)s."
        ),
        _lt(
            "Answer under Customers to Match whether they are the same customer or this one needs "
            "a contact of its own; then retry."
        ),
    ),
    "contact_of_its_own": Entry(
        _lt(
            "%(customer)s needs a contact of its own: “%(key)s” of %(system)s stands for "
            "%(others)s."
        ),
        _lt(
            "Give the customer another name (or the code or reference by which its contact is "
            "found), then retry; or choose its contact under Customers to Match."
        ),
    ),
    "contact_taken": Entry(
        _lt(
            "%(system)s did not add the contact “%(key)s”: its name or code is used there already."
        ),
        _lt(
            "Look for the contact in %(system)s, archived ones too, and make name and code agree; "
            "or choose it under Customers to Match."
        ),
    ),
    "contact_taken_by_role": Entry(
        _lt(
            "%(system)s did not add the contact “%(key)s”: its customers and suppliers share their "
            "names, and one on the other list has this one."
        ),
        _lt(
            "Add it in %(system)s under another name, press “Read Contacts” under Customers to "
            "Match, and choose it there."
        ),
    ),
    "contact_other_name": Entry(
        _lt(
            "It is “%(name)s” in %(system)s, whose customers and suppliers share their names: one "
            "on the other list is “%(key)s”."
        ),
        _lt("Nothing to do: its documents go to it."),
        WARNING,
    ),
    "contact_currency": Entry(
        _lt(
            "%(number)s is in %(currency)s; the contact “%(key)s” of %(system)s takes documents in "
            "%(theirs)s only."
        ),
        _lt(
            "Add another contact in %(system)s for %(currency)s, press “Read Contacts” under "
            "Customers to Match, and choose it there for this document; then retry."
        ),
    ),
    "contact_refused": Entry(
        _lt("%(system)s did not add the contact “%(key)s”: %(message)s"),
        _lt("Correct the customer, then retry."),
    ),
    "contact_unsure": Entry(
        _lt("Whether %(system)s added the contact “%(key)s” is not known yet."),
        _lt("Nothing to do: the link looks for it and sends the document after that."),
        WARNING,
    ),
    "contact_unclear": Entry(
        _lt("%(system)s could not be asked for the contact “%(key)s”."),
        _lt("Look for unusual characters in the name of the customer, then retry."),
    ),
    "contact_no_answer": Entry(
        _lt(
            "%(attempts)s attempts to add the contact “%(key)s” ended without an answer, and it is "
            "not in %(system)s."
        ),
        _lt("Add it in %(system)s by hand, then retry."),
    ),
    "email_left_out": Entry(
        _lt(
            "“%(email)s” is no e-mail address that %(system)s takes: the contact “%(key)s” is "
            "added without it."
        ),
        _lt("Correct it here; if the contact was added already, enter it in %(system)s, too."),
        WARNING,
    ),
    "contact_left_out": Entry(
        _lt("%(system)s wants a contact for the document and found none: %(message)s"),
        _lt("See that the customer's contact is in use in %(system)s, then retry."),
    ),
}
