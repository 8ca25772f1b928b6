"""Databases in memory, one for each thread."""

import sqlite3
import threading

import pytest

from evsrv.sqlite.memory_tables import MemoryDatabases


def connection_of_thread(databases: MemoryDatabases) -> sqlite3.Connection:
    """Return the connection that a thread has used, which has ended."""
    found: list[sqlite3.Connection] = []

    def work() -> None:
        for _ in range(2):
            with databases.open() as tables:
                found.append(tables.connection)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    first, second = found
    assert first is second
    return first


def test_database_is_closed_when_its_thread_ends() -> None:
    connection = connection_of_thread(MemoryDatabases(lambda _connection: None))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_database_of_a_living_thread_is_closed_with_the_others() -> None:
    databases = MemoryDatabases(lambda _connection: None)
    with databases.open() as tables:
        connection = tables.connection
    del databases
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
