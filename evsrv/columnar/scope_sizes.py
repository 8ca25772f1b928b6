"""The sizes of scopes, as far as they decide whether a copy is worth while."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from evsrv.columnar.column import Column
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.sql import Sql, bind, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.rows_version import read_rows_version

if TYPE_CHECKING:
    from evsrv.core.datasets import Dataset
    from evsrv.core.scope import Scope

MIN_ROWS = 10_000
"""Rows from which on a copy answers a question that reads JSON. Of 5,000 rows, SQLite answers as
fast; of 10,000, it takes 3 to 5 times as long."""

PLAIN_FACTOR = 5
"""So many times the rows for a question of plain columns, which SQLite reads from an index: of
50,000 rows, both take as long."""

Admit = Callable[[frozenset[Column]], None]
"""Raises `Unsupported` if SQLite is as fast for a plan that reads these columns first."""

_MAX_SCOPES = 10_000
"""Scopes whose sizes are remembered."""


class ScopeSizes:
    """Remembers which scopes have enough rows, so that few queries count them."""

    def __init__(self, min_rows: int) -> None:
        self._min_rows = min_rows
        self._lock = threading.Lock()
        self._next_counts: OrderedDict[tuple[Dataset, Scope, int], int] = OrderedDict()
        """The last row of the dataset from which on a scope can have so many; 0 if it has."""

    def require_large(self, plan: Plan, connection: SqliteConnection, factor: int = 1) -> None:
        """Raise `Unsupported` if a plan's scope has too few rows."""
        min_rows = self._min_rows * factor
        key = plan.dataset, plan.scope, min_rows
        next_count = self._next_counts.get(key)
        if next_count == 0:
            return
        last_row = read_rows_version(connection, plan.dataset).last_row
        if next_count is None or last_row >= next_count:
            missing = min_rows - _count(plan, connection, min_rows)
            with self._lock:
                # At least so many rows have to be new before it is large.
                next_count = self._next_counts[key] = last_row + missing if missing > 0 else 0
                if len(self._next_counts) > _MAX_SCOPES:
                    self._next_counts.popitem(last=False)
        if next_count:
            reads = "" if factor == 1 else " and it reads no JSON"
            raise Unsupported(f"its scope has less than {min_rows} rows{reads}")


def reads_plain_columns(columns: Iterable[Column]) -> bool:
    """Return whether columns are values as they are stored."""
    return all(re.fullmatch(r"e\.\w+", column.expression.text) for column in columns)


def _count(plan: Plan, connection: SqliteConnection, max_rows: int) -> int:
    """Count the rows of a scope, up to the number that matters."""
    query = sql(
        "SELECT count(*) FROM (SELECT 1 FROM {} AS e WHERE {} LIMIT {})",
        Sql(plan.dataset.name),
        render_scope(plan.scope),
        bind(max_rows),
    )
    (count,) = connection.execute(query.text, query.parameters).fetchone()
    return int(count)
