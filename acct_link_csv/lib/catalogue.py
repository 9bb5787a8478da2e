"""The formats that come with the add-on: one JSON file each, beside `lib`."""

import functools
import json
import pathlib

from .format import Format
from .format_data import format_from_data

FOLDER = pathlib.Path(__file__).parent.parent / "formats"


@functools.cache
def load() -> dict[str, Format]:
    """{key: Format}, in alphabetical order of the keys."""
    formats = {}
    for path in sorted(FOLDER.glob("*.json")):
        format_ = format_from_data(json.loads(path.read_text("utf-8")))
        formats[format_.key] = format_
    return formats
