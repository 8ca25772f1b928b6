import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from evsrv.sqlite.functions import register


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """A database with the core's SQL functions and nothing in it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        register(connection)
        yield connection
