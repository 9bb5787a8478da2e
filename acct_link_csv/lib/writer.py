"""Documents to files, in bounded memory.

    writer = Writer(format, settings)           # settings: {key of a Setting: text}
    writer.check_settings()                     # [Problem], for the form of the interface
    writer.check(documents)                     # [[Problem]], warnings among them
    part = writer.render(documents)             # a chunk that has no error; goes through JSON
    for name, content in writer.assemble(parts, "BATCH/0042"):
        for piece in content: ...               # bytes

The same parts make the same bytes, whenever and wherever: no clock, no locale, no order of sets.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from odoo.addons.acct_link_batch.lib.catalogue.entry import ERROR
from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document, Party
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.problem import Problem

from .characters import codec
from .composer import Composer, compile_file, compose_party
from .format import FileSpec, Format
from .layout import RowsLayout, XmlLayout, loader_text

CUSTOMERS, SUPPLIERS = "customers", "suppliers"
_LAYOUTS = {"rows": RowsLayout, "xml": XmlLayout}
_IN_MEMORY = 1 << 20  # bytes of a file that never see the disk
_PIECE = 1 << 16
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Refused(ValueError):
    """What `check` refuses is never written. `problems` are those of one document or party."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in problems))


@dataclass(frozen=True)
class Part:
    """The documents of a chunk as text: for each, in order, its block in each file and its number
    there.
    """

    blocks: tuple[dict[str, str], ...]
    numbers: tuple[str, ...]

    def to_json(self):
        return {"blocks": list(self.blocks), "numbers": list(self.numbers)}

    @classmethod
    def from_json(cls, data):
        # Earlier versions did not say the numbers.
        return cls(tuple(data["blocks"]), tuple(data.get("numbers") or [""] * len(data["blocks"])))

    def single(self):
        """Iterate over Parts of one document each."""
        for block, number in zip(self.blocks, self.numbers, strict=True):
            yield Part((block,), (number,))


class Writer:
    """Writes documents in one format. Of those it checked last it remembers what it wrote."""

    def __init__(self, format_: Format, settings: Mapping[str, str]):
        self.format = format_
        self.settings = {
            setting.key: (settings.get(setting.key) or setting.default).strip()
            for setting in format_.settings
        }
        self._composer = Composer(format_, self.settings)
        self._layouts = {
            file.name: _LAYOUTS[file.layout](
                file, format_, self._composer.files[file.name], self.settings
            )
            for file in format_.files
            if file.layout != "loader"
        }
        self._codec = codec(format_.encoding)
        self._setting_problems = self.check_settings()
        self._written = {}  # id of a Document -> (it, as `_write` returns it, its `clash_key`)

    # === BEFORE === #

    def check_settings(self) -> list[Problem]:
        problems = []
        for setting in self.format.settings:
            value = self.settings[setting.key]
            if setting.required and not value:
                problems.append(Problem("file_setting_missing", {"setting": setting.label}))
            if setting.length and len(value) > setting.length:
                values = {"setting": setting.label, "limit": str(setting.length)}
                problems.append(Problem("file_setting_too_long", values))
        return problems

    def number(self, document: Document) -> str:
        """The number that the file will carry."""
        return self._composer.number(document)

    def clash_key(self, document: Document) -> str:
        """No two documents of an accounts file may have the same one, in whatever batch."""
        return self._composer.clash_key(document)

    def check(self, documents: Iterable[Document]) -> list[list[Problem]]:
        """What is wrong with each of the documents, and with them together; warnings, too."""
        known, self._written = self._written, {}
        documents = list(documents)
        found, first = [], {}
        for document in documents:
            entry = known.get(id(document))
            if not entry:
                entry = (document, self._write(document), self.clash_key(document))
            self._written[id(document)] = entry
            problems = list(entry[1][1])
            clash = first.setdefault(entry[2], (document, problems))
            if clash[0] is not document:
                problems.append(self._clash(document, clash[0]))
                clash[1].append(self._clash(clash[0], document))
            found.append(problems)
        if self.format.one_name_space:
            sold, bought = self._names(documents)
            for document, problems in zip(documents, found, strict=True):
                problems += self.check_name(document, sold, bought)
        return found

    def _names(self, documents):
        """Normal names of the customers, and of the suppliers; settings may name one, too."""
        settings = (setting.key for setting in self.format.settings if setting.supplier)
        sold, bought = set(), {normalise(self.settings[key]) for key in settings} - {""}
        for document in documents:
            (bought if document.kind in PURCHASES else sold).add(normalise(document.party.key))
        return sold, bought

    def check_name(self, document: Document, sold: set[str], bought: set[str]) -> list[Problem]:
        """What is wrong with the name of its party where all names are one list.

        :param sold, bought: normal names of customers and of suppliers
        """
        party = document.party
        if normalise(party.key) not in (sold if document.kind in PURCHASES else bought):
            return []
        record = ("res.partner", party.partner_id) if party.partner_id else None
        return [Problem("file_name_two_lists", {"name": party.key}, record)]

    def _clash(self, document, other):
        values = {
            "number": document.number,
            "other": other.number,
            "theirs": self.number(document),
        }
        return Problem("file_number_clash", values)

    def _check_size(self, document, block):
        limits = self.format.limits
        if not (limits.rows or limits.bytes):
            return []
        data = {name: text.encode(self._codec) for name, text in block.items()}
        rows, size = self._measure(block, data)
        frame = self._frame_size()
        for limit, found in ((limits.rows, rows), (limits.bytes, size + frame)):
            if limit and found > limit:
                values = {"number": document.number, "limit": str(limit)}
                return [Problem("file_too_large", values)]
        return []

    # === A CHUNK === #

    def render(self, documents: Iterable[Document]) -> Part:
        """:raises Refused: if `check` finds an error in one of them (clashes apart)"""
        blocks, numbers = [], []
        for document in documents:
            known = self._written.get(id(document))
            block, problems = known[1] if known else self._write(document)
            if errors := _errors(problems):
                raise Refused(errors)
            blocks.append(block)
            numbers.append(self.number(document))
        return Part(tuple(blocks), tuple(numbers))

    def _write(self, document):
        """:return: (its block in each file, Problems)"""
        composed, problems = self._composer.compose(document)
        problems += self._setting_problems
        block = {name: self._layouts[name].block(rows) for name, rows in composed.items()}
        if not _errors(problems):
            problems += self._check_size(document, block)
        return block, problems

    def _measure(self, block, data):
        """(rows, bytes) of the largest file"""
        newline = "\r\n" if self.format.newline == "crlf" else "\n"
        return (
            max(text.count(newline) for text in block.values()),
            max(map(len, data.values())),
        )

    def _frame_size(self):
        return max(
            len((layout.opening() + layout.closing()).encode(self._codec))
            for layout in self._layouts.values()
        )

    # === THE FILES === #

    def assemble(self, parts: Iterable[Part], batch: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Names and contents of the files, one after the other; `parts` are taken as needed. A
        batch beyond the limits of a file goes on in the next, and so does a number that the file
        has already (bills of two suppliers): rows of one number are taken for one document.
        """
        batch = safe_name(batch)
        batch_files = None
        for one in (one for part in parts for one in part.single()):
            [block], [number] = one.blocks, one.numbers
            data = {name: text.encode(self._codec) for name, text in block.items()}
            rows, size = self._measure(block, data)
            if batch_files and not batch_files.has_room(rows, size, number):
                yield from batch_files.finish()
                batch_files = _BatchFiles(self, batch, batch_files.serial + 1)
            batch_files = batch_files or _BatchFiles(self, batch, 1)
            batch_files.add(data, rows, size, number)
        if batch_files:
            yield from batch_files.finish()

    # === CUSTOMERS AND SUPPLIERS === #

    def party_file_spec(self, role: str) -> FileSpec | None:
        """:param role: CUSTOMERS or SUPPLIERS. :return: None where the format has no such file"""
        return getattr(self.format, role)

    def check_parties(self, role: str, parties: Iterable[Party]) -> list[list[Problem]]:
        compiled = compile_file(self.party_file_spec(role), self.format, self.settings)
        return [compose_party(compiled, party)[1] for party in parties]

    def party_file(self, role: str, parties: Iterable[Party], batch: str) -> tuple[str, bytes]:
        """Name and content of a file that adds customers or suppliers, each key once.

        :raises Refused: if `check_parties` finds an error
        """
        file = self.party_file_spec(role)
        compiled = compile_file(file, self.format, self.settings)
        layout = _LAYOUTS[file.layout](file, self.format, compiled, self.settings)
        blocks = []
        first = {}
        for party in parties:
            first.setdefault(normalise(party.key), party)
        for party in first.values():
            rows, problems = compose_party(compiled, party)
            if errors := _errors(problems):
                raise Refused(errors)
            blocks.append(layout.block(rows))
        text = "".join([layout.opening(), *blocks, layout.closing()])
        return file_name(file.name, safe_name(batch)), self._mark() + text.encode(self._codec)

    def _mark(self):
        return b"\xef\xbb\xbf" if self.format.bom and self.format.encoding == "utf-8" else b""


class _BatchFiles:
    """The files of one turn: they grow side by side and are given away together."""

    def __init__(self, writer, batch, serial):
        self.writer, self.batch, self.serial = writer, batch, serial
        self.format = writer.format
        self.documents = self.rows = 0
        self._numbers = set()
        self.bytes = writer._frame_size() + len(writer._mark())
        self._files = {}
        for name, layout in writer._layouts.items():
            self._files[name] = file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
            file.write(writer._mark() + layout.opening().encode(writer._codec))

    def has_room(self, rows, size, number):
        limits = self.format.limits
        return not (
            (number and number.casefold() in self._numbers)
            or (limits.documents and self.documents >= limits.documents)
            or (limits.rows and self.rows + rows > limits.rows)
            or (limits.bytes and self.bytes + size > limits.bytes)
        )

    def add(self, data, rows, size, number):
        self._numbers.add(number.casefold())
        for name, encoded in data.items():
            self._files[name].write(encoded)
        self.documents, self.rows, self.bytes = (
            self.documents + 1,
            self.rows + rows,
            self.bytes + size,
        )

    def finish(self):
        """Yield (name, content) of the files, or of the package they are in."""
        for name, layout in self.writer._layouts.items():
            self._files[name].write(layout.closing().encode(self.writer._codec))
        by_name = {file.name: file for file in self.format.files}
        for file in self.format.files:
            if file.layout == "loader":
                self._files[file.name] = control = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
                described = by_name[file.describes]
                text = loader_text(file, described, self.format, self._name(described.name))
                control.write(text.encode(self.writer._codec))
        if self.format.package == "zip":
            yield self._name(self.format.package_name, outer=True), _pieces(self._packed())
            return
        for file in self.format.files:
            yield self._name(file.name), _pieces(self._files[file.name])

    def _name(self, template, outer=False):
        serial = self.serial if outer or not self.format.package else 1
        return file_name(template, self.batch, serial)

    def _packed(self):
        package = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in self.format.files:
                entry = zipfile.ZipInfo(self._name(file.name), _LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                with archive.open(entry, "w", force_zip64=False) as target:
                    for piece in _pieces(self._files[file.name]):
                        target.write(piece)
        return package


def _pieces(file):
    """The content of a temporary file, which is closed at its end."""
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _errors(problems):
    return [problem for problem in problems if problem.level == ERROR]


def safe_name(text):
    """A text as part of a file name, on any system."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_") or "batch"


def file_name(template, batch, serial=1):
    """The name of a file of a batch; `serial` counts where a batch needs several."""
    stem, dot, extension = template.rpartition(".")
    more = f"_{serial}" if serial > 1 else ""
    return f"{stem or extension}{more}{dot if stem else ''}{extension if stem else ''}".replace(
        "{batch}", batch
    )
