"""Parts as the journal keeps them, and the files that are made of them.

A part carries the format and the settings it was written with: whoever edits a format between two
chunks changes no file that has begun, and the same parts always make the same bytes.
"""

import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator

from odoo.addons.acct_link_batch.lib.document import PURCHASES

from .file import File
from .format_data import format_from_data, to_data
from .writer import Part, Writer

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_part(writer: Writer, documents) -> str:
    """The text of a chunk for the journal."""
    part = writer.render(documents)
    data = {
        "format": to_data(writer.format),
        "settings": dict(writer.settings),
        **part.to_json(),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def part_writer(text: str) -> Writer:
    """The writer that wrote a part: with its format and settings, whatever they are now."""
    data = json.loads(text)
    return Writer(format_from_data(data["format"]), data["settings"])


def make_files(texts: Iterable[str], name: str) -> Iterator[File]:
    """Files of the texts that `write_part` made, in their order. Several files that belong
    together come as one, packed.
    """
    serial = 0
    # One after another: that of `odoo.tools` would take all of them into memory.
    groups = itertools.groupby(map(json.loads, texts), _get_key)  # pylint: disable=bad-builtin-groupby
    for _key, group in groups:
        first = next(group)
        writer = Writer(format_from_data(first["format"]), first["settings"])
        stem = f"{name}_bills" if set(writer.format.kinds) <= set(PURCHASES) else name
        label = f"{stem}_{serial + 1}" if serial else stem
        for bundle, documents in _bundles(writer, itertools.chain([first], group), label):
            serial += 1
            yield _pack(bundle, f"{stem}_{serial}" if serial > 1 else stem, documents)


def _get_key(data):
    return json.dumps([data["format"], data["settings"]], sort_keys=True)


def _bundles(writer, parts, label):
    """([(name, content)] of the files with the same documents, how many documents)"""
    taken = _Taken(parts)
    bundle, done, upto = [], 0, 0
    for name, pieces in writer.assemble(taken.parts(), label):
        content = b"".join(pieces)
        if bundle and taken.written() != upto:
            yield bundle, upto - done
            bundle, done = [], upto
        upto = taken.written()
        bundle.append((name, content))
    if bundle:
        yield bundle, upto - done


class _Taken:
    """Counts documents as the writer takes them: it closes a file when it has taken the first
    document that has no room in it any more.
    """

    def __init__(self, parts):
        self._parts = parts
        self._count = 0
        self._exhausted = False

    def parts(self):
        for data in self._parts:
            for one in Part.from_json(data).single():
                self._count += 1
                yield one
        self._exhausted = True

    def written(self):
        return self._count if self._exhausted else self._count - 1


def _pack(bundle, name, documents):
    if len(bundle) == 1:
        [(file_name, content)] = bundle
        return File(file_name, content, documents)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file_name, content in bundle:
            entry = zipfile.ZipInfo(file_name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return File(f"{name}.zip", packed.getvalue(), documents)
