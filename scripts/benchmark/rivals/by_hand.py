"""SQL by hand, in the sqlite3 of this process."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmark.answers import Asked, Rows, comparable
from benchmark.questions import PARAMETERS, CacheKey
from benchmark.rivals.compiled import column_names


def open_plainly(db: Path) -> sqlite3.Connection:
    """Open a database for reading, and do nothing else to it."""
    return sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True)


@frozen
class ByHand:
    """SQL by hand on a plain connection."""

    _connection: sqlite3.Connection

    def ask(self, question: CacheKey) -> Asked:
        """Make a question ready."""
        columns = column_names(question.body)

        def work() -> list[Any]:
            return self._connection.execute(question.by_hand, PARAMETERS).fetchall()

        def rows() -> Rows:
            return comparable(work(), columns)

        return Asked(work, rows)


def some_ids(db: Path, most: int) -> list[str]:
    """Choose ids from all of the time that the questions' project has events of."""
    with closing(open_plainly(db)) as connection:
        ids = [
            event_id
            for (event_id,) in connection.execute(
                "SELECT id FROM events WHERE organization_id = :organization"
                " AND project_id = :project ORDER BY created_at",
                PARAMETERS,
            )
        ]
    return ids[:: max(1, len(ids) // most)][:most]
