"""Which fields the rows of a system have: what a text file says of them.

An entry is `Type < Base: Field type, Field* type, ...` (`*`: a list) or `enum Name: one | two`; a
line that begins with a space goes on with the one before.
"""

import re
from dataclasses import dataclass
from pathlib import Path

Fields = dict[str, tuple[str, bool]]  # {field: (its type, is it a list?)}
_FIELD = re.compile(r"^(\w+)(\*?) (.+)$")


@dataclass(frozen=True)
class Schema:
    """Types hold the fields of their bases, too."""

    types: dict[str, Fields]
    enums: dict[str, tuple[str, ...]]
    bases: dict[str, str]  # of a type, empty where it has none

    def is_a(self, name: str, base: str) -> bool:
        while name and name != base:
            name = self.bases.get(name, "")
        return bool(name)


def read_schema(path: Path, given: dict[str, Fields] | None = None) -> Schema:
    """:param given: types that the file names and does not tell of"""
    bases: dict[str, str] = {}
    types: dict[str, Fields] = dict(given or {})
    enums: dict[str, tuple[str, ...]] = {}
    for entry in re.sub(r"\n +", " ", path.read_text()).splitlines():
        head, _, content = entry.partition(":")
        if head.startswith("enum "):
            enums[head.removeprefix("enum ")] = tuple(content.strip().split(" | "))
            continue
        name, _, bases[name] = head.partition(" < ")
        fields = (_FIELD.match(field) for field in content.strip().split(", "))
        types[name] = {m[1]: (m[3], bool(m[2])) for m in fields if m}
    for name, base in bases.items():
        while base:
            types[name] = types[base] | types[name]
            base = bases[base]
    return Schema(types, enums, bases)
