import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from golden.harness import open_database


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """An empty database in memory, its functions registered."""
    with closing(open_database()) as connection:
        yield connection
