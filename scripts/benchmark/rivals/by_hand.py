"""SQL by hand, in the sqlite3 of this process."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.questions import PARAMETERS, Question
from benchmark.rivals.compiled import column_names


def open_plainly(db: Path) -> sqlite3.Connection:
    """Open a database for reading, without any preparation."""
    return sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True)


@frozen
class ByHand:
    """SQL by hand on a plain connection."""

    _connection: sqlite3.Connection

    def ask(self, question: Question) -> Prepared:
        """Prepare a question."""
        columns = column_names(question.body)

        def work() -> list[Any]:
            return self._connection.execute(question.by_hand, PARAMETERS).fetchall()

        def rows() -> Rows:
            return comparable(work(), columns)

        return Prepared(work, rows)


def some_ids(db: Path, most: int) -> list[str]:
    """Return up to `most` ids, spread over the time of the events that the questions query."""
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
