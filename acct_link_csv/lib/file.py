"""A file for a person to carry, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """`documents`: how many of them, or parties, are in it."""

    name: str
    content: bytes
    documents: int


class Unreadable(ValueError):
    """A part of a file, as the journal keeps it, cannot be read any more. `_assemble` alone raises
    it; whatever else goes wrong there may pass.
    """
