"""Promoting paths in JSON fields to columns of `events`, in small steps, while others write.

A path is claimed first: from then on every writer fills its columns, since it reads the claimed
paths in the transaction that it writes in. Then the older events are backfilled, the last ones
first, then the indexes are created. Only then is the path ready, and queries read its columns.

The slot of a demoted path keeps its columns, as dropping them would rewrite the whole table. They
are filled for the next path before queries read them again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql
from evsrv.engine.errors import StoreError
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.steps import retry_on_busy, throttled_step
from evsrv.sqlite.promoted_path import DOCUMENTS, JsonPath, PromotedPath, path_name
from evsrv.sqlite.promotions import (
    COVERING_INDEX,
    MAX_PROMOTED_PATHS,
    PromotionState,
    add_columns,
    count_slots,
    create_covering_index,
    create_index,
    has_index,
    index_name,
    list_promoted_paths,
    list_ready_paths,
    list_states,
    slots_in_covering_index,
)

STEP_EVENTS = 500
"""Events that one transaction fills; it takes milliseconds."""


async def promote(
    engine: SqliteEngine, paths: Sequence[JsonPath], *, done: Callable[[int], None] = lambda _: None
) -> None:
    """Promote paths that `literal_path` can render, or resume their promotion.

    Paths that are ready stay as they are. `done` is called with the number of events that each
    step filled. Raises `StoreError` if there are too many paths, or if one is demoted meanwhile.
    """
    await retry_on_busy(engine, partial(_claim, paths=paths))
    while (filled := await throttled_step(engine, partial(_next_step, paths=paths))) is not None:
        done(filled)


def demote(connection: sqlite3.Connection, paths: Iterable[JsonPath]) -> None:
    """Undo the promotion of these paths. Raises `StoreError` if one is not promoted."""
    promoted = {one.json_path: one for one in list_promoted_paths(connection)}
    for path in paths:
        if path not in promoted:
            names = ", ".join(map(path_name, promoted)) or "none"
            raise StoreError(f"{path_name(path)} is not promoted; promoted paths: {names}")
        slot = promoted[path].slot
        connection.execute(f"DROP INDEX IF EXISTS {index_name(slot)}")
        connection.execute("DELETE FROM promotions WHERE slot = ?", (slot,))
    if not list_ready_paths(connection):
        connection.execute(f"DROP INDEX IF EXISTS {COVERING_INDEX}")


def _claim(connection: sqlite3.Connection, paths: Sequence[JsonPath]) -> None:
    """Assign a slot to each path that has none."""
    for field, path in paths:
        taken = {one.slot: one.json_path for one in list_promoted_paths(connection)}
        if (field, path) in taken.values():
            continue
        slot = next(slot for slot in range(1, MAX_PROMOTED_PATHS + 2) if slot not in taken)
        if slot > MAX_PROMOTED_PATHS:
            raise StoreError(
                f"at most {MAX_PROMOTED_PATHS} paths can be promoted, as each slows down writing;"
                " `evsrv promote --undo PATH` frees one"
            )
        if slot > count_slots(connection):
            for statement in add_columns(slot):
                connection.execute(statement)
        connection.execute(
            """
            INSERT INTO promotions (slot, field, path, backfill_from)
            SELECT ?, ?, ?, coalesce(max(row), 0) FROM events
            """,
            (slot, field, canonical(path)),
        )


def _next_step(connection: sqlite3.Connection, paths: Sequence[JsonPath]) -> int | None:
    """Run the next step; return the number of events that it filled, or None if all is done.

    The step depends on the file alone: others may promote or demote paths between two steps.
    """
    states = {state.promotion.json_path: state for state in list_states(connection)}
    for path in paths:
        if path not in states:
            raise StoreError(f"{path_name(path)} was demoted meanwhile")
    waiting = [states[path] for path in paths if not states[path].ready]
    if any(state.backfill_from for state in waiting):
        return _backfill(connection, waiting)
    slots = [state.promotion.slot for state in waiting]
    for slot in slots:
        if not has_index(connection, slot):
            # One index a transaction, as others cannot write while it is created.
            connection.execute(create_index(slot))
            return 0
    _make_ready(connection, slots)
    return None


def _backfill(connection: sqlite3.Connection, states: Sequence[PromotionState]) -> int:
    """Fill the columns of the last unfilled events; return the number of these events."""
    last = max(state.backfill_from for state in states)
    promotions = [state.promotion for state in states if state.backfill_from == last]
    count, first = connection.execute(
        """
        SELECT count(*), min(row)
        FROM (SELECT row FROM events WHERE row <= ? ORDER BY row DESC LIMIT ?)
        """,
        (last, STEP_EVENTS),
    ).fetchone()
    if count:
        connection.execute(
            f"UPDATE events SET {_assignments(promotions)} WHERE row BETWEEN ? AND ?",  # noqa: S608
            (first, last),
        )
    next_row = first - 1 if count == STEP_EVENTS else 0
    connection.executemany(
        "UPDATE promotions SET backfill_from = ? WHERE slot = ?",
        [(next_row, one.slot) for one in promotions],
    )
    return int(count)


def _assignments(promotions: Iterable[PromotedPath]) -> str:
    return ", ".join(
        f"{column} = {expression.text}"
        for one in promotions
        for column, expression in zip(
            one.columns, one.column_expressions(Sql(DOCUMENTS[one.field])), strict=True
        )
    )


def _make_ready(connection: sqlite3.Connection, slots: Sequence[int]) -> None:
    needed = {*slots, *(one.slot for one in list_ready_paths(connection))}
    if not needed <= slots_in_covering_index(connection):
        connection.execute(f"DROP INDEX IF EXISTS {COVERING_INDEX}")
        connection.execute(create_covering_index(sorted(needed)))
    connection.executemany(
        "UPDATE promotions SET ready = 1 WHERE slot = ?", [(slot,) for slot in slots]
    )
