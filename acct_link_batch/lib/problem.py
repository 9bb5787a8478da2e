"""The one catalogue of everything that can be wrong with a document or a run.

A Problem is data: a code, the values its sentences name, and the record to repair. The sentences
are translated where they are shown (`acct.link.problem.mixin`), in the reader's language.
"""

from dataclasses import dataclass, field

WARNING = "warning"
ERROR = "error"


@dataclass(frozen=True)
class Problem:
    """`record` is (model, id) of what has to be repaired, or None for the document itself."""

    code: str
    values: dict[str, str] = field(default_factory=dict)
    record: tuple[str, int] | None = None

    @property
    def level(self):
        return CATALOGUE[self.code].level

    def to_json(self):
        record = list(self.record) if self.record else None
        return {"code": self.code, "values": self.values, "record": record}

    @classmethod
    def from_json(cls, data):
        record = tuple(data["record"]) if data.get("record") else None
        return cls(data["code"], data["values"], record)


@dataclass(frozen=True)
class Entry:
    """`text` says what happened, `cure` what to do. `%(system)s` is the accounting system."""

    text: str
    cure: str
    level: str = ERROR


def _lt(text):
    """Marks a sentence for the translation template."""
    return text


CATALOGUE = {
    # The document itself
    "not_posted": Entry(
        _lt("%(number)s is not posted."),
        _lt("Post it again, or remove it from the batch."),
    ),
    "zero_total": Entry(
        _lt("%(number)s has a total of zero."),
        _lt("Remove it from the batch: there is nothing to put in the books."),
    ),
    "before_start": Entry(
        _lt("%(number)s is dated %(date)s, before the start date %(start)s of the interface."),
        _lt("Mark it as already in the books, or set an earlier start date."),
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
        _lt("Make the two agree: correct it in %(system)s, or issue a credit note."),
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
    "foreign_currency": Entry(
        _lt("%(number)s is in %(currency)s; the books are kept in %(books)s."),
        _lt(
            "Documents in a foreign currency cannot be uploaded yet: enter it in %(system)s by "
            "hand and mark it as already in the books."
        ),
    ),
    "tax_included": Entry(
        _lt("The line “%(line)s” has a price with tax included (%(tax)s)."),
        _lt("Tax-included prices cannot be uploaded yet: use a tax whose price excludes it."),
    ),
    "several_taxes": Entry(
        _lt("The line “%(line)s” has several taxes: %(taxes)s."),
        _lt("Leave one tax on each line, or split the line."),
    ),
    "credit_note_discount": Entry(
        _lt("The line “%(line)s” of a credit note has a discount."),
        _lt("Enter the reduced price instead: %(system)s takes no discount on a credit note."),
    ),
    "cash_rounding": Entry(
        _lt("%(number)s is rounded to cash (%(rounding)s)."),
        _lt("Cash rounding cannot be uploaded yet: remove the rounding method."),
    ),
    "early_payment": Entry(
        _lt("%(number)s reduces its tax for early payment."),
        _lt("Use payment terms that leave the tax alone."),
    ),
    "kind_unsupported": Entry(
        _lt("Documents of the kind “%(kind)s” cannot be uploaded to %(system)s yet."),
        _lt("Remove it from the batch."),
    ),
    "lines_do_not_add_up": Entry(
        _lt("The lines of %(number)s add up to %(lines)s, its total is %(total)s."),
        _lt("Correct the taxes or the lines of the document, then retry."),
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
    # Set-up
    "account_unmapped": Entry(
        _lt("The account %(account)s is linked to no account in %(system)s."),
        _lt("Link it in the interface settings under Accounts, then retry."),
    ),
    "account_archived": Entry(
        _lt("The account %(account)s is linked to %(code)s, which is archived in %(system)s."),
        _lt("Link it to another account in the interface settings, then retry."),
    ),
    "account_missing_on_line": Entry(
        _lt("The line “%(line)s” has no account."),
        _lt("Choose an account on the line, or a default account in the interface settings."),
    ),
    "tax_unmapped": Entry(
        _lt("The tax “%(tax)s” is linked to no tax code in %(system)s."),
        _lt("Link it in the interface settings under Taxes, then retry."),
    ),
    "no_tax_unmapped": Entry(
        _lt("The line “%(line)s” has no tax, and “no tax” is linked to no tax code in %(system)s."),
        _lt("Link “no tax” in the interface settings under Taxes, then retry."),
    ),
    "tax_not_percent": Entry(
        _lt("The tax “%(tax)s” is not a percentage of the price."),
        _lt(
            "Use a percentage, or enter the document in %(system)s by hand and mark it as already "
            "in the books."
        ),
    ),
    "tax_archived": Entry(
        _lt("The tax “%(tax)s” is linked to %(code)s, which is not in use in %(system)s any more."),
        _lt("Link it to another tax code in the interface settings, then retry."),
    ),
    "tax_rate_differs": Entry(
        _lt("The tax “%(tax)s” has %(rate)s %%, its tax code %(code)s has %(remote)s %%."),
        _lt("Link it to a tax code with the same rate, then retry."),
    ),
    "tax_not_for_account": Entry(
        _lt("The tax code %(code)s cannot be used with the account %(account)s in %(system)s."),
        _lt("Link the tax or the account to one that go together, then retry."),
    ),
    "url_refused": Entry(
        _lt("%(system)s does not take links to this Odoo: %(url)s."),
        _lt("Set the system parameter web.base.url to an address that %(system)s takes."),
    ),
    # The customer
    "customer_nameless": Entry(
        _lt("The customer of %(number)s has no name."),
        _lt("Give the customer a name, then retry."),
    ),
    "contact_not_found": Entry(
        _lt("%(system)s has no contact “%(key)s”, and the interface adds none."),
        _lt("Add the contact in %(system)s, correct the name, or let the interface add contacts."),
    ),
    "contact_ambiguous": Entry(
        _lt("%(system)s has %(count)s contacts “%(key)s”."),
        _lt("Merge them in %(system)s, then retry."),
    ),
    "contact_archived": Entry(
        _lt("The contact “%(key)s” is archived in %(system)s."),
        _lt("Restore it in %(system)s, then retry."),
    ),
    "contact_taken": Entry(
        _lt("%(system)s did not add the contact “%(key)s”: its name is used there already."),
        _lt("Look for the contact in %(system)s, archived ones too, and make the names agree."),
    ),
    "contact_refused": Entry(
        _lt("%(system)s did not add the contact “%(key)s”: %(message)s"),
        _lt("Correct the customer, then retry."),
    ),
    "contact_unsure": Entry(
        _lt("Whether %(system)s added the contact “%(key)s” is not known yet."),
        _lt("Nothing to do: it is being looked for and the document goes out after that."),
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
    "email_invalid": Entry(
        _lt("The e-mail address of the contact “%(key)s” is not valid."),
        _lt("Correct it in %(system)s and here, then retry."),
    ),
    # What the accounting system says of a document
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
        _lt("Give the document another number, then retry."),
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
        _lt("%(date)s lies in a period that is locked in %(system)s."),
        _lt("Ask the accountant to unlock it, or give the document a later date."),
    ),
    "currency_refused": Entry(
        _lt("The currency %(currency)s is not in use in %(system)s."),
        _lt("Add the currency in %(system)s, then retry."),
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
    # The run
    "no_answer": Entry(
        _lt("%(system)s did not answer."),
        _lt(
            "Nothing to do: the document is being looked for and is sent again only if it is not "
            "there."
        ),
        WARNING,
    ),
    "interrupted": Entry(
        _lt("The upload was interrupted while the document was being sent."),
        _lt(
            "Nothing to do: the document is being looked for and is sent again only if it is not "
            "there."
        ),
        WARNING,
    ),
    "too_many_attempts": Entry(
        _lt(
            "%(attempts)s attempts to send the document ended without an answer, and it is not in "
            "%(system)s."
        ),
        _lt("Ask an administrator to look at the journal of the interface, then retry."),
    ),
    "answer_unreadable": Entry(
        _lt("The answer of %(system)s could not be understood."),
        _lt("Nothing to do: the document is being looked for."),
        WARNING,
    ),
    "internal_error": Entry(
        _lt("The document could not be prepared: %(message)s"),
        _lt("Tell an administrator; the log of the server says more."),
    ),
    "run_failed": Entry(
        _lt("The upload stopped with an internal error. Nothing is lost."),
        _lt("Tell an administrator: the log of the server says more. It is tried again soon."),
    ),
    "rate_limited": Entry(
        _lt("%(system)s takes no more calls before %(until)s (UTC)."),
        _lt("Nothing to do: the upload goes on by itself."),
        WARNING,
    ),
    "offline": Entry(
        _lt("%(system)s cannot be reached at the moment."),
        _lt("Nothing to do: the upload goes on by itself."),
        WARNING,
    ),
    "sign_in_needed": Entry(
        _lt("The sign-in to %(system)s has lapsed."),
        _lt("Sign in again on the interface; what waits then goes out by itself."),
    ),
    "database_copied": Entry(
        _lt("This database is a copy of the one that signed in to %(system)s."),
        _lt("Sign in from this database only if it shall really write to those books."),
    ),
    "scope_missing": Entry(
        _lt("The sign-in to %(system)s does not allow this (%(message)s)."),
        _lt("Sign in again on the interface and allow everything that is asked for."),
    ),
    "file_disconnected": Entry(
        _lt("The accounts file is not connected to this Odoo any more."),
        _lt("Connect it again on the interface, with the same accounts file."),
    ),
    "app_refused": Entry(
        _lt("%(system)s does not know this app (%(message)s)."),
        _lt("Check client id and client secret on the interface."),
    ),
    "address_refused": Entry(
        _lt("%(address)s is not a safe address for %(system)s."),
        _lt("Enter an address that begins with https:// in the interface settings."),
    ),
    "not_connected": Entry(
        _lt("The interface is not connected to an accounts file."),
        _lt("Connect it in the interface settings."),
    ),
    "secret_key_missing": Entry(
        _lt("The sign-in of this interface is encrypted and its key is not on this server."),
        _lt("Set ACCT_LINK_SECRET_KEY in the server's environment, or sign in again."),
    ),
    "request_refused": Entry(
        _lt("%(system)s refused the whole request: %(message)s"),
        _lt("Correct what it names, then retry."),
    ),
}
