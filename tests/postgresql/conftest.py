"""Databases on a PostgreSQL server, and an engine on one."""

from collections.abc import AsyncIterator, Iterator

import pytest
from golden.harness import database as golden_database
from support.citus import QUERY_SECONDS
from support.postgres import emptied_database, own_postgres, postgres, replica

from evsrv.core.dsn import Dsn
from evsrv.postgresql.engine import PostgresEngine
from postgresql.server import Database, connected_database, tables_of

__all__ = ["emptied_database", "own_postgres", "postgres", "replica"]


@pytest.fixture
async def store(postgres: Dsn) -> AsyncIterator[PostgresEngine]:
    """Return an open engine on an empty database."""
    async with await PostgresEngine.open(
        postgres, connections=5, query_timeout=QUERY_SECONDS
    ) as engine:
        yield engine


@pytest.fixture(scope="session")
def golden(postgres_server: str) -> Iterator[Database]:
    """Return a database with the rows of the golden tests, without indexes."""
    with connected_database(postgres_server) as database:
        database.make_functions()
        for dataset, rows in tables_of(golden_database()).items():
            database.make_table(dataset, rows)
        yield database
