"""A write transaction: all of the work, or none of it."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def immediate(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run the work inside BEGIN IMMEDIATE..COMMIT; whatever raises rolls it all back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk, for one, has SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
