import sqlite3

import pytest

from evsrv.sqlite.connection import SqliteConnection


@pytest.mark.parametrize(
    "opened",
    [
        lambda connection: connection.execute("VALUES (?), (?)", (1, 2)),
        lambda connection: connection.cursor().execute("VALUES (1), (2)"),
    ],
    ids=["execute", "cursor"],
)
def test_close_cursors_closes_half_read_cursor(opened):
    connection = sqlite3.connect(":memory:", factory=SqliteConnection)
    cursor = opened(connection)
    assert cursor.fetchone() == (1,)
    connection.close_cursors()
    with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
        cursor.fetchone()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()
