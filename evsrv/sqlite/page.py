"""Reading one page of a plan's rows, and how many rows there are on all pages."""

import sqlite3
from collections.abc import Callable, Sequence

from evsrv.core.sql import Sql
from evsrv.engine.cache import Cache, CacheEntry
from evsrv.engine.data_version import DataVersion
from evsrv.engine.port import Page, Row
from evsrv.query.dependencies import is_volatile
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.statement import (
    Statement,
    compile_count_since,
    compile_plan,
    compile_rows,
    compile_rows_between,
)
from evsrv.sqlite.data_version import MAX_NEW_EVENTS, read_data_version
from evsrv.sqlite.result_size import bounded

_MAX_QUERY_CHARACTERS = 10_000
"""Of a query whose total is cached; the parameters count, of which some hold lists."""

MAX_TOTALS = 1000
"""How many totals of raw queries are cached."""

TotalCache = Cache[Sql, int]
"""How many rows raw queries had, so that only rows that are new need to be counted."""


def read_page(plan: Plan, totals: TotalCache, connection: sqlite3.Connection) -> Page:
    """Read the rows of a page, and count the rows of all pages in the same snapshot."""
    # Compiled in the snapshot that it runs in: a moment later the columns may be another path's.
    context = read_plan_context(connection, plan)
    statement = compile_plan(plan, context)

    def count() -> int:
        return count_total(plan, statement.total, totals, connection, context)

    return read_statement(statement, plan, connection, count)


def read_statement(
    statement: Statement, plan: Plan, connection: sqlite3.Connection, count: Callable[[], int]
) -> Page:
    """Read the page of a statement; `count` returns the total if the page does not tell it."""
    query = statement.page
    rows = bounded(connection.execute(query.text, query.parameters))
    if len(rows) < plan.limit and (rows or plan.offset == 0):
        return Page(rows, plan.offset + len(rows))
    if rows and plan.groups:
        return Page(rows, rows[0][-1])
    return Page(rows, count())


def read_rows(plan: Plan, connection: sqlite3.Connection) -> Sequence[Row]:
    """Read a plan's rows up to its limit, without their total."""
    query = compile_rows(plan, read_plan_context(connection, plan))
    return connection.execute(query.text, query.parameters).fetchall()


def read_rows_since(
    plan: Plan, row: int, max_rows: int, connection: sqlite3.Connection
) -> tuple[Sequence[Row], int]:
    """Read those of the next rows after the one with this number that a raw plan has.

    They come in the order of storing, with the number of the last row that was looked at.
    """
    last = min(row + max_rows, read_data_version(connection, plan.dataset).last_row)
    context = read_plan_context(connection, plan)
    query = compile_rows_between(plan, row, last, context)
    return connection.execute(query.text, query.parameters).fetchall(), last


def count_total(
    plan: Plan,
    query: Sql,
    totals: TotalCache,
    connection: sqlite3.Connection,
    context: CompileContext = DEFAULT_CONTEXT,
) -> int:
    """Count the rows of a total's query, in the snapshot that the connection sees."""
    if not _is_cacheable(plan, query, totals):
        return _number(query, connection)
    now = read_data_version(connection, plan.dataset)
    entry = totals.get(query)
    if entry is not None and entry.versions == (now,):
        return entry.value
    if entry is None or not _has_only_new_rows(entry.versions[0], now):
        total = _number(query, connection)
    else:
        news = compile_count_since(plan, entry.versions[0].last_row, context)
        total = entry.value + _number(news, connection)
    totals.put(query, CacheEntry(total, (now,)))
    return total


def _has_only_new_rows(then: DataVersion, now: DataVersion) -> bool:
    """Return whether at most some new rows came between two versions.

    A snapshot may also be older than the one that the total was counted in.
    """
    return then.revision == now.revision and 0 <= now.last_row - then.last_row <= MAX_NEW_EVENTS


def _is_cacheable(plan: Plan, query: Sql, totals: TotalCache) -> bool:
    return (
        plan.groups is None
        and totals.max_size > 0
        and not is_volatile(plan)
        and _characters(query) <= _MAX_QUERY_CHARACTERS
    )


def _number(query: Sql, connection: sqlite3.Connection) -> int:
    (number,) = connection.execute(query.text, query.parameters).fetchone()
    return int(number)


def _characters(query: Sql) -> int:
    return len(query.text) + sum(len(p) for p in query.parameters if isinstance(p, str))
