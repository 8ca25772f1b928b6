"""An engine on a new database."""

from collections.abc import AsyncIterator

import pytest
from support.postgres import own_postgres, postgres, postgres_server

from evsrv.postgresql.dsn import Dsn
from evsrv.postgresql.engine import PostgresEngine

__all__ = ["own_postgres", "postgres", "postgres_server"]


@pytest.fixture
async def store(postgres: Dsn) -> AsyncIterator[PostgresEngine]:
    """Return an open engine on an empty database."""
    async with await PostgresEngine.open(postgres, connections=5) as engine:
        yield engine
