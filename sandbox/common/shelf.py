"""A keyed collection that finds rows by several keys and can take back what was just put."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class _Row(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


class Shelf(Generic[Row]):
    """Rows are frozen values: a change is a new row under the same id.

    `keys` names what a row can be found by. The index is never cleaned: a hit counts only
    if the row still carries the key, so taking back a change needs no second bookkeeping.
    """

    def __init__(self, keys: Callable[[Row], Iterable[Hashable]]) -> None:
        self._keys = keys
        self._rows: dict[str, Row] = {}
        self._index: dict[Hashable, dict[str, None]] = {}
        self._undo: list[tuple[str, Row | None]] = []

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: str) -> Row | None:
        return self._rows.get(row_id.lower())

    def find(self, key: Hashable) -> list[Row]:
        rows = (self._rows.get(row_id) for row_id in self._index.get(key, ()))
        return [row for row in rows if row is not None and key in self._keys(row)]

    def put(self, row: Row) -> None:
        self._undo.append((row.id, self._rows.get(row.id)))
        self._rows[row.id] = row
        for key in self._keys(row):
            self._index.setdefault(key, {})[row.id] = None

    def begin(self) -> None:
        """Forget how to take back what was put before now."""
        self._undo.clear()

    def mark(self) -> int:
        return len(self._undo)

    def roll_back(self, mark: int) -> None:
        while len(self._undo) > mark:
            row_id, before = self._undo.pop()
            if before is None:
                del self._rows[row_id]
            else:
                self._rows[row_id] = before
