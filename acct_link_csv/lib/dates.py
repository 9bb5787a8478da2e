"""Dates as a format writes them: never in the words of a locale."""

import functools
import re

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# As `str.format` takes them: year, year of the century, month, its name, day.
_TOKENS = {
    "YYYY": "{0:04}",
    "YY": "{1:02}",
    "MON": "{3}",
    "MM": "{2:02}",
    "M": "{2}",
    "DD": "{4:02}",
    "D": "{4}",
}
_TOKEN = re.compile("|".join(_TOKENS))


def readable(pattern):
    """Whether the pattern (DD/MM/YYYY, M/D/YY, YYYYMMDD, DD-MON-YYYY …) names day, month and year
    once each and has nothing else but separators.
    """
    tokens = sorted(token[0] for token in _TOKEN.findall(pattern))
    return tokens == ["D", "M", "Y"] and not re.search(r"[^-/. ]", _TOKEN.sub("", pattern))


def write_date(day, pattern):
    year, month = day.year, day.month
    return _template(pattern).format(year, year % 100, month, _MONTHS[month - 1], day.day)


@functools.lru_cache
def _template(pattern):
    literal = pattern.replace("{", "{{").replace("}", "}}")
    return _TOKEN.sub(lambda match: _TOKENS[match[0]], literal)
