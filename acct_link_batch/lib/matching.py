"""Comparing names and codes of parties."""

import unicodedata


def normalise(text):
    """The form in which two keys are compared: one spelling of each character, no case, single
    spaces. Accents count: "Café" and "Cafe" are different customers.
    """
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def group_by_key(parties):
    """Parties by their normalised key: {key: [Party, ...]}, in the order they came."""
    groups = {}
    for party in parties:
        groups.setdefault(normalise(party.key), []).append(party)
    return groups
