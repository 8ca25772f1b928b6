"""Reading one page of a query's rows, and how many rows there are on all pages."""

import sqlite3
import threading
from typing import Any

from attrs import frozen
from cachetools import LRUCache

from evsrv.core.errors import Unprocessable
from evsrv.core.limits import MAX_RESULT_CHARACTERS
from evsrv.core.sql import Sql
from evsrv.query.dependencies import is_volatile
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.statement import compile_count_since, compile_plan
from evsrv.sqlite.data_version import MAX_NEW_EVENTS, DataVersion, read_data_version
from evsrv.sqlite.promotions import list_ready_paths

_MAX_QUERY_CHARACTERS = 10_000
"""Characters of a query whose total is kept; the parameters count, of which some hold lists."""


def read_page(
    plan: Plan, totals: "TotalCache", connection: sqlite3.Connection
) -> tuple[list[Any], int]:
    """Read the rows of a page, and tell how many there are on all pages."""
    # Compiled in the snapshot that it runs in: a moment later the columns may be another path's.
    context = CompileContext(list_ready_paths(connection))
    statement = compile_plan(plan, context)
    rows = []
    size = 0
    for row in connection.execute(statement.page.text, statement.page.parameters):
        size += sum(len(value) for value in row if isinstance(value, str))
        if size > MAX_RESULT_CHARACTERS:
            raise Unprocessable(
                f"the answer is larger than {MAX_RESULT_CHARACTERS} characters;"
                " select fewer columns, lower the limit, or use the export"
            )
        rows.append(row)
    if len(rows) < plan.limit and (rows or plan.offset == 0):
        return rows, plan.offset + len(rows)
    if rows and plan.groups:
        return rows, rows[0][-1]
    return rows, totals.count(plan, statement.total, connection, context)


@frozen
class _Total:
    rows: int
    moment: DataVersion
    """When there were so many."""

    def is_near(self, now: DataVersion) -> bool:
        """Tell whether only some new events have come since; a snapshot may also be older."""
        return (
            self.moment.revision == now.revision
            and 0 <= now.last_row - self.moment.last_row <= MAX_NEW_EVENTS
        )


class TotalCache:
    """How many rows raw queries had, so that only events that are new need to be counted."""

    def __init__(self, most: int = 1000) -> None:
        """Keep so many of them."""
        self._kept: LRUCache[Sql, _Total] = LRUCache(most)
        # Readers are threads, and a cache that orders what it has changes when it is read.
        self._lock = threading.Lock()

    def count(
        self,
        plan: Plan,
        query: Sql,
        connection: sqlite3.Connection,
        context: CompileContext = DEFAULT_CONTEXT,
    ) -> int:
        """Count what a query counts, in the snapshot that the connection sees."""
        if not self._may_keep(plan, query):
            return _number(query, connection)
        now = read_data_version(connection)
        with self._lock:
            kept = self._kept.get(query)
        if kept is not None and kept.is_near(now):
            rows = kept.rows
            if kept.moment != now:
                rows += _number(
                    compile_count_since(plan, kept.moment.last_row, context), connection
                )
        else:
            rows = _number(query, connection)
        with self._lock:
            self._kept[query] = _Total(rows, now)
        return rows

    def _may_keep(self, plan: Plan, query: Sql) -> bool:
        return (
            plan.groups is None
            and not is_volatile(plan)
            and _length(query) <= _MAX_QUERY_CHARACTERS
            and self._kept.maxsize > 0
        )


def _number(query: Sql, connection: sqlite3.Connection) -> int:
    (number,) = connection.execute(query.text, query.parameters).fetchone()
    return int(number)


def _length(query: Sql) -> int:
    return len(query.text) + sum(len(p) for p in query.parameters if isinstance(p, str))
