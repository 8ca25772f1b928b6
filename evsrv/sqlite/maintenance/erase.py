"""Deleting the rows that pass a filter, or those of one person, beside a running server."""

import sqlite3
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import orjson

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK, Dataset
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.compiler.statement import compile_row_numbers, compile_rows_of_users
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.deletion import STEP_ROWS, Deletion, DueRow, deleted_rows

Rows = Mapping[Dataset, Sequence[int]]
"""Numbers of rows, which are never given again, by dataset."""

_WITH_MESSAGES = {CONVERSATIONS}
"""The datasets whose rows have messages, by which they may be a person's too."""


def find_rows(connection: sqlite3.Connection, plans: Sequence[Plan], *, of_person: bool) -> Rows:
    """Return the rows that pass the filters of plans, one a dataset, in one snapshot.

    If they are to be `of_person`, a conversation counts also if a message of a user passes. The
    feedback that belongs to these conversations, and is deleted with them, is in the result too.
    """
    connection.execute("BEGIN")
    rows: dict[Dataset, Sequence[int]] = {}
    for plan in plans:
        context = read_plan_context(connection, plan)
        found = _numbers(connection, compile_row_numbers(plan, context))
        if of_person and plan.dataset in _WITH_MESSAGES:
            found = _union(found, _numbers(connection, compile_rows_of_users(plan)))
        rows[plan.dataset] = found
    if conversations := rows.get(CONVERSATIONS):
        joined = _numbers(connection, _feedback_of(conversations))
        rows[FEEDBACK] = _union(rows.get(FEEDBACK, ()), joined)
    connection.execute("COMMIT")
    return rows


def count_rows(connection: sqlite3.Connection, dataset: Dataset, scope: Scope) -> int:
    """Return the number of rows of a scope."""
    query = sql("SELECT count(*) FROM {} AS e WHERE {}", Sql(dataset.name), render_scope(scope))
    (count,) = connection.execute(query.text, query.parameters).fetchone()
    return int(count)


async def erase(
    engine: SqliteEngine,
    rows: Rows,
    *,
    secure: bool = False,
    done: Callable[[int], None] = lambda _: None,
) -> Mapping[Dataset, int]:
    """Delete rows, and then the property keys that are left without; return how many by dataset.

    If `secure`, SQLite overwrites what it deletes. `done` is called with the number of rows that
    each step deleted.
    """
    if secure:
        await engine.write(_overwrite_deleted)
    deletion = Deletion(engine, rows.keys(), done)
    for dataset in deletion.order:
        numbers = rows[dataset]
        for first in range(0, len(numbers), STEP_ROWS):
            due = partial(_still_there, dataset, list(numbers[first : first + STEP_ROWS]))
            while (await deletion.step(dataset, due)).left:
                pass
    await deletion.remove_unused_keys(full=True)
    return deletion.deleted


def _still_there(
    dataset: Dataset, rows: Sequence[int], connection: sqlite3.Connection
) -> list[DueRow]:
    return connection.execute(
        f"""
        SELECT row, {deleted_rows(dataset)} FROM {dataset.name}
        WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row
        """,  # noqa: S608 - constant names
        (orjson.dumps(rows).decode(),),
    ).fetchall()


def _overwrite_deleted(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA secure_delete = ON").fetchall()


def _feedback_of(conversations: Sequence[int]) -> Sql:
    return sql(
        "SELECT row FROM feedback WHERE conversation IN (SELECT value FROM json_each({}))",
        bind(orjson.dumps(list(conversations)).decode()),
    )


def _numbers(connection: sqlite3.Connection, query: Sql) -> Sequence[int]:
    return array("q", (row for (row,) in connection.execute(query.text, query.parameters)))


def _union(first: Sequence[int], second: Sequence[int]) -> Sequence[int]:
    return array("q", sorted({*first, *second}))
