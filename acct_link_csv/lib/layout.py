"""From rows of cells to the text of a file: separated rows, XML, SQL*Loader control files."""

import re
from xml.sax.saxutils import escape, quoteattr

from .format import DOCUMENT, NEWLINES, PARTY

_BARE_TYPES = ("number", "percent", "integer", "flag", "raw")
_XML_ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "windows-1252", "ascii": "US-ASCII"}
_LOADER_CHARACTERS = {
    "utf-8": "AL32UTF8",
    "windows-1252": "WE8MSWIN1252",
    "ascii": "US7ASCII",
}


class RowsLayout:
    """Cells in rows, with a separator between them."""

    def __init__(self, file, format_, records, settings):
        self.file, self.format, self.settings = file, format_, settings
        self.newline = NEWLINES[format_.newline]
        self.records = records
        self._special = f'{format_.separator}"\r\n{format_.quote_when}'
        self._finds_special = re.compile(f"[{re.escape(self._special[1:])}]").search
        self._bare = [
            [column is None or column.type in _BARE_TYPES for column in compiled.columns]
            for compiled in records
        ]
        self._raw = [
            [column is not None and column.type == "raw" for column in compiled.columns]
            for compiled in records
        ]

    def opening(self):
        lines = [_filled(line, self.settings) for line in self.file.opening]
        for compiled in self.records:
            if compiled.record.header:
                headers = [column.header if column else "" for column in compiled.columns]
                lines.append(self.format.separator.join(map(self._quote_header, headers)))
        return "".join(line + self.newline for line in lines)

    def block(self, rows):
        """The text of one document. :param rows: [(index of the record, cells)]"""
        lines = [self._row(index, cells) for index, cells in rows]
        if self.file.blank_line and lines:
            lines.append("")
        return "".join(line + self.newline for line in lines)

    def closing(self):
        return "".join(line + self.newline for line in self.file.closing)

    def _row(self, index, cells):
        if self.records[index].record.short:
            while cells and not cells[-1]:
                cells = cells[:-1]
        quoting, special, separator = self.format.quoting, self._special, self.format.separator
        if quoting == "never":
            return separator.join(cells)
        if quoting == "minimal":
            line = separator.join(cells)
            # Hardly a row needs a quote: one look at them all together is enough then.
            if line.count(separator) == len(cells) - 1 and not self._finds_special(line):
                return line
            return separator.join(
                cell if raw or not any(one in cell for one in special) else _quoted(cell)
                for cell, raw in zip(cells, self._raw[index], strict=False)
            )
        leave = self._bare[index] if quoting == "text" else self._raw[index]
        return separator.join(
            cell if bare else _quoted(cell) for cell, bare in zip(cells, leave, strict=False)
        )

    def _quote_header(self, header):
        if self.format.quoting == "never":
            return header
        if self.format.quoting == "minimal":
            return _quoted(header) if any(one in header for one in self._special) else header
        return _quoted(header)


def _filled(line, settings):
    """A line of the description with the values of settings in their places."""
    for key, value in settings.items():
        line = line.replace(f"{{setting.{key}}}", value)
    return line


def _quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


class XmlLayout:
    """An element for each document; what is written for its lines stands inside it. Elements
    without a text are left out.
    """

    def __init__(self, file, format_, records, settings):
        self.file, self.format, self.settings = file, format_, settings
        self.newline = NEWLINES[format_.newline]
        self.records = records

    def opening(self):
        encoding = _XML_ENCODINGS[self.format.encoding]
        lines = [
            f'<?xml version="1.0" encoding="{encoding}"?>',
            *(_filled(line, self.settings) for line in self.file.opening),
            f"<{self.file.root}{_attributes(self.file.root_attributes)}>",
        ]
        return "".join(line + self.newline for line in lines)

    def block(self, rows):
        lines, last = [], ""
        inside = None
        for index, cells in rows:
            record = self.records[index].record
            if inside and inside != record.inside:
                lines.append(f"  </{inside}>")
                inside = None
            if record.per in (DOCUMENT, PARTY):
                lines += [last] if last else []
                lines += [f" <{record.name}>", *self._elements(index, cells, "  ")]
                last = f" </{record.name}>"
                continue
            if record.inside and inside != record.inside:
                inside = record.inside
                lines.append(f"  <{inside}{_attributes(record.inside_attributes)}>")
            lines += [
                f"   <{record.name}>",
                *self._elements(index, cells, "    "),
                f"   </{record.name}>",
            ]
        if inside:
            lines.append(f"  </{inside}>")
        lines += [last] if last else []
        return "".join(line + self.newline for line in lines)

    def closing(self):
        lines = [f"</{self.file.root}>", *self.file.closing]
        return "".join(line + self.newline for line in lines)

    def _elements(self, index, cells, indent):
        for column, cell in zip(self.records[index].columns, cells, strict=True):
            if cell:
                yield f"{indent}<{column.header}>{escape(cell)}</{column.header}>"


def _attributes(attributes):
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def loader_text(file, described, format_, name):
    """A SQL*Loader control file for the rows of `described`, which is called `name`."""
    [headed] = [record for record in described.records if record.header]
    newline = NEWLINES[format_.newline]
    fields = []
    for column in headed.columns:
        kind = f' DATE "{format_.date_format}"' if column.type == "date" else ""
        length = f" CHAR({column.length})" if column.length and not kind else ""
        fields.append(f"  {column.header}{kind}{length}")
    lines = [
        "OPTIONS (SKIP=1)",
        "LOAD DATA",
        f"CHARACTERSET {_LOADER_CHARACTERS[format_.encoding]}",
        f"INFILE '{name}'",
        "APPEND",
        f"INTO TABLE {file.table}",
        f"FIELDS TERMINATED BY '{format_.separator}' OPTIONALLY ENCLOSED BY '\"'",
        "TRAILING NULLCOLS",
        "(",
        f",{newline}".join(fields),
        ")",
    ]
    return "".join(line + newline for line in lines)
