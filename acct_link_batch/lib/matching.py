"""What of a party is compared with the contacts of the accounting system, and how."""

import unicodedata

# The rules: what of a document is its key. The accounting system calls them as it likes.
NAME = "name"  # the customer's name
CODE = "code"  # the customer's system code
INVOICE_NAME = "invoice_name"  # the name on the invoice
JOB = "job"  # the reference of the invoice, usually the code of its job
# No rule of an interface: contacts that are known, to see what has become of them.
REMOTE_ID = "remote_id"

# All documents of a customer have one contact; under the others each document says its own.
CUSTOMER_RULES = (NAME, CODE)


def normalise(text):
    """The form in which two keys are compared: one spelling of each character, no case, single
    spaces. Accents count: "Café" and "Cafe" are different customers.
    """
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def split_name(name):
    """A person's name as (first, last): the first word, and the rest."""
    first, _space, last = " ".join((name or "").split()).partition(" ")
    return first, last
