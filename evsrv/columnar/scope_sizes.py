"""The sizes of scopes, as far as they decide whether a copy is worth while."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

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
"""Rows from which on a copy answers."""

_MAX_SCOPES = 10_000
"""Scopes whose sizes are remembered."""


class ScopeSizes:
    """Remembers which scopes have enough rows, so that few queries count them."""

    def __init__(self, min_rows: int) -> None:
        self._min_rows = min_rows
        self._lock = threading.Lock()
        self._next_counts: OrderedDict[tuple[Dataset, Scope], int] = OrderedDict()
        """The last row of the dataset from which on a scope can be large; 0 if it is."""

    def require_large(self, plan: Plan, connection: SqliteConnection) -> None:
        """Raise `Unsupported` if a plan's scope has too few rows."""
        key = plan.dataset, plan.scope
        next_count = self._next_counts.get(key)
        if next_count == 0:
            return
        last_row = read_rows_version(connection, plan.dataset).last_row
        if next_count is None or last_row >= next_count:
            missing = self._min_rows - self._count(plan, connection)
            with self._lock:
                # At least so many rows have to be new before it is large.
                next_count = self._next_counts[key] = last_row + missing if missing > 0 else 0
                if len(self._next_counts) > _MAX_SCOPES:
                    self._next_counts.popitem(last=False)
        if next_count:
            raise Unsupported(f"its scope has less than {self._min_rows} rows")

    def _count(self, plan: Plan, connection: SqliteConnection) -> int:
        """Count the rows of a scope, up to the number that matters."""
        query = sql(
            "SELECT count(*) FROM (SELECT 1 FROM {} AS e WHERE {} LIMIT {})",
            Sql(plan.dataset.name),
            render_scope(plan.scope),
            bind(self._min_rows),
        )
        (count,) = connection.execute(query.text, query.parameters).fetchone()
        return int(count)
