"""Dates as a format writes them: never in the words of a locale."""

import re

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_TOKENS = {
    "YYYY": lambda day: f"{day.year:04}",
    "YY": lambda day: f"{day.year % 100:02}",
    "MON": lambda day: _MONTHS[day.month - 1],
    "MM": lambda day: f"{day.month:02}",
    "M": lambda day: str(day.month),
    "DD": lambda day: f"{day.day:02}",
    "D": lambda day: str(day.day),
}
_TOKEN = re.compile("|".join(_TOKENS))


def readable(pattern):
    """Whether the pattern (DD/MM/YYYY, M/D/YY, YYYYMMDD, DD-MON-YYYY …) names day, month and year
    once each and has nothing else but separators.
    """
    tokens = sorted(token[0] for token in _TOKEN.findall(pattern))
    return tokens == ["D", "M", "Y"] and not re.search(r"[^-/. ]", _TOKEN.sub("", pattern))


def write_date(day, pattern):
    return _TOKEN.sub(lambda match: _TOKENS[match[0]](day), pattern)
