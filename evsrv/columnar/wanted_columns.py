"""The columns that queries of one place have asked for."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

from evsrv.columnar.column import Column, ColumnType

MAX_COLUMNS = 100
"""Of a copy. Beyond it, the conditions that were not used for the longest time are dropped first,
then other columns."""

_MAX_CONDITIONS = 1_000
"""Conditions that were asked for once; each is in the memory alone."""


_MAX_UNFILLABLE = 1_000
"""Columns that are remembered because they cannot be filled."""


class WantedColumns:
    """Missing columns in the order in which they were asked for, and the use of present ones.

    A column of a condition is wanted when it is asked for the second time: it serves only one
    operand, and many conditions are asked once.
    """

    def __init__(self, base: Iterable[Column]) -> None:
        self.base = tuple(base)
        """The columns that a copy has from the start."""
        self._lock = threading.Lock()
        self._wanted: dict[Column, None] = dict.fromkeys(self.base)
        self._seen_once: OrderedDict[Column, None] = OrderedDict()
        self._unfillable: dict[Column, str] = {}
        self._used: OrderedDict[Column, None] = OrderedDict()
        """Columns by their last use; the least recently used one comes first."""

    def ask(self, missing: Iterable[Column]) -> str:
        """Ask for columns; return a clause after "because" that says why SQLite has to answer."""
        with self._lock:
            for column in missing:
                if column in self._unfillable:
                    return self._unfillable[column]
            for column in missing:
                if column.type is not ColumnType.BOOLEAN or column in self._seen_once:
                    self._seen_once.pop(column, None)
                    self._wanted[column] = None
                else:
                    self._seen_once[column] = None
                    if len(self._seen_once) > _MAX_CONDITIONS:
                        self._seen_once.popitem(last=False)
            if self._wanted.keys().isdisjoint(missing):
                return "its copy gets the column of a condition when it is asked for again"
            return "its copy lacks columns, which are being filled"

    def note_use(self, columns: Iterable[Column]) -> None:
        """Note that a query uses columns that are present."""
        with self._lock:
            for column in columns:
                self._used[column] = None
                self._used.move_to_end(column)

    def take(self, present: Iterable[Column]) -> tuple[Column, ...]:
        """Return the columns to fill next: those that are wanted and not present."""
        with self._lock:
            wanted = tuple(self._wanted.keys() - set(present))
            self._wanted.clear()
            return wanted[:MAX_COLUMNS]

    @property
    def has_any(self) -> bool:
        """Whether columns are wanted."""
        return bool(self._wanted)

    def refuse(self, column: Column, reason: str) -> None:
        """Note that a column cannot be filled, and why."""
        with self._lock:
            self._unfillable[column] = reason
            if len(self._unfillable) > _MAX_UNFILLABLE:
                self._unfillable.pop(next(iter(self._unfillable)))

    def want_again(self, columns: Iterable[Column]) -> None:
        """Want columns that are no longer present, as after a copy was removed."""
        with self._lock:
            self._wanted.update(dict.fromkeys((*self.base, *columns)))

    def take_least_used(self, present: Iterable[Column], number: int) -> list[Column]:
        """Forget so many columns, which are to be dropped: conditions first, by their last use."""
        with self._lock:
            order = {column: position for position, column in enumerate(self._used)}
            candidates = sorted(
                set(present).difference(self.base),
                key=lambda column: (
                    column.type is not ColumnType.BOOLEAN,
                    order.get(column, -1),
                ),
            )
            for column in candidates[:number]:
                self._used.pop(column, None)
            return candidates[:number]
