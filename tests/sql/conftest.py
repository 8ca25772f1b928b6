import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from golden.harness import open_database

from evsrv.sql import register


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """An empty database in memory, its functions registered."""
    with closing(open_database()) as connection:
        yield connection


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """A database with the core's SQL functions and nothing in it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        register(connection)
        yield connection
