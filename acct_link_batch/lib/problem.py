"""A Problem: something that is wrong with a document or a run, as data.

A code of the catalogue, the values its sentences name, and the record to repair. The sentences are
translated where they are shown (`acct.link.problem.mixin`), in the reader's language.
"""

from dataclasses import dataclass, field

from .catalogue import find


@dataclass(frozen=True)
class Problem:
    """`record` is (model, id) of what has to be repaired, or None for the document itself."""

    code: str
    values: dict[str, str] = field(default_factory=dict)
    record: tuple[str, int] | None = None

    @property
    def level(self):
        return find(self.code).level

    def to_json(self):
        record = list(self.record) if self.record else None
        return {"code": self.code, "values": self.values, "record": record}

    @classmethod
    def from_json(cls, data):
        record = tuple(data["record"]) if data.get("record") else None
        return cls(data["code"], data["values"], record)
