"""The table `promotions`: the paths in JSON fields that have materialized columns in `events`.

A promoted path has a slot, whose number names two columns and an index. Every writer fills the
columns of all slots in use; queries read those that are ready. Beside the index of each slot, one
index covers the columns of all.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from evsrv.core.sql import Sql
from evsrv.sqlite.promoted_path import DOCUMENTS, PromotedPath, PromotedPaths, columns_of_slot

MAX_PROMOTED_PATHS = 8
"""Each one slows down every write."""

COVERING_INDEX = "events_promoted"
"""The index of all promoted columns, in the order of time."""


@frozen
class PromotionState:
    """How far a promotion has come."""

    promotion: PromotedPath
    backfill_from: int
    """The last row whose columns are not filled yet; the backfill goes down from there."""
    ready: bool
    """Whether queries can read the columns."""


def has_promotions(connection: sqlite3.Connection) -> bool:
    """Return whether a file has the table; one of an older version may not."""
    return _has(connection, "table", "promotions")


def list_promoted_paths(connection: sqlite3.Connection) -> PromotedPaths:
    """List the promoted paths that a writer has to fill, whether they are ready or not."""
    return _promotions(connection, "SELECT slot, field, path FROM promotions ORDER BY slot")


def list_ready_paths(connection: sqlite3.Connection) -> PromotedPaths:
    """List the promoted paths that queries can read, in the transaction that they run in."""
    return _promotions(
        connection, "SELECT slot, field, path FROM promotions WHERE ready ORDER BY slot"
    )


def list_states(connection: sqlite3.Connection) -> list[PromotionState]:
    """List all promotions with their progress."""
    # Not by names: in a file of an older version the column `backfill_from` has another one.
    rows = connection.execute("SELECT * FROM promotions ORDER BY slot")
    return [
        PromotionState(_promoted_path(slot, field, path), backfill_from, bool(ready))
        for slot, field, path, backfill_from, ready in rows
    ]


def count_slots(connection: sqlite3.Connection) -> int:
    """Count the slots that have columns; they are numbered from 1."""
    (columns,) = connection.execute(
        "SELECT count(*) FROM pragma_table_info('events') WHERE name GLOB 'promoted_*'"
    ).fetchone()
    return int(columns) // 2


def add_columns(slot: int) -> Iterator[str]:
    """Render the statements that add a slot's columns."""
    for column in columns_of_slot(slot):
        yield f"ALTER TABLE events ADD COLUMN {column} ANY"


def index_name(slot: int) -> str:
    """Return the name of a slot's index."""
    return f"events_by_promoted_{slot}"


def has_index(connection: sqlite3.Connection, slot: int) -> bool:
    """Return whether a slot has its index."""
    return _has(connection, "index", index_name(slot))


def create_index(slot: int) -> str:
    """Render the statement for the index that finds the events of one value."""
    value, json_ = columns_of_slot(slot)
    return (
        f"CREATE INDEX {index_name(slot)} ON events"
        f" (organization_id, project_id, {value}, created_at, {json_}) WHERE {value} IS NOT NULL"
    )


def create_covering_index(slots: Sequence[int]) -> str:
    """Render the statement for the index that covers queries of these slots over a time."""
    columns = ", ".join(column for slot in slots for column in columns_of_slot(slot))
    return (
        f"CREATE INDEX {COVERING_INDEX} ON events"
        f" (organization_id, project_id, created_at, integration_id, type, {columns})"
    )


def slots_in_covering_index(connection: sqlite3.Connection) -> set[int]:
    """Return the slots in the covering index; one of them may have been demoted since."""
    names = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM pragma_index_info(?)", (COVERING_INDEX,)
        )
    }
    return {slot for slot in range(1, MAX_PROMOTED_PATHS + 1) if columns_of_slot(slot)[0] in names}


def objects_of_promotions(connection: sqlite3.Connection) -> Iterator[str]:
    """Render the statements that created a file's columns and indexes for its promotions."""
    for slot in range(1, count_slots(connection) + 1):
        yield from add_columns(slot)
    ready = {one.slot for one in list_ready_paths(connection)}
    for slot in (one.slot for one in list_promoted_paths(connection)):
        # A promotion that is not complete may have its index already.
        if slot in ready or has_index(connection, slot):
            yield create_index(slot)
    if ready:
        yield create_covering_index(sorted(ready | slots_in_covering_index(connection)))


def stale_rows(connection: sqlite3.Connection, state: PromotionState) -> Iterator[tuple[str, str]]:
    """Find events whose columns differ from the document; yield their organizations and ids."""
    document = Sql(DOCUMENTS[state.promotion.field])
    differs = " OR ".join(
        f"{column} IS NOT {expected.text} OR typeof({column}) IS NOT typeof({expected.text})"
        for column, expected in zip(
            state.promotion.columns, state.promotion.column_expressions(document), strict=True
        )
    )
    # Another check reports documents that are not JSON.
    return connection.execute(
        f"""
        SELECT organization_id, id FROM events
        WHERE row > ? AND CASE WHEN coalesce(json_valid({document.text}), 1) THEN {differs} END
        """,  # noqa: S608 - constant text
        (state.backfill_from,),
    )


@lru_cache(maxsize=64)
def _promoted_path(slot: int, field: str, path: str) -> PromotedPath:
    return PromotedPath(slot, field, tuple(json.loads(path)))


def _promotions(connection: sqlite3.Connection, query: str) -> PromotedPaths:
    return tuple(_promoted_path(*row) for row in connection.execute(query))


def _has(connection: sqlite3.Connection, type_: str, name: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?", (type_, name)
    )
    return found.fetchone() is not None
