"""Promoting paths in JSON fields to columns of `events`, in small steps, while others write.

A path is claimed first: from then on every writer fills its columns, since it asks for the claimed
ones in the transaction that it writes in. Then the events from before are filled, the last ones
first, then the indexes are made; only then is the path ready and queries read its columns.

A slot whose path was given up keeps its columns, as taking them away would write the whole table
anew. They are filled for the next path before queries read them again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql
from evsrv.engine.errors import StoreError
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.steps import retry_on_busy, step
from evsrv.sqlite.promoted_path import DOCUMENTS, JsonPath, PromotedPath, path_name
from evsrv.sqlite.promotions import (
    COVERING_INDEX,
    MAX_PROMOTED_PATHS,
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
"""How many events one transaction fills: a matter of milliseconds."""


async def promote(
    store: SqliteEngine, paths: Sequence[JsonPath], *, done: Callable[[int], None] = lambda _: None
) -> None:
    """Promote paths that `literal_path` can write, or go on with what did not come to its end.

    Paths that are ready stay as they are. `done` is told how many events each step filled. Raises
    `StoreError` where there are too many, or where one is given up meanwhile.
    """
    await retry_on_busy(store, partial(_claim, paths=paths))
    while (filled := await step(store, partial(_advance, paths=paths))) is not None:
        done(filled)


def demote(connection: sqlite3.Connection, paths: Iterable[JsonPath]) -> None:
    """Promote these paths no longer. Raises `StoreError` where one is not promoted."""
    promoted = {one.place: one for one in list_promoted_paths(connection)}
    for path in paths:
        if path not in promoted:
            names = ", ".join(map(path_name, promoted)) or "nothing"
            raise StoreError(f"{path_name(path)} is not promoted; what is promoted: {names}")
        slot = promoted[path].slot
        connection.execute(f"DROP INDEX IF EXISTS {index_name(slot)}")
        connection.execute("DELETE FROM promotions WHERE slot = ?", (slot,))
    if not list_ready_paths(connection):
        connection.execute(f"DROP INDEX IF EXISTS {COVERING_INDEX}")


def _claim(connection: sqlite3.Connection, paths: Sequence[JsonPath]) -> None:
    """Give each path a slot, unless it has one."""
    for field, path in paths:
        taken = {one.slot: one.place for one in list_promoted_paths(connection)}
        if (field, path) in taken.values():
            continue
        slot = next(slot for slot in range(1, MAX_PROMOTED_PATHS + 2) if slot not in taken)
        if slot > MAX_PROMOTED_PATHS:
            raise StoreError(
                f"at most {MAX_PROMOTED_PATHS} paths can be promoted, for each makes writing slower"
            )
        if slot > count_slots(connection):
            for statement in add_columns(slot):
                connection.execute(statement)
        connection.execute(
            """
            INSERT INTO promotions (slot, field, path, unfilled)
            SELECT ?, ?, ?, coalesce(max(row), 0) FROM events
            """,
            (slot, field, canonical(path)),
        )


def _advance(connection: sqlite3.Connection, paths: Sequence[JsonPath]) -> int | None:
    """Do what comes next; tell how many events were filled, or None where all is done.

    What that is follows from the file alone: others may promote or give up paths between two steps.
    """
    states = {state.promotion.place: state for state in list_states(connection)}
    for path in paths:
        if path not in states:
            raise StoreError(f"{path_name(path)} was given up meanwhile")
    waiting = [states[path] for path in paths if not states[path].ready]
    if last := max((state.unfilled for state in waiting), default=0):
        filling = [state.promotion for state in waiting if state.unfilled == last]
        return _fill(connection, filling, last)
    slots = [state.promotion.slot for state in waiting]
    for slot in slots:
        if not has_index(connection, slot):
            # One index a transaction, for others cannot write while it is made.
            connection.execute(create_index(slot))
            return 0
    _make_ready(connection, slots)
    return None


def _fill(connection: sqlite3.Connection, promotions: Sequence[PromotedPath], last: int) -> int:
    """Fill the columns of some events up to a row, the last ones first; tell how many."""
    count, first = connection.execute(
        """
        SELECT count(*), min(row)
        FROM (SELECT row FROM events WHERE row <= ? ORDER BY row DESC LIMIT ?)
        """,
        (last, STEP_EVENTS),
    ).fetchone()
    contents = ", ".join(
        f"{column} = {content.text}"
        for one in promotions
        for column, content in zip(
            one.columns, one.contents(Sql(DOCUMENTS[one.field])), strict=True
        )
    )
    if count:
        connection.execute(
            f"UPDATE events SET {contents} WHERE row BETWEEN ? AND ?",  # noqa: S608 - our own text
            (first, last),
        )
    left = first - 1 if count == STEP_EVENTS else 0
    connection.executemany(
        "UPDATE promotions SET unfilled = ? WHERE slot = ?",
        [(left, one.slot) for one in promotions],
    )
    return int(count)


def _make_ready(connection: sqlite3.Connection, slots: Sequence[int]) -> None:
    needed = {*slots, *(one.slot for one in list_ready_paths(connection))}
    if not needed <= slots_in_covering_index(connection):
        connection.execute(f"DROP INDEX IF EXISTS {COVERING_INDEX}")
        connection.execute(create_covering_index(sorted(needed)))
    connection.executemany(
        "UPDATE promotions SET ready = 1 WHERE slot = ?", [(slot,) for slot in slots]
    )
