"""The reference of a document: ten rules and a free template, and the cut at the system's limit.

A template is text with placeholders such as `{job_code}`; nothing in it is evaluated. What is
missing leaves nothing behind: words before a placeholder come and go with it, and separators stand
only between two parts that are there. Source of the rules: help page on what is shared with the
accounting system, section "Invoice Reference".
"""

import functools
import re
import unicodedata
from dataclasses import dataclass, fields
from itertools import accumulate

from odoo.addons.acct_link_batch.lib.matching import trim

ELLIPSIS = "…"
# Rule -> template; the free one is given by the interface.
RULES = {
    "job_code": "{job_code}",
    "job_name": "{job_name}",
    "reference": "{reference}",
    "job_code_name": "{job_code} - {job_name}",
    "job_code_po": "{job_code} - {po}",
    "claim": "{claim}",
    "job_code_claim": "{job_code} - {claim}",
    "heading": "{heading}",
    "heading_job_code": "{heading} - {job_code}",
    "reference_heading": "{reference} - {heading}",
}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Between two placeholders: what closes the first, what separates, what opens the second.
_BETWEEN = re.compile(
    r"(?P<close>[)\]»”’\"'%!?]*)(?P<separator>[\s\-–—/\\|,;:·•+&_.]*)(?P<open>.*)"
)
_JOINER = "\u200d"


@dataclass(frozen=True)
class Parts:
    """What a reference may be made of, as a document has it; empty where it has none."""

    job_code: str = ""
    job_name: str = ""
    reference: str = ""
    claim: str = ""
    heading: str = ""
    po: str = ""
    origin: str = ""
    number: str = ""
    customer: str = ""
    name: str = ""


PLACEHOLDERS = tuple(field.name for field in fields(Parts))


@dataclass(frozen=True)
class Reference:
    """`text` is what is sent, `full` what it would be without a limit."""

    text: str
    full: str

    @property
    def is_cut(self):
        return self.text != self.full


class TemplateError(ValueError):
    """`unknown`: the placeholders nobody knows; empty where the braces are out of order."""

    def __init__(self, unknown=()):
        super().__init__(", ".join(unknown))
        self.unknown = tuple(unknown)


@dataclass(frozen=True)
class _Piece:
    separator: str
    before: str
    name: str
    after: str


def check(template):
    """:raises TemplateError: it has unknown placeholders, or braces out of order"""
    names = [name.strip() for name in _PLACEHOLDER.findall(template)]
    if unknown := [name for name in dict.fromkeys(names) if name not in PLACEHOLDERS]:
        raise TemplateError(unknown)
    if set("{}") & set(_PLACEHOLDER.sub("", template)):
        raise TemplateError()


def get_names(template):
    """:return: the fields of `Parts` that a template asks for"""
    return {piece.name for piece in _parse(template)[0]}


def build(template, parts, limit=0):
    """Fill a template and cut it. :param limit: in characters, 0: none. :return: Reference"""
    full = _tidy(_fill(template, parts))
    return Reference(cut(full, limit), full)


def cut(text, limit):
    """At most `limit` characters, counted in UTF-16 units, the strictest way systems count; never
    inside a character that is made of several, and with an ellipsis where it was cut.
    """
    if not limit or _length(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    end = sum(used <= room for used in accumulate(map(_length, text)))
    while end and _belongs(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _length(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _belongs(text, index):
    """Whether the character there is one with the character before it."""
    character = text[index]
    return bool(
        unicodedata.combining(character)
        or character == _JOINER
        or text[index - 1] == _JOINER
        or "\ufe00" <= character <= "\ufe0f"  # variation selectors
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
    )


def _tidy(text):
    return " ".join(trim(text).split())


def _fill(template, parts):
    pieces, rest = _parse(template)
    if not pieces:
        return rest
    text = ""
    for piece in pieces:
        if value := _tidy(getattr(parts, piece.name)):
            separator = piece.separator if text else ""
            text += f"{separator}{piece.before}{value}{piece.after}"
    return text


@functools.lru_cache
def _parse(template):
    """:return: ([_Piece], the text if there is no placeholder)"""
    chunks = _PLACEHOLDER.split(_tidy(template))
    literals, names = chunks[::2], [name.strip() for name in chunks[1::2]]
    if not names:
        return [], literals[0]
    found = [_BETWEEN.fullmatch(literal) for literal in literals]
    # Nothing is closed before the first placeholder, nothing is opened after the last one.
    before = [literals[0].lstrip(), *(match["open"] for match in found[1:-1])]
    separators = ["", *(match["separator"] for match in found[1:-1])]
    closing = literals[-1] if found[-1]["open"] else found[-1]["close"]
    after = [*(match["close"] for match in found[1:-1]), closing]
    return list(map(_Piece, separators, before, names, after)), ""
