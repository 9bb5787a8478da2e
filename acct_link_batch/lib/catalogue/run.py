"""What can stop a run."""

from .entry import WARNING, Entry, _lt

RUN = {
    "no_answer": Entry(
        _lt("%(system)s did not answer."),
        _lt(
            "Nothing to do: the link looks for the document and sends it again only if it is not "
            "there."
        ),
        WARNING,
    ),
    "interrupted": Entry(
        _lt("The upload was interrupted while the document was being sent."),
        _lt(
            "Nothing to do: the link looks for the document and sends it again only if it is not "
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
        _lt("Nothing to do: the link looks for the document."),
        WARNING,
    ),
    "answer_too_large": Entry(
        _lt("The answer of %(system)s has more than %(most)s MB and was not read."),
        _lt(
            "Nothing to do: it is asked again, and a document that was sent is looked for. If it "
            "stays so, ask an administrator whether the addresses on the interface are right."
        ),
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
    "calls_at_once": Entry(
        _lt("Other calls to %(system)s are under way, as many as it takes at once."),
        _lt("Nothing to do: it goes on by itself in a moment."),
        WARNING,
    ),
    "offline": Entry(
        _lt("%(system)s cannot be reached at the moment."),
        _lt("Nothing to do: the upload goes on by itself."),
        WARNING,
    ),
    "sign_in_needed": Entry(
        _lt("The sign-in to %(system)s has lapsed."),
        _lt("Sign in again on the interface; waiting documents are then sent by themselves."),
    ),
    "scope_missing": Entry(
        _lt("The sign-in to %(system)s does not allow this (%(message)s)."),
        _lt("Sign in again on the interface and allow everything that is asked for."),
    ),
    "file_disconnected": Entry(
        _lt("The accounts file is not connected to this Odoo any more."),
        _lt("Connect it again on the interface, with the same accounts file."),
    ),
    "calls_reserved": Entry(
        _lt(
            "Only %(left)s calls to %(system)s are left today; they are kept for what people start."
        ),
        _lt("Nothing to do: it goes on when there are more."),
        WARNING,
    ),
    "booked_later_some": Entry(
        _lt(
            "%(count)s payments or bills were booked on another day than in %(system)s, as the "
            "period of their date is locked."
        ),
        _lt("Nothing to do: each says so under Payments or Bills."),
        WARNING,
    ),
    "request_refused": Entry(
        _lt("%(system)s refused the whole request: %(message)s"),
        _lt("Correct what it names, then retry."),
    ),
}
