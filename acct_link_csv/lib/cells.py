"""From a column to the text of its cell: `compile_cell` makes one function for each column."""

import re
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_batch.lib.problem import Problem

from .characters import carried, clean, first_unfit, looks_like_formula
from .dates import write_date
from .format import FORMULA
from .sources import LINE_LEVEL, SOURCES, value_type

_PHONE = frozenset("0123456789+-()./ ")
_LETTERS, _MORE_LETTERS = "A-Za-z0-9", "À-ÖØ-öø-ÿ"  # the latter in all encodings but ascii
_LONGEST = 4000  # of what takes the short way
_CENTS = 2
# Of these the file may hold fewer decimals than Odoo: they are for the reader, not for the books.
# Where more than those of cents are taken, zeros at the end are left out.
_FIGURES = {
    "line.quantity": 0,
    "line.exact_quantity": 0,
    "line.upright_quantity": 0,
    "line.discount": 0,
    "line.tax_rate": 0,
    "line.price": 2,
    "line.exact_price": 2,
    "line.upright_price": 2,
}
_SIGNS = {
    "document": {},
    "credit_negative": {CREDIT_NOTE: -1, VENDOR_CREDIT: -1},
    "debit": {CREDIT_NOTE: -1, BILL: -1},
    "credit": {INVOICE: -1, VENDOR_CREDIT: -1},
}


def sign_of(sign, place):
    """1 or -1: what an amount is multiplied with."""
    if sign == "absolute":
        flipped = place.line and SOURCES["line.kind"].get(place) != place.document.kind
        return -1 if flipped else 1
    return _SIGNS[sign].get(place.document.kind, 1)


def compile_cell(column, format_, settings):
    """The text of a column that is the same everywhere, or else a function
    (place, problems) -> text that appends what is wrong to `problems`.
    """
    write = _Cell(column, format_, settings)
    if not (column.source or column.by_kind or column.fallback or column.taxed):
        if not column.fixed:
            return ""
        return column.fixed if column.type in ("raw", "number") else write.fixed_text()
    return write


class _Cell:
    """The function of one column."""

    def __init__(self, column, format_, settings):
        self.column = column
        self.format = format_
        self.name = column.header.strip(" *-") or column.source
        self.settings = settings
        self.get = self._getter(column.source)
        self.by_kind = {kind: self._getter(name) for kind, name in column.by_kind.items()}
        self.fallback = self._getter(column.fallback)
        self.write = getattr(self, f"_write_{column.type}")
        self.refused = frozenset(format_.replace)
        self.spelling = str.maketrans(format_.replace)
        if format_.quoting == "never":
            self.refused |= {format_.separator}
            self.spelling.setdefault(ord(format_.separator), " ")
        named = {column.source, *column.by_kind.values()} - {""}
        self.exact = not named or not named <= _FIGURES.keys()
        figure = not self.exact and column.decimals > _CENTS
        self.least_decimals = max(map(_FIGURES.get, named)) if figure else column.decimals

        sources = [name for name in (*named, column.fallback) if name in SOURCES]
        self.per_line = (
            column.taxed
            or column.sign == "absolute"
            or any(SOURCES[name].level == LINE_LEVEL for name in sources)
        )

    # === THE SHORT WAY === #

    def short_way(self):
        """Nearly every value goes as it is.

        :return: a function that gives what `__call__` gives: of such a value at once, of any
            other by way of `__call__`
        """
        column = self.column
        if self.by_kind or column.mapping or column.keep or column.taxed or not self.get:
            return self
        kind = value_type(column.source)
        if column.type in ("text", "key") and kind is str:
            return self._short_text()
        if column.type == "number" and kind is Decimal and column.sign in _SIGNS:
            return self._short_number()
        return self

    def _short_text(self):
        get, whole = self.get, self
        goes_as_it_is = self._plain_pattern().fullmatch
        may_be_empty = not (self.fallback or self.column.required)

        def way(place, problems):
            value = get(place)
            if value:
                if goes_as_it_is(value) and "  " not in value:
                    return value
            elif may_be_empty:
                return ""
            return whole(place, problems)

        return way

    def _plain_pattern(self):
        """What begins with a letter or digit, has nothing that is replaced or refused, and no
        blank at its end, in the length of the column.
        """
        column = self.column
        letters = _LETTERS + (_MORE_LETTERS if self.format.encoding != "ascii" else "")
        if column.allowed:
            letters = inner = "0-9" if column.allowed == "digits" else _LETTERS
        else:
            refused = "".join(map(re.escape, sorted(self.refused)))
            inner = f" -~{letters}"
            if refused:
                inner = rf"(?![{refused}])[{inner}]"
                letters = rf"(?![{refused}])[{letters}]"
        first = letters if letters.startswith("(") else f"[{letters}]"
        each = inner if inner.startswith("(") else f"[{inner}]"
        length = column.length or _LONGEST
        return re.compile(rf"{first}(?:{each}){{0,{length - 1}}}(?<! )")

    def _short_number(self):
        get, whole, signs = self.get, self, _SIGNS[self.column.sign]
        least, most = self.least_decimals, self.column.decimals
        longest = self.column.length or _LONGEST

        def way(place, problems):
            value = get(place)
            if not signs or signs.get(place.document.kind, 1) == 1:
                # Neither a sign nor an exponent, and no more decimals than are written.
                text = str(value)
                units, dot, decimals = text.partition(".")
                short = len(text) <= longest
                if short and units.isdecimal() and least <= len(decimals) <= most:
                    if not dot:
                        return units
                    if decimals.isdecimal():
                        if least < most:
                            decimals = decimals.rstrip("0").ljust(least, "0")
                        return f"{units}.{decimals}" if decimals else units
            return whole(place, problems)

        return way

    # === ANY VALUE === #

    def fixed_text(self):
        return self._write_text(self.column.fixed, None, [])

    def _getter(self, name):
        if not name:
            return None
        if name.startswith("setting."):
            value = self.settings.get(name.removeprefix("setting."), "")
            return lambda _place: value
        return SOURCES[name].get

    def __call__(self, place, problems):
        column = self.column
        if column.taxed and not (place.line.tax or place.line.tax_rate):
            return ""
        get = self.get
        if self.by_kind:
            get = self.by_kind.get(place.document.kind)
        value = get(place) if get else column.fixed
        text = "" if value in ("", None) else self.write(value, place, problems)
        if text == "" and self.fallback and (get or not self.by_kind):
            text = self.write(self.fallback(place), place, problems)
        if text == "" and column.required:
            self._report(problems, "file_field_missing", place)
        return text

    def _report(self, problems, code, place, **values):
        record = None
        if place and code != "file_text_cut" and self.column.source.startswith("party."):
            record = ("res.partner", place.party.partner_id) if place.party.partner_id else None
        about = place.document.number if place and place.document else place and place.party.name
        values = {name: str(value) for name, value in values.items()}
        problems.append(
            Problem(code, {"number": about or "", "field": self.name, **values}, record)
        )

    def _is_formula(self, text):
        # Where cells are never quoted a spreadsheet takes the quotes of a text for its own.
        bare = text.lstrip('"') if self.format.quoting == "never" else text
        return looks_like_formula(bare)

    # === TYPES === #

    def _write_text(self, value, place, problems):
        said = str(value)
        if self.column.keep:
            said = self._without_punctuation(said, place, problems)
        text = clean(said).translate(self.spelling) if self.refused else clean(said)
        text = carried(text, self.format.encoding)
        if text != said and text.split() != said.split():
            self._report(problems, "file_text_changed", place, value=text[:80])
        before = FORMULA[self.format.formula.texts]
        if before and self._is_formula(text):
            text = before + text
            self._report(problems, "file_text_defused", place, value=text[:80])
        length = self.column.length
        if length and len(text) > length:
            text = text[:length].rstrip()
            self._report(problems, "file_text_cut", place, limit=length, value=text)
        return text

    def _without_punctuation(self, said, place, problems):
        """What the column keeps; letters and digits that it does not are missed."""
        fits = str.isdecimal if self.column.keep == "digits" else str.isalnum
        text = "".join(filter(fits, carried(said, "ascii")))
        if len(text) < sum(map(str.isalnum, said)):
            self._report(problems, "file_text_changed", place, value=text[:80])
        return text

    def _write_key(self, value, place, problems):
        column = self.column
        text = trim(column.mapping.get(str(value), str(value)))
        if column.allowed == "no_colon" and ":" in text:
            self._report(problems, "file_name_colon", place, value=text[:80])
        unfit = first_unfit(text, self.format.encoding, self.refused) or _first_foreign(
            text, column.allowed
        )
        if unfit:
            shown = unfit if unfit.isprintable() and unfit != " " else f"U+{ord(unfit):04X}"
            self._report(problems, "file_key_character", place, value=text[:80], character=shown)
        if not self.format.formula.keep_keys and self._is_formula(text):
            self._report(problems, "file_key_formula", place, value=text[:80])
        if column.length and len(text) > column.length:
            self._report(problems, "file_key_too_long", place, value=text[:80], limit=column.length)
        return text

    def _write_enum(self, value, place, problems):
        text = self.column.mapping.get(str(value))
        if text is None:
            self._report(problems, "file_value_unknown", place, value=value)
        return text or ""

    def _write_number(self, value, place, problems):
        if isinstance(value, str):
            return value  # fixed
        value = value * sign_of(self.column.sign, place)
        if self.column.sign == "absolute" and value < 0:
            line = place.line.description[:80] if place.line else ""
            self._report(problems, "file_signs_mixed", place, line=line)
        rounded = value.quantize(Decimal(1).scaleb(-self.column.decimals), ROUND_HALF_UP)
        if self.exact and rounded != value:
            self._report(problems, "too_many_decimals", place)
        return self._fitting(self._digits(rounded), place, problems)

    def _fitting(self, text, place, problems):
        length = self.column.length
        if length and len(text) > length:
            self._report(problems, "file_amount_too_long", place, value=text, limit=length)
        return text

    def _digits(self, number):
        text = f"{number + 0:f}" if number else f"{abs(number):f}"
        if "." in text and self.least_decimals < self.column.decimals:
            whole, _, decimals = text.partition(".")
            decimals = decimals.rstrip("0").ljust(self.least_decimals, "0")
            text = f"{whole}.{decimals}" if decimals else whole
        return text

    def _write_percent(self, value, place, problems):
        return f"{self._write_number(value, place, problems)}%"

    def _write_integer(self, value, place, problems):
        return self._fitting(str(value), place, problems)

    def _write_date(self, value, _place, _problems):
        return write_date(value, self.format.date_format)

    def _write_flag(self, value, _place, _problems):
        return self.format.true if value else self.format.false

    def _write_phone(self, value, place, problems):
        said = str(value)
        text = "".join(character for character in said if character in _PHONE).strip()
        if text != said:
            self._report(problems, "file_text_changed", place, value=text[:80])
        length = self.column.length
        if length and len(text) > length:
            text = text[:length].rstrip()
            self._report(problems, "file_text_cut", place, limit=length, value=text)
        return text

    _write_raw = None


def _first_foreign(text, allowed):
    """The first character that the class `allowed` (`format.ALLOWED`) does not have, or ""."""
    if allowed in ("", "no_colon"):
        return ""
    fits = {
        "digits": lambda one: one.isascii() and one.isdecimal(),
        "no_space": lambda one: not one.isspace(),
        "letters_digits": lambda one: one.isascii() and one.isalnum(),
        "code": lambda one: not one.isspace() and one != "@",
    }[allowed]
    return next((one for one in text if not fits(one)), "")
