"""Removing the property keys that no event has any more."""

import sqlite3
from collections.abc import Iterable

from evsrv.sqlite.property_keys import KeyRow, key_rows, remove_key_rows

STEP_EVENTS = 500
"""Events that one transaction reads; it takes milliseconds."""


class UnusedKeyScan:
    """Removes the candidates that no event has, by a scan of all events in the order of rows.

    The row of a new event is above all that were ever given, so the last step sees every event
    that was stored during the scan.
    """

    def __init__(self, candidates: Iterable[KeyRow]) -> None:
        self._unused = set(candidates)
        self._last_row = 0

    def step(self, connection: sqlite3.Connection) -> bool:
        """Read some more events; return whether the scan is complete."""
        if not self._unused:
            return True
        rows = connection.execute(
            """
            SELECT row, organization_id, project_id, properties, user_properties
            FROM events WHERE row > ? ORDER BY row LIMIT ?
            """,
            (self._last_row, STEP_EVENTS),
        ).fetchall()
        for self._last_row, *columns in rows:
            self._unused.difference_update(key_rows(*columns))
        if len(rows) == STEP_EVENTS:
            return False
        remove_key_rows(connection, self._unused)
        return True
