"""Tables in memory for one query at a time."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from evsrv.core.datasets import DATASETS
from evsrv.core.sql import Sql, sql
from evsrv.plugin.interruption import set_interrupt_check
from evsrv.sqlite.connections import prepare_nothing
from evsrv.sqlite.memory_tables import MemoryDatabases

NAME, COLUMN = Sql("grouped"), Sql("key_1")
ENDLESS = Sql(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)


@pytest.fixture
def databases() -> MemoryDatabases:
    return MemoryDatabases(prepare_nothing)


def test_values_keep_their_types(databases: MemoryDatabases) -> None:
    values = [(1,), (1.0,), ("1",), (None,), (2**63 - 1,), (1e300,)]
    with databases.open() as tables:
        tables.create(NAME, [COLUMN])
        tables.insert(NAME, 1, values)
        found = tables.read(sql("SELECT * FROM {}", NAME))
    assert [(type(one), one) for (one,) in found] == [(type(one), one) for (one,) in values]


def test_tables_are_gone_after_the_query(databases: MemoryDatabases) -> None:
    for _ in range(2):
        with databases.open() as tables:
            tables.create(NAME, [COLUMN])
            tables.insert(NAME, 1, [("a",)])
            assert tables.read(sql("SELECT {} FROM {}", COLUMN, NAME)) == [("a",)]


def test_tables_are_gone_after_an_error(databases: MemoryDatabases) -> None:
    with suppress(sqlite3.Error), databases.open() as tables:
        tables.create(NAME, [COLUMN])
        tables.read(Sql("SELECT unknown"))
    with databases.open() as tables:
        tables.create(NAME, [COLUMN])


def test_a_thread_has_a_database_of_its_own(databases: MemoryDatabases) -> None:
    def create() -> int:
        with databases.open() as tables:
            tables.create(NAME, [COLUMN])
            return len(tables.read(sql("SELECT * FROM {}", NAME)))

    with databases.open() as tables, ThreadPoolExecutor(1) as threads:
        tables.create(NAME, [COLUMN])
        tables.insert(NAME, 1, [("a",)])
        assert threads.submit(create).result() == 0


@pytest.mark.parametrize("dataset", DATASETS)
def test_tables_of_datasets_are_empty(databases: MemoryDatabases, dataset: str) -> None:
    with databases.open() as tables:
        (row,) = tables.read(sql("SELECT count(*), max(e.properties) FROM {} AS e", Sql(dataset)))
    assert row == (0, None)


def test_sql_stops_if_the_query_has_to(databases: MemoryDatabases) -> None:
    set_interrupt_check(lambda: False)
    try:
        with databases.open() as tables, pytest.raises(sqlite3.OperationalError, match="interrupt"):
            tables.read(ENDLESS)
    finally:
        set_interrupt_check(None)
    with databases.open() as tables:
        assert tables.read(Sql("SELECT 1")) == [(1,)]


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
    connection = connection_of_thread(MemoryDatabases(prepare_nothing))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_database_of_a_living_thread_is_closed_with_the_others() -> None:
    databases = MemoryDatabases(prepare_nothing)
    with databases.open() as tables:
        connection = tables.connection
    del databases
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
