"""Pages of docs/, read so that a test can hold them to the code."""

import pathlib
import re

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"


def tables(page, heading):
    """The rows of the tables under a heading of a page: [[[cell]]]."""
    section = (DOCS / page).read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"(?:^\|.*\|\n)+", section + "\n", re.MULTILINE)
    return [
        [[cell.strip() for cell in row.strip("|").split("|")] for row in block.splitlines()]
        for block in blocks
    ]


def codes(text):
    return set(re.findall(r"`(\w+)`", text))


def names(payload):
    """The fields of a payload and of what is in it."""
    if isinstance(payload, list):
        return set().union(*map(names, payload))
    if isinstance(payload, dict):
        return set(payload) | names(list(payload.values()))
    return set()
