"""Characters: which of them a file carries, and what becomes of the others.

What spreadsheets take for a formula: = + - @ (their wide forms, too) at the start of a cell, and
what they skip before it. Source: OWASP, CSV Injection.
"""

import unicodedata

from odoo.addons.acct_link_batch.lib.matching import SIGNS, trim

_TRIGGERS = frozenset("=+-@|\t\r\n＝＋－＠")
_CODECS = {"utf-8": "utf-8", "windows-1252": "cp1252", "ascii": "ascii"}
# What old code pages lack, and what stands for it.
_SPELLED = {
    **SIGNS,
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u202f\u3000", " "),
    "…": "...",
    "•": "*",
    "€": "EUR",
    "™": "(TM)",
    "©": "(c)",
    "®": "(R)",
    "×": "x",
    "÷": "/",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
}
# Not to be seen, but letters are joined by them.
_JOINERS = "\u200c\u200d"


def codec(encoding):
    return _CODECS[encoding]


def looks_like_formula(text):
    """Whether a spreadsheet would take the cell for a formula."""
    return text[:1] in _TRIGGERS if text else False


def clean(text):
    """One line without control characters and direction marks, runs of blanks as one."""
    if text.isprintable() and "  " not in text:
        return trim(text)
    kept = []
    for character in text:
        if character.isprintable() or character in _JOINERS:
            kept.append(character)
        elif character.isspace() or unicodedata.category(character) == "Cc":
            kept.append(" ")
    return " ".join(trim("".join(kept)).split())


def carried(text, encoding):
    """The text in characters of the encoding: others are spelled in those it has, or are "?"."""
    if text.isascii():
        return text
    name = _CODECS[encoding]
    try:
        text.encode(name)
        return text
    except UnicodeEncodeError:
        pieces = (_in_encoding(one, name) for one in unicodedata.normalize("NFC", text))
        return "".join(pieces)


def _in_encoding(character, name):
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one)
    )
    for candidate in (character, _SPELLED.get(character), plain):
        if candidate:
            try:
                candidate.encode(name)
                return candidate
            except UnicodeEncodeError:
                continue
    gone = unicodedata.combining(character) or character in _JOINERS
    return "" if gone else "?"


def first_unfit(text, encoding, refused):
    """The first character that a key cannot have, or "": not in the encoding, not to be seen, or
    among `refused`.
    """
    if text.isascii() and text.isprintable() and not refused.intersection(text):
        return ""
    name = _CODECS[encoding]
    for character in text:
        if character in refused or not character.isprintable():
            return character
        try:
            character.encode(name)
        except UnicodeEncodeError:
            return character
    return ""
