"""The table `promotions`: which paths in JSON fields have columns of their own in `events`.

A promoted path has a slot, whose number names two columns and an index. Whoever writes events fills
the columns of all slots in use; queries read those that are ready. Beside the index of each slot
one index has the columns of all.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from evsrv.core.sql import Sql
from evsrv.sqlite.promoted_path import DOCUMENTS, PromotedPath, PromotedPaths, columns_of_slot

MAX_PROMOTED_PATHS = 8
"""Each makes every write slower."""

COVERING_INDEX = "events_promoted"
"""The index that has all promoted columns, in the order of time."""


@frozen
class PromotionState:
    """How far a promotion has come."""

    promotion: PromotedPath
    unfilled: int
    """Events up to this row are yet to be filled."""
    ready: bool


def has_promotions(connection: sqlite3.Connection) -> bool:
    """Tell whether a file, which may be of an older version, has the table."""
    return _has(connection, "table", "promotions")


def list_promoted_paths(connection: sqlite3.Connection) -> PromotedPaths:
    """List the promoted paths that a writer has to fill: those that are ready, and the others."""
    return _promotions(connection, "SELECT slot, field, path FROM promotions ORDER BY slot")


def list_ready_paths(connection: sqlite3.Connection) -> PromotedPaths:
    """List the promoted paths that queries can read, in the transaction that they run in."""
    return _promotions(
        connection, "SELECT slot, field, path FROM promotions WHERE ready ORDER BY slot"
    )


def list_states(connection: sqlite3.Connection) -> list[PromotionState]:
    """List all promotions with how far they have come."""
    rows = connection.execute("SELECT slot, unfilled, ready FROM promotions ORDER BY slot")
    return [
        PromotionState(promotion, unfilled, bool(ready))
        for promotion, (_, unfilled, ready) in zip(
            list_promoted_paths(connection), rows, strict=True
        )
    ]


def count_slots(connection: sqlite3.Connection) -> int:
    """Count the slots that have columns; they are numbered from 1."""
    (columns,) = connection.execute(
        "SELECT count(*) FROM pragma_table_info('events') WHERE name GLOB 'promoted_*'"
    ).fetchone()
    return int(columns) // 2


def add_columns(slot: int) -> Iterator[str]:
    """Write the statements that give a slot its columns."""
    for column in columns_of_slot(slot):
        yield f"ALTER TABLE events ADD COLUMN {column} ANY"


def index_name(slot: int) -> str:
    """Name the index of a slot."""
    return f"events_by_promoted_{slot}"


def has_index(connection: sqlite3.Connection, slot: int) -> bool:
    """Tell whether a slot has its index."""
    return _has(connection, "index", index_name(slot))


def create_index(slot: int) -> str:
    """Write the index that finds the events of one value."""
    value, json_ = columns_of_slot(slot)
    return (
        f"CREATE INDEX {index_name(slot)} ON events"
        f" (organization_id, project_id, {value}, created_at, {json_}) WHERE {value} IS NOT NULL"
    )


def create_covering_index(slots: Sequence[int]) -> str:
    """Write the index that has what queries over a time want of these slots."""
    columns = ", ".join(column for slot in slots for column in columns_of_slot(slot))
    return (
        f"CREATE INDEX {COVERING_INDEX} ON events"
        f" (organization_id, project_id, created_at, integration_id, type, {columns})"
    )


def slots_in_covering_index(connection: sqlite3.Connection) -> set[int]:
    """Tell which slots the covering index has; one of them may have been given up since."""
    names = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM pragma_index_info(?)", (COVERING_INDEX,)
        )
    }
    return {slot for slot in range(1, MAX_PROMOTED_PATHS + 1) if columns_of_slot(slot)[0] in names}


def objects_of_promotions(connection: sqlite3.Connection) -> Iterator[str]:
    """Write the statements that made what a file has for its promotions, in their order."""
    for slot in range(1, count_slots(connection) + 1):
        yield from add_columns(slot)
    ready = {one.slot for one in list_ready_paths(connection)}
    for slot in (one.slot for one in list_promoted_paths(connection)):
        # One that is under way may have its index already.
        if slot in ready or has_index(connection, slot):
            yield create_index(slot)
    if ready:
        yield create_covering_index(sorted(ready | slots_in_covering_index(connection)))


def stale_rows(connection: sqlite3.Connection, state: PromotionState) -> Iterator[tuple[str, str]]:
    """Find the events whose columns are not as the document says; give organizations and ids."""
    document = Sql(DOCUMENTS[state.promotion.field])
    differs = " OR ".join(
        f"{column} IS NOT {content.text} OR typeof({column}) IS NOT typeof({content.text})"
        for column, content in zip(
            state.promotion.columns, state.promotion.contents(document), strict=True
        )
    )
    # What is no JSON is told elsewhere.
    return connection.execute(
        f"""
        SELECT organization_id, id FROM events
        WHERE row > ? AND CASE WHEN coalesce(json_valid({document.text}), 1) THEN {differs} END
        """,  # noqa: S608 - our own text
        (state.unfilled,),
    )


@lru_cache(maxsize=64)
def _promotion(slot: int, field: str, path: str) -> PromotedPath:
    return PromotedPath(slot, field, tuple(json.loads(path)))


def _promotions(connection: sqlite3.Connection, query: str) -> PromotedPaths:
    return tuple(_promotion(*row) for row in connection.execute(query))


def _has(connection: sqlite3.Connection, type_: str, name: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?", (type_, name)
    )
    return found.fetchone() is not None
