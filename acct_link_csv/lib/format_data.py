"""Formats from and to plain data, strictly: descriptions are edited by hand.

`Misformed` carries the Problem to show: where it is, what is wrong, what belongs there.
"""

import dataclasses
import re
import types
import typing
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo.addons.acct_link_batch.lib.problem import Problem

from . import format as fmt
from .characters import first_unfit
from .dates import readable
from .sources import LINE_LEVEL, PARTY_LEVEL, SOURCES, value_type

_OF_LINES = (fmt.LINE, fmt.GROUP, fmt.TAX)
_CHOICES = {
    (fmt.Column, "type"): fmt.TYPES,
    (fmt.Column, "sign"): fmt.SIGNS,
    (fmt.Column, "allowed"): fmt.ALLOWED,
    (fmt.Column, "keep"): fmt.KEEP,
    (fmt.Record, "per"): fmt.PER,
    (fmt.Record, "kinds"): fmt.KINDS,
    (fmt.Record, "skip"): fmt.SKIP,
    (fmt.Repeat, "per"): _OF_LINES,
    (fmt.FileSpec, "layout"): fmt.LAYOUTS,
    (fmt.NumberStep, "do"): fmt.NUMBER_STEPS,
    (fmt.NumberRule, "kinds"): fmt.KINDS,
    (fmt.Formula, "texts"): tuple(fmt.FORMULA),
    (fmt.Total, "sign"): fmt.SIGNS,
    (fmt.Format, "confidence"): fmt.CONFIDENCE,
    (fmt.Format, "kinds"): fmt.KINDS,
    (fmt.Format, "max_tax_codes_of"): fmt.KINDS,
    (fmt.Format, "match_rules"): fmt.MATCH_RULES,
    (fmt.Format, "encoding"): fmt.ENCODINGS,
    (fmt.Format, "newline"): tuple(fmt.NEWLINES),
    (fmt.Format, "quoting"): fmt.QUOTING,
    (fmt.Format, "package"): fmt.PACKAGES,
}
# What a column of a type can be made of; an enum of anything.
_TAKES = {
    "text": (str, int),
    "key": (str, int),
    "phone": (str,),
    "number": (Decimal, int),
    "percent": (Decimal,),
    "integer": (int,),
    "date": (date,),
    "flag": (bool,),
}
_NUMBER = re.compile(r"(-?\d+(\.\d+)?)?\Z", re.ASCII)
# Texts that may be long or hold what they like are for people; all others are names and words.
_LONGEST = 500
_LARGEST = 10**9
_DEEPEST = 20  # values in values; a format has half of them
_ELEMENT = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_FILE_NAME = re.compile(r"[\w{}.-]+\Z", re.ASCII)


class Misformed(ValueError):
    """A description that is no format. `problem` says where and why."""

    def __init__(self, code, **values):
        self.problem = Problem(code, {name: str(value) for name, value in values.items()})
        super().__init__(f"{code}: {self.problem.values}")


def format_from_data(data) -> fmt.Format:
    """:raises Misformed:"""
    _check_depth(data)
    format_ = _build(fmt.Format, data, "format")
    _examine(format_)
    return format_


def to_data(value):
    """What `format_from_data` reads, without what is as it is by default."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_data(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != _default(field)
        }
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    if isinstance(value, dict):
        return dict(value)
    return value


def _default(field):
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


# === READING === #


def _check_depth(data):
    """What is nested without end is looked at level by level: anything else would go as deep."""
    values = [data]
    for _level in range(_DEEPEST):
        values = [one for value in values for one in _inner(value)]
    if values:
        raise Misformed("format_too_deep", where="format", limit=_DEEPEST)


def _inner(value):
    values = value.values() if isinstance(value, dict) else value
    return values if isinstance(value, (dict, list, tuple)) else ()


def _build(kind, data, where):
    if not isinstance(data, dict):
        raise Misformed("format_wrong_type", where=where, value=_brief(data), expected="{…}")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key in data:
        if key not in fields:
            raise Misformed(
                "format_unknown_key", where=where, key=_brief(key), known=", ".join(fields)
            )
    values = {}
    hints = typing.get_type_hints(kind)
    for name, field in fields.items():
        place = f"{where}.{name}"
        if name not in data:
            if _default(field) is dataclasses.MISSING:
                raise Misformed("format_missing_key", where=where, key=name)
            continue
        values[name] = _value(hints[name], data[name], place)
        _choose(kind, name, values[name], place)
    return kind(**values)


def _choose(kind, name, value, where):
    choices = _CHOICES.get((kind, name))
    for one in value if isinstance(value, tuple) else (value,):
        if choices and one not in choices:
            raise Misformed(
                "format_wrong_choice", where=where, value=_brief(one), known=", ".join(choices)
            )


def _value(hint, data, where):
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return None if data is None else _value(arguments[0], data, where)
    if dataclasses.is_dataclass(hint):
        return _build(hint, data, where)
    if origin is tuple:
        if not isinstance(data, (list, tuple)):
            raise Misformed("format_wrong_type", where=where, value=_brief(data), expected="[…]")
        return tuple(
            _value(arguments[0], one, f"{where}[{index}]") for index, one in enumerate(data)
        )
    if origin is dict:
        if not isinstance(data, dict):
            raise Misformed("format_wrong_type", where=where, value=_brief(data), expected="{…}")
        return {
            _value(str, key, where): _value(str, one, f"{where}.{_brief(key)}")
            for key, one in data.items()
        }
    if type(data) is not hint:
        expected = {str: "text", int: "1, 2, …", bool: "true, false"}[hint]
        raise Misformed("format_wrong_type", where=where, value=_brief(data), expected=expected)
    if hint is int and not 0 <= data <= _LARGEST:
        raise Misformed("format_wrong_type", where=where, value=data, expected=f"0 … {_LARGEST}")
    if hint is str and len(data) > _LONGEST:
        raise Misformed(
            "format_wrong_type", where=where, value=_brief(data), expected=f"≤ {_LONGEST}"
        )
    return data


def _brief(value):
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


# === WHETHER THE PARTS GO TOGETHER === #


def _examine(format_):
    readable_date = readable(format_.date_format)
    _expect(readable_date, "format.date_format", format_.date_format, "DD/MM/YYYY, M/D/YY, …")
    _expect(len(format_.separator) == 1, "format.separator", format_.separator, "',', ';', '\\t'")
    _expect(format_.separator not in '"\r\n', "format.separator", format_.separator, "',', ';'")
    formula = format_.formula
    if (formula.texts == "keep" or formula.keep_keys) and not formula.why.strip():
        raise Misformed("format_why_missing", where="format.formula")
    for old in format_.replace:
        _expect(len(old) == 1, "format.replace", old, "one character")
    _once((setting.key for setting in format_.settings), "format.settings")
    _expect(format_.files and format_.kinds, "format", format_.key, "files, kinds")
    names = _once((file.name for file in format_.files), "format.files")
    for index, file in enumerate(format_.files):
        _examine_file(format_, file, f"format.files[{index}]", names)
    for name in ("customers", "suppliers"):
        if file := getattr(format_, name):
            _examine_file(format_, file, f"format.{name}", names, party=True)
    if format_.package:
        _expect_file_name(format_.package_name, "format.package_name")
    _examine_number(format_.number)
    _examine_totals(format_)


def _expect(condition, where, value, expected):
    if not condition:
        raise Misformed("format_wrong_type", where=where, value=_brief(value), expected=expected)


def _expect_carried(format_, text, where):
    """A text of the description itself stands in the file to the letter."""
    unfit = first_unfit(text, format_.encoding, frozenset())
    _expect(not unfit, where, text, format_.encoding)


def _expect_file_name(name, where):
    rest = name.replace("{batch}", "")
    good = _FILE_NAME.match(name) and not set(rest) & set("{}") and not name.startswith(".")
    _expect(good, where, name, "{batch}.csv")


def _once(names, where):
    seen = set()
    for name in names:
        if name in seen:
            raise Misformed("format_twice", where=where, value=_brief(name))
        seen.add(name)
    return seen


def _examine_file(format_, file, where, names, party=False):
    _expect_file_name(file.name, f"{where}.name")
    if file.layout == "loader":
        if file.describes not in names:
            raise Misformed("format_reference_unknown", where=where, value=_brief(file.describes))
        _expect(not file.records, f"{where}.records", "", "[]")
        return
    if file.layout == "xml":
        for name in (file.root, *file.root_attributes):
            _expect(_ELEMENT.match(name), f"{where}.root", name, "a-z")
    for text in (*file.opening, *file.closing, *file.root_attributes.values()):
        _expect_carried(format_, text, where)
    known = {f"setting.{setting.key}" for setting in format_.settings}
    for name in re.findall(r"\{(setting\.[^}]*)\}", "".join(file.opening)):
        if name not in known:
            raise Misformed("format_reference_unknown", where=where, value=_brief(name))
    _expect(file.records, f"{where}.records", "", "[…]")
    records = {}
    headed = None
    _once((record.name for record in file.records), where)
    for index, record in enumerate(file.records):
        place = f"{where}.records[{index}]"
        _expect((record.per == fmt.PARTY) == party, f"{place}.per", record.per, "…")
        _examine_record(format_, record, place, records)
        if file.layout == "xml":
            _examine_elements(record, place)
        else:
            headed = _examine_cells(record, place, headed)
        records[record.name] = record


def _examine_record(format_, record, where, records):
    columns = record.columns
    if record.like:
        if record.like not in records:
            raise Misformed("format_reference_unknown", where=where, value=_brief(record.like))
        model = {column.header for column in records[record.like].columns}
        for column in columns:
            if column.header not in model:
                raise Misformed(
                    "format_reference_unknown", where=where, value=_brief(column.header)
                )
    headers = {column.header for column in columns}
    for together in record.together:
        for header in together.headers:
            _expect(header in headers, f"{where}.together", header, ", ".join(headers))
    if record.width:
        used = _once((column.at for column in columns), where)
        last = record.width - bool(record.end)
        _expect(all(1 <= at <= last for at in used), f"{where}.columns", "at", f"1 … {last}")
    for index, column in enumerate(columns):
        _examine_column(format_, column, record.per, f"{where}.columns[{index}]")
    if repeat := record.repeat:
        _expect(record.per == fmt.DOCUMENT, f"{where}.repeat", record.per, fmt.DOCUMENT)
        _expect(1 <= repeat.times <= 500, f"{where}.repeat.times", repeat.times, "1 … 500")
        for index, column in enumerate(repeat.columns):
            _examine_column(format_, column, repeat.per, f"{where}.repeat.columns[{index}]")


def _examine_column(format_, column, per, where):
    settings = {f"setting.{setting.key}" for setting in format_.settings}
    for source in (column.source, column.fallback, *column.by_kind.values()):
        if not source or source in settings:
            continue
        level = SOURCES[source].level if source in SOURCES else None
        fits = {
            fmt.PARTY: level == PARTY_LEVEL,
            fmt.DOCUMENT: level is not None and level != LINE_LEVEL,
        }.get(per, level is not None)
        if not fits:
            raise Misformed("format_source_unknown", where=where, value=_brief(source))
    _examine_types(column, where)
    _expect(not column.taxed or per in _OF_LINES, f"{where}.taxed", per, ", ".join(_OF_LINES))
    _expect(not column.keep or column.type == "text", f"{where}.keep", column.type, "text")
    for kind in column.by_kind:
        if kind not in fmt.KINDS:
            raise Misformed(
                "format_wrong_choice", where=where, value=_brief(kind), known=", ".join(fmt.KINDS)
            )
    for text in (column.header, column.fixed, *column.mapping.values()):
        _expect_carried(format_, text, where)
    _expect(column.decimals <= 10, f"{where}.decimals", column.decimals, "0 … 10")
    _expect(
        column.type != "raw" or not (column.source or column.by_kind or column.fallback),
        f"{where}.type",
        "raw",
        "fixed",
    )
    _expect(column.type != "enum" or column.mapping, f"{where}.mapping", "", "{…}")


def _examine_types(column, where):
    """Amounts, dates and flags come from such sources alone: nobody's text stands in a cell that
    is written as it is.
    """
    if column.type in _TAKES:
        for source in filter(None, (column.source, column.fallback, *column.by_kind.values())):
            if value_type(source) not in _TAKES[column.type]:
                raise Misformed("format_source_unknown", where=where, value=_brief(source))
    _expect(
        column.type not in ("number", "percent", "integer") or _NUMBER.match(column.fixed),
        f"{where}.fixed",
        column.fixed,
        "0.00",
    )


def _examine_elements(record, where):
    for name in filter(None, (record.name, record.inside, *record.inside_attributes)):
        _expect(_ELEMENT.match(name), where, name, "a-z")
    for column in record.columns:
        _expect(_ELEMENT.match(column.header), where, column.header, "a-z")
    _expect(not (record.repeat or record.like or record.width), where, record.name, "columns")


def _examine_cells(record, where, headed):
    """Rows below a header have its cells. :return: the record with the header that counts now"""
    if record.header:
        return record
    raw = any(column.type == "raw" for column in record.columns)
    if not headed or raw or record.like == headed.name:
        return headed
    if len(record.columns) != len(headed.columns):
        raise Misformed(
            "format_cells_differ",
            where=where,
            value=_brief(record.name),
            count=len(record.columns),
            limit=len(headed.columns),
        )
    return headed


def _examine_number(rule):
    for index, step in enumerate(rule.steps):
        where = f"format.number.steps[{index}]"
        _expect(step.do != "replace" or step.old, f"{where}.old", "", "text")
        _expect(step.do != "keep_last" or step.count, f"{where}.count", 0, "1, 2, …")
        for kind in step.by_kind:
            _expect(kind in fmt.KINDS, f"{where}.by_kind", kind, ", ".join(fmt.KINDS))


def _examine_totals(format_):
    numbers = {
        f"{record.name}.{column.header}"
        for file in format_.files
        for record in file.records
        for column in (*record.columns, *(record.repeat.columns if record.repeat else ()))
        if column.type == "number"
    }
    for index, total in enumerate(format_.totals):
        where = f"format.totals[{index}]"
        for name in total.add:
            if name not in numbers:
                raise Misformed("format_reference_unknown", where=where, value=_brief(name))
        if total.equals and total.equals not in ("document.total", "document.net", "document.tax"):
            raise Misformed("format_source_unknown", where=where, value=_brief(total.equals))
        try:
            tolerance = Decimal(total.tolerance)
        except InvalidOperation:
            tolerance = None
        good = tolerance is not None and 0 <= tolerance <= Decimal("0.05")
        _expect(good, f"{where}.tolerance", total.tolerance, "0 … 0.05")
