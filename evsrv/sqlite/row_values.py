"""Values of expressions for ranges of rows, in the order of storing."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.plugin.interruption import Interrupted
from evsrv.sqlite.connection import SqliteConnection

STEP_ROWS = 2_000
"""Rows of one read. The event loop then waits for 2 ms (the 99th percentile) at most; with 100,000
rows it would be 24 ms."""

MAX_SCANNED_ROWS = 50_000
"""Numbers of rows that one read looks at, of which the scope may have few."""


class ExpressionFailed(Exception):
    """SQLite cannot compute an expression for one of the rows."""


@frozen
class RowValues:
    """Some of the rows of a scope."""

    rows: Sequence[Sequence[Any]]
    """The number of each, then the value of each expression."""
    last: int
    """The number up to which the scope has no others."""


def read_row_values(
    connection: SqliteConnection,
    dataset: Dataset,
    expressions: Iterable[Sql],
    after: int,
    last: int,
) -> RowValues:
    """Read the next rows after a number, up to the number `last`, of the scope that is shown.

    An expression is over a row `e`. Raises `ExpressionFailed`.
    """
    last = min(last, after + MAX_SCANNED_ROWS)
    query = sql(
        "SELECT {} FROM {} AS e WHERE e.row > {} AND e.row <= {} ORDER BY e.row LIMIT {}",
        join(", ", [Sql("e.row"), *expressions]),
        Sql(dataset.name),
        bind(after),
        bind(last),
        bind(STEP_ROWS),
    )
    try:
        rows = connection.execute(query.text, query.parameters).fetchall()
    except sqlite3.Error as error:
        cause, connection.python_error = connection.python_error, None
        if _is_interrupt(error) or isinstance(cause, Interrupted):
            raise
        raise ExpressionFailed(str(cause or error)) from error
    return RowValues(rows, last if len(rows) < STEP_ROWS else rows[-1][0])


def read_row_numbers(
    connection: SqliteConnection, dataset: Dataset, after: int, last: int
) -> list[int]:
    """Read the numbers of the rows in a range, of the scope that is shown."""
    found = connection.execute(
        f"SELECT e.row FROM {dataset.name} AS e WHERE e.row > ? AND e.row <= ? ORDER BY e.row",  # noqa: S608 - constant name
        (after, last),
    )
    return [row for (row,) in found]


def _is_interrupt(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
