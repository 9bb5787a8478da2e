"""From a Document to the rows of each file, and what stands in the way."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.acct_link_batch.lib.document import PURCHASES
from odoo.addons.acct_link_batch.lib.matching import normalise, normalise_number, trim
from odoo.addons.acct_link_batch.lib.problem import Problem

from .cells import compile_cell, sign_of
from .format import DOCUMENT, GROUP, LINE, PARTY, TAX
from .numbers import applies, apply_rule
from .sources import SOURCES, Place

_CENT = Decimal("0.01")


class CompiledRecord:
    """The cells of a record: those that are always the same stand in `template`, those that are
    the same on all rows of a document are filled in once.
    """

    def __init__(self, record, columns, format_, settings):
        self.record = record
        cells = [compile_cell(column, format_, settings) for column in columns]
        width = record.width or len(columns)
        self.template = [""] * width
        self.columns = list(columns) if not record.width else [None] * width
        self._shared, self._own = [], []
        for index, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            at = column.at - 1 if record.width else index
            self.columns[at] = column
            if callable(cell):
                (self._own if cell.per_line else self._shared).append((at, cell.short_way()))
            else:
                self.template[at] = cell
        if record.end:
            self.template[-1] = record.end
        self._together = [
            (one.length, [at for at, each in enumerate(columns) if each.header in one.headers])
            for one in record.together
        ]
        self.repeat = []
        if record.repeat:
            self.repeat = [
                compile_cell(column, format_, settings) for column in record.repeat.columns
            ]
            for number in range(1, record.repeat.times + 1):
                for column in record.repeat.columns:
                    header = column.header.replace("{n}", str(number))
                    self.columns.append(replace(column, header=header))

    def base(self, place, problems):
        """The cells of a document (or party), those of its lines still empty."""
        cells = self.template.copy()
        for at, cell in self._shared:
            cells[at] = cell(place, problems)
        for length, together in self._together:
            self._cut(cells, length, together, place, problems)
        return cells

    def _cut(self, cells, length, together, place, problems):
        """Leave no more than `length` characters in the cells at `together`."""
        left = length
        for at in together:
            if len(cells[at]) > left:
                cells[at] = cells[at][:left].rstrip()
                values = {
                    "number": place.document.number if place.document else place.party.name,
                    "field": self.columns[at].header.strip(" *-"),
                    "limit": str(length),
                    "value": cells[at],
                }
                problems.append(Problem("file_text_cut", values))
            left -= len(cells[at])

    def row(self, base, place, problems):
        cells = base.copy()
        for at, cell in self._own:
            cells[at] = cell(place, problems)
        return cells

    def repeated(self, place, lines, problems):
        """The cells of the repeated columns, those that are not needed empty."""
        cells = []
        for position, line in enumerate(lines, 1):
            there = replace(place, line=line, index=position, position=position)
            cells += [cell(there, problems) if callable(cell) else cell for cell in self.repeat]
        times = self.record.repeat.times
        if len(lines) > times:
            values = {
                "number": place.document.number,
                "count": str(len(lines)),
                "limit": str(times),
            }
            problems.append(Problem("file_too_many_parts", values))
        return cells + [""] * (len(self.repeat) * (times - len(lines)))


def compile_file(file, format_, settings):
    """The CompiledRecords of a file, in order."""
    compiled, by_name = [], {}
    for record in file.records:
        columns = record.columns
        if record.like:
            own = {column.header: column for column in record.columns}
            columns = tuple(
                own.get(column.header, replace(column, **_EMPTY))
                for column in by_name[record.like].columns
            )
        by_name[record.name] = replace(record, columns=columns)
        compiled.append(CompiledRecord(record, columns, format_, settings))
    return compiled


_EMPTY = {"source": "", "by_kind": {}, "fixed": "", "fallback": "", "required": False}


class Composer:
    """Composes documents in one format with the settings of one interface."""

    def __init__(self, format_, settings):
        self.format = format_
        self.files = {
            file.name: compile_file(file, format_, settings)
            for file in format_.files
            if file.layout != "loader"
        }
        self._totals = [(total, self._find(total.add)) for total in format_.totals]
        grouped = [one.record for records in self.files.values() for one in records]
        self._parts = {one.per for one in grouped} | {
            one.repeat.per for one in grouped if one.repeat
        }
        self._parts &= _PARTS.keys()
        self._tells_due_days = any(
            column.source == "document.due_days" for one in grouped for column in one.columns
        )

    def _find(self, names):
        """[(file, index of the record, indexes of the cells, sign of the column)]"""
        found = []
        for name in names:
            for file, records in self.files.items():
                for index, compiled in enumerate(records):
                    column = self._match(compiled, name)
                    if column:
                        found.append((file, index, *column))
        return found

    @staticmethod
    def _match(compiled, name):
        record = compiled.record
        prefix, _, header = name.partition(".")
        if prefix != record.name:
            return None
        plain = [
            at for at, column in enumerate(compiled.columns) if column and column.header == header
        ]
        numbered = [
            at
            for at, column in enumerate(compiled.columns)
            if record.repeat
            and column
            and column.header
            in {header.replace("{n}", str(n)) for n in range(1, record.repeat.times + 1)}
        ]
        cells = plain or numbered
        return (cells, compiled.columns[cells[0]].sign) if cells else None

    # === ONE DOCUMENT === #

    def number(self, document):
        return apply_rule(self.format.number, document.number, document.kind)

    def compose(self, document):
        """:return: ({name of the file: [(index of the record, row)]}, [Problem])"""
        number = self.number(document)
        lines = [line for line in document.lines if not _only_words(line)]
        parts = {per: _PARTS[per](lines) for per in self._parts}
        written = next((parts[per] for per in (LINE, GROUP) if per in parts), lines)
        problems = self._examine(document, written)
        chosen = {
            (file, index): self._choose(compiled.record, document, parts)
            for file, records in self.files.items()
            for index, compiled in enumerate(records)
        }
        counted = {LINE: 0, GROUP: 0, TAX: 0, DOCUMENT: 0}
        for (file, index), lines in chosen.items():
            counted[self.files[file][index].record.per] += len(lines)
        place = Place(
            document.party,
            document,
            number,
            lines=counted[LINE] + counted[GROUP],
            rows=counted[LINE] + counted[GROUP] + counted[TAX],
        )
        composed = {}
        places = {}
        for file, records in self.files.items():
            rows, counter = [], 0
            composed[file] = rows
            for index, compiled in enumerate(records):
                base = compiled.base(place, problems) if chosen[file, index] else None
                for position, (which, line) in enumerate(chosen[file, index], 1):
                    counter += line is not None
                    there = Place(
                        *(place.party, document, number, place.lines, place.rows),
                        *(line, which, position, counter),
                    )
                    row = compiled.row(base, there, problems)
                    if compiled.repeat:
                        shared = parts[compiled.record.repeat.per]
                        shared = [one for one in shared if _counts(one, "zero")]
                        row += compiled.repeated(there, shared, problems)
                    rows.append((index, row))
                    places[file, len(rows) - 1] = there
        limit = self.format.limits.document_rows
        if limit and place.rows > limit:
            values = {"number": document.number, "limit": str(limit)}
            problems.append(Problem("file_too_large", values))
        if not any(problem.code == "file_too_many_parts" for problem in problems):
            problems += self._add_up(document, composed, places)
        return composed, problems

    @staticmethod
    def _choose(record, document, parts):
        """[(which, line)] a record is written for; [(0, None)] for the document itself."""
        if record.kinds and document.kind not in record.kinds:
            return []
        if record.per == DOCUMENT:
            return [(0, None)]
        lines = list(enumerate(parts[record.per], 1))
        kept = [one for one in lines if _counts(one[1], record.skip)]
        if kept or not record.at_least_one:
            return kept
        return sorted(lines, key=lambda one: not _counts(one[1], "zero"))[:1]

    def _examine(self, document, written):
        """Problems that need no row. :param written: [Line] that have one each"""
        problems, format_ = [], self.format
        about = {"number": document.number}

        def report(code, **values):
            problems.append(Problem(code, {**about, **values}))

        if document.kind not in format_.kinds:
            report("kind_unsupported", kind=document.kind)
        if document.total < 0 and not format_.negative_documents:
            report("file_negative")
        if document.due_date < document.date and self._tells_due_days:
            report("file_due_date_changed", theirs=str(document.date), ours=str(document.due_date))
        return problems + self._examine_number(document) + self._examine_tax(document, written)

    def _examine_tax(self, document, written):
        problems, format_ = [], self.format
        limit = format_.max_tax_codes
        if limit and document.kind in (format_.max_tax_codes_of or format_.kinds):
            # A line of nothing is not written, so its tax is not there.
            codes = {
                line.tax_code for line in document.lines if line.tax or (line.tax_rate and line.net)
            }
            if len(codes) > limit:
                values = {"count": str(len(codes)), "limit": str(limit)}
                problems.append(Problem("file_tax_codes", {"number": document.number, **values}))
        for line in written if format_.recomputes_tax else ():
            theirs = (line.net * line.tax_rate / 100).quantize(_CENT, ROUND_HALF_UP)
            if theirs != line.tax:
                values = {
                    "number": document.number,
                    "theirs": str(theirs),
                    "ours": str(line.tax),
                    "line": line.description[:80],
                }
                problems.append(Problem("file_tax_recomputed", values))
        return problems

    def _examine_number(self, document):
        written, about = self.number(document), {"number": document.number}
        rule = self.format.number
        limit = rule.length if applies(rule, document.kind) else 0
        if not document.number:
            return [Problem("number_missing")]
        if not written:
            return [Problem("file_number_empty", about)]
        if limit and len(written) > limit:
            return [Problem("number_too_long", {**about, "limit": str(limit)})]
        if written != trim(document.number):
            return [Problem("file_number_changed", {**about, "theirs": written})]
        return []

    def _add_up(self, document, composed, places):
        problems = []
        for total, columns in self._totals:
            found = Decimal(0)
            for file, record, cells, sign in columns:
                for at, (index, row) in enumerate(composed[file]):
                    if index != record:
                        continue
                    there = places[file, at]
                    turned = sign_of(sign, there) if sign == "absolute" else 1
                    found += turned * sum((Decimal(row[cell]) for cell in cells if row[cell]), 0)
            expected = Decimal(0)
            if total.equals:
                there = Place(document.party, document)
                expected = SOURCES[total.equals].get(there) * sign_of(total.sign, there)
            if abs(found - expected) > Decimal(total.tolerance):
                values = {
                    "number": document.number,
                    "rows": f"{found:.2f}",
                    "ours": f"{expected:.2f}",
                }
                problems.append(Problem("file_total_differs", values))
        return problems

    def clash_key(self, document):
        """Two documents with the same key cannot both go to the same books: numbers are compared
        in a normal form; those of suppliers for each supplier.
        """
        number = comparable_number(document.kind, self.number(document))
        bought = document.kind in PURCHASES
        return f"{normalise(document.party.key)}\n{number}" if bought else number


def comparable_number(kind, number):
    """The number in the form in which accounting systems, and people, compare it."""
    return (normalise_number if kind in PURCHASES else normalise)(number)


def _only_words(line):
    return line.is_text and not line.net and not line.tax


def _counts(line, skip):
    return not skip or bool(line.tax) or (skip == "zero" and bool(line.net))


def grouped(lines, key):
    """Lines with the same key added up, in the order of the first of each: one of the whole
    amount, with their descriptions one after the other.
    """
    groups = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [_added_up(group) for group in groups.values()]


def _added_up(lines):
    if len(lines) == 1:
        return lines[0]
    net = sum(line.net for line in lines)
    texts = dict.fromkeys(line.description for line in lines if line.description)
    return replace(
        lines[0],
        description=", ".join(texts),
        quantity=Decimal(1),
        price=net,
        discount=Decimal(0),
        net=net,
        tax=sum(line.tax for line in lines),
        # One row of several items is about none of them.
        item=lines[0].item if len({line.item for line in lines}) == 1 else "",
    )


# What a record may be written for -> the lines of a document, put together for it.
_PARTS = {
    LINE: lambda lines: lines,
    GROUP: lambda lines: grouped(lines, lambda line: (line.account, line.tax_code)),
    TAX: lambda lines: grouped(lines, lambda line: line.tax_code),
}


def compose_party(compiled, party):
    """The rows of a customer or supplier: ([(index of the record, row)], [Problem])"""
    problems, rows = [], []
    for index, one in enumerate(compiled):
        if one.record.per == PARTY:
            rows.append((index, one.base(Place(party), problems)))
    return rows, problems
