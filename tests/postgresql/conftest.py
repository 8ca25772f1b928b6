from collections.abc import Iterator

import pytest
from golden.harness import database as golden_database

from postgresql.server import Database, running, tables_of


@pytest.fixture(scope="session")
def golden() -> Iterator[Database]:
    """The rows of the golden tests, without indexes."""
    with running() as dsn:
        database = Database(dsn)
        database.make_functions()
        for dataset, rows in tables_of(golden_database()).items():
            database.make_table(dataset, rows)
        yield database
        database.close()
