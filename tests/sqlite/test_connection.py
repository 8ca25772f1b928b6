import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from evsrv.plugin.interruption import set_interrupt_check
from evsrv.sqlite.connection import SqliteConnection


@pytest.mark.parametrize(
    "opened",
    [
        lambda connection: connection.execute("VALUES (?), (?)", (1, 2)),
        lambda connection: connection.cursor().execute("VALUES (1), (2)"),
    ],
    ids=["execute", "cursor"],
)
def test_close_cursors_closes_half_read_cursor(opened: Callable[..., Any]) -> None:
    connection = sqlite3.connect(":memory:", factory=SqliteConnection)
    cursor = opened(connection)
    assert cursor.fetchone() == (1,)
    connection.close_cursors()
    with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
        cursor.fetchone()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize(("short", "expected"), [((), 5), (("step",), 2)])
def test_only_methods_that_are_not_short_are_preceded_by_a_check(
    short: tuple[Any, ...], expected: int
) -> None:
    class Values:
        short_methods = short

        def __init__(self) -> None:
            self.values: list[Any] = []
            self.step = self.values.append

        def finalize(self) -> int:
            return sum(self.values)

    checks = []
    connection = sqlite3.connect(":memory:", factory=SqliteConnection)
    connection.create_aggregate("total_of", 1, Values)

    def check() -> bool:
        checks.append(1)
        return True

    set_interrupt_check(check)
    try:
        rows = connection.execute("SELECT total_of(value) FROM json_each('[1, 2, 3]')").fetchall()
    finally:
        set_interrupt_check(None)
        connection.close()
    assert rows == [(6,)]
    assert len(checks) == expected
