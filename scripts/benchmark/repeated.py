"""Larger databases, made of one by repeating its events."""

import sqlite3
from contextlib import closing
from pathlib import Path

from evsrv.sqlite.connections import prepare_nothing
from evsrv.sqlite.opening import open_writer

_ROWS = 10_000
"""Events that are repeated at a time: few, so that rows come nearly in the order of time, and
enough that equal values of repeated events are not neighbours."""
_SHIFT_MS = 137_000
_CACHE_KIB = 2_000_000

_REPEAT = """
INSERT INTO events (
    id, organization_id, project_id, integration_id, event_type, type, message_id,
    conversation_id, search_query, created_at, properties, user_properties
)
SELECT
    id || :suffix, organization_id, project_id, integration_id, event_type, type,
    message_id || :suffix, conversation_id || :suffix, search_query, created_at - :shift,
    properties, json_replace(
        user_properties, '$.userId', user_properties ->> '$.userId' || :suffix,
        '$.id', user_properties ->> '$.id' || :suffix
    )
FROM original.events WHERE row > :after AND row <= :last ORDER BY row
"""


def make_repeated_database(path: Path, events: int, original: Path) -> None:
    """Make a database with this number of events, unless the file exists.

    Each repetition of an event has an id, a user, a conversation and a time of its own.
    """
    if path.exists():
        return
    # Under another name until it is complete, so that an interrupted run leaves no partial file.
    partial = path.with_suffix(".partial")
    for left in path.parent.glob(f"{partial.name}*"):
        left.unlink()
    open_writer(partial, prepare_nothing).close()
    with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("ATTACH ? AS original", [str(original)])
        connection.execute("INSERT INTO property_keys SELECT * FROM original.property_keys")
        (rows,) = connection.execute("SELECT max(row) FROM original.events").fetchone()
        times, rest = divmod(events, rows)
        connection.execute("BEGIN")
        for after in range(0, rows, _ROWS):
            for number in range(times + 1):
                last = min(after + _ROWS, rows if number < times else rest)
                values = {"suffix": f"-{number}", "shift": number * _SHIFT_MS}
                connection.execute(_REPEAT, {**values, "after": after, "last": last})
        connection.execute("COMMIT")
    partial.rename(path)
