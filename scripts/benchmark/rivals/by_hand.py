"""SQL by hand, in the sqlite3 of this process."""

import sqlite3
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmark.answers import Asked, Rows, comparable
from benchmark.questions import PARAMETERS, Question
from benchmark.rivals.compiled import column_names


def open_plainly(db: Path) -> sqlite3.Connection:
    """Open a database for reading, and do nothing else to it."""
    return sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True)


@frozen
class ByHand:
    """SQL by hand on a plain connection."""

    _connection: sqlite3.Connection

    def ask(self, question: Question) -> Asked:
        """Make a question ready."""
        columns = column_names(question.body)

        def work() -> list[Any]:
            return self._connection.execute(question.by_hand, PARAMETERS).fetchall()

        def rows() -> Rows:
            return comparable(work(), columns)

        return Asked(work, rows)
