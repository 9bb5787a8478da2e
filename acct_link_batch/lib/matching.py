"""What of a party is compared with the contacts of the accounting system, and how."""

import functools
import re
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

# Texts whose forms are kept at hand: each is asked for several times in a row.
REMEMBERED = 4096

# What nobody sees in a name and programs still paste into it: soft hyphen, joiners, zero-width
# spaces, bidi marks, variation selectors, the byte order mark, fillers, tags, control characters.
# Source: Unicode, Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the category Cc
# without the blanks.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]+")
# A blank to the eye, but a letter to Unicode.
_BRAILLE_BLANK = "\u2800"
_SEEN = rf"[^\s{_BRAILLE_BLANK}{_INVISIBLE}]"
_TRIMMED = re.compile(f"{_SEEN}(?:.*{_SEEN})?", re.DOTALL)
# Signs that stand for the one that a keyboard has: word processors put them there unasked.
SIGNS = {
    **dict.fromkeys("‘’‚‛′ʹʼ", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_SIGNS = str.maketrans({**SIGNS, "`": "'"})


def visible(text: str | None) -> str:
    """The text as seen: nothing invisible, one spelling of characters and signs, single spaces."""
    seen = _HIDDEN.sub("", text or "").replace(_BRAILLE_BLANK, " ")
    return " ".join(unicodedata.normalize("NFKC", seen).translate(_SIGNS).split())


@functools.lru_cache(REMEMBERED)
def normalise(text: str | None) -> str:
    """The one form in which names, codes and other words are compared: as they are seen, without
    case. Accents count: "Café" and "Cafe" are different customers. Source: Unicode, NFKC_Casefold.
    """
    seen = visible(text)
    if seen.isascii():
        return seen.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", seen).casefold())
    return " ".join(unicodedata.normalize("NFKC", folded.casefold()).split())


def normalise_number(text: str | None) -> str:
    """The one form in which numbers of suppliers are compared: as `normalise`, and without any
    blank, as "INV 9" is typed for the "INV9" on the paper.
    """
    return unicodedata.normalize("NFKC", normalise(text).replace(" ", ""))


def normalise_tax_number(text: str | None) -> str:
    """The one form in which tax numbers are compared: letters and digits, "49-098-576" or not."""
    return "".join(character for character in normalise(text) if character.isalnum())


def skeleton(text: str | None) -> str:
    """The ASCII letters and digits of the normal form, which a database can compute, too, in any
    locale (`SKELETON_SQL`). Texts that are equal in any of the forms above have the same skeleton;
    those with the same one have to be compared.
    """
    spread = unicodedata.normalize("NFKD", normalise(text))
    return "".join(character for character in spread if character.isascii() and character.isalnum())


# The same of a column in PostgreSQL. Only "ß" becomes ASCII letters without being made of some.
SKELETON_SQL = (
    "translate(regexp_replace(normalize(replace(replace({}, 'ß', 'ss'), 'ẞ', 'ss'), NFKD),"
    " '[^0-9A-Za-z]+', '', 'g'), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
)


@functools.lru_cache(REMEMBERED)
def trim(text: str | None) -> str:
    """The text as it is sent: as it was typed, without blanks and invisible characters around."""
    found = _TRIMMED.search(text or "")
    return found.group() if found else ""


def split_name(name):
    """A person's name as (first, last): the first word, and the rest."""
    first, _space, last = " ".join(trim(name).split()).partition(" ")
    return first, last
