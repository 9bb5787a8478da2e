"""How alike two names are: what a person would take for the same customer, spelled otherwise."""

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from .matching import normalise

# What names of firms end in says little about which firm it is.
_FORMS = frozenset(
    ("ltd", "limited", "pty", "co", "company", "inc", "incorporated", "llc", "llp", "plc")
    + ("corp", "corporation", "trust", "the", "and")
)


def plain(name: str) -> str:
    """The name without case, accents, punctuation and legal form; whole where only that is left."""
    folded = unicodedata.normalize("NFKD", normalise(name))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return " ".join([word for word in words if word not in _FORMS] or words)


def rank(name: str, others: Iterable[tuple[int, str]], most: int = 1) -> list[tuple[int, int]]:
    """The likest of the others, best first.

    :param others: (id, plain name); :return: [(id, percent)], none below 50
    """
    choices = dict(others)
    found = process.extract(
        plain(name), choices, scorer=fuzz.token_sort_ratio, score_cutoff=50, limit=most
    )
    return [(id_, round(score)) for _name, score, id_ in found]
